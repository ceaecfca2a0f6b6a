"""Alone in the vault: who is kept out, and in which order things go."""

from __future__ import annotations

import os

import pytest

from tests.repository.vaults import SECRET, back_up, new_vault, store
from vault.errors import InUseElsewhere
from vault.repository.ids import id_of
from vault.repository.index_file import PackContents
from vault.repository.repository import Repository
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

BLOB = os.urandom(50_000)


class Watched(MemoryBackend):
    """Remembers what was written and taken away, in order, and how many locks there were meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self.order.append(f"+{kind}")
        super().save(kind, name, data)

    def remove(self, kind: Kind, name: str) -> None:
        self.order.append(f"-{kind}")
        super().remove(kind, name)


@pytest.fixture
def place() -> Watched:
    return Watched()


@pytest.fixture
def vault(place: Watched) -> Repository:
    return new_vault(place)


def test_a_blob_moves_into_a_new_pack_before_its_old_one_goes(vault: Repository, place: Watched) -> None:
    store(vault, BLOB)
    (old_index,), (old_pack,) = place.list("index"), place.list("data")
    place.order.clear()
    with vault.exclusively() as session:
        session.writer.save_blob("data", vault.load_blob(id_of(BLOB)))
        session.replace_index(session.settle(), [old_index])
        session.remove_packs([old_pack])
    assert place.order == ["+locks", "+data", "+index", "-index", "-data", "-locks"]
    assert old_pack not in place.list("data")
    assert vault.load_blob(id_of(BLOB)) == BLOB
    assert Repository.open(place, SECRET).load_blob(id_of(BLOB)) == BLOB


def test_nobody_else_is_at_work_meanwhile(vault: Repository, place: Watched) -> None:
    other = Repository.open(place, SECRET)
    with vault.exclusively(), pytest.raises(InUseElsewhere), other.writing():
        pass
    with other.writing(), pytest.raises(InUseElsewhere), vault.exclusively():
        pass
    with vault.exclusively(), pytest.raises(RuntimeError), vault.writing():
        pass
    assert place.list("locks") == []


def test_each_removal_asks_for_the_lock_first(vault: Repository, place: Watched) -> None:
    first, second = back_up(vault, b"one"), back_up(vault, b"two")
    with vault.exclusively() as session:
        session.remove_snapshots([first.id])
        place.files.pop(("locks", place.list("locks")[0]))  # somebody took it for a dead one's
        with pytest.raises(InUseElsewhere):
            session.remove_snapshots([second.id])
    assert place.list("snapshots") == [second.id]


def test_flush_names_what_was_stored(vault: Repository, place: Watched) -> None:
    with vault.exclusively() as session:
        session.writer.save_blob("data", BLOB)
        session.flush()
        assert vault.load_blob(id_of(BLOB)) == BLOB
    assert len(place.list("index")) == 1


def test_what_is_gone_already_is_no_fault(vault: Repository) -> None:
    with vault.exclusively() as session:
        session.remove_packs(["0" * 64])
        session.remove_snapshots(["1" * 64])
        session.replace_index([], ["2" * 64])


def test_a_fault_while_reading_what_to_name_leaves_the_old_index(vault: Repository, place: Watched) -> None:
    store(vault, BLOB)
    index = place.list("index")

    def packs() -> list[PackContents]:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"), vault.exclusively() as session:
        session.replace_index(packs(), index)
    assert place.list("index") == index
