"""Locks: who else is at work in the vault. Source: restic's design document, "Locks".

Writers hold a shared lock, those who remove packs an exclusive one; readers none, so that a vault on a read-only disk
can be read. A lock is renewed every REFRESH seconds. One whose owner is gone counts no more and is cleared away:

- ours say which process of which computer they belong to (process.py): a computer's own dead are known at once, and
  its living ones are honoured however long they slept;
- restic's have a name and a number only. A number of this computer's name that does not run is gone, as restic itself
  holds; but where half the world's computers have the same name, only when it missed two renewals;
- anybody else's when it was not renewed for STALE. How long ago that was the place tells (Backend.arrived), not the
  time inside: the clocks of two computers may be hours apart, and nobody's living lock may be taken for dead.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
import threading
import time as clocks
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from vault.errors import Damaged, InUseElsewhere, ObjectMissing, StorageError
from vault.repository.process import is_gone, knows_start, runs, this_process
from vault.repository.sealed_files import SealedFiles
from vault.repository.tree import format_time, parse_time
from vault.storage.backend import Backend

REFRESH_SECONDS = 300.0
STALE = timedelta(minutes=30)
_PATIENCE_SECONDS = 2.0
# restic's own pause, so that two who lock at the same moment see each other on slow shares. It is enough that the
# exclusive one waits: whoever it cannot see yet looks after it has written.
_SETTLING_SECONDS = 0.2
_ASK_AGAIN_SECONDS = 0.1
_CLOCK_NOISE = timedelta(minutes=1)
_MISSED_RENEWALS = timedelta(seconds=2 * REFRESH_SECONDS + 60)
_COMMON_NAMES = ("localhost", "macbook", "imac", "mac-mini", "raspberrypi", "debian", "ubuntu", "fedora", "archlinux")

_T = TypeVar("_T")


def person_patience() -> float:
    """Seconds that a person waits for somebody who is only finishing, before it is said that the vault is in use."""
    return _PATIENCE_SECONDS


class _Record(msgspec.Struct):
    """The file's JSON: restic's field names, and one of ours that restic passes over."""

    time: str
    exclusive: bool
    hostname: str
    username: str
    pid: int
    chat_vault_owner: str = ""


# Names of the locks of this process that are not given up. One of ours that is not among them could not be taken away,
# for its disk was pulled out or failed: it guards nothing.
_held: set[str] = set()


@dataclass(frozen=True, slots=True)
class LockInfo:
    """Somebody's lock. `time` is when it was last renewed by its owner's clock, `owner` our mark or ""."""

    time: datetime
    exclusive: bool
    hostname: str
    pid: int
    owner: str = ""

    @property
    def is_here(self) -> bool:
        """Whether its owner is a living process of this computer, as far as that is known."""
        if self.owner:
            return is_gone(self.owner) is False
        return self.hostname == socket.gethostname() and runs(self.pid)

    def is_stale(self, age: timedelta) -> bool:
        """Whether its owner is gone, if it was last renewed so long ago."""
        gone = is_gone(self.owner)
        if gone or (gone is False and knows_start(self.owner)):
            return gone
        if not self.owner and self.hostname == socket.gethostname() and not runs(self.pid):
            is_common = self.hostname.casefold().startswith(_COMMON_NAMES)
            return age > _MISSED_RENEWALS if is_common else True
        return age > STALE


class Lock:
    """Our lock, held until `release`. A daemon thread renews it."""

    def __init__(
        self,
        backend: Backend,
        files: SealedFiles,
        *,
        exclusive: bool = False,
        patience: float = 0.0,
        refresh_seconds: float = REFRESH_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the lock. InUseElsewhere if somebody's lock excludes it for `patience` seconds; then ours is gone."""
        self._backend = backend
        self._files = files
        self._exclusive = exclusive
        self._patience = patience
        self._clock = clock
        self._changing = threading.Lock()
        self._over = threading.Event()
        self._written = clock()
        self._name = self._patiently(self._take)
        self._keeper = threading.Thread(target=self._keep, args=(refresh_seconds,), name="vault-lock", daemon=True)
        self._keeper.start()

    def refresh(self) -> None:
        """Write the lock anew with the present time, then take the old one away."""
        with self._changing:
            if not self._over.is_set():
                old, self._name = self._name, self._write()
                self._remove(old)

    def confirm(self) -> None:
        """Raise InUseElsewhere if somebody cleared our lock away: while this computer slept, packs may have gone.

        Somebody's lock that excludes ours and came later goes by itself: its owner sees ours and gives way.
        """
        with self._changing:
            if not self._backend.exists("locks", self._name):
                raise InUseElsewhere(hostname="", since=self._written)
        if self._clock() - self._written > STALE / 2:
            self.refresh()
        self._patiently(lambda: self._refuse_conflicts(own=self._name), at_least=2 * _SETTLING_SECONDS)

    def release(self) -> None:
        """Give it up. A place that is gone by now is no reason to fail: the lock will be stale."""
        self._over.set()
        self._keeper.join()
        with self._changing:
            self._remove(self._name)
        self._backend.keep_reserve()

    def _take(self) -> str:
        self._refuse_conflicts(own="")  # so that who cannot have it writes nothing, and stops nobody
        name = self._write()
        try:
            if self._exclusive:
                self._over.wait(_SETTLING_SECONDS)
            self._refuse_conflicts(own=name)
        except BaseException:
            self._remove(name)
            raise
        return name

    def _patiently(self, attempt: Callable[[], _T], at_least: float = 0.0) -> _T:
        until = clocks.monotonic() + max(self._patience, at_least)
        while True:
            try:
                return attempt()
            except InUseElsewhere:
                if clocks.monotonic() >= until:
                    raise
            self._over.wait(_ASK_AGAIN_SECONDS)

    def _keep(self, seconds: float) -> None:
        while not self._over.wait(seconds):
            # The writer meets the same fault, and `confirm` is asked before anything refers to what was written.
            with contextlib.suppress(StorageError):
                self.refresh()

    def _write(self) -> str:
        now = self._clock()
        mark = this_process()
        record = _Record(format_time(now), self._exclusive, socket.gethostname(), _user(), os.getpid(), mark)
        name, sealed = self._files.sealed(msgspec.json.encode(record))
        _held.add(name)
        try:
            self._backend.save("locks", name, sealed)
        except BaseException:
            self._remove(name)  # a disk that fails may have kept it
            raise
        self._written = now
        return name

    def _remove(self, name: str) -> None:
        _held.discard(name)
        with contextlib.suppress(StorageError):
            self._backend.remove("locks", name)

    def _refuse_conflicts(self, own: str) -> None:
        for name in self._backend.list("locks"):
            if name == own:
                continue
            age = self._age(name, own)
            if not own and age is not None and not -_CLOCK_NOISE <= age <= STALE:
                continue  # what that means only a comparison with our own lock's arrival can tell
            other = self._read(name, age)
            if other is None:
                continue
            is_orphan = other.owner == this_process() and name not in _held
            if is_orphan or other.is_stale(self._clock() - other.time if age is None else age):
                self._remove(name)
            elif other.exclusive or self._exclusive:
                raise InUseElsewhere(hostname=other.hostname, since=other.time, here=other.is_here)

    def _age(self, name: str, own: str) -> timedelta | None:
        """How long ago a lock was written, by the clock of the place, which wrote down when ours came as well."""
        with contextlib.suppress(ObjectMissing):
            came = self._backend.arrived("locks", name)
            now = self._backend.arrived("locks", own) if own else None
            if came is not None:
                return timedelta(seconds=(clocks.time() if now is None else now) - came)
        return None

    def _read(self, name: str, age: timedelta | None) -> LockInfo | None:
        """None for a lock that went away meanwhile, and for a damaged one that can only stand in an exclusive way.

        One that cannot be read and is not renewed either, of a dead key or half of a file, is cleared away.
        """
        try:
            return load_lock(self._files, name)
        except Damaged:
            if age is not None and age > STALE:
                self._remove(name)
            elif self._exclusive and self._backend.exists("locks", name):
                raise
            return None


def clear_dead(backend: Backend, files: SealedFiles) -> None:
    """Take away the locks that dead processes of this computer left, which other programs would ask a person about.

    Only those that say by our mark whose they are; a place where nothing may be written is left as it is.
    """
    with contextlib.suppress(StorageError):
        for name in backend.list("locks"):
            with contextlib.suppress(Damaged, ObjectMissing):
                owner = load_lock(files, name).owner
                if is_gone(owner) or (owner == this_process() and name not in _held):
                    backend.remove("locks", name)


def load_lock(files: SealedFiles, name: str) -> LockInfo:
    """Damaged("lock", name) where it is none."""
    try:
        record = msgspec.json.decode(files.load("locks", name), type=_Record)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("lock", name, f"unreadable: {type(error).__name__}") from None
    time = parse_time(record.time)
    if time is None:
        raise Damaged("lock", name, "time cannot be")
    return LockInfo(time, record.exclusive, record.hostname, record.pid, record.chat_vault_owner)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return ""
