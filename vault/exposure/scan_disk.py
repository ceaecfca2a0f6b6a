"""The port through which a scan sees a disk: listings, and bytes of one file. A fake of it fails at the first open.

Nothing here follows a link, waits for a pipe, or writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol


class Status(Protocol):
    """What a scan asks of a file: as `os.stat_result`, of which Windows and macOS have more fields."""

    @property
    def st_mode(self) -> int: ...  # noqa: D102
    @property
    def st_ino(self) -> int: ...  # noqa: D102
    @property
    def st_dev(self) -> int: ...  # noqa: D102
    @property
    def st_size(self) -> int: ...  # noqa: D102
    @property
    def st_mtime(self) -> float: ...  # noqa: D102
    @property
    def st_mtime_ns(self) -> int: ...  # noqa: D102


class Entry(Protocol):
    """One line of a listing: as `os.DirEntry[str]`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102
    def is_dir(self, *, follow_symlinks: bool = True) -> bool: ...  # noqa: D102
    def stat(self, *, follow_symlinks: bool = True) -> Status: ...  # noqa: D102


class OpenFile(Protocol):
    """A file whose bytes are being read."""

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes; fewer only at the file's end. May raise OSError."""

    def close(self) -> None:
        """Let go of it."""


class Disk(Protocol):
    """Everything that a scan does to a disk. All of it may raise OSError."""

    def listing(self, path: str) -> AbstractContextManager[Iterator[Entry]]:
        """The entries of a folder, in any order, as they come."""

    def entry(self, path: str) -> Entry:
        """One file or folder by its path, links not followed."""

    def open(self, path: str) -> OpenFile:
        """Begin to read a file. This may make a cloud client download it: never call it for a placeholder."""


_FLAGS = os.O_RDONLY
for _flag in ("O_CLOEXEC", "O_NOINHERIT", "O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"):
    _FLAGS |= getattr(os, _flag, 0)
_HAS_PREAD = hasattr(os, "pread")


class LocalFile:
    """A file of this computer, by its descriptor."""

    __slots__ = ("_descriptor",)

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, _FLAGS)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from `offset` on."""
        if _HAS_PREAD:
            return os.pread(self._descriptor, length, offset)
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        return os.read(self._descriptor, length)

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._descriptor)


class PathEntry:
    """A file or folder that was asked for by its path instead of being met in a listing."""

    __slots__ = ("_status", "name", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.name = os.path.basename(path.rstrip("/\\"))  # noqa: PTH119 (a text in the system's own spelling)
        self._status = os.lstat(path)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder; a link to one is none, whatever is asked."""
        return self._status.st_mode & 0o170000 == 0o040000

    def stat(self, *, follow_symlinks: bool = True) -> Status:
        """As it was when it was asked for, links not followed."""
        return self._status


class LocalDisk:
    """This computer's disks."""

    def listing(self, path: str) -> AbstractContextManager[Iterator[Entry]]:
        """`os.scandir`."""
        return os.scandir(path)

    def entry(self, path: str) -> Entry:
        """`os.lstat`."""
        return PathEntry(path)

    def open(self, path: str) -> OpenFile:
        """`os.open`, no link followed, no pipe waited for."""
        return LocalFile(path)
