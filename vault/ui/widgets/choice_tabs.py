"""ChoiceTabs: a few short answers beside each other, one of which holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from vault.ui.theme import UNIT
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.button_row import ButtonRow


class ChoiceTabs(QWidget):
    """chosen(key) when a person takes another. Tab stops at the one that holds, the arrow keys lead to the others."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, OutlinedButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    @property
    def buttons(self) -> dict[str, OutlinedButton]:
        """Each answer's button by its key."""
        return self._buttons

    def offer(self, choices: Sequence[tuple[str, str, str]], holds: str) -> None:
        """Offer these as (key, icon, word); `holds` is the one that is taken now."""
        if list(self._buttons) != [key for key, _, _ in choices]:
            self._build(choices)
        self._buttons[holds].setChecked(True)
        for button in self._buttons.values():
            stop = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)

    def _build(self, choices: Sequence[tuple[str, str, str]]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for key, icon, word in choices:
            button = OutlinedButton(word, icon)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
        self._row.addWidget(ButtonRow(*self._buttons.values(), spacing=UNIT))
