"""IconLabel and Tile: an icon that follows the scheme, alone or in a small square."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from vault.ui import theme
from vault.ui.theme import STATE_COLOURS, Role, State


class IconLabel(QLabel):
    """An icon of our own name. It decorates words that stand beside it, so a screen reader passes over it."""

    def __init__(self, name: str, role: Role = "ink", side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._side = name, role, side
        theme.theme().changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, role: Role) -> None:
        """Show another one."""
        self._name, self._role = name, role
        self._draw()

    @Slot()
    def _draw(self) -> None:
        side = round(self._side * theme.theme().scale)
        self.setFixedSize(side, side)
        ratio = self.devicePixelRatioF()
        self.setPixmap(theme.icon(self._name, self._role).pixmap(self.size(), ratio))


class Tile(QFrame):
    """A square of `side` pixels in a state's colours with an icon in its middle."""

    def __init__(self, name: str, state: State = "plain", side: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._icon = IconLabel(name, STATE_COLOURS[state][0], side * 5 // 8 if side < 56 else side * 9 // 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignCenter)
        self.show_icon(name, state)
        theme.theme().changed.connect(self._fit)
        self._fit()

    def show_icon(self, name: str, state: State) -> None:
        """Show another icon, in another state's colours."""
        self._icon.show_icon(name, STATE_COLOURS[state][0])
        self.setProperty("tile", state)
        self.style().unpolish(self)
        self.style().polish(self)

    @Slot()
    def _fit(self) -> None:
        side = round(self._side * theme.theme().scale)
        self.setFixedSize(side, side)
