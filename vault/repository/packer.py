"""Filling packs: blobs are sealed straight into one preallocated buffer, by several threads at once.

A thread first reserves its piece of the buffer, which takes microseconds and turns, then seals into it, which takes
milliseconds and no turns. A pack is whole when it is closed and every reserved piece is filled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from vault.crypto.cipher import OVERHEAD, Cipher
from vault.repository.blob import BlobKind
from vault.repository.pack import ENTRY_BYTES, FRAME_BYTES, encode_entry, seal_header

PACK_BYTES = 16 << 20
MAX_BLOBS = 20_000  # in one pack: its part of an index file must stay far below that file's limit
MOST_PAYLOAD = PACK_BYTES - OVERHEAD  # of one blob, compressed: it goes into an empty pack
BUFFER_BYTES = PACK_BYTES + (64 << 10)  # room for the header of a pack of ordinary blobs


@dataclass(frozen=True, slots=True)
class Piece:
    """A reserved part of a pack's buffer, to be sealed into by whoever reserved it."""

    pack: PackBuffer
    room: memoryview


class PackBuffer:
    """One pack in the making."""

    def __init__(self, kind: BlobKind, memory: memoryview) -> None:
        self.kind: BlobKind = kind
        self.memory = memory
        self._header = bytearray()
        self._used = self._count = 0
        self._lock = threading.Lock()
        self._unfilled = 0
        self._closed = False

    def fits(self, sealed_length: int) -> bool:
        """Whether another blob goes in, and its entry, and the end."""
        if self._count >= MAX_BLOBS:
            return False
        after = self._used + sealed_length + len(self._header) + ENTRY_BYTES + FRAME_BYTES
        return after <= len(self.memory)

    def reserve(self, blob_id: bytes, sealed_length: int, uncompressed_length: int | None) -> Piece:
        """The next piece. By one thread at a time."""
        start = self._used
        self._header += encode_entry(blob_id, self.kind, sealed_length, uncompressed_length)
        self._used = start + sealed_length
        self._count += 1
        with self._lock:
            self._unfilled += 1
        return Piece(self, self.memory[start : self._used])

    def filled(self) -> bool:
        """A piece is sealed. Whether that made the pack whole."""
        with self._lock:
            self._unfilled -= 1
            return self._closed and self._unfilled == 0

    def close(self) -> bool:
        """Nothing more goes in. Whether the pack is whole already."""
        with self._lock:
            self._closed = True
            return self._unfilled == 0

    def finish(self, cipher: Cipher) -> memoryview:
        """Write the end; the pack's bytes. Once, when it is whole."""
        self._used += seal_header(cipher, bytes(self._header), self.memory[self._used :])
        return self.memory[: self._used]

    @property
    def header(self) -> bytes:
        """The list of its blobs, as `decode_header` reads it: the shortest way to remember them."""
        return bytes(self._header)


class Packer:
    """Hands out pieces, one open pack for each kind; whole packs go to `ship`, which gives their buffers back."""

    def __init__(self, take_memory: Callable[[], memoryview], ship: Callable[[PackBuffer], None]) -> None:
        self._take_memory = take_memory
        self._ship = ship
        self._turn = threading.Lock()
        self._open: dict[BlobKind, PackBuffer] = {}

    def reserve(self, kind: BlobKind, blob_id: bytes, payload_length: int, uncompressed_length: int | None) -> Piece:
        """A piece for a blob's sealed payload. Waits while all buffers are on their way to the place."""
        length = payload_length + OVERHEAD
        with self._turn:
            pack = self._open.get(kind)
            if pack is not None and not pack.fits(length):
                del self._open[kind]
                self._close(pack)
                pack = None
            if pack is None:
                pack = self._open[kind] = PackBuffer(kind, self._take_memory())
            return pack.reserve(blob_id, length, uncompressed_length)

    def done(self, piece: Piece) -> None:
        """The piece is sealed."""
        if piece.pack.filled():
            self._ship(piece.pack)

    def close_all(self) -> None:
        """No more blobs for now: ship what is open."""
        with self._turn:
            packs = list(self._open.values())
            self._open.clear()
        for pack in packs:
            self._close(pack)

    def _close(self, pack: PackBuffer) -> None:
        if pack.close():
            self._ship(pack)
