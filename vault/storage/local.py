"""A folder on this computer: a disk, a stick, a synchronised folder.

A file is written beside its name, flushed to the disk, renamed, and the folder flushed as well: after a power cut it
is there whole or not at all. Faults of the system become our StorageError in `_translated` and nowhere else.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from vault.errors import NoPermission, ObjectMissing, PlaceFailed, PlaceMissing, StorageError
from vault.storage.backend import CONFIG_NAME, KINDS, Kind, Scrap, checked_name, is_name
from vault.storage.disk import (
    ABSENT,
    FULL,
    ask_whether_to_go_on,
    flush,
    flush_folder,
    make_folder,
    rename_without_replacing,
    storage_error,
)
from vault.storage.reserve import NAME as RESERVE_NAME
from vault.storage.reserve import Reserve
from vault.storage.straight import read_into, write_straight

_REMOVED_LAST = frozenset(("data", "locks"))  # nothing is taken away because these are: a power cut may bring them back
_TEMPORARY = "-tmp-"  # restic's own mark for a file in the making: restic ignores it as we do
_DAMAGED = "-damaged-"  # the mark of what a repair set aside
_OWN_BESIDE = (CONFIG_NAME + _TEMPORARY, CONFIG_NAME + _DAMAGED)
# What file managers and synchronisers leave in folders unasked; a folder with only these is empty to a person.
_CLUTTER = frozenset((".ds_store", "desktop.ini", "thumbs.db", ".directory", ".localized", "lost+found"))
_SMALL_PACK = 512 << 10  # a backup ends with two at most; any larger one must not use up the reserve
_PIECE = 1 << 20
_ID = 64  # characters of a name
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class LocalBackend:
    """The vault's files in `folder`, laid out as restic does: data/<2 hex>/<64 hex>, the rest <kind>/<64 hex>."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reserve = Reserve(folder)

    @property
    def place(self) -> str:
        """The folder's path."""
        return str(self._folder)

    def exists(self, kind: Kind, name: str) -> bool:
        """Whether the file is there."""
        path = self._path(kind, name)
        try:
            with self._translated(kind, name):
                path.stat()
        except ObjectMissing:
            return False
        return True

    def size(self, kind: Kind, name: str) -> int:
        """Its length in bytes."""
        path = self._path(kind, name)
        with self._translated(kind, name):
            return path.stat().st_size

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        """Its bytes, or a piece of them."""
        path = self._path(kind, name)
        with self._translated(kind, name), path.open("rb") as file:
            file.seek(offset)
            return file.read() if length is None else file.read(length)

    def load_into(self, kind: Kind, name: str, offset: int, out: memoryview) -> int:
        """Its bytes, into memory that is there."""
        path = self._path(kind, name)
        with self._translated(kind, name):
            return read_into(path, offset, out)

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Write beside, flush, rename, flush the folder. On a full disk what is small may use the reserve.

        What is there already is read: bytes that its name does not fit give way to those that it does.
        """
        path = self._path(kind, name)
        with self._translated(kind, name, writing=True):
            if path.exists() and (kind == "config" or not _would_heal(path, data)):
                return
            while not self._fits(kind, path, data):
                pass  # the reserve gave a slice

    def replace(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Write beside, flush, rename over what is there, flush the folder."""
        path = self._path(kind, name)
        with self._translated(kind, name, writing=True):
            if path.parent != self._folder:
                self._make_shelf(path.parent)
            _write_beside_and_rename(path, data, replaces=True)

    def set_aside(self, kind: Kind, name: str) -> None:
        """Rename it to a name that neither we nor restic take for a file of the vault."""
        path = self._path(kind, name)
        with self._translated(kind, name, writing=True):
            path.rename(path.with_name(f"{path.name}{_DAMAGED}{secrets.token_hex(4)}"))
            flush_folder(path.parent)

    def remove(self, kind: Kind, name: str) -> None:
        """Unlink it. What must be gone before its packs may go (backups, index files) is gone for good on return."""
        path = self._path(kind, name)
        with self._translated(kind, name, writing=True):
            path.unlink()
            if kind not in _REMOVED_LAST:
                flush_folder(path.parent)

    def arrived(self, kind: Kind, name: str) -> float | None:
        """The inode's own time: of this computer or of the server, whatever time a synchroniser gives the file."""
        path = self._path(kind, name)
        with self._translated(kind, name):
            return path.stat().st_ctime

    def list(self, kind: Kind) -> list[str]:
        """Names in order; a missing shelf of a place that is there is an empty shelf."""
        if kind == "config":
            return [CONFIG_NAME] if self.exists("config", CONFIG_NAME) else []
        return sorted(name for name in self._names_on(kind) if is_name(kind, name))

    def scraps(self, kind: Kind) -> Sequence[Scrap]:
        """Files with restic's and our mark of one in the making."""
        return self._marked(kind, _TEMPORARY)

    def remove_scrap(self, kind: Kind, name: str) -> None:
        """Unlink it."""
        with self._translated(kind, name, writing=True):
            self._path_beside(kind, name, _TEMPORARY).unlink()

    def names_beside(self, kind: Kind) -> Sequence[str]:
        """By the beginning of every name on the shelf, or on a second copy of the shelf."""
        return sorted({own for own, path in self._beside(kind) if is_name(kind, own)})

    def load_beside(self, kind: Kind, name: str, limit: int) -> Iterator[bytes]:
        """One after the other."""
        checked_name(kind, name)
        for own, path in self._beside(kind, name):
            with contextlib.suppress(ObjectMissing, NoPermission, PlaceFailed), self._translated(kind, name):
                if own == name and path.stat().st_size <= limit:
                    yield path.read_bytes()

    def second_copies(self, kind: Kind) -> Sequence[str]:
        """By the beginning of every longer name on the shelf, and every name on a second copy of the shelf."""
        return sorted(own for own, _ in self._second(kind))

    def remove_second_copies(self, kind: Kind, name: str) -> int:
        """Read, and unlinked where the SHA-256 fits. What cannot be read or unlinked stays."""
        checked_name(kind, name)
        freed = 0
        for _, path in self._second(kind, name):
            with contextlib.suppress(ObjectMissing, NoPermission, PlaceFailed), self._translated(kind, name):
                with path.open("rb") as file:
                    is_the_same = hashlib.file_digest(file, "sha256").hexdigest() == name
                    size = file.tell()
                if is_the_same:
                    path.unlink()
                    freed += size
        return freed

    def aside_files(self, kind: Kind) -> Sequence[Scrap]:
        """Files with the mark of what was set aside."""
        return self._marked(kind, _DAMAGED)

    def remove_aside(self, kind: Kind, name: str) -> None:
        """Unlink it."""
        with self._translated(kind, name, writing=True):
            self._path_beside(kind, name, _DAMAGED).unlink()

    def create(self) -> None:
        """Make the folder and its shelves. Sub-folders of data come when needed."""
        with self._translated("config", CONFIG_NAME, writing=True):
            make_folder(self._folder, 0o777)
            for kind in KINDS:
                if kind != "config":
                    self._make_shelf(self._folder / kind)

    def holds_other_files(self) -> bool:
        """Whether there are files besides a vault's own and what systems scatter about."""
        try:
            names = self._entries(self._folder)
        except PlaceMissing:
            return False
        return not all(
            name in KINDS or name.casefold() in _CLUTTER or name.startswith(_OWN_BESIDE) or name == RESERVE_NAME
            for name in names
        )

    def keep_reserve(self) -> None:
        """Hold a little room back, see vault.storage.reserve."""
        self._reserve.keep()

    def free_space(self) -> int | None:
        """Bytes that we may still write there."""
        with self._translated("config", CONFIG_NAME):
            return shutil.disk_usage(self._folder).free

    def _fits(self, kind: Kind, path: Path, data: bytes | bytearray | memoryview) -> bool:
        """Write it; False if the disk was full and there may be more room now."""
        try:
            self._write(kind, path, data)
        except OSError as error:
            is_small = kind != "data" or len(data) <= _SMALL_PACK
            if error.errno not in FULL or not is_small or not self._reserve.give_up(len(data)):
                raise
            return False
        return True

    def _write(self, kind: Kind, path: Path, data: bytes | bytearray | memoryview) -> None:
        if path.parent != self._folder:
            self._make_shelf(path.parent)
        with contextlib.suppress(FileExistsError):  # the same file by another program; or its config, which stays
            _write_beside_and_rename(path, data, replaces=kind != "config")

    def _path(self, kind: Kind, name: str) -> Path:
        checked_name(kind, name)
        if kind == "config":
            return self._folder / CONFIG_NAME
        if kind == "data":
            return self._folder / kind / name[:2] / name
        return self._folder / kind / name

    def _beside(self, kind: Kind, name: str | None = None) -> Iterator[tuple[str, Path]]:
        """What lies beside files of a kind, or beside one: (the file's own name, where that lies)."""
        if kind == "config":
            names = self._entries(self._folder)
            yield from (
                (CONFIG_NAME, self._folder / n) for n in names if n.startswith(CONFIG_NAME) and n != CONFIG_NAME
            )
            return
        for folder, is_second in self._shelves(kind, name):
            for found in self._names_in(folder) if folder.is_dir() else ():
                if found != found[:_ID] or is_second:
                    yield found[:_ID], folder / found

    def _second(self, kind: Kind, name: str | None = None) -> Iterator[tuple[str, Path]]:
        """What of it a cloud's client made, and none of ours."""
        for own, path in self._beside(kind, name):
            rest = path.name[len(own) :]
            if is_name(kind, own) and name in (None, own) and not rest.startswith((_TEMPORARY, _DAMAGED)):
                yield own, path

    def _shelves(self, kind: Kind, name: str | None) -> Iterator[tuple[Path, bool]]:
        """The folders in which a file of a kind may lie, a cloud's second copies of them too: (folder, is a copy)."""
        shelves = [self._folder / n for n in self._entries(self._folder) if n.startswith(kind)]
        if kind != "data":
            yield from ((shelf, shelf.name != kind) for shelf in shelves)
            return
        wanted = "" if name is None else name[:2]
        for shelf in shelves:
            names = self._names_in(shelf) if shelf.is_dir() else ()
            yield from ((shelf / n, shelf.name != kind or len(n) > 2) for n in names if n.startswith(wanted))

    def _marked(self, kind: Kind, mark: str) -> Sequence[Scrap]:
        found: list[Scrap] = []
        names = self._entries(self._folder) if kind == "config" else list(self._names_on(kind))
        for name in names:
            if is_name(kind, name.partition(mark)[0]) and mark in name:
                with contextlib.suppress(ObjectMissing), self._translated(kind, name):
                    state = self._path_beside(kind, name, mark).stat()
                    found.append(Scrap(name, state.st_size, time.time() - state.st_mtime))
        return found

    def _path_beside(self, kind: Kind, name: str, mark: str) -> Path:
        """Where a file with this mark lies: beside the one that it was, or was to become."""
        own, found, rest = name.partition(mark)
        if not found or "/" in rest or os.sep in rest:
            raise ValueError("not a name of such a file")
        return self._path(kind, own).with_name(name)

    def _names_on(self, kind: Kind) -> Iterator[str]:
        shelf = self._folder / kind
        names = self._names_in(shelf)
        if kind != "data":
            yield from names
            return
        for prefix in names:
            if len(prefix) == 2:
                # A pack in another's folder would not be found by its name: it is not there.
                yield from (name for name in self._names_in(shelf / prefix) if name[:2] == prefix)

    def _names_in(self, shelf: Path) -> Sequence[str]:
        try:
            return self._entries(shelf)
        except ObjectMissing:
            return ()

    def _entries(self, folder: Path) -> Sequence[str]:
        with self._translated("config", folder.name), os.scandir(folder) as entries:
            return [entry.name for entry in entries]

    def _make_shelf(self, folder: Path) -> None:
        """Make a shelf that is missing, durably; never the place itself: it may be a disk that was unplugged."""
        if folder.is_dir():
            return
        with contextlib.suppress(FileExistsError):
            if folder.parent != self._folder:
                self._make_shelf(folder.parent)
            folder.mkdir(mode=0o700)
            flush_folder(folder.parent)

    @contextlib.contextmanager
    def _translated(self, kind: Kind, name: str, *, writing: bool = False) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._meaning_of(error, kind, name, writing=writing) from error

    def _meaning_of(self, error: OSError, kind: Kind, name: str, *, writing: bool) -> StorageError:
        # A path through a missing folder looks like a missing file: only the place itself can tell.
        if error.errno in ABSENT and os.path.isdir(self._folder):  # noqa: PTH112 - never raises, whatever the disk says
            return ObjectMissing(self.place, f"{kind}/{name}")
        return storage_error(error, self.place, writing=writing)


def _would_heal(path: Path, data: bytes | bytearray | memoryview) -> bool:
    """Whether the file of this name is damaged, and these bytes are what its name says."""
    try:
        if path.stat().st_size == len(data) and _holds(path, memoryview(data)):
            return False
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno != errno.EIO:
            raise
    return hashlib.sha256(data).hexdigest() == path.name


def _holds(path: Path, data: memoryview) -> bool:
    buffer, done = memoryview(bytearray(_PIECE)), 0
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            if buffer[:count] != data[done : done + count]:
                return False
            done += count
    return done == len(data)


def _write_beside_and_rename(path: Path, data: bytes | bytearray | memoryview, *, replaces: bool) -> None:
    beside = path.with_name(f"{path.name}{_TEMPORARY}{secrets.token_hex(6)}")
    descriptor = os.open(beside, _CREATE, 0o600)
    try:
        try:
            _write_all(descriptor, data)
            flush(descriptor)
        finally:
            os.close(descriptor)
        if replaces:
            beside.replace(path)
        else:
            rename_without_replacing(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    flush_folder(path.parent)


def _write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    rest = memoryview(data)
    rest = rest[write_straight(descriptor, rest) :]
    while rest:
        ask_whether_to_go_on()
        rest = rest[os.write(descriptor, rest[:_PIECE]) :]
    ask_whether_to_go_on()  # the flush may take as long as all the rest
