"""StepLine: how far along a wizard is, as bars and in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.theme import UNIT
from vault.ui.widgets.text import TextLabel


class StepLine(QWidget):
    """Bars, the first `number` of `of` filled, and "Step 3 of 6" below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = _Bars(self)
        self._words = TextLabel("", "detail", tone="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self._bars)
        column.addWidget(self._words)

    def show_step(self, number: int, of: int, word: str = "Step") -> None:
        """Be at step `number` (from 1) of so many; `word` is what one is called."""
        self._bars.number, self._bars.of = number, of
        self._bars.update()
        self._words.setText(f"{word} {number} of {of}")


class _Bars(QWidget):
    """The bars alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.of = 1, 1
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled bars up to the present step, pale ones after it; from the right in right-to-left languages."""
        tokens = theme.theme().tokens
        width = (self.width() - UNIT * (self.of - 1)) / self.of
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(self.of):
            place = self.of - 1 - index if self.isRightToLeft() else index
            painter.setBrush(tokens.colour("accent" if index < self.number else "line"))
            painter.drawRoundedRect(QRectF(place * (width + UNIT), 0, width, self.height()), 2, 2)
