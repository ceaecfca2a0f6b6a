"""The accessibility gate: every page of the register, as a screen reader, a keyboard and a large type meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages import PAGES
from vault.ui.theme import DARK, LIGHT, Theme, Tokens
from vault.ui.theme import NAVIGATION_WIDTH as PLACES
from vault.ui.views.first_question import FirstQuestionView
from vault.ui.views.opening import OpeningView
from vault.ui.widgets.keyboard import order_keyboard, reading_order
from vault.ui.widgets.page import Page, ScrollingPage

ENTRIES = pytest.mark.parametrize("entry", PAGES, ids=[entry.name for entry in PAGES])
LEAST = (900, 640)
"""The smallest window."""
ROOMY = (1200, 800)


def built(entry: PageEntry, context: PagesContext, qtbot: QtBot) -> QWidget:
    page = entry.build(context)
    qtbot.addWidget(page)
    settle(page, LEAST)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def settle(page: QWidget, size: tuple[int, int]) -> None:
    """Show it as large as in a window of this size, and let what wraps its text come to rest."""
    beside = 0 if isinstance(page, OpeningView | FirstQuestionView) or not isinstance(page, ScrollingPage) else PLACES
    page.resize(size[0] - beside, size[1])
    page.show()
    for _ in range(4):
        QApplication.processEvents()


def nodes(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    found = [interface]
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None:
            found += nodes(child)
    return found


@ENTRIES
def test_a_screen_reader_can_say_it(entry: PageEntry, pages_context: PagesContext, qtbot: QtBot) -> None:
    """Everything that can have the keyboard has a name, and so has every row of a list, and the page."""
    page = built(entry, pages_context, qtbot)
    root = QAccessible.queryAccessibleInterface(page)
    assert root is not None
    assert root.text(QAccessible.Text.Name).strip()
    found = nodes(root)
    nameless = [node for node in found if _needs_a_name(node) and not node.text(QAccessible.Text.Name).strip()]
    assert not [str(node.object()) for node in nameless]
    stops = {stop for stop in reading_order(page) if stop.isVisible()}
    assert stops <= {node.object() for node in found}, "a screen reader does not find what Tab finds"


def _needs_a_name(node: QAccessibleInterface) -> bool:
    if node.role() == QAccessible.Role.ListItem:
        return True
    widget = node.object()
    focusable = isinstance(widget, QWidget) and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(focusable)


@ENTRIES
def test_the_keyboard_reaches_it_all_and_can_be_seen(
    entry: PageEntry, pages_context: PagesContext, qtbot: QtBot
) -> None:
    """Tab goes through everything in reading order; each stop is in sight then, and looks different."""
    page = built(entry, pages_context, qtbot)
    if isinstance(page, Page):
        page.take_keyboard()
    wanted = [stop for stop in reading_order(page) if _is_stop(stop)]
    stops = [widget for widget in page.findChildren(QWidget) if _is_stop(widget)]
    assert set(stops) == set(wanted)
    page.setFocus()
    without = {stop: stop.grab().toImage() for stop in wanted}
    reached: list[QWidget] = []
    for _ in wanted:
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        reached.append(now)
        assert now.grab().toImage() != without.get(now), f"no ring: {type(now).__name__} {now.accessibleName()}"
        seen = now.visibleRegion().boundingRect().height()
        assert seen >= min(now.height(), 64), f"out of sight: {type(now).__name__} {now.accessibleName()}"
    assert reached == wanted


def _is_stop(widget: QWidget) -> bool:
    """Of answers that exclude each other the chosen one is a stop; the arrow keys lead to the others."""
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() not in (None, widget):
        return False
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None and not widget.isWindow()


def _everywhere(
    context: PagesContext, size: tuple[int, int], change: Callable[[QWidget], None]
) -> dict[str, list[str]]:
    """What is cut on which page, when each is shown in a window of this size and changed in this way."""
    found = {}
    for entry in PAGES:
        page = entry.build(context)
        change(page)
        settle(page, size)
        found[entry.name] = cut(page)
        page.close()
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return {name: what for name, what in found.items() if what}


def test_nothing_is_cut_in_the_smallest_window(pages_context: PagesContext, qtbot: QtBot) -> None:
    assert not _everywhere(pages_context, LEAST, lambda page: None)


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_nothing_is_cut_with_large_type(scale: float, pages_context: PagesContext, dress: Theme, qtbot: QtBot) -> None:
    dress.force(scale=scale)
    assert not _everywhere(pages_context, ROOMY, lambda page: None)


def test_nothing_is_cut_with_large_type_in_the_smallest_window(
    pages_context: PagesContext, dress: Theme, qtbot: QtBot
) -> None:
    dress.force(scale=1.5)
    assert not _everywhere(pages_context, LEAST, lambda page: None)


def test_nothing_is_cut_from_right_to_left(pages_context: PagesContext, qtbot: QtBot) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert not _everywhere(pages_context, LEAST, lambda page: None)
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_nothing_is_cut_with_longer_words(pages_context: PagesContext, qtbot: QtBot) -> None:
    def lengthen(page: QWidget) -> None:
        for widget in page.findChildren(QWidget):
            if isinstance(widget, QLabel | QAbstractButton) and widget.text():
                widget.setText(longer(widget.text()))

    assert not _everywhere(pages_context, ROOMY, lengthen)


def longer(words: str) -> str:
    """Two fifths longer, as other languages are."""
    return f"{words} {words[: max(1, len(words) * 2 // 5)]}"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_page_follows_the_scheme(tokens: Tokens, pages_context: PagesContext, dress: Theme, qtbot: QtBot) -> None:
    grounds: dict[int, QColor] = {}

    def look(page: QWidget) -> None:
        page.resize(*ROOMY)
        grounds[len(grounds)] = page.grab().toImage().pixelColor(2, 2)

    dress.force(tokens)
    _everywhere(pages_context, ROOMY, look)
    assert len(grounds) == len(PAGES)
    assert set(map(QColor.name, grounds.values())) == {tokens.colour("ground").name()}


def cut(page: QWidget) -> list[str]:
    """What does not show all of its text, or sticks out at the side of the page."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit):
            continue
        words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        if isinstance(widget, QLabel) and not words:
            continue
        if _too_small(widget) or _out_at_the_side(widget, page):
            found.append(f"{type(widget).__name__} “{words[:60]}” {widget.size().toTuple()}")
    return found


def _too_small(widget: QWidget) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        longest = max((widget.fontMetrics().horizontalAdvance(word) for word in widget.text().split()), default=0)
        return widget.height() < needed - 1 or widget.width() < longest
    if isinstance(widget, QLineEdit):
        return widget.height() < widget.minimumSizeHint().height() - 1
    needs = widget.sizeHint()
    if isinstance(widget, QAbstractButton) and widget.hasHeightForWidth():
        return widget.height() < widget.heightForWidth(widget.width()) - 1
    return widget.width() < needs.width() - 1 or widget.height() < needs.height() - 1


def _out_at_the_side(widget: QWidget, page: QWidget) -> bool:
    """Beyond the edge of what scrolls only up and down, or of the page."""
    holder = widget.parentWidget()
    while holder is not None and not isinstance(holder, QScrollArea) and holder is not page:
        holder = holder.parentWidget()
    edge = holder.viewport() if isinstance(holder, QScrollArea) else page
    place = QRect(widget.mapTo(edge, QPoint(0, 0)), widget.size())
    return place.left() < -1 or place.right() > edge.width()


def test_the_measure_of_cutting_finds_what_is_cut(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(400, 300)
    label = QLabel("A long text that has no room at all", page)
    label.setGeometry(0, 0, 40, 10)
    page.show()
    assert cut(page)
    label.setWordWrap(True)
    assert cut(page)
    label.setGeometry(0, 0, 200, 200)
    assert not cut(page)
    label.setGeometry(300, 0, 200, 200)
    assert cut(page)


def test_reading_order_is_that_of_the_layouts(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QGridLayout, QPushButton

    page = QWidget()
    qtbot.addWidget(page)
    last, first, second = QPushButton("last"), QPushButton("first"), QPushButton("second")
    grid = QGridLayout(page)
    grid.addWidget(last, 1, 0)
    grid.addWidget(second, 0, 1)
    grid.addWidget(first, 0, 0)
    assert reading_order(page) == [first, second, last]
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    order_keyboard(page)
    first.setFocus()
    for following in (second, last, first):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is following
