"""ButtonRow: buttons beside each other, or below each other where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from vault.ui.theme import GAP


class ButtonRow(QWidget):
    """`at_end`: at the right (the left in right-to-left languages); otherwise where reading begins."""

    def __init__(self, *buttons: QWidget, at_end: bool = False, spacing: int = GAP) -> None:
        super().__init__()
        self._buttons = buttons
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        if at_end:
            self._row.addStretch(1)
        for button in buttons:
            self._row.addWidget(button, 0, side | Qt.AlignmentFlag.AlignVCenter)
        if not at_end:
            self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or below."""
        super().resizeEvent(event)
        wide = event.size().width() >= self.full_width()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self.updateGeometry()

    def full_width(self) -> int:
        """What all that are shown need beside each other."""
        shown = [button for button in self._buttons if not button.isHidden()]
        return sum(button.sizeHint().width() for button in shown) + self._row.spacing() * max(0, len(shown) - 1)

    def sizeHint(self) -> QSize:
        """All beside each other, as high as they stand now."""
        return QSize(self.full_width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The widest of them alone."""
        shown = [button.sizeHint().width() for button in self._buttons if not button.isHidden()]
        return QSize(max(shown, default=0), super().minimumSizeHint().height())
