"""SideBySide: two things beside each other in equal parts, or below each other where that is too narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import GAP

_LEAST = 220
"""Pixels at 100 % that each must have."""


class SideBySide(QWidget):
    """Both as high as they need at their width."""

    def __init__(self, one: QWidget, other: QWidget, *, least: int = _LEAST) -> None:
        super().__init__()
        self._parts, self._least = (one, other), least
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        for part in self._parts:
            self._row.addWidget(part, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or below."""
        super().resizeEvent(event)
        wide = event.size().width() >= 2 * self._least * theme.theme().scale + GAP
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both: they can stand below each other."""
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, super().minimumSizeHint().height())
