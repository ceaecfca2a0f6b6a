"""The order of writes: whatever happens between two steps, every older backup stays whole."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.repository.vaults import DAY, SECRET, back_up, new_vault, store
from vault.errors import Cancelled, Damaged, DiskFull, InUseElsewhere, NoPermission, PlaceFailed
from vault.repository.ids import id_of
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Tree, encode_tree, format_time
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

TEXT = b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 3000


class Place(MemoryBackend):
    """Remembers the order of writes, and fails at the nth of a kind."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[Kind] = []
        self.fails_at: Kind | None = None
        self.locks_meanwhile: set[int] = set()

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        if kind == self.fails_at:
            raise PlaceFailed(self.place, "EIO")
        self.order.append(kind)
        if kind in ("data", "index", "snapshots"):
            self.locks_meanwhile.add(len(self.list("locks")))
        super().save(kind, name, data)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def vault(place: Place) -> Repository:
    vault = new_vault(place)
    place.order.clear()
    return vault


def test_packs_then_index_then_snapshot_under_one_lock(vault: Repository, place: Place) -> None:
    snapshot = back_up(vault, TEXT, os.urandom(100_000))
    assert place.order == ["locks", "data", "data", "index", "snapshots"]
    assert place.locks_meanwhile == {1}
    assert place.list("locks") == []
    assert vault.snapshots() == [snapshot]
    assert vault.load_blob(id_of(TEXT)) == TEXT


def test_leaving_makes_everything_durable_without_a_snapshot(vault: Repository, place: Place) -> None:
    (blob_id,) = store(vault, TEXT)
    assert place.order == ["locks", "data", "index"]
    assert Repository.open(place, SECRET).load_blob(blob_id) == TEXT


def test_a_session_that_stores_nothing_writes_nothing(vault: Repository, place: Place) -> None:
    store(vault, TEXT)
    place.order.clear()
    with vault.writing() as writer:
        assert writer.save_blob("data", TEXT) == (id_of(TEXT), 0)
    assert place.order == ["locks"]
    assert place.list("locks") == []


def test_more_can_be_stored_after_a_snapshot(vault: Repository, place: Place) -> None:
    with vault.writing() as writer:
        trees = []
        for day, text in enumerate((b"one", b"two")):
            writer.save_blob("data", text)
            trees.append(writer.save_blob("tree", encode_tree(Tree(())) + text)[0])
            vault.save_snapshot(Snapshot(DAY + timedelta(days=day), trees[-1], ()))
        last, _ = writer.save_blob("data", b"three")
    assert [snapshot.tree for snapshot in vault.snapshots()] == trees
    assert len(place.list("index")) == 3
    assert Repository.open(place, SECRET).load_blob(last) == b"three"


@pytest.mark.parametrize("failure", [Cancelled(), RuntimeError("a bug"), KeyboardInterrupt()])
def test_a_failure_inside_leaves_nothing_that_is_referred_to(
    vault: Repository, place: Place, failure: BaseException
) -> None:
    noise = os.urandom(4 << 20)

    def work() -> None:
        with vault.writing() as writer:
            for number in range(8):
                writer.save_blob("data", noise + bytes([number]))
            raise failure

    with pytest.raises(type(failure)):
        work()
    assert place.list("index") == place.list("snapshots") == place.list("locks") == []
    assert not vault.has_blob(id_of(noise + b"\0"))
    assert vault.snapshots() == []
    back_up(vault, TEXT)
    assert len(vault.snapshots()) == 1


@pytest.mark.parametrize("kind", ["data", "index", "snapshots"])
def test_a_fault_at_any_step_leaves_older_backups_whole(vault: Repository, place: Place, kind: Kind) -> None:
    older = back_up(vault, TEXT)
    place.fails_at = kind
    with pytest.raises(PlaceFailed):
        back_up(vault, b"new words", os.urandom(1000))
    place.fails_at = None
    reopened = Repository.open(place, SECRET)
    assert reopened.snapshots() == [older]
    assert reopened.load_blob(id_of(TEXT)) == TEXT
    assert place.list("locks") == []


@pytest.mark.parametrize("kind", ["data", "index", "snapshots"])
def test_after_a_fault_the_same_session_of_the_program_can_back_up_again(
    vault: Repository, place: Place, kind: Kind
) -> None:
    place.fails_at = kind
    with pytest.raises(PlaceFailed):
        back_up(vault, TEXT)
    place.fails_at = None
    snapshot = back_up(vault, TEXT)
    reopened = Repository.open(place, SECRET)
    assert reopened.snapshots() == [snapshot]
    assert reopened.load_blob(id_of(TEXT)) == TEXT


def test_a_full_place_is_told(vault: Repository, place: Place) -> None:
    place.room = 50_000
    with pytest.raises(DiskFull):
        back_up(vault, os.urandom(100_000))
    assert place.list("snapshots") == place.list("locks") == []


def test_a_read_only_place_is_read_and_not_written(vault: Repository, place: Place) -> None:
    snapshot = back_up(vault, TEXT)
    place.writable = False
    before = dict(place.files)
    reader = Repository.open(place, SECRET)
    assert reader.snapshots() == [snapshot]
    assert reader.load_blob(id_of(TEXT)) == TEXT
    assert reader.load_tree(snapshot.tree).nodes[0].content == (id_of(TEXT),)
    assert reader.stored_size() > 0
    with pytest.raises(NoPermission), reader.writing():
        pytest.fail("must not come here")
    assert place.files == before


def test_a_session_that_cannot_begin_leaves_no_lock(
    vault: Repository, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = place.list

    def list_all_but_index(kind: Kind) -> list[str]:
        if kind == "index":
            raise PlaceFailed(place.place, "EIO")
        return real(kind)

    monkeypatch.setattr(place, "list", list_all_but_index)
    with pytest.raises(PlaceFailed), vault.writing():
        pytest.fail("must not come here")
    assert real("locks") == []
    monkeypatch.undo()
    store(vault, TEXT)


def exclusive_lock(vault: Repository) -> None:
    record = {"time": format_time(datetime.now(UTC)), "exclusive": True, "hostname": "h", "username": "u", "pid": 1}
    vault._files.save("locks", msgspec.json.encode(record))


def test_a_vault_in_exclusive_use_is_not_written(vault: Repository, place: Place) -> None:
    exclusive_lock(vault)
    place.order.clear()
    with pytest.raises(InUseElsewhere), vault.writing():
        pytest.fail("must not come here")
    assert place.order == []


def test_an_exclusive_lock_that_came_meanwhile_stops_before_the_index(vault: Repository, place: Place) -> None:
    def work() -> None:
        with vault.writing() as writer:
            writer.save_blob("data", TEXT)
            exclusive_lock(vault)

    with pytest.raises(InUseElsewhere):
        work()
    assert place.list("index") == []


def test_a_lock_that_was_cleared_stops_before_the_snapshot(vault: Repository, place: Place) -> None:
    tree = back_up(vault, TEXT).tree

    def work() -> None:
        with vault.writing():
            place.remove("locks", place.list("locks")[0])
            vault.save_snapshot(Snapshot(DAY + timedelta(days=1), tree, ()))

    with pytest.raises(InUseElsewhere):
        work()
    assert len(vault.snapshots()) == 1


def test_one_session_at_a_time(vault: Repository) -> None:
    with vault.writing() as writer:
        with pytest.raises(RuntimeError, match="one session"), vault.writing():
            pytest.fail("must not come here")
        writer.save_blob("data", TEXT)
    assert vault.has_blob(id_of(TEXT))


def test_a_snapshot_outside_a_session_takes_its_own_lock(vault: Repository, place: Place) -> None:
    with vault.writing() as writer:
        tree, _ = writer.save_blob("tree", encode_tree(Tree(())))
    place.locks_meanwhile.clear()
    snapshot = vault.save_snapshot(Snapshot(DAY, tree, ("/x",)))
    assert place.locks_meanwhile == {1}
    assert place.list("locks") == []
    assert vault.snapshots() == [snapshot]
    assert snapshot.id == place.list("snapshots")[0]


@pytest.mark.parametrize("inside", [True, False])
def test_a_snapshot_of_a_tree_that_is_not_stored_is_refused(vault: Repository, place: Place, inside: bool) -> None:
    data_id = store(vault, b"data is no tree")[0]
    for tree in (data_id, "ab" * 32):
        session = vault.writing() if inside else contextlib.nullcontext()
        with pytest.raises(Damaged) as damage, session:
            vault.save_snapshot(Snapshot(DAY, tree, ()))
        assert (damage.value.what, damage.value.name) == ("tree", tree)
    assert place.list("snapshots") == place.list("locks") == []


def test_a_tree_that_another_program_removed_is_not_promised(vault: Repository, place: Place) -> None:
    with vault.writing() as writer:
        tree, _ = writer.save_blob("tree", encode_tree(Tree(())))
    for kind, name in list(place.files):
        if kind in ("index", "data"):
            place.remove(kind, name)
    with pytest.raises(Damaged):
        vault.save_snapshot(Snapshot(DAY, tree, ()))
    assert place.list("snapshots") == []


def test_blobs_that_another_program_stored_are_known(vault: Repository, place: Place) -> None:
    store(vault, b"load the index")
    store(Repository.open(place, SECRET), TEXT)
    with vault.writing() as writer:
        assert writer.save_blob("data", TEXT)[1] == 0


def test_blobs_that_another_program_removed_are_stored_again(vault: Repository, place: Place) -> None:
    store(vault, TEXT)
    for kind, name in list(place.files):
        if kind in ("index", "data"):
            place.remove(kind, name)
    with vault.writing() as writer:
        assert writer.save_blob("data", TEXT)[1] > 0
    assert vault.load_blob(id_of(TEXT)) == TEXT


def test_many_blobs_make_index_files_below_8_mib(vault: Repository, place: Place) -> None:
    noise = os.urandom(24)
    ids = []
    with vault.writing() as writer:
        for number in range(65_000):
            ids.append(writer.save_blob("data", noise + number.to_bytes(4, "big"))[0])
    assert all(place.size("index", name) < 8 << 20 for name in place.list("index"))
    assert {
        entry.blob_id for name in place.list("index") for pack in vault.load_index_file(name) for entry in pack.entries
    } == set(ids)
