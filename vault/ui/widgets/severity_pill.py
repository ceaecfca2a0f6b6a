"""SeverityPill: who can read a copy, as a shape and a word on their colour; all of one page are equally wide."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from vault.ui import theme
from vault.ui.theme import STATE_COLOURS, State
from vault.ui.wording.exposure_words import PILLS

_ICON, _GAP, _SIDE = 14, 4, 8


class SeverityPill(QLabel):
    """The word is the answer, shape and colour repeat it."""

    def __init__(self, word: str, shape: str, state: State, parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self._shape, self._state = shape, state
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the longest of the four words needs."""
        metrics = QFontMetrics(theme.theme().font("detail", strong=True))
        widest = max(metrics.horizontalAdvance(word) for word in (*PILLS.values(), self.text()))
        return QSize(widest + self._icon_side() + _GAP + 2 * _SIDE, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """It is never cut."""
        return self.sizeHint()

    def _icon_side(self) -> int:
        return round(_ICON * theme.theme().scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the shape and the word, both in the middle."""
        ink, ground = STATE_COLOURS[self._state]
        tokens = theme.theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour(ground))
        painter.drawRoundedRect(self.rect(), 6, 6)
        side = self._icon_side()
        painter.setFont(theme.theme().font("detail", strong=True))
        word = painter.fontMetrics().horizontalAdvance(self.text())
        left = max(_SIDE, (self.width() - side - _GAP - word) // 2)
        icon = QRect(left, (self.height() - side) // 2, side, side)
        text = QRect(left + side + _GAP, 0, word + 2, self.height())
        theme.icon(self._shape, ink).paint(painter, self._mirrored(icon))
        painter.setPen(tokens.colour(ink))
        painter.drawText(self._mirrored(text), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)
