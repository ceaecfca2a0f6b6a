"""KeyDrawing: what a key looks like where the app shows it: groups of letters on a screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.viewmodels.key_shapes import KeyShape

_SAMPLE = {
    16: "0123456789abcdef", 10: "0123456789", 38: "k7qm2x#p9htwcd4=rb6yz3v8ge",
}  # fmt: skip
_SIZE = QSize(208, 160)


class KeyDrawing(QWidget):
    """Decorates the words beside it; a screen reader passes over it. The letters are of no key."""

    def __init__(self) -> None:
        super().__init__()
        self._shape = KeyShape()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.update)

    def show_shape(self, shape: KeyShape) -> None:
        """Draw this kind of key."""
        self._shape = shape
        self.update()

    def sizeHint(self) -> QSize:
        """The same for all of them."""
        return _SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        """A screen, a line for its heading, and the groups."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.theme().tokens
        painter.setBrush(tokens.colour("surface"))
        painter.setPen(QPen(tokens.colour("muted"), 2))
        painter.drawRoundedRect(QRectF(2, 2, _SIZE.width() - 4, _SIZE.height() - 4), 14, 14)
        painter.setPen(QPen(tokens.colour("line"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(24, 24), QPointF(104, 24))
        if self._shape.rows:
            self._draw_groups(painter)

    def _draw_groups(self, painter: QPainter) -> None:
        shape, tokens = self._shape, theme.theme().tokens
        font = QFont(theme.theme().font("code"))
        font.setPixelSize(14 if shape.group == 4 else 16)
        painter.setFont(font)
        painter.setPen(tokens.colour("accent"))
        width = (_SIZE.width() - 32) / shape.groups
        height = min(28.0, (_SIZE.height() - 56) / shape.rows)
        top = 40 + (_SIZE.height() - 56 - height * shape.rows) / 2
        letters = _SAMPLE.get(len(shape.allowed), _SAMPLE[16])
        for row in range(shape.rows):
            for column in range(shape.groups):
                first = (row * shape.groups + column) * 7
                group = "".join(letters[(first + at * 3) % len(letters)] for at in range(shape.group))
                place = QRectF(16 + column * width, top + row * height, width, height)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, group)
