"""Locks: who may work beside whom, when a lock counts no more, and how ours stays fresh."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import Clock
from tests.repository.vaults import CIPHER, flip
from vault.errors import Damaged, InUseElsewhere, NoPermission, PlaceFailed, PlaceMissing
from vault.repository.lock import STALE, Lock, LockInfo, load_lock
from vault.repository.process import this_process
from vault.repository.sealed_files import SealedFiles
from vault.repository.tree import format_time
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def files(backend: MemoryBackend) -> SealedFiles:
    return SealedFiles(backend, CIPHER, compresses=True)


def somebodys(
    files: SealedFiles, *, exclusive: bool, time: datetime | None = None, hostname: str = "elsewhere", pid: int = 1
) -> str:
    """A lock of another program."""
    fields = {"time": format_time(time or datetime.now(UTC)), "exclusive": exclusive, "hostname": hostname, "pid": pid}
    return files.save("locks", msgspec.json.encode({**fields, "username": "u", "uid": 1, "gid": 1}))


def ended_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_a_lock_is_there_while_it_is_held(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    (name,) = backend.list("locks")
    info = load_lock(files, name)
    assert (info.exclusive, info.hostname, info.pid) == (False, socket.gethostname(), os.getpid())
    assert abs((datetime.now(UTC) - info.time).total_seconds()) < 60
    lock.release()
    assert backend.list("locks") == []


def test_shared_locks_stand_beside_each_other(backend: MemoryBackend, files: SealedFiles) -> None:
    somebodys(files, exclusive=False)
    first, second = Lock(backend, files), Lock(backend, files)
    assert len(backend.list("locks")) == 3
    first.release()
    second.release()
    assert len(backend.list("locks")) == 1


@pytest.mark.parametrize(("theirs", "ours"), [(True, False), (False, True), (True, True)])
def test_an_exclusive_lock_excludes(backend: MemoryBackend, files: SealedFiles, theirs: bool, ours: bool) -> None:
    since = datetime.now(UTC) - timedelta(minutes=10)
    name = somebodys(files, exclusive=theirs, time=since)
    with pytest.raises(InUseElsewhere) as in_use:
        Lock(backend, files, exclusive=ours)
    assert (in_use.value.hostname, in_use.value.since) == ("elsewhere", since)
    assert backend.list("locks") == [name]


def test_our_own_other_lock_excludes_as_well(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    with pytest.raises(InUseElsewhere):
        Lock(backend, files, exclusive=True)
    lock.release()
    Lock(backend, files, exclusive=True).release()


def test_two_who_lock_at_the_same_moment_see_each_other(
    backend: MemoryBackend, files: SealedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other lock comes after our first look: the second one finds it, and ours goes."""
    real, theirs = backend.save, list[str]()

    def save(kind: Kind, name: str, data: bytes) -> None:
        monkeypatch.setattr(backend, "save", real)
        theirs.append(somebodys(files, exclusive=True))
        real(kind, name, data)

    monkeypatch.setattr(backend, "save", save)
    with pytest.raises(InUseElsewhere):
        Lock(backend, files)
    assert backend.list("locks") == theirs


@pytest.mark.parametrize("fails", ["remove", "save"])
def test_a_lock_that_could_not_be_taken_away_is_cleared_by_the_same_program(
    backend: MemoryBackend, files: SealedFiles, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """The disk was pulled out and is there again, or failed after it had kept the lock: nobody waits for ourselves."""
    real = getattr(backend, fails)

    def fail(*given: Any) -> None:
        if fails == "save":
            real(*given)
        raise PlaceFailed("memory", "EIO")

    lock = Lock(backend, files) if fails == "remove" else None
    monkeypatch.setattr(backend, fails, fail)
    monkeypatch.setattr(backend, "remove", fail if fails == "remove" else lambda *_: None)
    if lock is not None:
        lock.release()
    else:
        with pytest.raises(PlaceFailed):
            Lock(backend, files)
    monkeypatch.undo()
    assert len(backend.list("locks")) == 1
    Lock(backend, files, exclusive=True).release()
    assert backend.list("locks") == []


OLD = STALE + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("here", "running", "age", "stale"),
    [
        (False, True, timedelta(0), False),
        (False, True, STALE - timedelta(seconds=30), False),
        (False, True, OLD, True),
        (False, True, -timedelta(hours=5), False),
        (False, False, timedelta(0), False),
        (True, True, timedelta(0), False),
        (True, True, OLD, True),
        (True, False, timedelta(0), True),
    ],
)
def test_a_lock_counts_no_more_when_its_owner_is_gone(here: bool, running: bool, age: timedelta, stale: bool) -> None:
    """One of restic's, which has a name and a number."""
    hostname = socket.gethostname() if here else "elsewhere"
    info = LockInfo(datetime.now(UTC), True, hostname, os.getpid() if running else ended_process())
    assert info.is_stale(age) is stale


@pytest.mark.parametrize(("minutes", "stale"), [(0, False), (10, False), (12, True)])
@pytest.mark.parametrize("name", ["localhost", "MacBook-Pro.local"])
def test_a_number_says_little_where_many_computers_have_one_name(
    name: str, minutes: int, stale: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    info = LockInfo(datetime.now(UTC), True, name, ended_process())
    assert info.is_stale(timedelta(minutes=minutes)) is stale


@pytest.mark.parametrize(
    ("change", "age", "stale"),
    [
        ({}, timedelta(0), False),
        ({}, timedelta(days=1), False),  # it slept, or its clock is a day behind: it lives
        ({"pid": "4194999"}, timedelta(0), True),
        ({"started": "1"}, timedelta(0), True),  # the number was given again
        ({"boot": "another"}, timedelta(0), True),
        ({"machine": "another", "pid": "4194999"}, timedelta(0), False),  # of the same name, perhaps
        ({"machine": "another"}, OLD, True),
    ],
)
def test_our_own_mark_says_more_than_a_name(change: dict[str, str], age: timedelta, stale: bool) -> None:
    words = dict(zip(("machine", "boot", "pid", "started"), this_process().split(":"), strict=True))
    mark = ":".join((words | change).values())
    assert LockInfo(datetime.now(UTC), True, socket.gethostname(), os.getpid(), mark).is_stale(age) is stale


@pytest.mark.parametrize("hours", [-26, -5, 5, 26])
@pytest.mark.parametrize(("minutes", "stale"), [(2, False), (29, False), (31, True)])
def test_the_clocks_of_two_computers_need_not_agree(
    backend: MemoryBackend, files: SealedFiles, hours: int, minutes: int, stale: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is hours off; when it came to the place, beside ours, tells how old it is."""
    name = somebodys(files, exclusive=True, time=datetime.now(UTC) + timedelta(hours=hours))
    monkeypatch.setattr(backend, "arrived", lambda _kind, of: 5000.0 if of == name else 5000.0 + minutes * 60)
    if stale:
        Lock(backend, files, exclusive=True).release()
        assert backend.list("locks") == []
    else:
        with pytest.raises(InUseElsewhere):
            Lock(backend, files, exclusive=True)
        assert backend.list("locks") == [name]


def test_a_lock_that_nobody_can_read_is_cleared_when_it_is_not_renewed(
    backend: MemoryBackend, files: SealedFiles
) -> None:
    """Of a dead key, or half of a file: it says nothing, but a living one would have been written anew."""
    name = somebodys(files, exclusive=True)
    flip(backend, "locks", name, 500)
    backend.arrivals["locks", name] = time.time() - OLD.total_seconds()
    Lock(backend, files, exclusive=True).release()
    assert backend.list("locks") == []


def test_who_is_only_finishing_is_waited_for(backend: MemoryBackend, files: SealedFiles) -> None:
    first = Lock(backend, files)
    threading.Timer(0.15, first.release).start()
    Lock(backend, files, exclusive=True, patience=120.0).release()
    assert backend.list("locks") == []


def test_an_exclusive_one_that_gives_way_does_not_stop_who_was_first(
    backend: MemoryBackend, files: SealedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wrote its lock before it saw ours."""
    monkeypatch.setattr("vault.repository.lock._SETTLING_SECONDS", 60)  # on a busy machine it goes later
    lock = Lock(backend, files)
    theirs = somebodys(files, exclusive=True)
    threading.Timer(0.1, backend.remove, ("locks", theirs)).start()
    lock.confirm()
    lock.release()


def test_restic_passes_over_our_mark_and_the_words_name_this_computer(
    backend: MemoryBackend, files: SealedFiles
) -> None:
    lock = Lock(backend, files)
    with pytest.raises(InUseElsewhere) as in_use:
        Lock(backend, files, exclusive=True)
    assert in_use.value.here
    lock.release()


@pytest.mark.parametrize("exclusive", [True, False])
def test_stale_locks_are_cleared_away(backend: MemoryBackend, files: SealedFiles, exclusive: bool) -> None:
    somebodys(files, exclusive=True, time=datetime.now(UTC) - timedelta(hours=1))
    somebodys(files, exclusive=True, hostname=socket.gethostname(), pid=ended_process())
    lock = Lock(backend, files, exclusive=exclusive)
    assert len(backend.list("locks")) == 1
    lock.release()


def test_a_refresh_writes_anew_before_it_takes_away(
    backend: MemoryBackend, files: SealedFiles, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = Lock(backend, files, clock=clock)
    (before,) = backend.list("locks")
    clock.advance(minutes=5)
    counts: list[int] = []
    real = backend.remove

    def remove(kind: str, name: str) -> None:
        counts.append(len(backend.list("locks")))
        real("locks", name)

    monkeypatch.setattr(backend, "remove", remove)
    lock.refresh()
    (after,) = backend.list("locks")
    assert counts == [2]
    assert after != before
    assert load_lock(files, after).time == clock()
    lock.release()
    assert backend.list("locks") == []


def test_a_thread_keeps_it_fresh_and_outlives_a_fault(backend: MemoryBackend, files: SealedFiles) -> None:
    tried: list[str] = []
    real, fresh = backend.save, threading.Event()

    def save(kind: Kind, name: str, data: bytes) -> None:
        tried.append(name)
        if len(tried) == 2:
            raise PlaceFailed("place", "EIO")
        real(kind, name, data)
        if len(tried) > 2:
            fresh.set()

    backend.save = save  # type: ignore[method-assign,assignment]
    lock = Lock(backend, files, refresh_seconds=0.01)
    assert fresh.wait(120)
    lock.release()
    assert backend.list("locks") == []
    assert not lock._keeper.is_alive()


def test_the_keeper_does_not_hold_the_program_up(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    assert lock._keeper.daemon
    lock.release()


def test_a_lock_that_stands_is_confirmed(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    lock.confirm()
    lock.release()


def test_a_lock_that_somebody_cleared_is_not(backend: MemoryBackend, files: SealedFiles, clock: Clock) -> None:
    """This computer slept; another took our lock for stale, and may have removed our packs."""
    lock = Lock(backend, files, clock=clock)
    started = clock()
    clock.advance(hours=8)
    for name in backend.list("locks"):
        backend.remove("locks", name)
    with pytest.raises(InUseElsewhere) as in_use:
        lock.confirm()
    assert in_use.value.since == started
    lock.release()


def test_a_lock_that_grew_old_and_stands_is_renewed(backend: MemoryBackend, files: SealedFiles, clock: Clock) -> None:
    lock = Lock(backend, files, clock=clock)
    clock.advance(hours=8)
    lock.confirm()
    (name,) = backend.list("locks")
    assert load_lock(files, name).time == clock()
    lock.release()


def test_an_exclusive_lock_that_came_while_ours_was_old_stops_us(
    backend: MemoryBackend, files: SealedFiles, clock: Clock
) -> None:
    lock = Lock(backend, files, clock=clock)
    clock.advance(hours=8)
    somebodys(files, exclusive=True, time=clock())
    with pytest.raises(InUseElsewhere):
        lock.confirm()
    lock.release()


def test_release_on_a_place_that_is_gone_is_no_failure(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    backend.present = False
    lock.release()


def test_a_refresh_after_release_leaves_nothing(backend: MemoryBackend, files: SealedFiles) -> None:
    lock = Lock(backend, files)
    lock.release()
    lock.refresh()
    assert backend.list("locks") == []


def test_faults_of_the_place_are_told(backend: MemoryBackend, files: SealedFiles) -> None:
    backend.writable = False
    with pytest.raises(NoPermission):
        Lock(backend, files)
    backend.present = False
    with pytest.raises(PlaceMissing):
        Lock(backend, files)


def test_a_damaged_lock_stands_in_an_exclusive_way_only(backend: MemoryBackend, files: SealedFiles) -> None:
    name = somebodys(files, exclusive=True)
    flip(backend, "locks", name, 500)
    Lock(backend, files).release()
    with pytest.raises(Damaged) as damage:
        Lock(backend, files, exclusive=True)
    assert (damage.value.what, damage.value.name) == ("lock", name)
    assert backend.list("locks") == [name]


def test_a_lock_that_goes_while_we_look_is_no_lock(
    backend: MemoryBackend, files: SealedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backend.list
    monkeypatch.setattr(backend, "list", lambda kind: [*real(kind), "ab" * 32])
    Lock(backend, files, exclusive=True).release()


@pytest.mark.parametrize("change", [{"time": "now"}, {"pid": "1"}, {"exclusive": 1}, {"hostname": None}])
def test_what_is_no_lock_is_damage(files: SealedFiles, change: dict[str, object]) -> None:
    fields = {"time": format_time(datetime.now(UTC)), "exclusive": False, "hostname": "h", "username": "u", "pid": 1}
    name = files.save("locks", msgspec.json.encode(fields | change))
    with pytest.raises(Damaged) as damage:
        load_lock(files, name)
    assert (damage.value.what, damage.value.name) == ("lock", name)


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_hostile_locks_are_damage(document: bytes) -> None:
    files = SealedFiles(MemoryBackend(), CIPHER, compresses=True)
    name = files.save("locks", document)
    with pytest.raises(Damaged):
        load_lock(files, name)


def test_works_for_a_nameless_user(backend: MemoryBackend, files: SealedFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    names = dict[str, str]()
    monkeypatch.setattr("getpass.getuser", lambda: names["uid not found"])  # raises KeyError, as getpass does
    Lock(backend, files).release()
