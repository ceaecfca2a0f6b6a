"""The only door to tar, plain or packed with gzip: the same limits as archive.py has for zip.

Skype's export is a .tar, Google Takeout can be a .tgz. Nothing is unpacked to disk. Every header is read once, when
the archive is opened; a member is then read where it stands.
Facts: POSIX.1-2017 pax interchange format; GNU tar manual, "Basic Tar Format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self, cast

from vault.errors import ArchiveCutOff, ArchiveRefused, EmptyExport
from vault.exports.archive import MOST_BYTES, MOST_MEMBERS, MOST_RATIO, SMALL
from vault.exports.base import HEAD, Source, reading
from vault.exports.gzip_places import SIGNATURE as GZIP
from vault.exports.gzip_places import GzipPlaces

BLOCK = 512
ENDINGS = (".tar", ".tgz", ".tar.gz")
_CHUNK = 1024 * 1024
_MOST_NAME = 64 * 1024  # bytes of a long name or of pax records
_USTAR = slice(257, 263)
_FILES = (b"0", b"\0", b"7")
_FOLDER, _LONG_NAME, _LONG_LINK, _PAX, _GLOBAL = b"5", b"L", b"K", b"x", b"g"
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file inside: its whole name with `/`, `size` in bytes, and where its bytes begin in the unpacked archive."""

    name: str
    size: int
    offset: int

    @property
    def base_name(self) -> str:
        """The name without its folders."""
        return PurePosixPath(self.name).name


def is_tar(head: bytes, name: str) -> bool:
    """Whether first bytes (512 or more) begin a tar; packed with gzip it is told by the name."""
    if head.startswith(GZIP):
        return name.lower().endswith(ENDINGS)
    return len(head) >= BLOCK and _checksum_fits(head[:BLOCK]) and _number(head[124:136]) is not None


class TarArchive:
    """An opened tar that passed every check. `first`: read no more than so many unpacked bytes of headers and files.

    Raises EmptyExport, ArchiveCutOff, ArchiveRefused (escape, count, size, ratio, duplicate, name, special), and what
    Source.open raises. Links are refused like everything that is neither file nor folder.
    """

    def __init__(self, source: Source, first: int | None = None) -> None:
        self._path, self._size, self._seen = source.path, source.size, source.seen
        self._packed = source.head(len(GZIP)).startswith(GZIP)
        stream = source.open()
        opened = GzipPlaces(stream, source.size, source.path) if self._packed else stream
        self._stream = cast(BinaryIO, opened)
        try:
            self.members = tuple(self._checked(first))
        except BaseException:
            self._stream.close()
            raise
        if not self.members:
            self._stream.close()
            raise EmptyExport(self._path)

    @property
    def is_packed(self) -> bool:
        """Whether it is packed as a whole: members then stand nowhere in the file itself."""
        return self._packed

    def _checked(self, first: int | None) -> Iterator[TarMember]:
        seen: set[str] = set()
        total = 0
        for member in self._headers(first):
            total += member.size
            self._refuse(total > MOST_BYTES, "size")
            self._refuse(self._packed and total > self._size * MOST_RATIO + SMALL, "ratio")
            self._refuse(len(seen) >= MOST_MEMBERS, "count")
            self._refuse(member.name in seen, "duplicate", member.name)
            seen.add(member.name)
            yield member

    def _refuse(self, bad: bool, reason: str, name: str = "") -> None:
        if bad:
            raise ArchiveRefused(self._path, reason, name)

    def _headers(self, first: int | None) -> Iterator[TarMember]:
        at = headers = 0
        extra: dict[str, str] = {}
        while first is None or at < first:
            header = self._at(at, BLOCK)
            if not header.strip(b"\0"):
                if not header and (headers == 0 or (not self._packed and at > self._size)):
                    raise ArchiveCutOff(self._path)
                return  # two blocks of nothing are the end; some writers leave them out
            headers += 1
            self._refuse(headers > 2 * MOST_MEMBERS, "count")
            size = self._size_of(header, extra)
            kind, body = header[156:157], at + BLOCK
            at = body + -(-size // BLOCK) * BLOCK
            if kind in (_LONG_NAME, _LONG_LINK, _PAX, _GLOBAL):
                extra |= self._more_about(kind, self._at(body, min(size, _MOST_NAME)))
                continue
            name = self._name(header, extra)
            extra = {}
            if kind == _FOLDER or name.endswith("/"):
                continue
            self._refuse(kind not in _FILES, "special", name)
            yield TarMember(name, size, body)

    def _at(self, offset: int, size: int) -> bytes:
        with reading(self._path):
            self._stream.seek(offset)
            data = bytearray()
            while len(data) < size and (piece := self._stream.read(size - len(data))):
                data += piece
        return bytes(data)

    def _size_of(self, header: bytes, extra: dict[str, str]) -> int:
        if len(header) < BLOCK or not _checksum_fits(header):
            raise ArchiveCutOff(self._path)
        told = extra.get("size", "")
        size = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else _number(header[124:136])
        if size is None:
            raise ArchiveCutOff(self._path)
        if not self._packed and size > self._size:
            raise ArchiveCutOff(self._path)
        return size

    def _more_about(self, kind: bytes, data: bytes) -> dict[str, str]:
        if kind == _LONG_NAME:
            return {"path": self._decoded(data.split(b"\0")[0])}
        return {} if kind in (_GLOBAL, _LONG_LINK) else dict(self._pax(data))

    def _pax(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Records "length key=value\\n"; those that do not fit end the reading."""
        at = 0
        while at < len(data):
            length, _, _ = data[at : at + 20].partition(b" ")
            if not length.isdigit() or not int(length):
                return
            key, equals, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
            if equals and key in (b"path", b"size"):
                yield key.decode(), self._decoded(value)
            at += int(length)

    def _decoded(self, name: bytes) -> str:
        try:
            return name.decode()
        except UnicodeDecodeError:
            return name.decode("latin-1")

    def _name(self, header: bytes, extra: dict[str, str]) -> str:
        name = extra.get("path", "") or self._decoded(header[:100].split(b"\0")[0])
        prefix = header[345:500].split(b"\0")[0]
        if "path" not in extra and prefix and header[_USTAR] == b"ustar\0":
            name = f"{self._decoded(prefix)}/{name}"
        name = name.removeprefix("./")
        bad = not name or _CONTROLS.search(name) is not None
        self._refuse(bad and header[156:157] != _FOLDER, "name")
        escapes = name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in name.split("/")
        self._refuse(bool(escapes), "escape", name)
        return name or "/"

    def read(self, member: TarMember) -> Iterator[bytes]:
        """Stream a member. Raises ArchiveCutOff for damaged or missing bytes."""
        at, end = member.offset, member.offset + member.size
        while at < end:
            data = self._at(at, min(_CHUNK, end - at))
            if not data:
                raise ArchiveCutOff(self._path)
            at += len(data)
            if at == end and self._seen is not None:
                self._seen(member.name)
            yield data

    def head(self, member: TarMember, limit: int = HEAD) -> bytes:
        """A member's first bytes, at most `limit`."""
        return self._at(member.offset, min(limit, member.size))

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _number(field: bytes) -> int | None:
    """Octal digits, or with the highest bit set a big-endian number; None for anything else."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return None


def _checksum_fits(header: bytes) -> bool:
    told = _number(header[148:156])
    return told is not None and told == sum(header[:148]) + 8 * 0x20 + sum(header[156:])
