"""The way of the Tab key: through a page in the order in which it is read, whatever order it was built in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QStackedWidget, QWidget


def reading_order(widget: QWidget) -> list[QWidget]:
    """The widgets inside that Tab stops at, in the order of their layouts."""
    return [stop for stop in _holders(widget) if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]


def order_keyboard(widget: QWidget) -> None:
    """Let Tab go through everything inside in reading order, beginning after the widget itself.

    What can hold the keyboard without being a stop (a step inside its frame) keeps its place among the stops.
    """
    for one, following in pairwise([widget, *_holders(widget)]):
        QWidget.setTabOrder(one, following)


def _holders(widget: QWidget) -> list[QWidget]:
    return [inner for inner in _inside(widget) if inner.focusPolicy() != Qt.FocusPolicy.NoFocus]


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        if inner is not None:
            yield from _and_inside(inner)
    elif isinstance(widget, QStackedWidget):
        pages = (widget.widget(number) for number in range(widget.count()))
        for page in pages:
            if page is not None:
                yield from _and_inside(page)
    else:
        layout = widget.layout()
        if layout is not None:
            yield from _in_layout(layout)


def _and_inside(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusProxy() is None:
        yield widget
    yield from _inside(widget)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in _places(layout):
        item = layout.itemAt(number)
        inner_layout, inner_widget = item.layout() if item else None, item.widget() if item else None
        if inner_widget is not None:
            yield from _and_inside(inner_widget)
        elif inner_layout is not None:
            yield from _in_layout(inner_layout)


def _places(layout: QLayout) -> list[int]:
    """The numbers of a layout's items; those of a grid by row, then by column."""
    numbers = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        return sorted(numbers, key=lambda number: tuple(layout.getItemPosition(number))[:2])  # type: ignore[arg-type]
    return numbers
