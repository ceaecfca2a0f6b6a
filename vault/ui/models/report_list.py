"""ReportListModel: the chats of what was put in, grouped by export: any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ReportRole = Qt.ItemDataRole.UserRole + 1
"""The ReportRow itself, for the delegate."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A group (an export), one of its chats, or a chat alone: name, detail, a number in words. `app` is its key."""

    kind: Literal["group", "chat", "alone"]
    name: str
    app: str
    detail: str
    figure: str

    @property
    def spoken(self) -> str:
        """The whole row, for a screen reader."""
        return ", ".join(part for part in (self.name, self.detail.replace(" · ", ", "), self.figure) if part)


class ReportListModel(QAbstractListModel):
    """Shows a tuple of rows; they do not change while they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ReportRow, ...] = ()

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[ReportRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Groups and chats; a row has no children."""
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
        return row if role == ReportRole else None
