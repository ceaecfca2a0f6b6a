"""AppTile: one app, upright, with its picture; TileGrid: as many beside each other as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.choice_card import ChoiceCard

_LEAST = 128
"""Pixels at 100 % that a tile is wide at least."""


class AppTile(ChoiceCard):
    """A choice whose picture stands above its word."""

    def _lay_out(self, padding: int) -> None:
        self._row.setContentsMargins(UNIT, GAP, UNIT, GAP)
        column = QVBoxLayout()
        column.setSpacing(UNIT)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._tile, alignment=centre)
        self._answer.setAlignment(centre)
        column.addWidget(self._answer)
        self._row.addLayout(column)
        self._mark.setParent(None)
        self._explanation.setParent(None)
        for part in (self._tile, self._answer):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class TileGrid(QWidget):
    """Tiles in reading order. The arrow keys walk through them, up and down by a row."""

    def __init__(self) -> None:
        super().__init__()
        self._tiles: tuple[QWidget, ...] = ()
        self._columns = 1
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def columns(self) -> int:
        """How many stand beside each other now."""
        return self._columns

    def show_tiles(self, tiles: Sequence[QWidget]) -> None:
        """Show these and no others."""
        for tile in self._tiles:
            if tile not in tiles:
                tile.hide()
                tile.removeEventFilter(self)
        self._tiles = tuple(tiles)
        for tile in self._tiles:
            tile.installEventFilter(self)
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer beside each other."""
        super().resizeEvent(event)
        if self._room() != self._columns:
            self._spread()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down lead to the tile above and below."""
        step = {Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in step:
            at = next((number for number, tile in enumerate(self._tiles) if tile is watched), 0)
            to = at + step[Qt.Key(event.key())]
            if 0 <= to < len(self._tiles):
                self._tiles[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _room(self) -> int:
        least = round(_LEAST * theme.theme().scale)
        return max(1, (self.width() + GAP) // (least + GAP))

    def _spread(self) -> None:
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = self._room()
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, number // self._columns, number % self._columns)
            tile.show()
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
        self.updateGeometry()
