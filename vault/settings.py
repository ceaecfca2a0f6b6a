"""What this computer remembers between two runs: which vaults there are, nothing secret and no name of a chat.

One JSON file. It may be lost at any time: a vault is then found again by looking for it, its key by asking the
password safe for every key file that the vault has.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace as replace_in

log = logging.getLogger(__name__)

VERSION = 1


@dataclass(frozen=True, slots=True)
class VaultMemory:
    """What is remembered of one vault.

    `public_id` is its id as anybody can read it from the folder; `key_id` our own key file, whose secret lies in
    the password safe named `keychain` (its class name), both None where the sheet is asked for each time.
    `sheet_number` is the newest sheet made or typed here, 0 when none is known; `sheet_proved_on` is None until
    that very sheet was proved. `date_orders` maps a chat's id to "day-first" or "month-first", as the person
    answered. `last_checked_on` is the last health check that read everything and found all well;
    `damage_found_on` the last one that did not, None again after a good one. Times are aware, in UTC.
    """

    public_id: str
    folder: str
    name: str
    key_id: str | None = None
    keychain: str | None = None
    sheet_number: int = 0
    sheet_made_on: datetime | None = None
    sheet_proved_on: datetime | None = None
    last_checked_on: datetime | None = None
    last_rehearsed_on: datetime | None = None
    damage_found_on: datetime | None = None
    date_orders: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RestoreBookmark:
    """How far a restore had come when the program was closed: what the person had, and which vault it was."""

    have: str
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class BegunCreation:
    """A new vault's folder in which `process` is about to write `keys`, and nobody has a secret of that vault yet.

    `keys` are the ids of its key files, and of its config. `process` is its mark, see vault.repository.process; ""
    once it gave up.
    """

    folder: str
    keys: tuple[str, ...]
    process: str


class _File(msgspec.Struct, omit_defaults=True):
    """The file as it lies on disk."""

    version: int = VERSION
    last_vault: str | None = None
    vaults: list[VaultMemory] = msgspec.field(default_factory=list)
    restore: RestoreBookmark | None = None
    begun: list[BegunCreation] = msgspec.field(default_factory=list)


class Settings:
    """The remembered things. Every reading looks at the file again if another process of ours wrote it meanwhile.

    A file that cannot be written is no reason to stop a piece of work: it is logged, and remembered until the end.
    Safe to use from several threads.
    """

    def __init__(self, path: Path) -> None:
        """Read `path`. An unreadable file is kept aside with the ending .broken, and we begin with nothing."""
        self._path = path
        self._lock = threading.RLock()
        self._seen: tuple[int, ...] | None = None
        self._file = self._read()

    @property
    def last_vault(self) -> str | None:
        """Public id of the vault used last."""
        return self._now().last_vault

    def vaults(self) -> list[VaultMemory]:
        """All that are remembered, the one used last first."""
        file = self._now()
        return sorted(file.vaults, key=lambda memory: memory.public_id != file.last_vault)

    def memory(self, public_id: str) -> VaultMemory | None:
        """What is remembered of this vault."""
        return next((memory for memory in self._now().vaults if memory.public_id == public_id), None)

    def by_folder(self, folder: Path) -> VaultMemory | None:
        """The vault that was last seen in `folder`."""
        return next((memory for memory in self.vaults() if Path(memory.folder) == folder), None)

    def remember(self, memory: VaultMemory) -> None:
        """Keep `memory` in place of what was known of that vault, and make it the one used last."""
        with self._lock:
            file = self._now()
            if file.last_vault == memory.public_id and memory in file.vaults:
                return
            others = [known for known in file.vaults if known.public_id != memory.public_id]
            self._keep(replace_in(file, last_vault=memory.public_id, vaults=[*others, memory]))

    def forget(self, public_id: str) -> None:
        """Let go of a vault that is no more. The one used last is then the one that took its place, if any."""
        with self._lock:
            file = self._now()
            kept = [known for known in file.vaults if known.public_id != public_id]
            if len(kept) < len(file.vaults):
                last = None if file.last_vault == public_id else file.last_vault
                self._keep(replace_in(file, last_vault=last or (kept[-1].public_id if kept else None), vaults=kept))

    @property
    def restore_bookmark(self) -> RestoreBookmark | None:
        """Where an unfinished restore stood."""
        return self._now().restore

    def keep_bookmark(self, bookmark: RestoreBookmark | None) -> None:
        """Remember or forget where a restore stands."""
        with self._lock:
            file = self._now()
            if file.restore != bookmark:
                self._keep(replace_in(file, restore=bookmark))

    def begun_creation(self, folder: Path) -> BegunCreation | None:
        """What was begun in `folder` and not ended, as far as this computer knows."""
        return next((begun for begun in self._now().begun if Path(begun.folder) == folder), None)

    def creation_begins(self, begun: BegunCreation) -> None:
        """Remember it, in place of an earlier one in that folder."""
        with self._lock:
            file = self._now()
            others = [known for known in file.begun if known.folder != begun.folder]
            self._keep(replace_in(file, begun=[*others, begun]))

    def creation_ends(self, folder: Path) -> None:
        """There is a vault in `folder` now, and somebody can open it."""
        with self._lock:
            file = self._now()
            others = [known for known in file.begun if Path(known.folder) != folder]
            if len(others) < len(file.begun):
                self._keep(replace_in(file, begun=others))

    def _now(self) -> _File:
        with self._lock:
            if _signature(self._path) not in (self._seen, None):
                self._file = self._read()
            return self._file

    def _read(self) -> _File:
        self._seen = _signature(self._path)
        try:
            return _checked(msgspec.json.decode(self._path.read_bytes(), type=_File))
        except FileNotFoundError:
            return _File()
        except (OSError, ValueError) as error:  # msgspec's errors and UnicodeDecodeError are ValueErrors
            log.info("settings put aside: %s", error)
            self._put_aside()
            return _File()

    def _put_aside(self) -> None:
        with suppress(OSError):
            self._path.replace(self._path.with_name(self._path.name + ".broken"))

    def _keep(self, file: _File) -> None:
        self._file = file
        try:
            self._write(msgspec.json.format(msgspec.json.encode(file)))
        except (OSError, UnicodeEncodeError) as error:  # a folder's name may be no Unicode
            log.warning("settings not written: %s", error)
        self._seen = _signature(self._path)

    def _write(self, content: bytes) -> None:
        """Beside its name, to the disk, then renamed: a crash leaves the old file or the new one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(beside).replace(self._path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def _signature(path: Path) -> tuple[int, ...] | None:
    """What changes when another process writes the file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _checked(file: _File) -> _File:
    """Times without a zone cannot be compared with ours: take them as UTC. Written by a newer program: ValueError."""
    if file.version > VERSION:
        raise ValueError(file.version)
    file.vaults = [_in_utc(memory) for memory in file.vaults]
    return file


_TIMES = ("sheet_made_on", "sheet_proved_on", "last_checked_on", "last_rehearsed_on", "damage_found_on")


def _in_utc(memory: VaultMemory) -> VaultMemory:
    found = {name: getattr(memory, name) for name in _TIMES}
    naive = {name: time.replace(tzinfo=UTC) for name, time in found.items() if time and time.tzinfo is None}
    return replace(memory, **naive) if naive else memory
