"""ChoiceBox: one answer of many, chosen from a list that opens; typing its first letters finds it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import UNIT


class ChoiceBox(QComboBox):
    """chosen(key) when a person takes another."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(12)
        self.setPlaceholderText("Choose…")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda number: self.chosen.emit(self.itemData(number)))
        theme.theme().changed.connect(self.updateGeometry)

    def offer(self, choices: Sequence[tuple[object, str]], holds: object) -> None:
        """Offer these as (key, words); `holds` is the one that is taken now."""
        known = [(self.itemData(number), self.itemText(number)) for number in range(self.count())]
        if known != list(choices):
            self.clear()
            for key, words in choices:
                self.addItem(words, key)
        at = next((number for number, (key, _) in enumerate(choices) if key == holds), -1)
        if at != self.currentIndex():
            self.setCurrentIndex(at)

    def sizeHint(self) -> QSize:
        """As high as a field."""
        return QSize(super().sizeHint().width(), max(super().sizeHint().height(), theme.theme().pixels("text") + 26))

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as a dozen letters."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page must not change an answer."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the arrow in the scheme's colour."""
        super().paintEvent(event)
        side = round(16 * theme.theme().scale)
        painter = QPainter(self)
        left = UNIT + 4 if self.isRightToLeft() else self.width() - side - UNIT - 4
        theme.icon("more", "muted").paint(painter, QRect(left, (self.height() - side) // 2, side, side))
