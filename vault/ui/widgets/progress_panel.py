"""ProgressPanel: long work under way: what, how far, how long yet, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.folding_row import FoldingRow
from vault.ui.widgets.text import TextLabel

__all__ = ["ProgressPanel", "Progressing"]

_STEPS = 1000


class ProgressPanel(Card):
    """`cancelled` when the person wants to stop. Tells a screen reader at every new step and every quarter."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._what = TextLabel("", strong=True)
        self._how_far = TextLabel("", "detail", tone="muted")
        self._how_long = TextLabel("", "detail", tone="muted", wraps=False)
        self._note = TextLabel("", "detail", tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._button = OutlinedButton("Cancel")
        self._button.clicked.connect(self.cancelled)
        self._told: tuple[str, int] = ("", 0)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(UNIT // 2)
        words.addWidget(self._what)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self._how_far, 1)
        below.addWidget(self._how_long)
        words.addSpacing(UNIT)
        words.addWidget(self._bar)
        words.addSpacing(UNIT // 2)
        words.addLayout(below)
        words.addWidget(self._note)
        self.body.addWidget(FoldingRow(inside, self._button, spacing=3 * UNIT))

    def show_progress(self, now: Progressing) -> None:
        """Be this far."""
        self._what.setText(now.what)
        self._how_far.setText(now.how_far)
        self._how_long.setText(now.how_long)
        self._note.say(now.note)
        self._bar.setRange(0, 0 if now.share is None else _STEPS)
        self._bar.setValue(0 if now.share is None else round(now.share * _STEPS))
        self._bar.setAccessibleName(now.what)
        self._bar.setAccessibleDescription(f"{now.how_far} {now.how_long}".strip())
        self._button.setEnabled(now.can_cancel)
        self._tell(now)

    def _tell(self, now: Progressing) -> None:
        milestone = (now.what, int((now.share or 0) * 4))
        if milestone != self._told:
            self._told = milestone
            announce(self, now.what if not milestone[1] else f"{now.what} {round((now.share or 0) * 100)} %")
