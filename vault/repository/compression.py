"""Zstandard: when to compress, and how to read without being flooded.

Most of a chat export's bytes are photos and videos, which only cost time to compress: a sample decides.
"""

from __future__ import annotations

import io
import threading

import zstandard

_LEVEL = 3
_SAMPLE_LEVEL = 1
_SMALL = 64 << 10  # below this, trying costs no more than asking
_SAMPLE_PIECES = 4
_FIRST_LOOK = 2 << 10  # bytes of each piece: enough to know a photo
_SECOND_LOOK = 8 << 10
_HOPELESS = 0.99  # of the first sample's size
_WORTH_IT = 0.95  # of the second one's
_MAX_WINDOW = 1 << 27
_local = threading.local()  # a zstd context serves one thread at a time


class NotCompressed(Exception):
    """The bytes are no zstd frame, or hold more or less than was said. The caller knows whose damage that is."""


def compress(plain: bytes | bytearray | memoryview) -> bytes | None:
    """A zstd frame that carries its content size; None where that would save next to nothing."""
    if not plain or not _looks_compressible(plain):
        return None
    packed = _compressor(_LEVEL).compress(plain)
    return packed if len(packed) < len(plain) else None


def compress_always(plain: bytes) -> bytes:
    """A zstd frame, whatever its size."""
    return _compressor(_LEVEL).compress(plain)


def decompress(packed: bytes | memoryview, size: int) -> bytes:
    """Exactly `size` bytes; never makes room for more. NotCompressed otherwise."""
    plain = decompress_up_to(packed, size)
    if len(plain) != size:
        raise NotCompressed("shorter than recorded")
    return plain


def decompress_up_to(packed: bytes | memoryview, limit: int) -> bytes:
    """All that one frame holds, if it is at most `limit` bytes. NotCompressed otherwise."""
    try:
        announced = zstandard.frame_content_size(packed)
        if announced > limit:
            raise NotCompressed("longer than allowed")
        decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        if announced >= 0:
            return decompressor.decompress(packed, allow_extra_data=False)
        with decompressor.stream_reader(io.BytesIO(packed)) as reader:
            plain = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise NotCompressed("not a zstd frame") from error
    if len(plain) > limit:
        raise NotCompressed("longer than allowed")
    return plain


def _looks_compressible(plain: bytes | bytearray | memoryview) -> bool:
    if len(plain) < _SMALL:
        return True
    return _shrinks_to(plain, _FIRST_LOOK) < _HOPELESS and _shrinks_to(plain, _SECOND_LOOK) < _WORTH_IT


def _shrinks_to(plain: bytes | bytearray | memoryview, piece: int) -> float:
    """A sample of pieces of so many bytes each, the first and the last among them: what is left of it, of 1."""
    view, step = memoryview(plain), (len(plain) - piece) // (_SAMPLE_PIECES - 1)
    sample = b"".join(view[start : start + piece] for start in range(0, len(plain) - piece + 1, step))
    return len(_compressor(_SAMPLE_LEVEL).compress(sample)) / len(sample)


def _compressor(level: int) -> zstandard.ZstdCompressor:
    compressors: dict[int, zstandard.ZstdCompressor] = _local.__dict__.setdefault("compressors", {})
    if level not in compressors:
        compressors[level] = zstandard.ZstdCompressor(level=level, write_content_size=True)
    return compressors[level]
