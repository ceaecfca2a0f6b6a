"""Disclosure: a quiet button that opens and closes something: what is there for those who want to know."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.theme import UNIT
from vault.ui.widgets.button import QuietButton
from vault.ui.widgets.folding_row import row
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.reveal import reveal


class Disclosure(QWidget):
    """Put things into `inside`. `about` tells a screen reader what it is more about.

    `button` stands above what it opens, unless it is given another place: `apart` leaves that to the maker.
    """

    opened = Signal(bool)

    def __init__(self, more: str, less: str, about: str = "", *, apart: bool = False) -> None:
        super().__init__()
        self._words = {False: more, True: less}
        self._about, self._apart = about, apart
        self.button = QuietButton(more, "more")
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands after the word
        self.button.setCheckable(True)
        self.button.toggled.connect(self._open)
        self._inside = QWidget()
        self.inside = QVBoxLayout(self._inside)
        self.inside.setContentsMargins(0, UNIT // 2, 0, 0)
        self.inside.setSpacing(UNIT // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not apart:
            column.addWidget(row(self.button))
        column.addWidget(self._inside)
        self._open(False)

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self.button.setChecked(is_open)

    def set_words(self, more: str, less: str) -> None:
        """Call it otherwise."""
        self._words = {False: more, True: less}
        self.button.setText(self._words[self.button.isChecked()])

    @Slot(bool)
    def _open(self, is_open: bool) -> None:
        self._inside.setVisible(is_open)
        if self._apart:
            self.setVisible(is_open)
        self.button.setText(self._words[is_open])
        self.button.show_icon("less" if is_open else "more")
        self.button.setAccessibleName(f"{self._words[is_open]}: {self._about}" if self._about else "")
        self.opened.emit(is_open)
        if is_open and self.isVisible():
            order_keyboard(self.window())
            reveal(self)
