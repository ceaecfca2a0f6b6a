"""Which bytes of an export an importer reads: what it never looks at can be no message."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from vault.exports.base import HEAD, Parts, Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MOST_APART = 100_000  # pieces kept before they are joined


@dataclass(slots=True)
class ReadMarks:
    """Marks what is read, by the names of the files of a folder; "" is a file by itself."""

    _read: dict[str, list[tuple[int, int]]] = field(default_factory=dict, repr=False)
    _members: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def over(self, source: Source) -> Source:
        """The same source, every byte of it marked when it is read."""
        if source.parts is not None:
            return replace(source, parts=_WatchedParts(source.parts, self))
        return self.over_part(source, "")

    def over_part(self, source: Source, name: str) -> Source:
        """The same for one file."""
        seen = partial(self._add_member, name)
        return replace(source, opener=lambda: cast(BinaryIO, _Watched(source.open(), name, self)), seen=seen)

    def add(self, name: str, start: int, end: int) -> None:
        """Mark a piece, from `start` to before `end`."""
        if start >= end:
            return
        pieces = self._read.setdefault(name, [])
        if pieces and pieces[-1][1] == start:
            pieces[-1] = pieces[-1][0], end
            return
        pieces.append((start, end))
        if len(pieces) > _MOST_APART:
            pieces[:] = _joined(pieces)

    def bytes_of(self, name: str) -> int:
        """How many bytes of a file were read."""
        return sum(end - start for start, end in _joined(self._read.get(name, [])))

    def saw(self, name: str, member: str) -> bool:
        """Whether a member of an archive was read to its last byte."""
        return (name, member) in self._members

    def _add_member(self, name: str, member: str) -> None:
        self._members.add((name, member))


class _WatchedParts:
    """The files of a folder, watched."""

    def __init__(self, parts: Parts, marks: ReadMarks) -> None:
        self._parts, self._marks = parts, marks

    def names(self) -> Sequence[str]:
        """As they are."""
        return self._parts.names()

    def part(self, name: str) -> Source:
        """One file. Raises as the folder does."""
        return self._marks.over_part(self._parts.part(name), name)


class _Watched(io.BufferedIOBase):
    """A stream that marks what is read of it; but not a single look at its beginning, to see what kind of file it is.

    Whoever reads a file in pieces asks once more after the last one.
    """

    def __init__(self, stream: BinaryIO, name: str, marks: ReadMarks) -> None:
        super().__init__()
        self._stream, self._name, self._marks = stream, name, marks
        self._looked: tuple[int, int] | None = (0, 0)  # the look at its beginning, until more is read

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """As the stream does."""
        size = -1 if size is None else size
        return self._marked(self._stream.read(size), is_look=0 <= size <= HEAD)

    def read1(self, size: int = -1, /) -> bytes:
        """No more than one piece."""
        return self.read(io.DEFAULT_BUFFER_SIZE if size < 0 else size)

    def readline(self, size: int | None = -1, /) -> bytes:
        """As the stream does."""
        return self._marked(self._stream.readline(-1 if size is None else size), is_look=False)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As the stream does."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        """As readinto."""
        return self.readinto(buffer)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As the stream does."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As the stream does."""
        return self._stream.tell()

    def close(self) -> None:
        """Close the stream, too."""
        self._stream.close()
        super().close()

    def _marked(self, data: bytes, *, is_look: bool) -> bytes:
        end = self._stream.tell()
        piece = end - len(data), end
        if is_look and piece[0] == 0 and self._looked == (0, 0):
            self._looked = piece
            return data
        for each in (self._looked or (0, 0), piece):
            self._marks.add(self._name, *each)
        self._looked = None
        return data


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same without overlaps, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
