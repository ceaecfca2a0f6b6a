"""Where the re-locked vault grows, and the switch that puts it into the old one's place.

    <parent>/.<name>.relocking/     beside the vault, where folders can be exchanged in one step
    <vault>/.relocking/             inside it, where they cannot: a drive's root, FAT, network shares

Inside lie `about` (which vault is to take which one's place, and who is at it), `new` (the whole new vault) and, while
parts are switched one by one, `switch` (it is decided: whoever comes next completes it, without any key) and `old`
(what was switched out). Nothing in here is ever the only copy of a backup until the switch is complete.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from vault.repository.ids import id_of
from vault.repository.process import this_process
from vault.storage.backend import CONFIG_NAME
from vault.storage.disk import flush, flush_folder, storage_error
from vault.storage.exchange import exchange

INSIDE = ".relocking"
_ABOUT, _NEW, _OLD, _SWITCH = "about", "new", "old", "switch"
# The config is last: from then on the folder's public id is the new vault's.
_PARTS = ("locks", "keys", "index", "snapshots", "data", CONFIG_NAME)

Phase = Literal["growing", "switching", "switched"]


class About(msgspec.Struct, frozen=True):
    """`old` and `new` are public ids, "" while the new one is not made; `owner` says which process is at work."""

    old: str
    new: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RelockPlace:
    """One such folder. Methods raise StorageError."""

    vault: Path
    folder: Path

    @property
    def new(self) -> Path:
        """The new vault's folder; after an exchange the old vault's."""
        return self.folder / _NEW

    @classmethod
    def make(cls, vault: Path, old: str) -> RelockPlace:
        """A new one, beside the vault if folders can be exchanged there. FileExistsError is PlaceFailed: look first."""
        beside = cls(vault, _beside(vault))
        if _can_exchange(beside.folder, vault):
            beside.describe(About(old, owner=this_process()))
            return beside
        inside = cls(vault, vault / INSIDE)
        with _translated(inside.folder):
            inside.folder.mkdir(mode=0o700)
        inside.describe(About(old, owner=this_process()))
        return inside

    @classmethod
    def find(cls, vault: Path) -> RelockPlace | None:
        """The one of this vault that is there, if any."""
        places = (cls(vault, folder) for folder in (vault / INSIDE, _beside(vault)))
        return next((place for place in places if place.folder.is_dir()), None)

    def describe(self, about: About) -> None:
        """Note what this is for, durably."""
        with _translated(self.folder):
            _write(self.folder / _ABOUT, msgspec.json.encode(about))

    def about(self) -> About | None:
        """What was noted; None where nothing can be read."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode((self.folder / _ABOUT).read_bytes(), type=About)
        return None

    def age(self) -> float:
        """Seconds since the note came here; 0 where nobody can tell."""
        with contextlib.suppress(OSError):
            return max(0.0, time.time() - (self.folder / _ABOUT).stat().st_ctime)
        return 0.0

    def phase(self) -> Phase:
        """How far it came: the new vault grows, its parts are being switched in, or it is in its place."""
        if (self.folder / _SWITCH).exists() and self._waiting():
            return "switching"
        about = self.about()
        here = _public_id(self.vault)
        return "switched" if about is not None and about.new and here == about.new else "growing"

    def switch(self) -> None:
        """Put the new vault into the old one's place, in one step or by parts. Durable on return."""
        with _translated(self.vault):
            if self.folder.parent != self.vault:
                with contextlib.suppress(OSError):  # a mount point, a folder in use: by parts, then
                    exchange(self.new, self.vault)
                    flush_folder(self.vault.parent)
                    flush_folder(self.folder)
                    return
            _write(self.folder / _SWITCH, b"")
        self.complete()

    def complete(self) -> None:
        """Switch in the parts that are not yet, wherever an earlier attempt ended. Needs no key."""
        with _translated(self.vault):
            for part in self._waiting():
                self._switch_part(part)

    def clear(self) -> None:
        """Remove it: an unfinished new vault, or the old one after the switch. What says so goes last."""
        with _translated(self.folder):
            for name in (_NEW, _OLD, _SWITCH):
                _remove(self.folder / name)
            _remove(self.folder)
            flush_folder(self.folder.parent)

    def _waiting(self) -> list[str]:
        return [part for part in _PARTS if os.path.lexists(self.new / part)]

    def _switch_part(self, part: str) -> None:
        """Each rename is told apart by what lies where; another program of ours may be at the same."""
        here, old = self.vault / part, self.folder / _OLD
        old.mkdir(mode=0o700, exist_ok=True)
        if os.path.lexists(here):
            number = sum(1 for name in os.listdir(old) if name.startswith(part))  # noqa: PTH208 - names only
            with contextlib.suppress(FileNotFoundError):
                here.rename(old / (f"{part}-{number}" if number else part))
            flush_folder(old)
        with contextlib.suppress(FileNotFoundError):
            (self.new / part).rename(here)
        flush_folder(self.vault)


def _beside(vault: Path) -> Path:
    return vault.parent / f".{vault.name}{INSIDE}"


def _can_exchange(folder: Path, vault: Path) -> bool:
    """Make `folder`, and try: what a system promises and what a file system does are two things."""
    try:
        if vault.parent == vault or vault.is_mount() or vault.is_symlink():
            return False
        folder.mkdir(mode=0o700)
    except OSError:
        return False
    try:
        trials = folder / "one", folder / "other"
        for trial in trials:
            trial.mkdir()
        exchange(*trials)
        for trial in trials:
            trial.rmdir()
        if folder.stat().st_dev == vault.stat().st_dev and os.access(vault, os.W_OK):
            return True
    except OSError:
        pass
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)
    return False


def _public_id(vault: Path) -> str:
    try:
        return id_of((vault / CONFIG_NAME).read_bytes())
    except OSError:
        return ""


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        flush(file.fileno())
    beside.replace(path)
    flush_folder(path.parent)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _translated(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, str(place), writing=True) from error
