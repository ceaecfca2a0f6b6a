"""Files out of the vault: several threads read, decrypt, verify and write stretches of some blobs each.

A stretch is a piece of a large file, or some small files whole. Each thread works in memory that is there already, and
laid out so that whole blocks can go from it straight to the disk.
"""

from __future__ import annotations

import mmap
import queue
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged
from vault.progress import Progress
from vault.repository.blob import BlobPlace
from vault.repository.durable_file import DurableFile, Layout
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.tree import Node
from vault.repository.waiting import until_done
from vault.storage.disk import interruptible
from vault.storage.straight import ALIGN, BLOCK

SMALL_FILE = 8 << 20
"""Bytes: up to here a file is one stretch, with others or alone, and many are on their way at once."""

_THREADS = 3  # one waits for the disk while two work
_STRETCH = 4 << 20
_MOST_FILES = 24  # of a stretch; with what waits they are all open
_FLUSHING = 8  # threads: disks serve many who wait together as fast as one

_MOST_SEALED = _STRETCH + (1 << 20)  # of a pack at once: blobs of a stretch lie nearly in their order
_MOST_GAP = 256 << 10  # that it costs less to read than to skip

_Wanted = tuple[BlobPlace, memoryview]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Neighbouring blobs of one file, and where in the file the first one goes."""

    start: int
    blobs: tuple[BlobPlace, ...]
    size: int
    file: DurableFile | None = None

    @property
    def layout(self) -> Layout:
        """What a reader of this piece must find."""
        return tuple((place.entry.blob_id, place.entry.plain_length) for place in self.blobs)


_Stretch = tuple[_Piece, ...]


class _Room:
    """Memory of one thread: for sealed blobs, and for a stretch of files."""

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

    def put(piece: _Piece, data: memoryview) -> None:
        file.put(piece.start, data)

    end = proven = 0
    stretches = ((piece,) for piece in _pieces(_places(repository, node.content)))
    with closing(_worked(repository, stretches, put, progress, ahead=_THREADS + 2)) as done:
        for (piece,) in done:
            end += piece.size
            progress.check_cancelled()
            file.complete_to(end, piece.layout)
            progress.update("restoring", end, node.size)
            if file.proven > proven:
                proven = file.proven
                progress.update("comparing", proven, node.size)
    return end


def put_small(
    repository: Repository, files: Iterable[tuple[DurableFile, Node]], progress: Progress
) -> Generator[tuple[int, bool], None, None]:
    """Put files that were not opened yet, each of SMALL_FILE bytes or less: the bytes of each, and whether proven.

    A file is written by one thread and made durable by another, while the next are read; then it gets its name. What
    is left open is closed at the end, and goes away. Raises as restorer.read_file and DurableFile.
    """
    opened: deque[DurableFile] = deque()
    kept: dict[DurableFile, Future[None]] = {}
    flushing = ThreadPoolExecutor(_FLUSHING, thread_name_prefix="flush")

    def put(piece: _Piece, data: memoryview) -> None:
        assert piece.file is not None  # noqa: S101
        with interruptible(progress.check_cancelled):
            piece.file.put_whole(data, piece.layout)
        kept[piece.file] = flushing.submit(piece.file.keep)

    def opening() -> Iterator[_Stretch]:
        for stretch in _together(repository, files):
            for piece in stretch:
                assert piece.file is not None  # noqa: S101
                piece.file.__enter__()
                opened.append(piece.file)
            yield stretch

    try:
        with closing(_worked(repository, opening(), put, progress, ahead=_THREADS + 3)) as done:
            for stretch in done:
                for piece in stretch:
                    file = opened[0]
                    until_done(kept.pop(file), progress.check_cancelled).result()
                    yield piece.size, file.finish(piece.size, progress.check_cancelled)
                    opened.popleft().__exit__(None, None, None)
    finally:
        flushing.shutdown(wait=True, cancel_futures=True)
        for file in opened:
            file.__exit__(None, None, None)


def prove_pieces(repository: Repository, blob_ids: Iterable[str], progress: Progress) -> Generator[int, None, None]:
    """Read all of them, each proven by its id; how many bytes each has. Raises as restorer.read_file."""
    stretches = ((piece,) for piece in _pieces(_places(repository, blob_ids)))
    with closing(_worked(repository, stretches, lambda _piece, _data: None, progress, ahead=_THREADS + 1)) as done:
        for (piece,) in done:
            yield from (place.entry.plain_length for place in piece.blobs)


def _worked(
    repository: Repository,
    stretches: Iterable[_Stretch],
    deed: Callable[[_Piece, memoryview], None],
    progress: Progress,
    *,
    ahead: int,
) -> Generator[_Stretch, None, None]:
    """Each stretch, in order, when `deed` had its pieces; several threads do that."""
    rooms: queue.SimpleQueue[_Room] = queue.SimpleQueue()
    for _ in range(_THREADS):
        rooms.put(_Room())

    def work(stretch: _Stretch) -> _Stretch:
        room = rooms.get()
        try:
            for piece, data in zip(stretch, _brought(repository, stretch, room, progress), strict=True):
                deed(piece, data)
        finally:
            rooms.put(room)
        return stretch

    ask = progress.check_cancelled
    yield from read_ahead(work, stretches, ahead=ahead, readers=_THREADS, check_cancelled=ask)


def _brought(repository: Repository, stretch: _Stretch, room: _Room, progress: Progress) -> list[memoryview]:
    """The bytes of each piece, verified, in `room`: as many bytes behind a block as they are in the file."""
    least = _STRETCH + _MOST_FILES * BLOCK  # at once: memory that grows bit by bit is fresh each time
    plain = room.plain(max(least, sum(piece.size + BLOCK for piece in stretch)) + ALIGN + OVERHEAD)
    wanted: list[_Wanted] = []
    pieces: list[memoryview] = []
    done = 0
    for piece in stretch:
        begin = done = done + -done % BLOCK + piece.start % ALIGN
        for place in piece.blobs:
            wanted.append((place, plain[done:]))
            done += place.entry.plain_length
        pieces.append(plain[begin:done])
    for near in _near(wanted):
        progress.check_cancelled()
        repository.load_near(near, room.sealed(max(_MOST_SEALED, near[0][0].entry.length)))
    return pieces


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
    if together:
        yield together


def _places(repository: Repository, blob_ids: Iterable[str]) -> Iterator[BlobPlace]:
    """Where each blob lies. Damaged for one that is lost, or longer than any."""
    for blob_id in blob_ids:
        place = repository.places(blob_id)[0]
        if place.entry.too_long:
            raise Damaged("blob", blob_id, "longer than any")
        yield place


def _pieces(places: Iterable[BlobPlace]) -> Iterator[_Piece]:
    """As many neighbours as go into _STRETCH, or one that is larger."""
    start = size = 0
    together: list[BlobPlace] = []
    for place in places:
        length = place.entry.plain_length
        if together and size + length > _STRETCH:
            yield _Piece(start, tuple(together), size)
            start, size, together = start + size, 0, []
        together.append(place)
        size += length
    if together:
        yield _Piece(start, tuple(together), size)


def _together(repository: Repository, files: Iterable[tuple[DurableFile, Node]]) -> Iterator[_Stretch]:
    """As many whole files as go into _STRETCH, or one that is larger."""
    size = 0
    together: list[_Piece] = []
    for file, node in files:
        blobs = tuple(_places(repository, node.content))
        length = sum(place.entry.plain_length for place in blobs)
        if together and (size + length > _STRETCH or len(together) == _MOST_FILES):
            yield tuple(together)
            size, together = 0, []
        together.append(_Piece(0, blobs, length, file))
        size += length
    if together:
        yield tuple(together)
