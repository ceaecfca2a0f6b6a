"""Chunks: where a stream is cut into blobs.

Cuts come from two sides. The content decides by FastCDC, so that an insertion moves few cuts; the caller gives offsets
where something begins or ends inside (a photo inside a zip), so that the same photo is the same blob in next month's
export, wherever it stands there. The seed is derived from the vault's key: sizes of chunks must not tell which known
file was stored. Any cutting is valid restic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import BinaryIO

from pyfastcdc import FastCDC

from vault.repository.buffers import new_memory

MIN_CHUNK = 512 << 10
AVERAGE_CHUNK = 1 << 20  # what FastCDC calls the average; with the skipped minimum chunks are about 1.4 MiB
MAX_CHUNK = 4 << 20  # far below the format's 8 MiB, so that several chunks in flight stay small
SMALL_PIECE = 4 << 10  # below this a piece costs more as a blob of its own than it is likely to save
BUFFER = 8 << 20  # how much is read at once: two chunks of the largest size

_SEED_BITS = 63  # the most that pyfastcdc takes


class Chunker:
    """Cuts streams with one seed. An instance serves one stream at a time."""

    def __init__(self, seed: bytes) -> None:
        """`seed`: at least 8 secret bytes, the same for every backup into one vault."""
        number = int.from_bytes(seed[:8], "big") >> (64 - _SEED_BITS)
        self._cdc = FastCDC(AVERAGE_CHUNK, min_size=MIN_CHUNK, max_size=MAX_CHUNK, seed=number)

    def chunks(
        self,
        stream: BinaryIO,
        cuts: Sequence[int] = (),
        next_buffer: Callable[[], memoryview] | None = None,
    ) -> Iterator[memoryview]:
        """Cut `stream` until it ends: chunks of 1 to MAX_CHUNK bytes, the same ones however the stream delivers.

        `cuts` are offsets from the stream's present position, in any order; see worthwhile_cuts. `next_buffer` gives
        a writable buffer of BUFFER bytes; a chunk is valid until the buffer that it lies in is given again. Without
        it one buffer serves all: a chunk is valid until the next one is asked for.
        """
        window = _Window(stream, next_buffer or repeat(new_buffer()).__next__)
        for end in (*worthwhile_cuts(cuts), None):
            yield from self._piece(window, end)

    def _piece(self, window: _Window, end: int | None) -> Iterator[memoryview]:
        """The chunks from where the window stands to offset `end`, or to the end of the stream."""
        while True:
            ahead, whole = window.ahead(end)
            for chunk in self._cut(ahead, whole=whole):
                window.take(len(chunk))
                yield chunk
            if whole:
                return
            window.refill()

    def _cut(self, piece: memoryview, *, whole: bool) -> Iterator[memoryview]:
        """The chunks of a piece; of one that goes on, only those that the bytes behind it cannot change."""
        if whole and len(piece) <= MIN_CHUNK:
            if piece:
                yield piece
            return
        for chunk in self._cdc.cut_buf(piece):
            end = chunk.offset + chunk.length
            if not whole and end == len(piece) and chunk.length < MAX_CHUNK:
                return
            yield piece[chunk.offset : end]


def new_buffer() -> memoryview:
    """A buffer for chunks. Pages that nothing is read into are never touched: a small file costs next to nothing."""
    return new_memory(BUFFER)


def worthwhile_cuts(cuts: Sequence[int]) -> list[int]:
    """The cuts that are worth a blob, sorted: those with a piece of at least SMALL_PIECE bytes on one side.

    A zip of ten thousand tiny files thus becomes a few chunks cut by content, not twenty thousand blobs, while every
    photo still has a cut on both sides.
    """
    edges = [0, *sorted({cut for cut in cuts if cut > 0})]
    lengths = [end - start for start, end in pairwise(edges)]
    following = [*lengths, SMALL_PIECE][1:]  # how long the last piece is, only the stream knows
    return [
        cut
        for cut, before, after in zip(edges[1:], lengths, following, strict=True)
        if max(before, after) >= SMALL_PIECE
    ]


class _Window:
    """The part of a stream that lies in a buffer: taken from the front, filled up behind."""

    def __init__(self, stream: BinaryIO, next_buffer: Callable[[], memoryview]) -> None:
        self._stream = stream
        self._next_buffer = next_buffer
        self._buffer = memoryview(b"")
        self._base = 0  # offset in the stream of the buffer's first byte
        self._taken = 0
        self._filled = 0
        self._ended = False

    def ahead(self, end: int | None) -> tuple[memoryview, bool]:
        """What is in the buffer before offset `end`, and whether that is all there is before it."""
        limit = self._filled if end is None else min(self._filled, max(end - self._base, self._taken))
        whole = self._ended or (end is not None and end - self._base <= self._filled)
        return self._buffer[self._taken : limit], whole

    def take(self, count: int) -> None:
        """Go on by `count` bytes."""
        self._taken += count

    def refill(self) -> None:
        """Carry what is not taken into the next buffer and read until that is full or the stream ends."""
        rest = self._buffer[self._taken : self._filled]
        buffer = self._next_buffer()
        buffer[: len(rest)] = rest
        self._base, self._taken, self._filled = self._base + self._taken, 0, len(rest)
        self._buffer = buffer
        while self._filled < len(buffer) and not self._ended:
            count = _read_into(self._stream, buffer[self._filled :])
            self._filled += count
            self._ended = count == 0


def _read_into(stream: BinaryIO, buffer: memoryview) -> int:
    """Read at most a buffer's length without a copy where the stream can; 0 at its end."""
    readinto = getattr(stream, "readinto", None)
    if readinto is not None:
        return int(readinto(buffer) or 0)
    data = stream.read(len(buffer))
    buffer[: len(data)] = data
    return len(data)
