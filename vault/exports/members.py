"""Members: the files of an export in one flat list, whether they lie in a folder, in one archive or in several.

An importer that reads trees of files (a folder that Telegram made, five zips that Facebook made of one tree) asks for
names here and never minds where the bytes lie. Nothing is unpacked to disk.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Literal, Self, cast

from vault.errors import ExportDamaged, ExportMissing
from vault.exports.archive import SIGNATURES, Archive
from vault.exports.base import HEAD, Source, reading
from vault.exports.packed_memory import PackedMemory
from vault.exports.tar_archive import BLOCK, ENDINGS, TarArchive, is_tar

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 20
_MAC_FOLDER = "__MACOSX/"
_NOISE = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where a file lies in an archive."""

    size: int
    read: Callable[[], Iterator[bytes]]
    head: Callable[[int], bytes]


@contextmanager
def members_of(source: Source) -> Iterator[Members]:
    """The files of a source for an export that will close them: left open, but where it comes to none."""
    members = Members(source)
    try:
        yield members
    except BaseException:
        members.close()
        raise


class Members:
    """The files of a source. Use it in a `with` block, or close it.

    A file by itself is its own only member; a zip or tar is the files in it; of several parts, those that are zips
    or tars are looked into and the others stand for themselves. Of two files with one name the first counts;
    `doubled` counts the others. Raises the Archive errors and what Source.open raises.
    """

    def __init__(self, source: Source) -> None:
        self.path: Path = source.path
        self.doubled = 0
        self._source = source
        self._places: dict[str, _Inside | None] = {}
        with ExitStack() as stack:
            for name in _names(source):
                self._look_into(name, stack)
            self._open = stack.pop_all()
        self.names: Sequence[str] = tuple(self._places)

    def _look_into(self, name: str, stack: ExitStack) -> None:
        kind = _archive_of(self._source, name)
        if kind == "zip":
            archive = stack.enter_context(Archive(_part(self._source, name)))
            for member in archive.members:
                inside = _Inside(member.size, partial(archive.read, member), partial(archive.head, member))
                self._put(member.name, inside)
        elif kind == "tar":
            tar = stack.enter_context(TarArchive(_part(self._source, name)))
            for entry in tar.members:
                self._put(entry.name, _Inside(entry.size, partial(tar.read, entry), partial(tar.head, entry)))
        else:
            self._put(name, None)

    def _put(self, name: str, place: _Inside | None) -> None:
        if is_noise(name):
            return
        if name in self._places:
            self.doubled += 1
        else:
            self._places[name] = place

    def _loose(self, name: str) -> Source:
        """A file that lies in no archive. Raises ExportMissing."""
        if name not in self._places:
            raise ExportMissing(self.path)
        return _part(self._source, name)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def is_packed(self, name: str) -> bool:
        """Whether a file lies in an archive: `seekable` then holds all of it in memory."""
        return self._places.get(name) is not None

    def size(self, name: str) -> int:
        """Bytes of a file. Raises ExportMissing."""
        inside = self._places.get(name)
        return inside.size if inside else self._loose(name).size

    def read(self, name: str) -> Iterator[bytes]:
        """A file in pieces of at most 1 MiB. Raises ExportMissing for a name that is not here, and read errors."""
        inside = self._places.get(name)
        if inside:
            yield from inside.read()
            return
        part = self._loose(name)
        with reading(part.path), part.open() as stream:
            while data := stream.read(_PIECE):
                yield data

    def open(self, name: str) -> BinaryIO:
        """A file as a stream that goes forward only. Raises as read does, also while it is read."""
        return cast(BinaryIO, io.BufferedReader(_Forward(self.read(name)), buffer_size=_PIECE >> 2))

    def seekable(self, name: str) -> BinaryIO:
        """A file as a stream that can be read anywhere: one in an archive is kept in memory, packed."""
        if self._places.get(name):
            return PackedMemory.of(self.read(name))
        return self._loose(name).open()

    def content(self, name: str, most: int) -> bytes:
        """A small file whole. Raises ExportDamaged if it has more than `most` bytes."""
        if name in self._places and self.size(name) > most:
            raise ExportDamaged(self.path, "a file is larger than it can be")
        return b"".join(self.read(name))

    def head(self, name: str, limit: int = HEAD) -> bytes:
        """The first bytes of a file, at most `limit`. Raises ExportMissing."""
        inside = self._places.get(name)
        return inside.head(limit) if inside else self._loose(name).head(limit)

    def close(self) -> None:
        """Close every archive."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _names(source: Source) -> Sequence[str]:
    return (source.path.name,) if source.parts is None else source.parts.names()


def _part(source: Source, name: str) -> Source:
    return source if source.parts is None else source.parts.part(name)


def _archive_of(source: Source, name: str) -> Literal["zip", "tar", ""]:
    """Among many files only those are looked into that are called so: opening each would take too long."""
    if source.parts is not None and not name.lower().endswith((".zip", *ENDINGS)):
        return ""
    head = _part(source, name).head(BLOCK)
    if head.startswith(SIGNATURES):
        return "zip"
    return "tar" if is_tar(head, name) else ""


def is_noise(name: str) -> bool:
    """Whether a file is what systems leave in folders: no part of any export."""
    return name.startswith(_MAC_FOLDER) or name.rpartition("/")[2] in _NOISE


class _Forward(io.RawIOBase):
    """Pieces as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the present piece; 0 at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
