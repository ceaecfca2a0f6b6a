"""WaitingBelow: keeps a widget in sight below what scrolls on a page, as wide as the page's column."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vault.ui.theme import PAGE_MARGIN, PAGE_WIDTH, UNIT
from vault.ui.widgets.page import ScrollingPage


class WaitingBelow(QWidget):
    """Put it into a ScrollingPage by `keep_below`. A scroll bar above takes as much room here as there."""

    def __init__(self, kept: QWidget, above: QScrollArea) -> None:
        super().__init__()
        column = QWidget()
        column.setMaximumWidth(PAGE_WIDTH)
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(kept)
        self._above = above
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(column, 1000)
        self._row.addStretch(1)
        above.viewport().installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The scroll bar came or went."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        beside = max(0, self._above.width() - self._above.viewport().width())
        self._row.setContentsMargins(PAGE_MARGIN, UNIT, PAGE_MARGIN + beside, 3 * UNIT)


def keep_below(page: ScrollingPage, kept: QWidget) -> None:
    """Let `kept` wait below what scrolls, so that it can be seen all the time."""
    outer, area = page.layout(), page.findChild(QScrollArea)
    if outer is not None and isinstance(area, QScrollArea):
        outer.addWidget(WaitingBelow(kept, area))
