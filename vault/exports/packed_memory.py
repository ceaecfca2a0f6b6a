"""PackedMemory: a file held in memory in compressed pieces: it must not touch a disk, and is read anywhere.

A database of messages takes about a quarter of its size this way, and each piece is unpacked when it is read.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 256 * 1024
_UNPACKED = 32  # pieces held as they are


class PackedMemory(io.RawIOBase):
    """Bytes that were given in pieces, as a seekable stream. For one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._size = self._position = 0
        self._unpacked: OrderedDict[int, bytes] = OrderedDict()
        self._unpack = zstandard.ZstdDecompressor().decompress

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> BinaryIO:
        """Take all pieces in, of any lengths. What they raise comes through."""
        memory, rest, compress = cls(), bytearray(), zstandard.ZstdCompressor(level=1).compress

        def pack(piece: bytes) -> bytes:
            """What the compressor returns still occupies as much as it could have needed: a copy occupies its size."""
            return bytes(memoryview(compress(piece)))

        for piece in pieces:
            rest += piece
            while len(rest) >= PIECE:
                memory._pieces.append(pack(bytes(rest[:PIECE])))
                del rest[:PIECE]
                memory._size += PIECE
        if rest:
            memory._pieces.append(pack(bytes(rest)))
            memory._size += len(rest)
        return cast(BinaryIO, memory)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Bytes from the beginning."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move. Raises ValueError before the beginning."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the position; 0 at the end."""
        view, given = memoryview(buffer).cast("B"), 0
        while given < len(view) and self._position < self._size:
            number, start = divmod(self._position, PIECE)
            part = self._piece(number)[start : start + len(view) - given]
            view[given : given + len(part)] = part
            given += len(part)
            self._position += len(part)
        return given

    def _piece(self, number: int) -> bytes:
        piece = self._unpacked.get(number)
        if piece is None:
            piece = self._unpacked[number] = self._unpack(self._pieces[number])
            if len(self._unpacked) > _UNPACKED:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(number)
        return piece

    def close(self) -> None:
        """Let go of everything."""
        self._pieces.clear()
        self._unpacked.clear()
        self._size = 0
        super().close()
