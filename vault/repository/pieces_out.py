"""A large file out of the vault: several threads read, decrypt, verify and write stretches of some blobs each.

Each works in memory that is there already, and laid out so that whole blocks can go from it straight to the disk.
"""

from __future__ import annotations

import mmap
import queue
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged
from vault.progress import Progress
from vault.repository.durable_file import DurableFile
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.tree import Node
from vault.storage.straight import ALIGN

_THREADS = 3  # one waits for the disk while two work
_STRETCH = 4 << 20


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring blobs, each with its length, and where in the file the first one goes."""

    start: int
    blobs: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        return sum(length for _, length in self.blobs)


class _Room:
    """Memory of one thread: for a sealed blob, and for a stretch of the file."""

    def __init__(self) -> None:
        self._sealed = self._plain = memoryview(b"")

    def sealed(self, size: int) -> memoryview:
        """At least so many bytes."""
        if len(self._sealed) < size:
            self._sealed = memoryview(mmap.mmap(-1, size))
        return self._sealed

    def plain(self, size: int) -> memoryview:
        """At least so many bytes."""
        if len(self._plain) < size:
            self._plain = memoryview(mmap.mmap(-1, size))
        return self._plain


def put_pieces(repository: Repository, node: Node, file: DurableFile, progress: Progress) -> int:
    """Put all blobs of a file where they belong; how many bytes there were. Raises as restorer.read_file."""
    rooms: queue.SimpleQueue[_Room] = queue.SimpleQueue()
    for _ in range(_THREADS):
        rooms.put(_Room())

    def put(stretch: _Stretch) -> int:
        room = rooms.get()
        try:
            return _put(repository, stretch, file, room, progress)
        finally:
            rooms.put(room)

    stretches = _stretches(_sizes(repository, node))
    ask = progress.check_cancelled
    end = proven = 0
    with closing(read_ahead(put, stretches, ahead=_THREADS + 1, readers=_THREADS, check_cancelled=ask)) as ends:
        for end in ends:
            ask()
            file.complete_to(end)
            progress.update("restoring", end, node.size)
            if file.proven > proven:
                proven = file.proven
                progress.update("comparing", proven, node.size)
    return end


def _put(repository: Repository, stretch: _Stretch, file: DurableFile, room: _Room, progress: Progress) -> int:
    """Bring one stretch into `room` and to the disk; where it ends."""
    lead = stretch.start % ALIGN
    size = stretch.size
    plain = room.plain(max(_STRETCH, size) + lead + ALIGN)
    sealed = room.sealed(max(length for _, length in stretch.blobs) + OVERHEAD)
    done = lead
    for blob_id, length in stretch.blobs:
        progress.check_cancelled()
        if repository.load_blob_into(blob_id, sealed, plain[done:]) != length:
            raise Damaged("blob", blob_id, "another length than the index says")
        done += length
    file.put(stretch.start, plain[lead:done])
    return stretch.start + size


def _sizes(repository: Repository, node: Node) -> Iterator[tuple[str, int]]:
    return ((blob_id, repository.blob_size(blob_id)) for blob_id in node.content)


def _stretches(blobs: Iterable[tuple[str, int]]) -> Iterator[_Stretch]:
    """As many neighbours as go into _STRETCH, or one that is larger."""
    start = size = 0
    together: list[tuple[str, int]] = []
    for blob in blobs:
        if together and size + blob[1] > _STRETCH:
            yield _Stretch(start, tuple(together))
            start, size, together = start + size, 0, []
        together.append(blob)
        size += blob[1]
    if together:
        yield _Stretch(start, tuple(together))
