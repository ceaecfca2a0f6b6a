"""A set's folder for its judge, and its size: what lies in it is listed and measured, and read where it is here."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.exposure.finding import Root
from vault.exposure.placeholders import is_link, is_online_only, is_stub, name_behind
from vault.exposure.scan_disk import Disk, Entry, Status

ONLINE_ONLY = errno.EDEADLK
"""What macOS says to a read that would download; ours too, on every system."""


@dataclass(frozen=True, slots=True)
class FolderOfSet:
    """Reads a set by relative names with `/`. A placeholder or link in it is refused with an OSError, never opened.

    A stub goes by the name of the file that it stands for: `.main.icloud` is a `main` that cannot be read here.
    """

    disk: Disk
    path: str
    root: Root | None

    def names(self, below: str = "") -> Sequence[str]:
        """Names directly in `below`, sorted."""
        path = self._at(below)
        if below and is_online_only(below.rpartition("/")[2], self._status(path), self.root):
            raise OSError(ONLINE_ONLY, "online only")
        with self.disk.listing(path) as listing:
            return sorted(_stands_for(entry) or entry.name for entry in listing)

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file."""
        path = self._at(name)
        above, _, base = path.rpartition("/")
        try:
            status = self._status(path)
        except FileNotFoundError:
            with self.disk.listing(above) as listing:
                if any(_stands_for(entry) == base for entry in listing):
                    raise OSError(ONLINE_ONLY, "online only") from None
            raise
        if is_online_only(base, status, self.root):
            raise OSError(ONLINE_ONLY, "online only")
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENOENT, "no file")
        opened = self.disk.open(path)
        try:
            return opened.read(offset, length)
        finally:
            opened.close()

    def _status(self, path: str) -> Status:
        return self.disk.entry(path).stat(follow_symlinks=False)

    def _at(self, name: str) -> str:
        if any(part in ("..", "") for part in name.split("/")) and name:
            raise OSError(errno.ENOENT, "outside the set")
        return f"{self.path}/{name}" if name else self.path


def _stands_for(entry: Entry) -> str | None:
    """The name of the file for which a stub stands; None for what is no stub."""
    behind = name_behind(entry.name)
    return behind if behind != entry.name and is_stub(entry.name, entry.stat(follow_symlinks=False)) else None


@dataclass(slots=True)
class Measure:
    """How large a set is: bytes, files, and when it last changed (seconds, as in st_mtime; None when empty).

    `here` counts its files whose bytes are on this computer, `far` the files and folders that are online only.
    """

    size: int = 0
    files: int = 0
    here: int = 0
    far: int = 0
    modified: float | None = None

    @property
    def is_far(self) -> bool:
        """Whether all of it is online only."""
        return self.far > 0 and self.here == 0


def measure(disk: Disk, path: str, measured: Measure, *, by_name: bool) -> Iterator[None]:
    """Add up everything below `path`; gives control back after each folder. `by_name`: only count, stat nothing."""
    pending = [path]
    while pending:
        try:
            with disk.listing(pending.pop()) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        _add_folder(entry, pending, measured, by_name=by_name)
                    else:
                        _add_file(entry, measured, by_name=by_name)
        except OSError:
            pass  # a set that changes, or a corner that is closed: its size is only information
        yield


def _add_folder(entry: Entry, pending: list[str], measured: Measure, *, by_name: bool) -> None:
    """Walk into folders that are here. On Linux a listing tells no more than that it is one."""
    status = None if by_name else entry.stat(follow_symlinks=False)
    if status is not None and is_online_only(entry.name, status, None):
        measured.far += 1
    elif status is None or not is_link(status):
        pending.append(entry.path)


def _add_file(entry: Entry, measured: Measure, *, by_name: bool) -> None:
    measured.files += 1
    if by_name:
        return
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return
    is_far = is_online_only(entry.name, status, None)
    measured.far += is_far
    measured.here += not is_far
    if not (is_far and is_stub(entry.name, status)):  # a stub's size and date are its own
        measured.size += status.st_size
        measured.modified = max(measured.modified or 0.0, status.st_mtime)
