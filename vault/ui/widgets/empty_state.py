"""EmptyState: where there is nothing yet: a line drawing, one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.button import PrimaryButton
from vault.ui.widgets.drawing import Drawing, DrawingName
from vault.ui.widgets.text import TextLabel


class EmptyState(QWidget):
    """`pressed` when its button is; without a button's words there is none."""

    pressed = Signal()

    def __init__(self, drawing: DrawingName, sentence: str, detail: str = "", button: str = "") -> None:
        super().__init__()
        self._button = PrimaryButton(button)
        self._button.setVisible(bool(button))
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3 * UNIT, 0, 3 * UNIT)
        column.setSpacing(UNIT)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Drawing(drawing), alignment=centre)
        column.addSpacing(GAP)
        for label in (TextLabel(sentence, "sentence"), TextLabel(detail, tone="muted")):
            label.setAlignment(centre)
            label.setVisible(bool(label.text()))
            column.addWidget(label)
        column.addSpacing(GAP)
        column.addWidget(self._button, alignment=centre)
