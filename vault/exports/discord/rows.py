"""The records of one channel of Discord's data package, out of messages.json or the older messages.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from operator import itemgetter

import msgspec
from msgspec.structs import astuple

from vault.errors import ExportDamaged
from vault.exports.json_regions import elements
from vault.exports.json_values import decode
from vault.exports.loose_json import whole
from vault.exports.members import Members
from vault.exports.time_order import in_time_order
from vault.exports.whatsapp.text import decoded

_WHOLE = 16 * 1024 * 1024  # bytes of a channel that is read at once
_LONGEST_LINE = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_COLUMNS = ("ID", "Timestamp", "Contents", "Attachments")
_NUMBER, _BROKEN = "#", "?"
_columns_of = itemgetter(*_COLUMNS)


class _Record(msgspec.Struct, gc=False):
    """A record of messages.json, in the order of _COLUMNS; whatever else stands in it is not kept."""

    ID: object = None
    Timestamp: object = None
    Contents: object = None
    Attachments: object = None


_quick = msgspec.json.Decoder(list[_Record]).decode

Columns = tuple[object, ...]
"""Id, time, words and links of a message, of any type."""
Row = tuple[int, Columns | None]
"""A record's number in the file, and its columns; None for what is no record, and where the file breaks off."""


def oldest_first(members: Members, place: str) -> Iterator[Row]:
    """All records; the package has the newest first."""
    if members.size(place) > _WHOLE:
        return _packed(members, place)
    found = _decoded(members, place)
    if found is None:
        rows = list(_rows(_raw(members, place)))
        turned = _is_turned(row for _, row in (*rows[:1], *rows[-1:]))
        return reversed(rows) if turned else iter(rows)
    numbers: Iterable[int] = range(len(found))
    if _is_turned(found[:1] + found[-1:]):
        found.reverse()
        numbers = range(len(found) - 1, -1, -1)
    return zip(numbers, found, strict=True)


def _is_turned(ends: Iterable[Columns | None]) -> bool:
    """Whether the first record is newer than the last."""
    ids = [number for row in ends if row is not None and (number := whole(row[0])) is not None]
    return len(ids) == 2 and ids[0] > ids[1]


def _decoded(members: Members, place: str) -> list[Columns | None] | None:
    """A small messages.json at once; None for a table, and for what breaks off."""
    if place.lower().endswith(".csv"):
        return None
    content = members.content(place, _WHOLE).removeprefix(_BOM)
    try:
        return list(map(astuple, _quick(content)))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        found = decode(content)  # something in it is no record, or no JSON by the letter
        return list(map(_of_object, found)) if isinstance(found, list) else None


def _packed(members: Members, place: str) -> Iterator[Row]:
    """The same for a file that is larger than memory is meant to be."""
    rows = (
        {**dict(zip(_COLUMNS, row or (), strict=False)), _NUMBER: number, _BROKEN: row is None}
        for number, row in _rows(_raw(members, place))
    )
    for row in in_time_order(rows, lambda each: whole(each.get("ID"))):
        yield whole(row.get(_NUMBER)) or 0, None if row.get(_BROKEN) else _columns_of(row)


def _rows(raw: Iterable[Columns | None]) -> Iterator[Row]:
    number = -1
    try:
        for number, row in enumerate(raw):
            yield number, row
    except (ExportDamaged, csv.Error):
        yield number + 1, None


def _raw(members: Members, place: str) -> Iterable[Columns | None]:
    if not place.lower().endswith(".csv"):
        return (_of_object(value) for _, _, value in elements(members.read(place), members.path, ""))
    if members.size(place) > _WHOLE:
        return _table(_lines(members.read(place), members))
    content = members.content(place, _WHOLE).removeprefix(_BOM).decode("utf-8", "replace")
    return _table(io.StringIO(content, newline=""))


def _of_object(row: object) -> Columns | None:
    if not isinstance(row, dict):
        return None
    try:
        columns: Columns = _columns_of(row)
    except KeyError:
        return tuple(row.get(each) for each in _COLUMNS)
    return columns


def _table(lines: Iterable[str]) -> Iterator[Columns | None]:
    """The lines of a table by the names in its first; one that is too short is no record."""
    reader = csv.reader(lines)
    names = [each.strip() for each in next(reader, [])]
    if not set(_COLUMNS) <= set(names):
        return
    take = itemgetter(*(names.index(each) for each in _COLUMNS))
    for row in reader:
        if row:
            yield take(row) if len(row) >= len(names) else None


def _lines(pieces: Iterable[bytes], members: Members) -> Iterator[str]:
    """Lines with their ends. Raises ExportDamaged for one that no message can be in."""
    rest = ""
    for piece in decoded(pieces):
        *whole_lines, rest = (rest + piece.encode("utf-8", "replace").decode()).split("\n")
        yield from (f"{line}\n" for line in whole_lines)
        if len(rest) > _LONGEST_LINE:
            raise ExportDamaged(members.path, "a line without an end")
    if rest:
        yield rest
