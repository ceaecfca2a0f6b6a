"""TickBox: a yes or no beside its words, with a ring where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from vault.ui import theme


class TickBox(QCheckBox):
    """The box is painted here: that of the style is all but invisible on a dark ground."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self._fit)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box over that of the style, and the ring around it and its words."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.theme().tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_box(self, painter: QPainter) -> None:
        """An outline, filled and with a tick where it is on."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        box, tokens, on = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), theme.theme().tokens, self.isChecked()
        painter.fillRect(place.adjusted(-1, -1, 1, 1), tokens.colour("surface"))
        painter.setPen(QPen(tokens.colour("accent" if on else "muted"), 1.2))
        painter.setBrush(tokens.colour("accent") if on else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(tokens.colour("on_accent"), 1.8))
            corners = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
            painter.drawPolyline([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in corners])

    @Slot()
    def _fit(self) -> None:
        self.setMinimumHeight(theme.theme().pixels("text") + 14)
