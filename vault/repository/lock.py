"""Locks: who else is at work in the vault. Source: restic's design document, "Locks".

Writers hold a shared lock, those who remove packs an exclusive one; readers none, so that a vault on a read-only disk
can be read. A lock is renewed every REFRESH seconds; one older than STALE, or of a process of this computer that is
gone, counts no more and is cleared away.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from vault.errors import Damaged, InUseElsewhere, StorageError
from vault.repository.process import runs
from vault.repository.sealed_files import SealedFiles
from vault.repository.tree import format_time, parse_time
from vault.storage.backend import Backend

REFRESH_SECONDS = 300.0
STALE = timedelta(minutes=30)
# restic's own pause, so that two who lock at the same moment see each other on slow shares. It is enough that the
# exclusive one waits: whoever it cannot see yet looks after it has written.
_SETTLING_SECONDS = 0.2


class _Record(msgspec.Struct):
    """The file's JSON, restic's field names."""

    time: str
    exclusive: bool
    hostname: str
    username: str
    pid: int


@dataclass(frozen=True, slots=True)
class LockInfo:
    """Somebody's lock. `time` is when it was last renewed."""

    time: datetime
    exclusive: bool
    hostname: str
    pid: int

    def is_stale(self, now: datetime) -> bool:
        """Whether its owner is gone: not renewed for too long, or a process of this computer that has ended."""
        return now - self.time > STALE or (self.hostname == socket.gethostname() and not runs(self.pid))


class Lock:
    """Our lock, held until `release`. A daemon thread renews it."""

    def __init__(
        self,
        backend: Backend,
        files: SealedFiles,
        *,
        exclusive: bool = False,
        refresh_seconds: float = REFRESH_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the lock. InUseElsewhere if somebody's lock excludes it; then ours is gone again."""
        self._backend = backend
        self._files = files
        self._exclusive = exclusive
        self._clock = clock
        self._changing = threading.Lock()
        self._over = threading.Event()
        self._written = clock()
        self._refuse_conflicts(own="")
        self._name = self._write()
        try:
            if exclusive:
                self._over.wait(_SETTLING_SECONDS)
            self._refuse_conflicts(own=self._name)
        except BaseException:
            self._remove(self._name)
            raise
        self._keeper = threading.Thread(target=self._keep, args=(refresh_seconds,), name="vault-lock", daemon=True)
        self._keeper.start()

    def refresh(self) -> None:
        """Write the lock anew with the present time, then take the old one away."""
        with self._changing:
            if not self._over.is_set():
                old, self._name = self._name, self._write()
                self._remove(old)

    def confirm(self) -> None:
        """Raise InUseElsewhere if somebody cleared our lock away: while this computer slept, packs may have gone."""
        with self._changing:
            if not self._backend.exists("locks", self._name):
                raise InUseElsewhere(hostname="", since=self._written)
        if self._clock() - self._written > STALE / 2:
            self.refresh()
        self._refuse_conflicts(own=self._name)

    def release(self) -> None:
        """Give it up. A place that is gone by now is no reason to fail: the lock will be stale."""
        self._over.set()
        self._keeper.join()
        with self._changing:
            self._remove(self._name)
        self._backend.keep_reserve()

    def _keep(self, seconds: float) -> None:
        while not self._over.wait(seconds):
            # The writer meets the same fault, and `confirm` is asked before anything refers to what was written.
            with contextlib.suppress(StorageError):
                self.refresh()

    def _write(self) -> str:
        now = self._clock()
        record = _Record(format_time(now), self._exclusive, socket.gethostname(), _user(), os.getpid())
        name = self._files.save("locks", msgspec.json.encode(record))
        self._written = now
        return name

    def _remove(self, name: str) -> None:
        with contextlib.suppress(StorageError):
            self._backend.remove("locks", name)

    def _refuse_conflicts(self, own: str) -> None:
        now = self._clock()
        for name in self._backend.list("locks"):
            other = None if name == own else self._read(name)
            if other is None:
                continue
            if other.is_stale(now):
                self._remove(name)
            elif other.exclusive or self._exclusive:
                raise InUseElsewhere(hostname=other.hostname, since=other.time)

    def _read(self, name: str) -> LockInfo | None:
        """None for a lock that went away meanwhile, and for a damaged one that can only stand in an exclusive way."""
        try:
            return load_lock(self._files, name)
        except Damaged:
            if self._exclusive and self._backend.exists("locks", name):
                raise
            return None


def load_lock(files: SealedFiles, name: str) -> LockInfo:
    """Damaged("lock", name) where it is none."""
    try:
        record = msgspec.json.decode(files.load("locks", name), type=_Record)
    except msgspec.MsgspecError as error:
        raise Damaged("lock", name, f"unreadable: {type(error).__name__}") from None
    time = parse_time(record.time)
    if time is None:
        raise Damaged("lock", name, "time cannot be")
    return LockInfo(time, record.exclusive, record.hostname, record.pid)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return ""
