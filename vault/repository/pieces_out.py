"""A large file out of the vault: several threads read, decrypt, verify and write stretches of some blobs each.

Each works in memory that is there already, and laid out so that whole blocks can go from it straight to the disk.
"""

from __future__ import annotations

import mmap
import queue
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged
from vault.progress import Progress
from vault.repository.blob import BlobPlace
from vault.repository.durable_file import DurableFile
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.tree import Node
from vault.storage.straight import ALIGN

_THREADS = 3  # one waits for the disk while two work
_STRETCH = 4 << 20


_MOST_SEALED = _STRETCH + (1 << 20)  # of a pack at once: blobs of a stretch lie nearly in their order
_MOST_GAP = 256 << 10  # that it costs less to read than to skip

_Wanted = tuple[BlobPlace, memoryview]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring blobs, and where in the file the first one goes."""

    start: int
    blobs: tuple[BlobPlace, ...]
    size: int


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
    end = proven = 0
    with closing(_worked(repository, node.content, file.put, progress)) as stretches:
        for stretch in stretches:
            end += stretch.size
            progress.check_cancelled()
            file.complete_to(end)
            progress.update("restoring", end, node.size)
            if file.proven > proven:
                proven = file.proven
                progress.update("comparing", proven, node.size)
    return end


def prove_pieces(repository: Repository, blob_ids: Iterable[str], progress: Progress) -> Generator[int, None, None]:
    """Read all of them, each proven by its id; how many bytes each has. Raises as restorer.read_file."""
    with closing(_worked(repository, blob_ids, lambda _offset, _data: None, progress)) as stretches:
        for stretch in stretches:
            yield from (place.entry.plain_length for place in stretch.blobs)


def _worked(
    repository: Repository, blob_ids: Iterable[str], deed: Callable[[int, memoryview], None], progress: Progress
) -> Generator[_Stretch, None, None]:
    """Each stretch, in order, when `deed` had it with its offset; several threads do that."""
    rooms: queue.SimpleQueue[_Room] = queue.SimpleQueue()
    for _ in range(_THREADS):
        rooms.put(_Room())

    def work(stretch: _Stretch) -> _Stretch:
        room = rooms.get()
        try:
            deed(stretch.start, _brought(repository, stretch, room, progress))
        finally:
            rooms.put(room)
        return stretch

    stretches, ask = _stretches(_places(repository, blob_ids)), progress.check_cancelled
    yield from read_ahead(work, stretches, ahead=_THREADS + 1, readers=_THREADS, check_cancelled=ask)


def _brought(repository: Repository, stretch: _Stretch, room: _Room, progress: Progress) -> memoryview:
    """A stretch's bytes, verified, in `room`."""
    lead = done = stretch.start % ALIGN
    plain = room.plain(max(_STRETCH, stretch.size) + ALIGN + OVERHEAD)
    wanted: list[_Wanted] = []
    for place in stretch.blobs:
        wanted.append((place, plain[done:]))
        done += place.entry.plain_length
    for near in _near(wanted):
        progress.check_cancelled()
        repository.load_near(near, room.sealed(max(_MOST_SEALED, near[0][0].entry.length)))
    return plain[lead:done]


def _near(wanted: list[_Wanted]) -> Iterator[list[_Wanted]]:
    """Blobs that one reading of a pack brings."""
    begin = end = 0
    together: list[_Wanted] = []
    for place, out in sorted(wanted, key=lambda one: (one[0].pack_id, one[0].entry.offset)):
        after = place.entry.offset + place.entry.length
        if together and (
            place.pack_id != together[0][0].pack_id
            or place.entry.offset - end > _MOST_GAP
            or after - begin > _MOST_SEALED
        ):
            yield together
            together = []
        if not together:
            begin = place.entry.offset
        together.append((place, out))
        end = after
    yield together


def _places(repository: Repository, blob_ids: Iterable[str]) -> Iterator[BlobPlace]:
    """Where each blob lies. Damaged for one that is lost, or longer than any."""
    for blob_id in blob_ids:
        place = repository.places(blob_id)[0]
        if place.entry.too_long:
            raise Damaged("blob", blob_id, "longer than any")
        yield place


def _stretches(places: Iterable[BlobPlace]) -> Iterator[_Stretch]:
    """As many neighbours as go into _STRETCH, or one that is larger."""
    start = size = 0
    together: list[BlobPlace] = []
    for place in places:
        length = place.entry.plain_length
        if together and size + length > _STRETCH:
            yield _Stretch(start, tuple(together), size)
            start, size, together = start + size, 0, []
        together.append(place)
        size += length
    if together:
        yield _Stretch(start, tuple(together), size)
