"""Pill: a state in one or two words, on its colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import STATE_COLOURS, State


class Pill(QLabel):
    """The word is the state, the colour repeats it."""

    def __init__(self, word: str, state: State = "plain", parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self._state: State = state
        self.setProperty("type", "detail")
        self.setProperty("strong", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self._restyle)
        self._restyle()

    def show_state(self, word: str, state: State) -> None:
        """Say another state."""
        self._state = state
        self.setText(word)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(theme.theme().font("detail", strong=True))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The word with 12 pixels on each side."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 24, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """It is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the word."""
        ink, ground = (theme.theme().tokens.colour(role) for role in STATE_COLOURS[self._state])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
