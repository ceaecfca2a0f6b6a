"""Where a zip's directory stands, read before anything is built from it.

Python's zipfile makes an object of every entry before we could count them, so the end record is read here first.
Facts: APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vault.errors import ArchiveCutOff

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 0xFFFF
_ENTRY = 46  # bytes of a directory entry before its name, extra field and comment, whose lengths stand at 28
_LENGTHS = struct.Struct("<3H")


@dataclass(frozen=True, slots=True)
class ZipEnd:
    """`offset` and `size` of the directory in bytes; `count` is how many members the archive says it has."""

    offset: int
    size: int
    count: int


def find_end(stream: BinaryIO, size: int, path: Path) -> ZipEnd:
    """Read the end record of an archive of `size` bytes. Raises ArchiveCutOff when there is none that fits."""
    start = max(0, size - _END.size - _LONGEST_COMMENT - _LOCATOR.size)
    stream.seek(start)
    tail = stream.read(size - start)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise ArchiveCutOff(path)
    _, disk, first_disk, here, count, length, offset, _ = _END.unpack_from(tail, at)
    end, stands_at = ZipEnd(offset, length, count), start + at
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\6\7"):
        end, stands_at = _end64(stream, tail, at - _LOCATOR.size, path)
    elif disk or first_disk or here != count:
        raise ArchiveCutOff(path)  # one volume of several
    if end.offset + end.size != stands_at:
        raise ArchiveCutOff(path)
    return end


def _end64(stream: BinaryIO, tail: bytes, at: int, path: Path) -> tuple[ZipEnd, int]:
    """Follow the locator to the record for large archives; also say where that stands."""
    _, disk, stands_at, disks = _LOCATOR.unpack_from(tail, at)
    stream.seek(stands_at)
    record = stream.read(_END64.size)
    if disk or disks > 1 or len(record) < _END64.size or not record.startswith(b"PK\6\6"):
        raise ArchiveCutOff(path)
    *_, count, length, offset = _END64.unpack(record)
    return ZipEnd(offset, length, count), stands_at


def count_entries(stream: BinaryIO, end: ZipEnd) -> int:
    """How many entries the directory really has, whatever the end record says."""
    stream.seek(end.offset)
    directory = stream.read(end.size)
    at = count = 0
    while at + _ENTRY <= len(directory):
        at += _ENTRY + sum(_LENGTHS.unpack_from(directory, at + 28))
        count += 1
    return count
