"""Whether a 7z archive is locked, and which names it shows.

Its directory stands at the end, mostly packed itself; with "encrypt file names" it is locked, too. Otherwise it tells
for every folder of data which coders it went through. Facts: the format's own description, 7zFormat.txt.
"""

from __future__ import annotations

import lzma
import struct
from dataclasses import dataclass

from vault.exposure.peek import Peek

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
MOST_HEADER = 1024 * 1024
_START = struct.Struct("<6s2BI2QI")
_LZMA, _LZMA2, _COPY, _AES = b"\x03\x01\x01", b"\x21", b"\x00", b"\x06\xf1\x07\x01"
_END, _HEADER, _MAIN_STREAMS, _FILES, _PACK, _UNPACK, _SUBSTREAMS = 0, 1, 4, 5, 6, 7, 8
_SIZE, _CRC, _FOLDER, _UNPACK_SIZE, _NAMES, _ENCODED = 9, 10, 11, 12, 17, 23
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class SevenZip:
    """`locked` None if it cannot be told; `names` are those that anybody sees."""

    locked: bool | None
    names: tuple[str, ...] = ()
    mixed: bool = False


class _Odd(Exception):
    """Not as the format says."""


@dataclass(slots=True)
class _Coder:
    method: bytes
    properties: bytes


@dataclass(slots=True)
class _Streams:
    packed_at: int
    packed_sizes: list[int]
    folders: list[list[_Coder]]
    unpacked: list[list[int]]


class _Bytes:
    """Reads a header from its beginning to its end."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, length: int) -> bytes:
        part = self.raw[self.at : self.at + length]
        if length < 0 or len(part) < length:
            raise _Odd
        self.at += length
        return part

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """7z's own numbers: leading ones of the first byte tell how many bytes follow."""
        first, mask, value = self.byte(), 0x80, 0
        for place in range(8):
            if not first & mask:
                return value | ((first & (mask - 1)) << (8 * place))
            value |= self.byte() << (8 * place)
            mask >>= 1
        return value

    def count(self) -> int:
        number = self.number()
        if number > _MOST:
            raise _Odd
        return number


def look_into(peek: Peek) -> SevenZip:
    """Read the directory of an archive that begins with the signature."""
    try:
        return _look(peek)
    except (_Odd, struct.error, lzma.LZMAError, EOFError, ValueError, UnicodeDecodeError):
        return SevenZip(None)


def _look(peek: Peek) -> SevenZip:
    _, _, _, _, offset, size, _ = _START.unpack_from(peek.head)
    if not size or size > MOST_HEADER:
        return SevenZip(None)
    header = peek.at(_START.size + offset, size)
    for _ in range(4):  # a packed directory may be packed again
        source = _Bytes(header)
        kind = source.byte()
        if kind == _HEADER:
            return _judged(source)
        if kind != _ENCODED:
            raise _Odd
        streams = _streams(source)
        if any(coder.method == _AES for folder in streams.folders for coder in folder):
            return SevenZip(True)
        header = _unpacked(peek, streams)
    raise _Odd


def _unpacked(peek: Peek, streams: _Streams) -> bytes:
    coder = streams.folders[0][0]
    size = streams.unpacked[0][-1]
    if size > MOST_HEADER or streams.packed_sizes[0] > MOST_HEADER or len(streams.folders[0]) != 1:
        raise _Odd
    raw = peek.at(_START.size + streams.packed_at, streams.packed_sizes[0])
    if coder.method == _COPY:
        return raw
    if coder.method == _LZMA:
        settings, dictionary = coder.properties[0], struct.unpack("<I", coder.properties[1:5])[0]
        choice = {
            "id": lzma.FILTER_LZMA1, "dict_size": min(max(dictionary, 4096), 16 * MOST_HEADER),
            "lc": settings % 9, "lp": settings // 9 % 5, "pb": settings // 45,
        }  # fmt: skip
    elif coder.method == _LZMA2:
        choice = {"id": lzma.FILTER_LZMA2, "dict_size": 16 * MOST_HEADER}
    else:
        raise _Odd
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[choice]).decompress(raw, size)


def _judged(source: _Bytes) -> SevenZip:
    streams: _Streams | None = None
    kind = source.byte()
    if kind == 2:  # archive properties
        while source.byte():
            source.take(source.count())
        kind = source.byte()
    if kind == 3:
        raise _Odd
    if kind == _MAIN_STREAMS:
        streams = _streams(source)
        kind = source.byte()
    names = _names(source) if kind == _FILES else ()
    if streams is None:
        return SevenZip(False, names)
    locked = [any(coder.method == _AES for coder in folder) for folder in streams.folders]
    return SevenZip(bool(locked) and all(locked), names, mixed=any(locked) and not all(locked))


def _streams(source: _Bytes) -> _Streams:
    found = _Streams(0, [], [], [])
    while (kind := source.byte()) != _END:
        if kind == _PACK:
            found.packed_at = source.number()
            _pack_info(source, found)
        elif kind == _UNPACK:
            _unpack_info(source, found)
        elif kind == _SUBSTREAMS:
            _skip_substreams(source, found)
            return found
        else:
            raise _Odd
    return found


def _pack_info(source: _Bytes, found: _Streams) -> None:
    count = source.count()
    while (kind := source.byte()) != _END:
        if kind == _SIZE:
            found.packed_sizes = [source.number() for _ in range(count)]
        elif kind == _CRC:
            _digests(source, count)
        else:
            raise _Odd


def _unpack_info(source: _Bytes, found: _Streams) -> None:
    if source.byte() != _FOLDER:
        raise _Odd
    count = source.count()
    if source.byte():
        raise _Odd  # kept elsewhere: nobody writes that
    outputs = []
    for _ in range(count):
        coders, out = _folder(source)
        found.folders.append(coders)
        outputs.append(out)
    while (kind := source.byte()) != _END:
        if kind == _UNPACK_SIZE:
            found.unpacked = [[source.number() for _ in range(out)] for out in outputs]
        elif kind == _CRC:
            _digests(source, count)
        else:
            raise _Odd


def _folder(source: _Bytes) -> tuple[list[_Coder], int]:
    coders, inputs, outputs = [], 0, 0
    for _ in range(source.count()):
        flags = source.byte()
        method = source.take(flags & 0xF)
        ins, outs = (source.count(), source.count()) if flags & 0x10 else (1, 1)
        inputs, outputs = inputs + ins, outputs + outs
        coders.append(_Coder(method, source.take(source.count()) if flags & 0x20 else b""))
    for _ in range(outputs - 1):
        source.number(), source.number()
    if (packed := inputs - (outputs - 1)) > 1:
        for _ in range(packed):
            source.number()
    return coders, outputs


def _digests(source: _Bytes, count: int) -> None:
    defined = count if source.byte() else sum(bin(byte).count("1") for byte in source.take((count + 7) // 8))
    source.take(4 * defined)


def _skip_substreams(source: _Bytes, found: _Streams) -> None:
    """Pass over how folders are cut into files; what follows is found by its own mark."""
    at = source.raw.find(bytes((_END, _END, _FILES)), source.at)
    at = source.raw.find(bytes((_END, _FILES)), source.at) if at < 0 else at + 1
    source.at = at + 1 if at >= 0 else len(source.raw) - 1


def _names(source: _Bytes) -> tuple[str, ...]:
    """File names, or nothing where the properties are not as expected: a lock is told without them."""
    try:
        source.count()
        while kind := source.byte():
            size = source.number()
            part = source.take(size)
            if kind == _NAMES:
                return tuple(part[1:].decode("utf-16-le").rstrip("\0").split("\0"))
    except (_Odd, UnicodeDecodeError):
        pass
    return ()
