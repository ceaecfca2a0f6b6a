"""What a zip's directory shows: its members' names, and which of them are locked.

Only for verdicts: archive.py, which reads exports, is strict and refuses what it does not trust. Here also a locked,
odd or cut-off archive must be told. Facts: APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16, 4.4.4, 4.4.5.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from vault.exposure.peek import LONG, Peek

SIGNATURES = (b"PK\3\4", b"PK\5\6")
MOST_DIRECTORY = 4 * 1024 * 1024
"""Bytes of a directory that are read: the one thing of which a verdict reads more than 64 KiB. Every member counts."""
AES = 99
STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCKED, _UTF8 = 0x1, 0x800
_FULL = 0xFFFFFFFF


class Entry(NamedTuple):
    """A member: `locked` with any cipher, `method` 99 for AES; sizes and offset in bytes.

    A tuple, for archives have thousands of them: a frozen dataclass takes three times as long to make.
    """

    name: str
    locked: bool
    method: int
    packed: int
    size: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Folders have no content that could be locked."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class Directory:
    """The members that were read; `whole` if these are all."""

    entries: tuple[Entry, ...]
    whole: bool

    @property
    def files(self) -> tuple[Entry, ...]:
        """Members that are no folders."""
        return tuple(entry for entry in self.entries if not entry.is_folder)


def directory_of(peek: Peek) -> Directory | None:
    """A zip's directory; for one whose end is missing, its first member as far as it tells. None if it is no zip."""
    where = _where(peek)
    if where is None:
        first = _first_member(peek)
        return Directory((first,), whole=False) if first else None
    offset, size, count = where
    raw = peek.at(offset, min(size, MOST_DIRECTORY))
    entries = _entries(raw)
    if not entries and count:
        first = _first_member(peek)
        return Directory((first,), whole=False) if first else None
    return Directory(tuple(entries), whole=len(entries) & 0xFFFF == count & 0xFFFF and len(raw) == size)


def _where(peek: Peek) -> tuple[int, int, int] | None:
    """Offset and size of the directory and its number of members."""
    for length in (1024, LONG + _END.size):
        start = max(0, peek.size - length)
        tail = peek.at(start, peek.size - start)
        at = tail.rfind(b"PK\5\6")
        if at >= 0 and len(tail) - at >= _END.size:
            break
        if start == 0:
            return None
    else:
        return None
    *_, count, size, offset, _ = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size : at].startswith(b"PK\6\7"):
        _, _, place, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        record = peek.at(place, _END64.size)
        if len(record) == _END64.size and record.startswith(b"PK\6\6"):
            *_, count, size, offset = _END64.unpack(record)
            return offset, size, count
    moved = start + at - size - offset  # bytes put before the archive
    return (offset + moved if moved > 0 else offset), size, count


def _entries(raw: bytes) -> list[Entry]:
    entries, at = [], 0
    while at + _ENTRY.size <= len(raw) and raw.startswith(b"PK\1\2", at):
        fields = _ENTRY.unpack_from(raw, at)
        flags, method, packed, size = fields[3], fields[4], fields[8], fields[9]
        name_length, extra_length, comment_length, offset = fields[10], fields[11], fields[12], fields[16]
        start = at + _ENTRY.size
        name = _text(raw[start : start + name_length], flags)
        extra = raw[start + name_length : start + name_length + extra_length]
        if _FULL in (packed, size, offset):
            size, packed, offset = _large(extra, size, packed, offset)
        entries.append(Entry(name, bool(flags & _LOCKED), method, packed, size, offset))
        at = start + name_length + extra_length + comment_length
    return entries


def _large(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The 64-bit values of a large member, in the order in which the small fields lack them."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            values = iter(struct.unpack_from(f"<{length // 8}Q", extra[: at + 4 + length], at + 4))
            return tuple(next(values, v) if v == _FULL else v for v in (size, packed, offset))  # type: ignore[return-value]
        at += 4 + length
    return size, packed, offset


def _first_member(peek: Peek) -> Entry | None:
    header = peek.at(0, _LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        return None
    _, _, flags, method, _, _, _, packed, size, name_length, _ = _LOCAL.unpack(header)
    name = _text(peek.at(_LOCAL.size, name_length), flags)
    return Entry(name, bool(flags & _LOCKED), method, packed or peek.size, size or peek.size, 0)


def _text(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")


def head_of(peek: Peek, entry: Entry, limit: int = LONG) -> bytes:
    """A member's first bytes, unpacked in memory, at most `limit`; b"" if it is locked or packed in a rare way."""
    if entry.locked or entry.method not in (STORED, DEFLATED):
        return b""
    header = peek.at(entry.offset, _LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        return b""
    *_, name_length, extra_length = _LOCAL.unpack(header)
    raw = peek.at(entry.offset + _LOCAL.size + name_length + extra_length, min(entry.packed, limit))
    if entry.method == STORED:
        return raw
    try:
        return zlib.decompressobj(-15).decompress(raw, limit)
    except zlib.error:
        return b""
