"""Scrolls a page so that something that appeared below its edge can be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from vault.ui.theme import UNIT

_ROUNDS = 6  # words that wrap ask for more room once they know their width, and what holds them after that


def reveal(widget: QWidget) -> None:
    """Bring `widget` into view, once the page has made room for it: all of it, or its beginning if it is higher."""
    QTimer.singleShot(0, widget, lambda: bring_into_view(widget))


def bring_into_view(widget: QWidget) -> None:
    """The same at once."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    inside = around.widget() if around is not None else None
    if around is None or inside is None or not widget.isVisible():
        return
    before = QRect()
    for _ in range(_ROUNDS):
        place = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
        if place == before:
            break
        before = place
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    bar, room = around.verticalScrollBar(), around.viewport().height()
    top, bottom = before.top() - UNIT, before.bottom() + UNIT
    bar.setValue(top if bottom - top > room else min(max(bar.value(), bottom - room), top))
