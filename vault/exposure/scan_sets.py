"""A set's folder for its judge, and its size: what lies in it is listed and measured, and read where it is here."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.exposure.finding import Root
from vault.exposure.placeholders import is_link, is_online_only
from vault.exposure.scan_disk import Disk, Entry

ONLINE_ONLY = errno.EDEADLK
"""What macOS says to a read that would download; ours too, on every system."""


@dataclass(frozen=True, slots=True)
class FolderOfSet:
    """Reads a set by relative names with `/`. A placeholder or link in it is refused with an OSError, never opened."""

    disk: Disk
    path: str
    root: Root | None

    def names(self, below: str = "") -> Sequence[str]:
        """Names directly in `below`, sorted."""
        with self.disk.listing(self._at(below)) as listing:
            return sorted(entry.name for entry in listing)

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file."""
        path = self._at(name)
        status = self.disk.entry(path).stat(follow_symlinks=False)
        if is_online_only(name.rpartition("/")[2], status, self.root):
            raise OSError(ONLINE_ONLY, "online only")
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENOENT, "no file")
        opened = self.disk.open(path)
        try:
            return opened.read(offset, length)
        finally:
            opened.close()

    def _at(self, name: str) -> str:
        if any(part in ("..", "") for part in name.split("/")) and name:
            raise OSError(errno.ENOENT, "outside the set")
        return f"{self.path}/{name}" if name else self.path


@dataclass(slots=True)
class Measure:
    """How large a set is: bytes, files, and when it last changed (seconds, as in st_mtime; None when empty)."""

    size: int = 0
    files: int = 0
    modified: float | None = None


def measure(disk: Disk, path: str, measured: Measure, *, by_name: bool) -> Iterator[None]:
    """Add up everything below `path`; gives control back after each folder. `by_name`: only count, stat nothing."""
    pending = [path]
    while pending:
        try:
            with disk.listing(pending.pop()) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        _add_folder(entry, pending, by_name=by_name)
                    else:
                        _add_file(entry, measured, by_name=by_name)
        except OSError:
            pass  # a set that changes, or a corner that is closed: its size is only information
        yield


def _add_folder(entry: Entry, pending: list[str], *, by_name: bool) -> None:
    """Walk into folders that are here. On Linux a listing tells no more than that it is one."""
    status = None if by_name else entry.stat(follow_symlinks=False)
    if status is None or not (is_link(status) or is_online_only(entry.name, status, None)):
        pending.append(entry.path)


def _add_file(entry: Entry, measured: Measure, *, by_name: bool) -> None:
    measured.files += 1
    if by_name:
        return
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISREG(status.st_mode):
        measured.size += status.st_size
        measured.modified = max(measured.modified or 0.0, status.st_mtime)
