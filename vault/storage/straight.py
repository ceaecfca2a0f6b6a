"""Large writes and readings straight between our memory and the disk, past what the system keeps of files in its own.

Nobody asks for these bytes again soon: in the system's memory they cost a copy and fresh pages, push out what others
need, and all of them wait for the flush at the end. Linux has it (O_DIRECT); a system that has not, or a file system
(EINVAL), gets ordinary calls. A flush is needed afterwards as ever. Source: open(2), "O_DIRECT".
"""

from __future__ import annotations

import errno
import io
import mmap
import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path

from vault.storage.disk import ask_whether_to_go_on

ALIGN = 64 << 10
"""Offsets, lengths and addresses go in whole blocks; no disk and no page of memory has larger ones than this."""

BLOCK = 4096
"""So much is enough, but for file systems that refuse it, where one thread alone writes a file, front to end: behind
an ordinary write nobody's straight one can be in the same page or block of the file system."""

LEAST = 1 << 20
"""Bytes; for less the ordinary way is as good."""

_PIECE = 1 << 20
_STRAIGHT_PIECE = 4 << 20  # in smaller ones the disk idles between two
_LEAST_READ = 128 << 10
_PAGE = 4096
_local = threading.local()


def open_straight(path: Path, flags: int) -> int | None:
    """A descriptor for whole blocks only; None where there is no such way."""
    if sys.platform != "linux":
        return None
    try:
        return os.open(path, flags | os.O_DIRECT | os.O_CLOEXEC)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return None


def write_straight(descriptor: int, data: memoryview, *, least: int = LEAST, block: int = ALIGN) -> int:
    """Write the whole blocks at the front of `data` where an empty file begins; how many bytes, 0 if it cannot be."""
    whole, done = len(data) - len(data) % block, 0
    if whole < least or not _set_straight(descriptor, on=True):
        return 0
    try:
        while done < whole and done % block == 0:
            ask_whether_to_go_on()
            done += os.write(descriptor, data[done : min(whole, done + _STRAIGHT_PIECE)])
    except OSError as error:
        if error.errno != errno.EINVAL:  # the memory does not begin at a block, or the file system cannot do it
            raise
    finally:
        _set_straight(descriptor, on=False)
    return done


def read_straight(path: Path, start: int, end: int) -> Generator[memoryview, None, None]:
    """The bytes of a file between two offsets, as the disk has them; fewer where the file ends.

    A piece is valid until this thread asks for the next, of whatever file.
    """
    room = _room_of_thread("again")
    descriptor = open_straight(path, os.O_RDONLY) if end - start >= _LEAST_READ else None
    if descriptor is not None:
        with io.FileIO(descriptor):
            while start < end and (piece := _read_blocks(descriptor, start, end - start, room)):
                yield piece
                start += len(piece)
    if start < end:
        with path.open("rb", buffering=0) as stream:
            stream.seek(start)
            while start < end and (count := stream.readinto(room[: end - start])):
                yield room[:count]
                start += count


def read_into(path: Path, offset: int, out: memoryview) -> int:
    """The bytes of a file from `offset` on, into memory that is there; how many, fewer only where the file ends.

    From the system's memory what it has there, a large rest straight from the disk.
    """
    with path.open("rb", buffering=0) as stream:
        done = _from_memory(stream.fileno(), offset, out)
        if len(out) - done >= _LEAST_READ and _set_straight(stream.fileno(), on=True):
            done += _from_disk(stream.fileno(), offset + done, out[done:])
            _set_straight(stream.fileno(), on=False)
        stream.seek(offset + done)
        while done < len(out) and (count := stream.readinto(out[done:])):
            done += count
    return done


def _from_memory(descriptor: int, offset: int, out: memoryview) -> int:
    """What can be had without waiting for the disk; 0 where a system cannot tell."""
    if sys.platform != "linux":
        return 0
    try:
        return os.preadv(descriptor, [out], offset, os.RWF_NOWAIT)
    except OSError:
        return 0  # not there, or no such way; a fault of the disk is met again


def _from_disk(descriptor: int, offset: int, out: memoryview) -> int:
    """By way of memory that begins at a page; fewer bytes where the file ends, or the file system cannot."""
    room, done = _room_of_thread("room"), 0
    while done < len(out):
        piece = _read_blocks(descriptor, offset + done, len(out) - done, room)
        if not piece:
            break
        out[done : done + len(piece)] = piece
        done += len(piece)
    return done


def _room_of_thread(name: str) -> memoryview:
    """Memory that begins at a page, always the same for this thread: fresh memory costs more than a reading."""
    room: memoryview | None = getattr(_local, name, None)
    if room is None:
        room = memoryview(mmap.mmap(-1, _PIECE + 2 * _PAGE))
        setattr(_local, name, room)
    return room


def _read_blocks(descriptor: int, offset: int, size: int, room: memoryview) -> memoryview:
    """Bytes from `offset` on, at most `size`, in `room`; none at the end, and where the file system cannot."""
    lead = offset % _PAGE
    wanted = min(len(room), -(-(lead + size) // _PAGE) * _PAGE)
    try:
        count = os.preadv(descriptor, [room[:wanted]], offset - lead)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return room[:0]
    return room[lead : max(lead, min(count, lead + size))]


def _set_straight(descriptor: int, *, on: bool) -> bool:
    """Whether it could be done."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_DIRECT if on else flags & ~os.O_DIRECT)
    except OSError:
        return False
    return True
