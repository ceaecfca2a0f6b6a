"""The database in Signal's single-file backup: SQL text and values. Nothing of it is ever executed.

Of CREATE TABLE the names of the columns are read, of INSERT INTO the values; other statements are only told apart:
those that a backup holds and that show nothing, and those that have no place in one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vault.exports.signal.wire import Malformed, varint

Value = str | int | float | bytes | None
MOST_COLUMNS = 2000
_LONGEST_SQL = 256 * 1024
_MOST_STATEMENTS = 20_000  # different ones that are remembered
_NAME = r"[\"'`\[]?([A-Za-z_][A-Za-z0-9_]{0,127})[\"'`\]]?"
_CREATE = re.compile(
    rf"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\s*\((.*)\)[\sA-Za-z,]*;?\s*", re.IGNORECASE | re.DOTALL
)
_INSERT = re.compile(rf"\s*INSERT\s+INTO\s+{_NAME}\s*(?:\(([^()]*)\)\s*)?VALUES\s*\(([\s?,]*)\)\s*;?\s*", re.IGNORECASE)
_SHOWS_NOTHING = re.compile(r"\s*CREATE\s+(?:UNIQUE\s+INDEX|INDEX|TRIGGER|VIEW|VIRTUAL\s+TABLE)\b", re.IGNORECASE)
_FIRST_WORD = re.compile(rf"\s*{_NAME}")
_CONSTRAINTS = frozenset({"primary", "unique", "check", "foreign", "constraint"})
_OWN = ("sqlite_", "emoji_search", "message_fts", "mms_fts", "sms_fts")
_SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class Statement:
    """`table` in lower case. An insert's `columns` are named only where the statement names them."""

    kind: Literal["create", "insert", "nothing", "refused"]
    table: str = ""
    columns: tuple[str, ...] = ()


_NOTHING, _REFUSED = Statement("nothing"), Statement("refused")


class Statements:
    """Understands SQL texts; the same comes again for every row."""

    def __init__(self) -> None:
        self._known: dict[bytes, Statement] = {}

    def of(self, sql: bytes) -> Statement:
        """What a statement is."""
        known = self._known.get(sql)
        if known is None:
            if len(self._known) >= _MOST_STATEMENTS:
                self._known.clear()
            known = self._known[sql] = _understood(sql)
        return known


def _understood(sql: bytes) -> Statement:
    if len(sql) > _LONGEST_SQL:
        return _REFUSED
    text = sql.decode("utf-8", "replace")
    if found := _INSERT.fullmatch(text):
        table, listed = found[1].lower(), found[2]
        names = tuple(_first(part) for part in listed.split(",")) if listed else ()
        return _NOTHING if table.startswith(_OWN) else Statement("insert", table, names)
    if found := _CREATE.fullmatch(text):
        table = found[1].lower()
        columns = columns_of(found[2])
        if not columns:
            return _REFUSED
        return _NOTHING if table.startswith(_OWN) else Statement("create", table, columns)
    return _NOTHING if _SHOWS_NOTHING.match(text) else _REFUSED


def columns_of(definitions: str) -> tuple[str, ...]:
    """Names of the columns in what stands between the outer parentheses of CREATE TABLE, in lower case.

    None where these parentheses are not the outer ones.
    """
    names: list[str] = []
    for part in _apart(definitions):
        name = _first(part)
        if name and name not in _CONSTRAINTS:
            names.append(name)
    return tuple(names[:MOST_COLUMNS])


def _first(part: str) -> str:
    found = _FIRST_WORD.match(part)
    return found[1].lower() if found else ""


def _apart(text: str) -> list[str]:
    """Cut at commas that stand in no parentheses and in no quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth < 0:
                return []
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def sql_of(data: bytes) -> tuple[bytes, int]:
    """The SQL text of a statement frame and where its values begin. Raises Malformed."""
    try:
        if data[0] != 0x0A:
            raise Malformed
        length, at = varint(data, 1)
    except IndexError:
        raise Malformed from None
    if at + length > len(data):
        raise Malformed
    return data[at : at + length], at + length


def values_of(data: bytes, at: int, wanted: Sequence[bool]) -> list[Value]:
    """A statement's values, one for each of `wanted`, None for those that are not. Raises Malformed."""
    values: list[Value] = []
    end = len(data)
    try:
        while at < end:
            if data[at] != 0x12:
                raise Malformed
            length = data[at + 1]
            at += 2
            if length > 127:
                length, at = varint(data, at - 1)
            if at + length > end:
                raise Malformed
            values.append(_value(data, at, at + length) if wanted[len(values)] else None)
            at += length
    except (IndexError, struct.error):
        raise Malformed from None
    if len(values) != len(wanted):
        raise Malformed
    return values


def _value(data: bytes, at: int, end: int) -> Value:
    if at == end:
        return None
    tag = data[at]
    if tag == 0x10:  # a number without a sign; SQLite's have one
        number, _ = varint(data, at + 1)
        return number - (1 << 64) if number >= _SIGN else number
    if tag == 0x0A or tag == 0x22:
        length, start = varint(data, at + 1)
        if start + length > end:
            raise Malformed
        raw = data[start : start + length]
        return raw.decode("utf-8", "replace") if tag == 0x0A else raw
    if tag == 0x19:
        number = struct.unpack_from("<d", data, at + 1)[0]
        return float(number)
    return None


class Table:
    """How a table's rows become mappings: only some columns are wanted, each under one of several names."""

    def __init__(self, columns: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> None:
        self._columns = columns
        places = {column: place for place, column in reversed(list(enumerate(columns)))}
        self._places = {
            name: next((places[column] for column in (name, *others) if column in places), -1)
            for name, others in wanted.items()
        }
        used = set(self._places.values())
        self._mask = [place in used for place in range(len(columns))]

    def has(self, name: str) -> bool:
        """Whether the table has this column under any of its names."""
        return self._places[name] >= 0

    def row(self, data: bytes, at: int) -> dict[str, Value]:
        """A row by the wanted names; None where there is no such column. Raises Malformed."""
        values = values_of(data, at, self._mask)
        values.append(None)  # what -1 leads to
        return {name: values[place] for name, place in self._places.items()}


def number(value: Value) -> int:
    """A column as a number, whatever it holds; 0 for what is none."""
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(value) if value.isascii() and value.removeprefix("-").isdecimal() and len(value) < 20 else 0
    return int(value) if isinstance(value, float) and abs(value) < _SIGN else 0


def words(value: Value) -> str:
    """A column as text, whatever it holds."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
