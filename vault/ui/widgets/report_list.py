"""ReportList: the chats of what was put in; a few rows high, and it scrolls by itself beyond that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy

from vault.ui import theme
from vault.ui.delegates.report_row import ReportRowDelegate, report_row_height
from vault.ui.models.report_list import ReportListModel

_ROWS = 8


class ReportList(QListView):
    """Arrow keys walk the rows; each is read out by its AccessibleTextRole."""

    def __init__(self, model: ReportListModel) -> None:
        super().__init__()
        self.setAccessibleName("The chats in it")
        self.setModel(model)
        self.setItemDelegate(ReportRowDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelReset.connect(self.updateGeometry)
        theme.theme().changed.connect(self._relay)

    def sizeHint(self) -> QSize:
        """All rows up to a few, and the line around them."""
        return QSize(320, min(_ROWS, self.model().rowCount()) * report_row_height() + 2)

    def minimumSizeHint(self) -> QSize:
        """It is never cut."""
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the first row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    @Slot()
    def _relay(self) -> None:
        self.doItemsLayout()
        self.updateGeometry()
