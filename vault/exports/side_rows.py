"""Rows that hang on other rows: read side by side in one go, for no index can be counted on and no table fits memory.

Both sides come in ascending order of the number that joins them, as a database gives them by its own row numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from vault.exports.database import Database, Row

LAST = sys.maxsize
_NOBODY: tuple[Row, ...] = ()


class SideRows:
    """Rows whose first column is the number of the row that they belong to, in ascending order.

    `at` is the number of the next ones. To be asked for ascending numbers only.
    """

    __slots__ = ("_next", "_rows", "at")

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.at = 0
        self._next: Row = ()
        self._advance()

    def _advance(self) -> None:
        row = next(self._rows, None)
        if row is None:
            self._next, self.at = (), LAST
        else:
            self._next, self.at = row, row[0]

    def of(self, number: int) -> tuple[Row, ...]:
        """The rows that belong to a number; those of smaller ones are passed over."""
        while self.at < number:
            self._advance()
        if self.at != number:
            return _NOBODY
        found = []
        while self.at == number:
            found.append(self._next)
            self._advance()
        return tuple(found)

    def one(self, number: int) -> Row | None:
        """The first of them."""
        found = self.of(number)
        return found[0] if found else None

    def has(self, number: int) -> bool:
        """Whether any belongs to a number."""
        return bool(self.of(number))


def side_rows(database: Database, table: str, number: str, *columns: str, order: str = "") -> SideRows:
    """The rows of a table with what is there of `columns`, None where a column is missing; none without the table.

    Texts come as bytes. `order` is a column that orders the rows of one number.
    """
    if not database.has(table, number):
        return SideRows(iter(()))
    wanted = ", ".join([number, *(field(database, table, column) for column in columns)])
    behind = f", {order}" if order and database.has(table, order) else ""
    numbered = f"typeof({number}) = 'integer' AND {number} > 0"
    query = f"SELECT {wanted} FROM {table} WHERE {numbered} ORDER BY {number}{behind}"  # noqa: S608 - names of ours
    return SideRows(database.rows(query))


def field(database: Database, table: str, column: str, name: str = "") -> str:
    """A column for a SELECT, "NULL" where the table has none; `name` is the table's there. A text comes as bytes."""
    if not database.has(table, column):
        return "NULL"
    place = f"{name or table}.{column}"
    return f"CASE typeof({place}) WHEN 'text' THEN CAST({place} AS BLOB) ELSE {place} END"


def number_field(database: Database, table: str, column: str, name: str = "") -> str:
    """A column of whole numbers for a SELECT, "NULL" where the table has none; what is no number counts as 0."""
    return f"CAST({name or table}.{column} AS INTEGER)" if database.has(table, column) else "NULL"


def text_field(database: Database, table: str, column: str, name: str = "") -> str:
    """A column of texts for a SELECT, as bytes, "NULL" where the table has none; numbers come as their digits."""
    return f"CAST({name or table}.{column} AS BLOB)" if database.has(table, column) else "NULL"
