"""The only door to other programs' SQLite databases: read where they lie, through a stream, and never believed.

A Database reads pages out of any seekable stream (a file, the vault, something that is decrypted as it is read), so
nothing is copied to a disk. Only SELECT is allowed; views, triggers, extensions and functions of the schema stay out.
What is in the write-ahead log beside a database counts as long as its checksums do.
Format facts: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import io
import itertools
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

import apsw

from vault.errors import ExportDamaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"SQLite format 3\0"
_VERSIONS = 18  # offset of the bytes that say whether a log is needed; 1 1 means none
# Pages that point at each other make a walk without end. Reading everything takes fewer than ten of SQLite's own steps
# a byte, whatever the tables are like.
_STEPS, _STEPS_PER_BYTE, _GLANCE = 20_000_000, 100, 100_000
_MOST_VALUE = 512 * 1024 * 1024  # bytes of one text or picture
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_numbers = itertools.count(1)
_ALLOWED = frozenset({apsw.SQLITE_SELECT, apsw.SQLITE_READ, apsw.SQLITE_FUNCTION, apsw.SQLITE_RECURSIVE})

Row = tuple[Any, ...]
ENDLESS = apsw.InterruptError.__name__
"""ExportDamaged.detail of a walk that was ended because it would not have ended."""


class Database:
    """An opened database. `tables` maps names of tables to their columns, all in lower case; views are left out.

    Raises ExportDamaged for what is no database, or a broken one, when it is opened and when it is read. `main` and
    `wal` stay the caller's to close.
    """

    def __init__(self, main: BinaryIO, path: Path, wal: BinaryIO | None = None) -> None:
        self._path = path
        self._active = self._glances = 0
        stream = main if wal is None else cast(BinaryIO, WithLog(main, wal))
        name = f"chat-vault-export-{next(_numbers)}"
        self._vfs = _Vfs(name, stream)
        try:
            self._connection = apsw.Connection(
                "file:export?immutable=1", apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI, vfs=name
            )
            self._restrict()
            self._limit_steps(stream.seek(0, io.SEEK_END))
            self.tables: Mapping[str, frozenset[str]] = self._schema()
            self._connection.authorizer = _authorize
        except (apsw.Error, UnicodeDecodeError) as error:  # also names of tables may be no text
            self.close()
            raise ExportDamaged(path, type(error).__name__) from None
        except BaseException:
            self.close()
            raise

    def _restrict(self) -> None:
        connection = self._connection
        connection.limit(apsw.SQLITE_LIMIT_LENGTH, _MOST_VALUE)
        connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
        connection.pragma("trusted_schema", False)
        connection.pragma("temp_store", "memory")
        connection.pragma("cell_size_check", True)
        connection.pragma("cache_size", -(8 << 10))

    def _limit_steps(self, size: int) -> None:
        """End what takes more steps than any reading of so many bytes could."""
        most = (_STEPS + _STEPS_PER_BYTE * size) // _GLANCE

        def is_too_much() -> bool:
            self._glances += 1
            return self._glances > most

        self._connection.set_progress_handler(is_too_much, _GLANCE)

    def _schema(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        names = [name for (name,) in self._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in names:
            if isinstance(name, str) and _NAME.fullmatch(name):
                columns = self._connection.execute("SELECT name FROM pragma_table_xinfo(?)", (name,))
                found[name.lower()] = frozenset(str(column).lower() for (column,) in columns)
        return found

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with these columns."""
        return set(columns) <= self.tables.get(table, frozenset()) and table in self.tables

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """What a SELECT gives, row by row.

        Text that is no UTF-8 would end the reading: select such columns with CAST(… AS BLOB) and use `text`.
        Raises ExportDamaged, also for what would never end, and whatever the stream raises.
        """
        if not self._active:
            self._glances = 0
        self._active += 1
        try:
            yield from self._connection.execute(sql, tuple(parameters))
        except (apsw.Error, UnicodeDecodeError) as error:
            raise ExportDamaged(self._path, type(error).__name__) from None
        finally:
            self._active -= 1

    def close(self) -> None:
        """Let go of it."""
        if connection := getattr(self, "_connection", None):
            connection.close(True)
        self._vfs.unregister()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def text(value: object) -> str:
    """A column as text, whatever it holds: bytes as UTF-8 with U+FFFD for what is none, "" for nothing."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _authorize(action: int, *_: str | None) -> int:
    return apsw.SQLITE_OK if action in _ALLOWED else apsw.SQLITE_DENY


class _Vfs(apsw.VFS):
    """Serves one stream as one read-only file, under any name, and nothing else."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._stream = stream
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> Any:
        """The database itself; it never asks for another file while reading."""
        if not flags[0] & apsw.SQLITE_OPEN_MAIN_DB:
            raise apsw.CantOpenError("only the database itself")
        return _Pages(self._stream)

    def xAccess(self, pathname: str, flags: int) -> bool:
        """No journal and no log lies beside it."""
        return False

    def xFullPathname(self, name: str) -> str:
        """Names mean nothing here."""
        return name

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Never."""
        raise apsw.ReadOnlyError("read only")


class _Pages:
    """The file as SQLite sees it. A database that expects a log says here that it needs none."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._stream.seek(offset)
        data = self._stream.read(amount)
        while data and len(data) < amount and (more := self._stream.read(amount - len(data))):
            data += more
        if offset <= _VERSIONS < offset + len(data) - 1:
            at = _VERSIONS - offset
            data = data[:at] + b"\1\1" + data[at + 2 :]
        return data

    def xFileSize(self) -> int:
        return self._size

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xSectorSize(self) -> int:
        return 4096

    def xDeviceCharacteristics(self) -> int:
        return int(apsw.SQLITE_IOCAP_IMMUTABLE)

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xClose(self) -> None:
        pass


class WithLog(io.RawIOBase):
    """A database with its write-ahead log laid over it: each page as the last finished transaction left it."""

    def __init__(self, main: BinaryIO, wal: BinaryIO) -> None:
        super().__init__()
        self._main, self._wal, self._position = main, wal, 0
        self._size = main.seek(0, io.SEEK_END)
        self._page, self._places, pages = _read_log(wal)
        if pages:
            self._size = pages * self._page

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the position, page by page out of the newer of the two."""
        view, given = memoryview(buffer).cast("B"), 0
        while given < len(view) and self._position < self._size:
            number, start = divmod(self._position, self._page)
            count = min(self._page - start, len(view) - given)
            place = self._places.get(number + 1)
            stream = self._main if place is None else self._wal
            stream.seek(self._position if place is None else place + start)
            data = stream.read(count)
            if not data:
                break
            view[given : given + len(data)] = data
            given += len(data)
            self._position += len(data)
        return given


def _read_log(wal: BinaryIO) -> tuple[int, dict[int, int], int]:
    """Page size, where the newest form of each page stands in the log, and how many pages the database has.

    A log without one whole transaction counts for nothing.
    """
    wal.seek(0)
    header = wal.read(_WAL_HEADER)
    if len(header) < _WAL_HEADER:
        return 4096, {}, 0
    magic, _, page, _, *salts = struct.unpack(">6I", header[:24])
    if magic not in _WAL_MAGIC or not 512 <= page <= 65536 or page & (page - 1):
        return 4096, {}, 0
    order = ">" if magic & 1 else "<"
    sums = _checksum(order, (0, 0), header[:24])
    if sums != struct.unpack(">2I", header[24:]):
        return page, {}, 0
    places: dict[int, int] = {}
    waiting: dict[int, int] = {}
    pages, at = 0, _WAL_HEADER
    while len(frame := wal.read(_FRAME_HEADER + page)) == _FRAME_HEADER + page:
        number, size, *rest = struct.unpack(">6I", frame[:_FRAME_HEADER])
        sums = _checksum(order, sums, frame[:8] + frame[_FRAME_HEADER:])
        if rest[:2] != salts or sums != tuple(rest[2:]):
            break
        waiting[number] = at + _FRAME_HEADER
        if size:
            places.update(waiting)
            waiting.clear()
            pages = size
        at += len(frame)
    return page, places, pages


def _checksum(order: str, sums: tuple[int, int], data: bytes) -> tuple[int, int]:
    """SQLite's running sum over pairs of 32-bit words."""
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for left, right in zip(words[::2], words[1::2], strict=True):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return first, second
