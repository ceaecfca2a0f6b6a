"""Tidying: what nothing needs goes, what anything needs stays, whatever is damaged, missing, or full."""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta

import pytest

from tests.repository.vaults import DAY, SECRET, back_up, flip, new_vault, store
from vault.errors import Cancelled, InUseElsewhere, PlaceFailed, UseUnknown, VaultChanged
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.forget import forget
from vault.repository.ids import id_of
from vault.repository.prune import PruneResult, plan_prune, prune
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.storage.backend import Kind, Scrap
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
BIG = 200_000


def noise(size: int = BIG) -> bytes:
    return os.urandom(size)


@pytest.fixture
def place() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def vault(place: MemoryBackend) -> Repository:
    return new_vault(place)


def tidy(vault: Repository, *gone: Snapshot, unneeded_share: float = 0.0) -> PruneResult:
    plan = plan_prune(vault, QUIET, without=[one.id for one in gone], unneeded_share=unneeded_share)
    return prune(vault, plan, QUIET)


def content_of(vault: Repository, snapshot: Snapshot) -> list[bytes]:
    return [vault.load_blob(one) for node in vault.load_tree(snapshot.tree).nodes for one in node.content]


def is_whole(place: MemoryBackend) -> bool:
    report = Check().run(Repository.open(place, SECRET), read_all=True, progress=QUIET)
    return report.ok


def all_blobs(place: MemoryBackend) -> set[str]:
    """The ids in the packs' own lists, whatever any index says."""
    vault = Repository.open(place, SECRET)
    return {entry.blob_id for pack in place.list("data") for entry in vault.read_pack_header(pack)}


def test_where_all_is_needed_nothing_happens(vault: Repository, place: MemoryBackend) -> None:
    back_up(vault, noise())
    before = dict(place.files)
    plan = plan_prune(vault, QUIET, unneeded_share=0)
    assert (plan.freed, plan.whole, plan.again, plan.unneeded) == (0, (), (), plan.unneeded)
    assert prune(vault, plan, QUIET) == PruneResult(0, 0, 0, (), 0, 0)
    assert place.files == before


def test_what_only_a_forgotten_backup_held_is_gone(vault: Repository, place: MemoryBackend) -> None:
    shared, old, new = noise(), noise(), noise()
    first, second = back_up(vault, shared, old), back_up(vault, shared, new)
    plan = plan_prune(vault, QUIET, without=[first.id], unneeded_share=0)
    assert {first.id, second.id} == set(place.list("snapshots"))  # a plan changes nothing
    before = vault.stored_size()
    result = prune(vault, plan, QUIET)
    assert place.list("snapshots") == [second.id]
    assert result.freed == before - vault.stored_size()
    assert abs(result.freed - plan.freed) < 1000
    assert id_of(old) not in all_blobs(place)
    assert content_of(vault, second) == [shared, new]
    assert is_whole(place)


def test_a_pack_that_nothing_needs_goes_without_being_read(vault: Repository, place: MemoryBackend) -> None:
    first, second = back_up(vault, noise()), back_up(vault, noise())
    (pack,) = vault.packs_with(vault.load_tree(first.tree).nodes[0].content[0])
    flip(place, "data", pack, 99)
    result = tidy(vault, first)
    assert (result.packs, result.again, result.damaged) == (2, 0, ())
    assert vault.snapshots() == [second]
    assert is_whole(place)


def test_a_small_share_may_stay(vault: Repository, place: MemoryBackend) -> None:
    many, one = [noise() for _ in range(30)], noise()
    first, second = back_up(vault, *many, one), back_up(vault, *many, time=DAY + timedelta(1))
    plan = plan_prune(vault, QUIET, without=[first.id])
    assert plan.again == ()
    assert plan.unneeded > BIG
    prune(vault, plan, QUIET)
    assert id_of(one) in all_blobs(place)
    assert tidy(vault).again == 1
    assert id_of(one) not in all_blobs(place)
    assert content_of(vault, second) == many


def test_many_small_packs_are_joined(vault: Repository, place: MemoryBackend) -> None:
    backups = [back_up(vault, noise(1000), time=DAY + timedelta(day)) for day in range(17)]
    contents = [content_of(vault, one) for one in backups]
    assert len(place.list("data")) == 34
    result = tidy(vault, unneeded_share=0.05)
    assert result.again == 34
    assert len(place.list("data")) == 2
    assert len(place.list("index")) == 1
    assert [content_of(vault, one) for one in backups] == contents
    assert is_whole(place)


def leave_a_stray_pack(vault: Repository) -> None:
    """As a backup does that is cancelled while it stores."""
    with contextlib.suppress(Cancelled), vault.writing() as writer:
        writer.save_blob("data", noise())
        writer.settle()
        raise Cancelled


def test_what_interrupted_backups_left_goes(vault: Repository, place: MemoryBackend) -> None:
    kept = back_up(vault, noise())
    leave_a_stray_pack(vault)
    place.unfinished["data"] = [Scrap("young", 500, 1.0)]
    place.unfinished["locks"] = [Scrap("young", 50, 1.0), Scrap("old", 70, 100_000.0)]
    plan = plan_prune(vault, QUIET)
    assert plan.stray_bytes > BIG
    assert plan.scraps == 570
    assert prune(vault, plan, QUIET).freed == plan.freed
    assert [scrap.name for scrap in (*place.scraps("data"), *place.scraps("locks"))] == ["young"]
    assert vault.snapshots() == [kept]
    assert is_whole(place)


def test_only_what_was_planned_goes(vault: Repository, place: MemoryBackend) -> None:
    leave_a_stray_pack(vault)
    plan = plan_prune(vault, QUIET)
    leave_a_stray_pack(vault)
    assert prune(vault, plan, QUIET).freed == plan.freed
    assert len(place.list("data")) == 1


@pytest.mark.parametrize("kind", ["snapshots", "index", "data"])
def test_where_it_cannot_be_told_what_is_needed_nothing_goes(
    vault: Repository, place: MemoryBackend, kind: Kind
) -> None:
    first, _ = back_up(vault, noise()), back_up(vault, noise())
    victim = {
        "snapshots": place.list("snapshots")[0],
        "index": place.list("index")[0],
        "data": vault.packs_with(first.tree)[0],
    }[str(kind)]
    flip(place, kind, victim, 70)
    before = dict(place.files)
    vault.close()
    with pytest.raises(UseUnknown):
        plan_prune(vault, QUIET)
    assert place.files == before


def test_a_damaged_blob_that_is_needed_keeps_its_pack(vault: Repository, place: MemoryBackend) -> None:
    needed, other, gone = noise(), noise(), noise()
    first, second = back_up(vault, gone, needed, other), back_up(vault, needed, other)
    (pack,) = vault.packs_with(id_of(needed))
    (where,) = vault.places(id_of(needed))
    flip(place, "data", pack, (where.entry.offset + 50) * 8)
    result = tidy(vault, first)
    assert result.damaged == (pack,)
    assert pack in place.list("data")
    assert vault.load_blob(id_of(other)) == other
    assert vault.snapshots() == [second]


def twice(vault: Repository, blob: bytes, *others: bytes) -> None:
    """Store a blob once more, as two computers at once do."""
    with vault.exclusively() as session:
        for one in (blob, *others):
            session.writer.save_blob("data", one)


def test_of_two_copies_one_stays(vault: Repository, place: MemoryBackend) -> None:
    blob = noise()
    kept = back_up(vault, blob)
    twice(vault, blob)
    assert len(vault.packs_with(id_of(blob))) == 2
    result = tidy(vault)
    assert (result.packs, result.again) == (1, 0)
    assert content_of(vault, kept) == [blob]
    assert is_whole(place)


def test_a_copy_stays_when_the_one_to_be_kept_is_damaged(vault: Repository, place: MemoryBackend) -> None:
    blob = noise()
    kept = back_up(vault, blob)
    (good,) = vault.packs_with(id_of(blob))
    twice(vault, blob)
    plan = plan_prune(vault, QUIET, unneeded_share=0)
    leaving = plan.survey.ids[plan.whole[0]]
    (keeper,) = set(vault.packs_with(id_of(blob))) - {leaving}
    flip(place, "data", keeper, 800)
    result = prune(vault, plan, QUIET)
    assert result.damaged == (leaving,)
    assert content_of(vault, kept) == [blob]
    assert good in place.list("data")


def test_a_blob_that_no_index_names_keeps_the_stray_packs(vault: Repository, place: MemoryBackend) -> None:
    needed, gone = noise(), noise()
    first = back_up(vault, gone)
    back_up(vault, needed)
    (pack,) = vault.packs_with(id_of(needed))
    stray = place.files["data", pack]
    with vault.exclusively() as session:
        contents = [one for name in place.list("index") for one in vault.load_index_file(name) if one.pack_id != pack]
        session.replace_index(contents, place.list("index"))
    result = tidy(vault, first)
    assert result.missing == 1
    assert place.files["data", pack] == stray
    assert id_of(gone) not in all_blobs(place)


def test_what_changed_since_is_looked_at_again(vault: Repository, place: MemoryBackend) -> None:
    first = back_up(vault, noise())
    plan = plan_prune(vault, QUIET, without=[first.id])
    back_up(vault, noise())
    before = dict(place.files)
    with pytest.raises(VaultChanged):
        prune(vault, plan, QUIET)
    assert place.files == before


def test_nobody_may_be_at_work(vault: Repository, place: MemoryBackend) -> None:
    plan = plan_prune(vault, QUIET)
    with Repository.open(place, SECRET).writing(), pytest.raises(InUseElsewhere):
        prune(vault, plan, QUIET)


def test_without_room_only_what_needs_none_goes(vault: Repository, place: MemoryBackend) -> None:
    shared, only = noise(), noise()
    first, second, third = back_up(vault, only), back_up(vault, shared, noise()), back_up(vault, shared)
    plan = plan_prune(vault, QUIET, without=[first.id, second.id], unneeded_share=0)
    place.room = 1 << 20
    result = prune(vault, plan, QUIET)
    assert (result.again, result.no_room) == (0, 1)
    assert id_of(only) not in all_blobs(place)
    assert content_of(vault, third) == [shared]
    place.room = None
    assert tidy(vault).again == 1
    assert is_whole(place)


def test_forgetting_alone_leaves_the_bytes(vault: Repository, place: MemoryBackend) -> None:
    first, second = back_up(vault, noise()), back_up(vault, noise())
    packs = place.list("data")
    forget(vault, [first.id])
    assert place.list("snapshots") == [second.id]
    assert place.list("data") == packs


def test_blobs_stored_without_a_backup_go(vault: Repository, place: MemoryBackend) -> None:
    store(vault, noise())
    assert tidy(vault).packs == 1
    assert place.list("data") == place.list("index") == []


class Stopping(MemoryBackend):
    """Goes away for good at the nth change, as a pulled plug does."""

    def __init__(self, files: dict[tuple[Kind, str], bytes], left: int) -> None:
        super().__init__()
        self.files = dict(files)
        self.left = left

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self._count()
        super().save(kind, name, data)

    def remove(self, kind: Kind, name: str) -> None:
        self._count()
        super().remove(kind, name)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PlaceFailed(self.place, "EIO")


def test_stopped_at_any_change_every_kept_backup_is_whole(vault: Repository, place: MemoryBackend) -> None:
    shared, old, new = noise(), noise(), noise()
    first, second = back_up(vault, shared, old), back_up(vault, shared, new)
    back_up(vault, noise())
    for left in range(100):
        stopping = Stopping(place.files, left)
        stopped = Repository.open(stopping, SECRET)
        third = next(one for one in stopped.snapshots() if one.id not in (first.id, second.id))
        finished = True
        try:
            tidy(stopped, first, third)
        except PlaceFailed:
            finished = False
        after = MemoryBackend()
        after.files = {key: data for key, data in stopping.files.items() if key[0] != "locks"}
        assert content_of(Repository.open(after, SECRET), second) == [shared, new]
        assert is_whole(after)
        again = Repository.open(after, SECRET)
        tidy(again, first, third)
        assert again.snapshots() == [second]
        assert all_blobs(after) == {id_of(shared), id_of(new), second.tree}
        assert is_whole(after)
        if finished:
            assert left > 8
            return
    raise AssertionError("never finished")
