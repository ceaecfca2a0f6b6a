"""ChatList: the list of chats, as high as it is long, so that the page scrolls and not the list in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QScrollArea, QSizePolicy

from vault.ui import theme
from vault.ui.delegates.chat_row import ChatRowDelegate, row_height
from vault.ui.models.chat_list import ChatListModel, ChatRow, Index, RowRole


class ChatList(QListView):
    """Arrow keys walk the rows; each is read out by its AccessibleTextRole. A row's menu removes its chat for good:
    `removal_wanted` with the chat's id."""

    removal_wanted = Signal(str)

    def __init__(self, model: ChatListModel) -> None:
        super().__init__()
        self.setAccessibleName("Your chats")
        self.setModel(model)
        self.setItemDelegate(ChatRowDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelReset.connect(self.updateGeometry)
        theme.theme().changed.connect(self._relay)

    def sizeHint(self) -> QSize:
        """All rows, and the line around them."""
        return QSize(320, self.model().rowCount() * row_height(self.viewport().width()) + 2)

    def minimumSizeHint(self) -> QSize:
        """It is never cut: the page scrolls."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are higher where they are narrow."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._relay()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the first row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The row's menu, by the mouse or by the keyboard's key for it."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        row = index.data(RowRole) if index.isValid() else None
        if isinstance(row, ChatRow):
            place = event.pos() if by_mouse else self.visualRect(index).center()
            self.menu_for(row).popup(self.viewport().mapToGlobal(place))

    def menu_for(self, row: ChatRow) -> QMenu:
        """What can be done with a chat."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Remove this chat for good…").triggered.connect(lambda: self.removal_wanted.emit(row.id))
        return menu

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Keep the row with the keyboard in sight."""
        super().currentChanged(current, previous)
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        inside = area.widget() if area is not None else None
        if area is not None and inside is not None and self.hasFocus():
            middle = self.mapTo(inside, self.visualRect(current).center())
            area.ensureVisible(middle.x(), middle.y(), 0, row_height(self.viewport().width()))

    @Slot()
    def _relay(self) -> None:
        self.doItemsLayout()
        self.updateGeometry()
