"""FinishingView: the program is being closed, and waits for what is under way to reach a good end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.page import Page
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.text import TextLabel

FINISHING = "Finishing…"
EXPLANATION = "Your vault is being left in good order. Chat Vault closes by itself in a moment."


class FinishingView(Page):
    """Nothing can be pressed on it."""

    def __init__(self) -> None:
        super().__init__(FINISHING)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(UNIT)
        column.addStretch(1)
        column.addWidget(Tile("vault", "good", 64), alignment=centre)
        column.addSpacing(GAP)
        for label in (TextLabel(FINISHING, "sentence"), TextLabel(EXPLANATION, tone="muted")):
            label.setAlignment(centre)
            column.addWidget(label)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(30 * UNIT)
        bar.setAccessibleName(FINISHING)
        column.addSpacing(GAP)
        column.addWidget(bar, alignment=centre)
        column.addStretch(2)
