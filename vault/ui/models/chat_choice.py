"""ChatChoiceModel: the chats of a vault with a check mark each, to choose what is brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class ChoiceRow(Protocol):
    """What a row shows, as ChatRow of the view-model has it."""

    @property
    def id(self) -> str:
        """The chat."""

    @property
    def name(self) -> str:
        """As people know it."""

    @property
    def icon(self) -> str:
        """Our name of its app's icon."""

    @property
    def detail(self) -> str:
        """App, messages, dates."""

    @property
    def size(self) -> str:
        """Written out."""

    @property
    def spoken(self) -> str:
        """All of it, for a screen reader."""


class ChatChoiceModel(QAbstractListModel):
    """`toggled(ids)` when somebody changes a check mark: the whole choice, as it would be."""

    toggled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[ChoiceRow] = ()
        self._chosen: frozenset[str] = frozenset()

    def show_chats(self, rows: Sequence[ChoiceRow], chosen: frozenset[str]) -> None:
        """Show these; other check marks alone leave the list where it is scrolled to."""
        if rows != self._rows:
            self.beginResetModel()
            self._rows, self._chosen = rows, chosen
            self.endResetModel()
        elif chosen != self._chosen and self._rows:
            self._chosen = chosen
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [Qt.ItemDataRole.CheckStateRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """One row for each chat."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, check mark, what is said aloud, and the whole row for the delegate."""
        if not self._holds(index):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.spoken}, {'chosen' if row.id in self._chosen else 'not chosen'}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.id in self._chosen else Qt.CheckState.Unchecked
        return row if role == ROW_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Only check marks can be changed; the view-model decides and shows the outcome."""
        if role != Qt.ItemDataRole.CheckStateRole or not self._holds(index):
            return False
        one = {self._rows[index.row()].id}
        checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.toggled.emit(self._chosen | one if checked else self._chosen - one)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable for the keyboard, and checkable."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def _holds(self, index: Index) -> bool:
        return index.isValid() and index.row() < len(self._rows)
