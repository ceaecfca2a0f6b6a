"""A gzip file read anywhere: what was unpacked once is found again from the nearest place that was kept.

A .tgz is one long stream. Unpacking it to disk would leave readable bytes there, and into memory it does not fit.
So while it is read for the first time the state of the decompressor is kept every so often; each takes some tens of
kilobytes, and reading goes on from the last one before a wanted byte.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from vault.errors import ArchiveCutOff
from vault.exports.base import reading

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SIGNATURE = b"\x1f\x8b\x08"
MOST_PLACES = 512
_PIECE = 256 * 1024
_NEAREST = 16 * 1024 * 1024  # packed bytes between two places, at least
_WINDOW = 16 + zlib.MAX_WBITS  # gzip's header and checksum


class GzipPlaces(io.RawIOBase):
    """What a gzip stream holds, as a seekable stream; `size` in packed bytes. Several streams joined count as one.

    Reading raises ArchiveCutOff where bytes are damaged or missing; a checksum that does not fit is found at the end
    of its stream.
    """

    def __init__(self, stream: BinaryIO, size: int, path: Path) -> None:
        super().__init__()
        self._stream, self._path = stream, path
        self._every = max(_NEAREST, size // MOST_PLACES)
        self._starts: list[int] = [0]  # in unpacked bytes
        self._places: list[tuple[int, Any]] = [(0, zlib.decompressobj(_WINDOW))]  # packed bytes read, and the state
        self._position = 0  # wanted
        self._at = 0  # unpacked bytes given by the present state
        self._packed = 0  # packed bytes that the present state has taken
        self._state: Any = zlib.decompressobj(_WINDOW)
        self._rest = b""  # unpacked and not given yet
        self._fed = b""  # packed and not taken yet

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes, from the beginning and from where it stands; the end is not known before it is reached."""
        return True

    def tell(self) -> int:
        """Unpacked bytes from the beginning."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move. Raises ValueError before the beginning, and for the end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}[whence] if whence != io.SEEK_END else -1
        if base < 0 or base + offset < 0:
            raise ValueError("not there")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the position; 0 at the end."""
        view = memoryview(buffer).cast("B")
        if not self._reach():
            return 0
        if not self._rest:
            self._rest = self._more(_PIECE)
        given = self._rest[: len(view)]
        view[: len(given)] = given
        self._rest = self._rest[len(given) :]
        self._position += len(given)
        self._at = self._position
        return len(given)

    def _reach(self) -> bool:
        """Bring the state to the position. False if the stream ends before it."""
        if self._position < self._at or self._nearest() > self._at:
            self._go_back()
        while self._at < self._position:
            data = self._rest or self._more(_PIECE)
            if not data:
                return False
            step = min(len(data), self._position - self._at)
            self._rest = data[step:]
            self._at += step
        return True

    def _nearest(self) -> int:
        return self._starts[bisect_right(self._starts, self._position) - 1]

    def _go_back(self) -> None:
        number = bisect_right(self._starts, self._position) - 1
        self._at = self._starts[number]
        self._packed, state = self._places[number]
        self._state, self._rest, self._fed = state.copy(), b"", b""

    def _more(self, most: int) -> bytes:
        """The next unpacked bytes; b"" at the end."""
        with reading(self._path):
            while True:
                if not self._fed and not self._feed():
                    if not self._state.eof:
                        raise ArchiveCutOff(self._path)
                    return b""
                data = self._unpack(most)
                if data:
                    return data

    def _feed(self) -> bool:
        self._keep_place()
        self._stream.seek(self._packed)
        self._fed = self._stream.read(_PIECE)
        return bool(self._fed)

    def _unpack(self, most: int) -> bytes:
        if self._state.eof:  # another stream follows, or padding
            if not self._fed.lstrip(b"\0"):
                self._packed += len(self._fed)
                self._fed = b""
                return b""
            self._state = zlib.decompressobj(_WINDOW)
        try:
            data: bytes = self._state.decompress(self._fed, most)
        except zlib.error as error:
            raise ArchiveCutOff(self._path) from error
        left = self._state.unused_data if self._state.eof else self._state.unconsumed_tail
        self._packed += len(self._fed) - len(left)
        self._fed = left
        return data

    def _keep_place(self) -> None:
        """Keep the present state where the last one is far away. Called where nothing waits to be taken or given."""
        last_start, (last_packed, _) = self._starts[-1], self._places[-1]
        if self._at > last_start and self._packed - last_packed >= self._every and not self._rest:
            self._starts.append(self._at)
            self._places.append((self._packed, self._state.copy()))

    def close(self) -> None:
        """Close the file beneath."""
        self._stream.close()
        self._places.clear()
        self._starts.clear()
        super().close()
