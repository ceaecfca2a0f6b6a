"""Reads a few columns of a sync client's SQLite database: from a copy in memory, never a column that we did not name.

These databases hold live sign-in tokens beside the folders that we look for. So nothing is copied to disk, the client's
own file is never opened by SQLite, and an authorizer refuses every column but those asked for. The write-ahead log is
laid over the pages by hand, because a deserialised database has none. Format: sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024
MAGIC = b"SQLite format 3\0"
_TRIES = 3
_WAL_HEADER = struct.Struct(">8I")
_FRAME_HEADER = struct.Struct(">6I")
_WAL_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}  # the byte order in which its checksums were made
_MASK = 0xFFFFFFFF
_SQLITE_READ_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION)


def read_columns(database: Path, table: str, columns: Sequence[str]) -> list[dict[str, object]]:
    """The rows of `table` with those of `columns` that it has; empty when there is no such file, table or column."""
    image = _image(database)
    if image is None:
        return []
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(image)
            return _select(connection, table, columns)
    except (sqlite3.Error, OverflowError):
        return []


def _select(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> list[dict[str, object]]:
    """Which columns there are, then only those, with every other column locked away."""
    known = {row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")}
    wanted = [column for column in columns if column in known]
    if not wanted:
        return []
    allowed = frozenset(wanted)

    def authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        reads = action == sqlite3.SQLITE_READ and first == table and second in allowed
        return sqlite3.SQLITE_OK if reads or action in _SQLITE_READ_ALLOWED else sqlite3.SQLITE_DENY

    connection.set_authorizer(authorise)
    listed = ", ".join(_quoted(column) for column in wanted)
    found = connection.execute(f"SELECT {listed} FROM {_quoted(table)}")  # noqa: S608 (names of ours, quoted)
    return [dict(zip(wanted, row, strict=True)) for row in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _image(database: Path) -> bytes | None:
    """The database's pages with its write-ahead log applied, in rollback mode; None when it cannot be had whole."""
    log = database.with_name(database.name + "-wal")
    for _ in range(_TRIES):
        before = _bytes_of(log)
        pages = _bytes_of(database)
        if pages is None or not pages.startswith(MAGIC):
            return None
        if before == _bytes_of(log):
            return _in_rollback_mode(_with_log(pages, before or b""))
    return None


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None


def _in_rollback_mode(pages: bytearray) -> bytes:
    """Bytes 18 and 19 are the write and read version: 2 means "look for a write-ahead log", which memory has not."""
    pages[18:20] = b"\1\1"
    return bytes(pages)


def _with_log(pages: bytes, log: bytes) -> bytearray:
    """Lay every committed page of the log over the database's own."""
    whole = bytearray(pages)
    if len(log) < _WAL_HEADER.size:
        return whole
    magic, _, page_size, *_ = _WAL_HEADER.unpack_from(log)
    if magic not in _WAL_MAGICS or not 512 <= page_size <= 65536:
        return whole
    pending: list[tuple[int, bytes]] = []
    for number, pages_after, page in _frames(log, page_size, _WAL_MAGICS[magic]):
        pending.append((number, page))
        if pages_after:  # a commit: how many pages the database has from here on
            _write(whole, pending, page_size, pages_after)
            pending = []
    return whole


def _write(whole: bytearray, pending: list[tuple[int, bytes]], page_size: int, pages_after: int) -> None:
    if pages_after * page_size > MOST_BYTES:
        return
    del whole[pages_after * page_size :]
    whole.extend(bytes(pages_after * page_size - len(whole)))
    for number, page in pending:
        if 1 <= number <= pages_after:
            whole[(number - 1) * page_size : number * page_size] = page


def _frames(log: bytes, page_size: int, order: str) -> Iterator[tuple[int, int, bytes]]:
    """(page number, pages after commit or 0, page) until a frame is of an older round or cut off."""
    header = _WAL_HEADER.unpack_from(log)
    salts = header[4:6]
    sums = _checksum(log[:24], (0, 0), order)
    if sums != header[6:8]:
        return
    step = _FRAME_HEADER.size + page_size
    for start in range(_WAL_HEADER.size, len(log) - step + 1, step):
        number, pages_after, *rest = _FRAME_HEADER.unpack_from(log, start)
        page = log[start + _FRAME_HEADER.size : start + step]
        sums = _checksum(log[start : start + 8] + page, sums, order)
        if (rest[0], rest[1]) != tuple(salts) or (rest[2], rest[3]) != sums:
            return
        yield number, pages_after, page


def _checksum(data: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    """SQLite's running sum over pairs of 32 bit words."""
    first, second = start
    for one, two in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & _MASK
        second = (second + two + first) & _MASK
    return first, second
