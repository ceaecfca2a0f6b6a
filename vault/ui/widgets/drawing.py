"""Line drawings for empty pages, painted from a few strokes so that they take every scheme's colours."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import Role
from vault.ui.widgets.explaining_drawings import EXPLAINING, ExplainingName

DrawingName = Literal["phone-to-vault", "vault-to-laptop", "sheet"] | ExplainingName

_Stroke = tuple[Role, QPainterPath]


class Drawing(QWidget):
    """Decorates words beside it; a screen reader passes over it."""

    def __init__(self, name: DrawingName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name: DrawingName = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.update)

    def show_drawing(self, name: DrawingName) -> None:
        """Be another one."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        """All are drawn in 240 × 128."""
        return QSize(240, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Stroke the lines, round at the ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for role, path in _strokes(self._name):
            pen = QPen(theme.theme().tokens.colour(role), 2.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, pen)


def _strokes(name: DrawingName) -> list[_Stroke]:
    if name in EXPLAINING:
        return EXPLAINING[name]()
    if name == "phone-to-vault":
        return [*_phone(24), *_arrow(96), *_vault(144)]
    if name == "vault-to-laptop":
        return [*_vault(8), *_arrow(106), *_laptop(142)]
    return _sheet(78)


def _phone(left: float) -> list[_Stroke]:
    body, bubbles = QPainterPath(), QPainterPath()
    body.addRoundedRect(QRectF(left, 12, 58, 104), 10, 10)
    body.moveTo(left + 24, 104)
    body.lineTo(left + 34, 104)
    bubbles.addRoundedRect(QRectF(left + 10, 28, 28, 14), 6, 6)
    bubbles.addRoundedRect(QRectF(left + 20, 50, 28, 14), 6, 6)
    bubbles.addRoundedRect(QRectF(left + 10, 72, 22, 14), 6, 6)
    return [("muted", body), ("accent", bubbles)]


def _arrow(left: float) -> list[_Stroke]:
    path = QPainterPath(QPointF(left, 64))
    path.lineTo(left + 26, 64)
    path.moveTo(left + 18, 56)
    path.lineTo(left + 26, 64)
    path.lineTo(left + 18, 72)
    return [("muted", path)]


def _vault(left: float) -> list[_Stroke]:
    box, dial = QPainterPath(), QPainterPath()
    box.addRoundedRect(QRectF(left, 20, 86, 82), 12, 12)
    for foot in (left + 16, left + 62):
        box.moveTo(foot, 102)
        box.lineTo(foot, 110)
        box.lineTo(foot + 8, 110)
        box.lineTo(foot + 8, 102)
    centre = QPointF(left + 43, 61)
    dial.addEllipse(centre, 20, 20)
    dial.moveTo(centre + QPointF(-8, 0))
    dial.lineTo(centre + QPointF(-2, 6))
    dial.lineTo(centre + QPointF(9, -6))
    return [("muted", box), ("accent", dial)]


def _laptop(left: float) -> list[_Stroke]:
    body, bubbles = QPainterPath(), QPainterPath()
    body.addRoundedRect(QRectF(left + 8, 28, 76, 56), 6, 6)
    body.moveTo(left, 96)
    body.lineTo(left + 92, 96)
    bubbles.addRoundedRect(QRectF(left + 18, 40, 32, 12), 5, 5)
    bubbles.addRoundedRect(QRectF(left + 40, 60, 32, 12), 5, 5)
    return [("muted", body), ("accent", bubbles)]


def _sheet(left: float) -> list[_Stroke]:
    page, rows = QPainterPath(), QPainterPath()
    page.addRoundedRect(QRectF(left, 8, 84, 112), 6, 6)
    for row in range(4):
        rows.moveTo(left + 16, 36 + row * 16)
        rows.lineTo(left + (68 if row % 2 else 60), 36 + row * 16)
    return [("muted", page), ("accent", rows)]
