"""ChatListModel: the chats in the vault, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from vault.ui.theme import State

RowRole = Qt.ItemDataRole.UserRole + 1
"""The ChatRow itself, for the delegate."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One chat in words: "Anna" · "WhatsApp · 12,480 messages" · "Backed up Friday". `app` is the app's key."""

    id: str
    name: str
    app: str
    detail: str
    state: State
    state_words: str

    @property
    def spoken(self) -> str:
        """The whole row, for a screen reader."""
        return f"{self.name}, {self.detail.replace(' · ', ', ')}, {self.state_words}"


class ChatListModel(QAbstractListModel):
    """Shows a tuple of rows; a new tuple keeps the place where the rows are the same chats."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ChatRow, ...] = ()

    @property
    def rows(self) -> tuple[ChatRow, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[ChatRow]) -> None:
        """Show these. The same chats in the same order are only said anew, so that the list does not jump."""
        fresh = tuple(rows)
        if fresh == self._rows:
            return
        if [row.id for row in fresh] == [row.id for row in self._rows]:
            self._rows = fresh
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many chats; a chat has no children."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name to show, the row to paint, the sentence to hear."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == RowRole else None
