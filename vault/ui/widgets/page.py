"""Page: what every view and wizard step is: a widget with a name that the register knows it by."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vault.ui.theme import GAP, PAGE_MARGIN, PAGE_WIDTH, UNIT
from vault.ui.widgets.keyboard import order_keyboard, reading_order
from vault.ui.widgets.reveal import bring_into_view


class Page(QWidget):
    """A full page. `title` is what a screen reader says when it comes up."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # it may hold the keyboard, and is no stop for Tab
        self.title = title

    def arrived(self) -> None:
        """The page came up and has the keyboard: read what may have changed. Nothing by default."""

    def take_keyboard(self) -> None:
        """Give the keyboard to the first field, if a field is the first stop; to the page itself otherwise.

        Then Tab begins at the page's first stop, and nothing looks chosen before.
        """
        order_keyboard(self)
        stops = [stop for stop in reading_order(self) if stop.isEnabled() and stop.isVisibleTo(self)]
        first = stops[0] if stops and isinstance(stops[0], QLineEdit) else self
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """What Tab leads to is brought into view. Qt does so only where Tab comes from inside what scrolls."""
        moved = super().focusNextPrevChild(next)
        focused = QApplication.focusWidget()
        if moved and focused is not None and self.isAncestorOf(focused):
            bring_into_view(focused)
        return moved

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes in reading order."""
        order_keyboard(self)
        super().showEvent(event)


class ScrollingPage(Page):
    """A page whose column `body` is at most `width` wide and scrolls when the window is too low for it."""

    def __init__(self, title: str, width: int = PAGE_WIDTH) -> None:
        super().__init__(title)
        column = QWidget()
        column.setObjectName("column")
        column.setMaximumWidth(width)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP)
        inside = Scrolled()
        row = QHBoxLayout(inside)
        row.setContentsMargins(PAGE_MARGIN, 4 * UNIT, PAGE_MARGIN, 4 * UNIT)
        row.addStretch(1)
        row.addWidget(column, 1000)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(quiet_scroll_area(inside))


def quiet_scroll_area(inside: QWidget) -> QScrollArea:
    """A scroll area without a frame, that scrolls up and down only and is no stop for Tab."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


class Scrolled(QWidget):
    """What a scroll area holds. No higher than needed at its width: wrapped labels ask for what they need narrowest."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scrolled")

    def minimumSizeHint(self) -> QSize:
        """As narrow as its parts allow, and as high as they are at the present width."""
        least = super().minimumSizeHint()
        return QSize(least.width(), self.heightForWidth(self.width())) if self.hasHeightForWidth() else least


class GrowingScrollArea(QScrollArea):
    """As high as what is inside, as long as there is room; below that it scrolls."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidget(inside)
        self._inside = inside
        inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """What the inside needs at the present width."""
        inside = self._inside
        width = self.viewport().width()
        height = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        return QSize(inside.sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """A strip that can still be scrolled."""
        return QSize(0, min(self.sizeHint().height(), 12 * UNIT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may want another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The inside has changed what it needs."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
