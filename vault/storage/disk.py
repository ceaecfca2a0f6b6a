"""What every writer to a real disk needs: faults of the system in our words, and bytes that are there to stay."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from vault.errors import (
    DiskFull,
    FileTooBig,
    NameTooLong,
    NoPermission,
    PlaceFailed,
    PlaceMissing,
    ReadOnlyPlace,
    StorageError,
)

ABSENT = frozenset((errno.ENOENT, errno.ENOTDIR))
_REFUSED = frozenset((errno.EACCES, errno.EPERM))
FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
# What file systems without hard links (FAT, exFAT, some network drives) answer.
_NO_LINKS = frozenset((errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL))
_CANNOT_FLUSH = frozenset((errno.EINVAL, errno.ENOTSUP))


_asked = threading.local()


@contextlib.contextmanager
def interruptible(go_on: Callable[[], None]) -> Iterator[None]:
    """What this thread writes meanwhile asks `go_on` between its pieces, which raises to stop: a disk may be slow."""
    before = getattr(_asked, "go_on", None)
    _asked.go_on = go_on
    try:
        yield
    finally:
        _asked.go_on = before


def ask_whether_to_go_on() -> None:
    """Raise what `interruptible` was given to raise, in this thread."""
    go_on: Callable[[], None] | None = getattr(_asked, "go_on", None)
    if go_on is not None:
        go_on()


def storage_error(error: OSError, place: str, *, writing: bool) -> StorageError:
    """What the system's fault at `place` means; what is not there is taken for the place itself."""
    if error.errno in ABSENT:
        return PlaceMissing(place)
    if error.errno in _REFUSED:
        return NoPermission(place, writing=writing)
    if error.errno in FULL:
        return DiskFull(place)
    if error.errno == errno.EROFS:
        return ReadOnlyPlace(place, writing=writing)
    if error.errno == errno.EFBIG:
        return FileTooBig(place)
    if error.errno == errno.ENAMETOOLONG:
        return NameTooLong(place)
    return PlaceFailed(place, errno.errorcode.get(error.errno or 0, type(error).__name__))


def flush(descriptor: int) -> None:
    """A file to the disk itself: on macOS fsync stops at the drive's cache, F_FULLFSYNC does not."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # network volumes do not know it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Make a rename last. Windows cannot and need not; some network file systems refuse with EINVAL."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
    finally:
        os.close(descriptor)


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder and those above it, to last: all that is ever kept in it would be lost with its name."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    with contextlib.suppress(PermissionError):  # a folder above that we may enter and not read
        flush_folder(folder.parent)


def rename_without_replacing(source: Path, target: Path) -> None:
    """Give a file its name; FileExistsError if there is something by that name. Only Windows has this in one step."""
    if os.name == "nt":
        source.rename(target)
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _replace_own_placeholder(source, target)
    else:
        source.unlink()


def _replace_own_placeholder(source: Path, target: Path) -> None:
    # O_EXCL makes the name ours alone: replacing that empty file replaces nobody's.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        source.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            target.unlink()
        raise


def is_placeholder(target: Path) -> bool:
    """Whether it is an empty file: a kill between the two steps above leaves one. OSErrors pass."""
    found = target.lstat()
    return stat.S_ISREG(found.st_mode) and not found.st_size


def remove_placeholder(target: Path) -> None:
    """Take away an empty file, and nothing else. OSErrors pass."""
    if is_placeholder(target):
        target.unlink()


def write_at(descriptor: int, data: bytes | memoryview, offset: int, turn: threading.Lock) -> None:
    """Write all of it at `offset`. Several threads may, at one file; `turn` is the file's, for systems that need it."""
    rest = memoryview(data)
    while rest:
        if hasattr(os, "pwrite"):
            count = os.pwrite(descriptor, rest, offset)
        else:
            with turn:
                os.lseek(descriptor, offset, os.SEEK_SET)
                count = os.write(descriptor, rest)
        rest, offset = rest[count:], offset + count


def hold(descriptor: int) -> bool:
    """Show other programs, for as long as it is open, that somebody works at this file. Best effort.

    False where another program shows the same.
    """
    if os.name != "nt":
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a disk that knows no such marks
    return True


def is_held(file: Path) -> bool:
    """Whether a program works at it: what a killed one left is not held. True for what cannot be opened."""
    try:
        if os.name == "nt":
            file.replace(file)  # refused while it is open
            return False
        descriptor = os.open(file, os.O_RDONLY)
    except OSError:
        return True
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # a disk that knows no such marks
    finally:
        os.close(descriptor)
    return False
