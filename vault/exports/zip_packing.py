"""bzip2 and LZMA as zip files use them, unpacked in steps of a bounded size.

zipfile gives all that a read's bytes unpack to at once: of bzip2 half a kilobyte can become hundreds of megabytes.
Format facts: PKWARE's APPNOTE 4.4.5 and 5.8 (an LZMA member begins with its version and its properties).
"""

from __future__ import annotations

import bz2
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

STEPWISE = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
PIECE = 64 * 1024
MOST_WINDOW = 64 * 1024 * 1024  # bytes that LZMA may look back, and take from memory for it
_PREFIX = 9  # two bytes of version, two of length, one of modes, four of window
_PROPERTIES = 5
BROKEN = (lzma.LZMAError, OSError, EOFError, ValueError)
"""What unpacking raises where the bytes are not what was packed."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def window_of(prefix: bytes) -> int | None:
    """How far an LZMA member looks back, by its first nine bytes; None if they are no such beginning."""
    if len(prefix) < _PREFIX or int.from_bytes(prefix[2:4], "little") != _PROPERTIES:
        return None
    return int.from_bytes(prefix[5:9], "little")


def unpack(info: zipfile.ZipInfo, packed: Iterator[bytes]) -> Iterator[bytes]:
    """What a member holds, never more than the directory says. Raises BROKEN, also for another checksum."""
    if info.compress_type == zipfile.ZIP_BZIP2:
        decompressor: _Decompressor = bz2.BZ2Decompressor()
    else:
        prefix = b""
        while len(prefix) < _PREFIX and (more := next(packed, b"")):
            prefix += more
        decompressor, rest = _lzma(prefix), prefix[_PREFIX:]
        packed = _before(rest, packed)
    left, total = info.file_size, 0
    for piece in _steps(decompressor, packed):
        data = piece[:left]
        left -= len(data)
        total = zlib.crc32(data, total)
        yield data
        if not left:
            break
    if left or total != info.CRC:
        raise ValueError


def _lzma(prefix: bytes) -> _Decompressor:
    window = window_of(prefix)
    if window is None or window > MOST_WINDOW:
        raise ValueError
    modes, lc = divmod(prefix[4], 9)
    pb, lp = divmod(modes, 5)
    spec = {"id": lzma.FILTER_LZMA1, "dict_size": max(window, 4096), "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[spec])


def _before(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _steps(decompressor: _Decompressor, packed: Iterator[bytes]) -> Iterator[bytes]:
    """At most PIECE bytes at a time."""
    for data in packed:
        piece = decompressor.decompress(data, PIECE)
        while piece:
            yield piece
            piece = b"" if decompressor.eof or decompressor.needs_input else decompressor.decompress(b"", PIECE)
        if decompressor.eof:
            return
