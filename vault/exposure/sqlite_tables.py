"""The names of a SQLite file's tables, read from its first pages by hand: nothing of anybody's database is opened.

Opening it with SQLite could create files beside it or wait for a lock. Facts: the SQLite database file format,
sections 1.3 (header), 1.6 (b-tree pages), 2.1 (records), 2.6 (sqlite_schema).
"""

from __future__ import annotations

from vault.exposure.peek import LONG, Peek

SIGNATURE = b"SQLite format 3\0"
_LEAF, _INTERIOR = 0x0D, 0x05
_HEADER = 100
_MOST_CELLS = 2000


def tables_of(peek: Peek) -> frozenset[str]:
    """Table names, as many as 64 KiB of the schema's pages show; empty for a file that does not fit the format."""
    size = int.from_bytes(peek.head[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1):
        return frozenset()
    names: set[str] = set()
    left, waiting, seen = LONG, [1], set()
    while waiting and left > 0:
        number = waiting.pop(0)
        if number in seen:
            continue
        seen.add(number)
        page = peek.at((number - 1) * size, size)
        left -= size
        waiting.extend(_read_page(page, _HEADER if number == 1 else 0, names))
    return frozenset(names)


def _read_page(page: bytes, start: int, names: set[str]) -> list[int]:
    """Add the names of a leaf page's tables; give the pages below an interior one."""
    if len(page) < start + 12:
        return []
    kind, cells = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (8 if kind == _LEAF else 12)
    places = [
        int.from_bytes(page[first + 2 * n : first + 2 * n + 2], "big")
        for n in range(min(cells, _MOST_CELLS, len(page) // 2))
    ]
    if kind == _INTERIOR:
        below = [int.from_bytes(page[place : place + 4], "big") for place in places]
        return [number for number in [*below, int.from_bytes(page[start + 8 : start + 12], "big")] if number > 0]
    if kind == _LEAF:
        names.update(name for place in places if (name := _table_name(page, place)))
    return []


def _table_name(page: bytes, at: int) -> str | None:
    """The name in a row of sqlite_schema (type, name, tbl_name, …) if it is a table's."""
    _, at = _varint(page, at)
    _, at = _varint(page, at)
    header, here = _varint(page, at)
    kinds, end = list[int](), at + header
    while here < end and len(kinds) < 2 and here < len(page):
        kind, here = _varint(page, here)
        kinds.append(kind)
    if len(kinds) < 2 or any(kind < 13 or not kind & 1 for kind in kinds):
        return None
    lengths = [(kind - 13) // 2 for kind in kinds]
    if page[end : end + lengths[0]] != b"table" or lengths[1] > 200:
        return None
    start = end + lengths[0]
    return page[start : start + lengths[1]].decode("utf-8", "replace")


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        if at + place >= len(raw):
            return 0, len(raw)
        byte = raw[at + place]
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + place + 1
    return value, at + 9
