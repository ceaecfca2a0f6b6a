"""ChatList: the list of chats, as high as it is long, so that the page scrolls and not the list in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollArea, QSizePolicy

from vault.ui import theme
from vault.ui.delegates.chat_row import ChatRowDelegate, row_height
from vault.ui.models.chat_list import ChatListModel, Index


class ChatList(QListView):
    """Arrow keys walk the rows; each is read out by its AccessibleTextRole."""

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
