"""Repair: what can be made whole is, what is whole stays, and the next backup brings back what was lost."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

import pytest

from tests.repository.small_vault import SECRET, Recorder, back_up, new_vault
from vault.errors import Cancelled, Damaged, InUseElsewhere
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.index_file import PackContents
from vault.repository.repair import RepairResult, plan_repair, repair
from vault.repository.repository import NewKey, Repository
from vault.repository.restorer import find_files, read_file
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
NOISE = random.Random(17).randbytes(4 << 20)
ANNA = {"chat.txt": b"hello Anna\n" * 500, "photos.zip": NOISE[: 5 << 19]}
BEN = {"photos.zip": NOISE[5 << 19 :], "empty": b""}
Key = tuple[Kind, str]


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """In memory everybody sees a lock at once."""
    monkeypatch.setattr("vault.repository.lock._SETTLING_SECONDS", 0.0)


@pytest.fixture(scope="module")
def files() -> dict[Key, bytes]:
    """Anna twice (the second backup shares all photos with the first), Ben once; two ways in."""
    backend = MemoryBackend()
    repository = new_vault(backend)
    repository.add_key(NewKey("another secret", "test"), scrypt_n=16)
    back_up(repository, ANNA)
    back_up(repository, {**ANNA, "note.txt": b"later"})
    back_up(repository, BEN, path=("WhatsApp", "Ben"))
    return backend.files


@pytest.fixture
def backend(files: dict[Key, bytes]) -> MemoryBackend:
    return filled(files)


def filled(files: Mapping[Key, bytes]) -> MemoryBackend:
    backend = MemoryBackend()
    backend.files = dict(files)
    return backend


def opened(backend: MemoryBackend) -> Repository:
    return Repository.open(backend, SECRET)


def flip(backend: MemoryBackend, key: Key, position: int) -> None:
    whole = bytearray(backend.files[key])
    whole[position] ^= 0x10
    backend.files[key] = bytes(whole)


def of_kind(backend: MemoryBackend, kind: Kind) -> list[Key]:
    return [key for key in backend.files if key[0] == kind]


def large_packs(backend: MemoryBackend) -> list[Key]:
    """Of photos: Anna's, then Ben's."""
    return [key for key in of_kind(backend, "data") if len(backend.files[key]) > 1 << 20]


def mend(backend: MemoryBackend, *others: MemoryBackend) -> RepairResult:
    repository = opened(backend)
    return repair(repository, plan_repair(repository, QUIET), others, QUIET)


def restored(backend: MemoryBackend) -> list[dict[str, bytes] | None]:
    """Every backup's files, oldest first; None for one that lacks something."""
    repository = opened(backend)
    return [_files(repository, number) for number in range(len(repository.snapshots()))]


def _files(repository: Repository, number: int) -> dict[str, bytes] | None:
    try:
        found = find_files(repository, repository.snapshots()[number])
        return {file.path[-1]: b"".join(read_file(repository, file.node)) for file in found}
    except Damaged:
        return None


WHOLE: Sequence[dict[str, bytes]] = [ANNA, {**ANNA, "note.txt": b"later"}, BEN]


def is_well(backend: MemoryBackend) -> bool:
    return Check().run(opened(backend), read_all=True, progress=QUIET).ok


def test_nothing_is_done_where_nothing_is_wrong(backend: MemoryBackend) -> None:
    before = dict(backend.files)
    assert plan_repair(opened(backend), QUIET).nothing
    assert mend(backend) == RepairResult()
    assert backend.files == before


def test_the_plan_changes_nothing(backend: MemoryBackend) -> None:
    flip(backend, large_packs(backend)[0], 1000)
    before = dict(backend.files)
    assert not plan_repair(opened(backend), QUIET).nothing
    assert (backend.files, backend.aside) == (before, [])


@pytest.mark.parametrize("kind", ["data", "index", "snapshots", "keys"])
def test_a_copy_heals_every_damaged_file(files: dict[Key, bytes], backend: MemoryBackend, kind: Kind) -> None:
    keys = of_kind(backend, kind)
    for key in keys[1:] if kind == "keys" else keys:
        flip(backend, key, len(backend.files[key]) // 2)
    result = mend(backend, MemoryBackend(), filled(files))
    assert backend.files == files
    assert {name for _, name in result.healed} >= {name for _, name in keys[1:]}
    assert (result.remaining, backend.aside, is_well(backend)) == ((), [], True)


def test_a_copy_heals_missing_packs(files: dict[Key, bytes], backend: MemoryBackend) -> None:
    for key in of_kind(backend, "data"):
        del backend.files[key]
    mend(backend, filled(files))
    assert backend.files == files


def test_a_damaged_copy_heals_nothing_and_does_no_harm(files: dict[Key, bytes], backend: MemoryBackend) -> None:
    pack = large_packs(backend)[1]
    copy = filled(files)
    flip(copy, pack, 77)
    flip(backend, pack, 1000)
    result = mend(backend, copy)
    assert result.healed == ()
    assert restored(backend)[:2] == WHOLE[:2]


def test_single_blobs_come_from_a_copy_that_is_packed_otherwise(backend: MemoryBackend) -> None:
    """Each was tidied in its own way: no pack of the one is in the other."""
    before = {key: data for key, data in backend.files.items() if key[0] in ("config", "keys")}
    copy = filled(before)
    back_up(opened(copy), ANNA)
    for key in large_packs(backend)[:1]:
        flip(backend, key, 1000)
        flip(backend, key, 2_000_000)
    result = mend(backend, copy)
    assert result.refilled > 0
    assert restored(backend) == WHOLE
    assert is_well(backend)


def test_the_next_backup_of_the_same_export_makes_every_old_one_whole(backend: MemoryBackend) -> None:
    annas, _ = large_packs(backend)
    flip(backend, annas, 1_000_000)
    result = mend(backend)
    assert result.salvaged > 0
    assert [(kind, name) for kind, name, _ in backend.aside] == [annas]
    assert restored(backend) == [None, None, BEN]
    assert {problem.what for problem in result.remaining} == {"blob"}
    assert len(result.remaining[0].snapshots) == 2
    back_up(opened(backend), ANNA)
    assert restored(backend) == [*WHOLE, ANNA]
    assert is_well(backend)


def test_what_is_whole_in_a_damaged_pack_is_not_lost(backend: MemoryBackend) -> None:
    """A damaged list at its end costs nothing: every blob of the pack moves."""
    for key in of_kind(backend, "data"):
        flip(backend, key, -10)
    result = mend(backend)
    assert result.remaining == ()
    assert restored(backend) == WHOLE
    assert is_well(backend)


def test_a_lost_index_is_made_again_from_the_packs(backend: MemoryBackend) -> None:
    lost = of_kind(backend, "index")
    del backend.files[lost[0]]
    flip(backend, lost[1], 30)
    result = mend(backend)
    assert result.listed
    assert [(kind, name) for kind, name, _ in backend.aside] == [lost[1]]
    assert (restored(backend), is_well(backend)) == (WHOLE, True)


def test_index_and_pack_damaged_at_once(backend: MemoryBackend) -> None:
    for key in of_kind(backend, "index"):
        flip(backend, key, 30)
    flip(backend, large_packs(backend)[1], 1000)
    mend(backend)
    assert restored(backend) == [ANNA, WHOLE[1], None]
    back_up(opened(backend), BEN, path=("WhatsApp", "Ben"))
    assert restored(backend)[2] == BEN


def test_packs_that_only_a_lost_or_damaged_index_file_named(files: dict[Key, bytes], backend: MemoryBackend) -> None:
    """That they are damaged, too, is seen once they are named again: one repair is enough all the same."""
    first, second, _ = of_kind(backend, "index")
    copy = filled(files)
    del backend.files[first]
    flip(backend, second, 30)
    for key in of_kind(backend, "data"):
        flip(backend, key, -30)
        flip(backend, key, 20)
    result = mend(backend, copy)
    assert result.remaining == ()
    assert (restored(backend), is_well(backend)) == (WHOLE, True)
    assert plan_repair(opened(backend), QUIET).nothing


def test_a_backup_whose_own_file_is_lost_is_found_by_its_trees(backend: MemoryBackend) -> None:
    times = [snapshot.time for snapshot in opened(backend).snapshots()]
    first = of_kind(backend, "snapshots")[0]
    flip(backend, first, 40)
    result = mend(backend)
    assert len(result.recovered) == 1
    again = opened(backend).load_snapshot(result.recovered[0])
    assert again.paths == ("/WhatsApp/Anna",)
    assert len(opened(backend).snapshots()) == len(times)
    assert all(whole in restored(backend) for whole in WHOLE)
    assert is_well(backend)


def test_an_index_that_lies_about_a_whole_pack_is_corrected(backend: MemoryBackend) -> None:
    repository = opened(backend)
    (wrong,) = (name for _, name in of_kind(backend, "index")[:1])
    contents = repository.load_index_file(wrong)
    lies = [PackContents(p.pack_id, tuple(replace(e, offset=e.offset + 1) for e in p.entries)) for p in contents]
    with repository.exclusively() as session:
        session.replace_index(lies, [wrong])
    assert not is_well(backend)
    result = mend(backend)
    assert (result.set_aside, result.remaining) == ((), ())
    assert (restored(backend), is_well(backend)) == (WHOLE, True)


def test_a_missing_pack_leaves_the_index(backend: MemoryBackend) -> None:
    del backend.files[large_packs(backend)[0]]
    mend(backend)
    assert restored(backend) == [None, None, BEN]
    back_up(opened(backend), ANNA)
    assert (restored(backend), is_well(backend)) == ([*WHOLE, ANNA], True)


def test_a_lock_that_says_nothing_is_set_aside(backend: MemoryBackend) -> None:
    backend.files["locks", "ab" * 32] = b"half a lock"
    mend(backend)
    assert backend.list("locks") == []
    with opened(backend).exclusively():
        pass


def test_a_living_lock_stops_it(backend: MemoryBackend) -> None:
    flip(backend, large_packs(backend)[0], 1000)
    other, mine = opened(backend), opened(backend)
    plan = plan_repair(mine, QUIET)
    with other.writing(), pytest.raises(InUseElsewhere):
        repair(mine, plan, (), QUIET)


def test_stopped_anywhere_it_has_lost_nothing(files: dict[Key, bytes]) -> None:
    for questions in range(200):
        backend = filled(files)
        flip(backend, large_packs(backend)[0], 1_000_000)
        flip(backend, of_kind(backend, "index")[1], 30)
        repository = opened(backend)
        plan = plan_repair(repository, QUIET)
        done = False
        try:
            repair(repository, plan, (), Recorder(stop_after=questions * 10))
            done = True
        except Cancelled:
            mend(backend)
        assert restored(backend) == [None, None, BEN]
        back_up(opened(backend), ANNA)
        assert restored(backend)[:3] == WHOLE
        if done:
            assert questions > 3
            return
    pytest.fail("it never came to its end")


def test_every_write_may_be_the_last_one(files: dict[Key, bytes]) -> None:
    """The place goes away at each write in turn: what could be read before can be read afterwards, and repaired."""
    for allowed in range(100):
        backend = Dying(files, allowed)
        flip(backend, large_packs(backend)[0], 1_000_000)
        flip(backend, of_kind(backend, "snapshots")[0], 40)
        repository = opened(backend)
        plan = plan_repair(repository, QUIET)
        try:
            repair(repository, plan, (), QUIET)
            return
        except PlaceGone:
            after = filled({key: data for key, data in backend.files.items() if key[0] != "locks"})
            assert BEN in restored(after)
            mend(after)
            back_up(opened(after), {**ANNA, "note.txt": b"later"})
            found = restored(after)
            assert all(whole in found for whole in WHOLE)
    pytest.fail("it never came to its end")


class PlaceGone(Exception):
    """As sudden as a power cut."""


class Dying(MemoryBackend):
    """Allows so many writes."""

    def __init__(self, files: Mapping[Key, bytes], allowed: int) -> None:
        super().__init__()
        self.files = deepcopy(dict(files))
        self.allowed = allowed

    def _count(self) -> None:
        self.allowed -= 1
        if self.allowed < 0:
            raise PlaceGone

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self._count()
        super().save(kind, name, data)

    def replace(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self._count()
        super().replace(kind, name, data)

    def set_aside(self, kind: Kind, name: str) -> None:
        self._count()
        super().set_aside(kind, name)

    def remove(self, kind: Kind, name: str) -> None:
        self._count()
        super().remove(kind, name)
