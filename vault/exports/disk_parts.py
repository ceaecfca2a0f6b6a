"""Parts that lie on a disk: the files of a folder, or files of several places that are one export.

The disk is walked once, when the first name is asked for; an iPhone backup has 300,000 files, so that names, sizes and
times are held in columns. Links are not followed: what they point to was not given.
"""

from __future__ import annotations

import hashlib
import os
import stat
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from vault.errors import ArchiveRefused, ExportMissing, ExportUnreadable
from vault.exports.base import Source

MOST_FILES = 2_000_000
MOST_LEFT_OUT = 1000
_DEEPEST = 200
_STATE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or a folder with everything below it. `name` is the file's among the parts; what stands before the
    names of a folder's files, with its `/`.
    """

    name: str
    path: Path
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    size: int
    modified: int  # nanoseconds since 1970
    number: int


@dataclass(slots=True)
class _Sums:
    """Of files in any order."""

    size: int = 0
    count: int = 0
    total: int = 0

    def add(self, found: _Found) -> None:
        facts = f"{found.name}\0{found.size}\0{found.modified}\0{found.number}"
        digest = hashlib.blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=_STATE_BYTES).digest()
        self.total = (self.total + int.from_bytes(digest)) % (1 << 8 * _STATE_BYTES)
        self.size, self.count = self.size + found.size, self.count + 1

    def state(self) -> tuple[int, ...]:
        return self.size, self.count, self.total


@dataclass(slots=True)
class _Columns:
    """Files in the order of their names."""

    names: list[str] = field(default_factory=list)
    sizes: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    places: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    sums: _Sums = field(default_factory=_Sums)


class DiskParts:
    """Parts of an export on a disk. Raises, whenever it first has to look: ExportMissing where a place of it is gone,
    ArchiveRefused("count") beyond MOST_FILES.
    """

    def __init__(self, places: Sequence[Place], path: Path) -> None:
        """`path` is the export's, for errors."""
        self._places, self._path = tuple(places), path
        self._columns: _Columns | None = None

    def names(self) -> Sequence[str]:
        """All names, sorted."""
        return self._known.names

    def part(self, name: str) -> Source:
        """One file, as it was when the disk was walked. Raises KeyError."""
        number = self._known.places[name]
        path, size = self._path_of(name), self._known.sizes[number]
        return Source(path, size, moment(self._known.times[number]), lambda: path.open("rb"))

    @property
    def left_out(self) -> Sequence[str]:
        """What lies there and is not among the names: links, and folders that cannot be listed; the first thousand."""
        return self._known.left_out

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(self._known.sizes)

    @property
    def modified(self) -> datetime:
        """The newest file's time."""
        return moment(max(self._known.times, default=0))

    def state(self) -> tuple[int, ...]:
        """What changes when any of the files is written, comes or goes: the disk is walked anew."""
        sums = _Sums()
        for found in self._walk([]):
            sums.add(found)
        return sums.state()

    def state_at_first(self) -> tuple[int, ...]:
        """The same, as it was when the names were listed."""
        return self._known.sums.state()

    def source(self) -> Source:
        """All of it as one."""
        return Source(self._path, self.size, self.modified, self._no_bytes, self)

    @property
    def _known(self) -> _Columns:
        if self._columns is None:
            self._columns = self._look()
        return self._columns

    def _look(self) -> _Columns:
        columns = _Columns()
        files = sorted(self._walk(columns.left_out), key=lambda found: found.name)
        for found in files:
            columns.sums.add(found)
            if found.name in columns.places:
                continue
            columns.places[found.name] = len(columns.names)
            columns.names.append(found.name)
            columns.sizes.append(found.size)
            columns.times.append(found.modified)
        return columns

    def _walk(self, left_out: list[str]) -> Iterator[_Found]:
        for count, found in enumerate(self._everything(left_out)):
            if count >= MOST_FILES:
                raise ArchiveRefused(self._path, "count")
            yield found

    def _everything(self, left_out: list[str]) -> Iterator[_Found]:
        for place in self._places:
            try:
                status = place.path.stat()
            except FileNotFoundError as error:
                raise ExportMissing(place.path) from error
            except OSError as error:
                raise ExportUnreadable(place.path, type(error).__name__) from error
            if place.is_folder:
                yield from _below(str(place.path), place.name, left_out)
            else:
                yield _found(place.name, status)

    def _path_of(self, name: str) -> Path:
        for place in self._places:
            if place.is_folder and name.startswith(place.name):
                path = place.path / name[len(place.name) :]
                if not place.name or len(self._places) == 1 or os.path.lexists(path):
                    return path
            elif place.name == name:
                return place.path
        raise KeyError(name)

    def _no_bytes(self) -> BinaryIO:
        raise ExportMissing(self._path)


def folder_source(folder: Path) -> Source:
    """A whole folder as one source. Raises ExportMissing, ExportUnreadable, ArchiveRefused."""
    return DiskParts([Place("", folder, is_folder=True)], folder).source()


def moment(nanoseconds: int) -> datetime:
    """A file's time in UTC; 1970 where its disk holds nonsense."""
    try:
        return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _below(folder: str, before: str, left_out: list[str]) -> Iterator[_Found]:
    """Every file below a folder, in no order."""
    waiting = [(folder, before)]
    while waiting:
        path, name = waiting.pop()
        try:
            with os.scandir(path) as entries:
                listed = list(entries)
        except OSError:
            _leave_out(left_out, name.rstrip("/") or ".")
            continue
        listed.reverse()
        while listed:
            entry = listed.pop()  # it keeps what the disk told of it, a kilobyte for each of 150,000 photos
            found = _look_at(entry, name + entry.name)
            if found is None:
                _leave_out(left_out, name + entry.name)
            elif isinstance(found, _Found):
                yield found
            elif name.count("/") < _DEEPEST:
                waiting.append((entry.path, f"{name}{entry.name}/"))
            else:
                _leave_out(left_out, name + entry.name)


def _look_at(entry: os.DirEntry[str], name: str) -> _Found | str | None:
    """A file, the name of a folder, or None for what is neither or cannot be asked."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISREG(status.st_mode):
        return _found(name, status)
    mounted = getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)
    return name if stat.S_ISDIR(status.st_mode) and not mounted else None


def _found(name: str, status: os.stat_result) -> _Found:
    limit = (1 << 63) - 1
    return _Found(name, status.st_size, max(-limit, min(status.st_mtime_ns, limit)), status.st_ino)


def _leave_out(left_out: list[str], name: str) -> None:
    if len(left_out) < MOST_LEFT_OUT:
        left_out.append(name)
