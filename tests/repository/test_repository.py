"""The vault as others use it: made, opened, its ways in, and what it tells without a key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.repository.vaults import DAY, SCRYPT_N, SECRET, back_up, flip, new_vault, store
from vault.errors import (
    Damaged,
    DiskFull,
    FolderNotEmpty,
    LastWayIn,
    NoPermission,
    NoVaultHere,
    ObjectMissing,
    PlaceFailed,
    PlaceMissing,
    VaultExistsHere,
    WrongKey,
)
from vault.repository.ids import id_of
from vault.repository.repository import KeyFile, NewKey, Repository
from vault.storage.backend import CONFIG_NAME, Backend, Kind
from vault.storage.local import LocalBackend
from vault.storage.memory import MemoryBackend

MakeKeys = Callable[[str], Sequence[NewKey]]


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


def create(backend: Backend, *secrets: str) -> Repository:
    return Repository.create(backend, lambda _: [NewKey(secret, secret) for secret in secrets], scrypt_n=SCRYPT_N)


def ways_in(vault: Repository) -> list[KeyFile]:
    return vault.keys()


def test_what_was_created_opens_with_each_of_its_keys(backend: MemoryBackend) -> None:
    made = create(backend, "one", "two")
    for secret in ("one", "two"):
        opened = Repository.open(backend, secret)
        assert (opened.public_id, opened.restic_id, opened.version) == (made.public_id, made.restic_id, 2)
        assert opened.derive(b"x") == made.derive(b"x")
        assert {key.id: key.label for key in ways_in(opened)}[opened.key_id] == secret


def test_the_public_id_is_the_configs_and_known_before_the_keys(backend: MemoryBackend) -> None:
    told: list[str] = []

    def make_keys(public_id: str) -> Sequence[NewKey]:
        assert backend.list("config") == []
        told.append(public_id)
        return [NewKey(SECRET, "sheet")]

    vault = Repository.create(backend, make_keys, scrypt_n=SCRYPT_N)
    stored = hashlib.sha256(backend.load("config", CONFIG_NAME)).hexdigest()
    assert told == [stored] == [vault.public_id] == [Repository.public_id_of(backend)]


def test_the_config_is_written_last(backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[Kind] = []
    real = backend.save

    def save(kind: Kind, name: str, data: bytes) -> None:
        order.append(kind)
        real(kind, name, data)

    monkeypatch.setattr(backend, "save", save)
    create(backend, "one", "two")
    assert order == ["keys", "keys", "config"]


def test_two_vaults_have_nothing_in_common() -> None:
    one, other = MemoryBackend(), MemoryBackend()
    first, second = create(one, SECRET), create(other, SECRET)
    assert first.public_id != second.public_id
    assert first.restic_id != second.restic_id
    assert first.derive(b"x") != second.derive(b"x")
    assert first.key_id != second.key_id


def test_a_vault_is_made_in_a_new_folder_and_in_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").write_bytes(b"")
    for place in (tmp_path / "new" / "Vault", tmp_path / "empty"):
        made = new_vault(LocalBackend(place))
        assert Repository.open(LocalBackend(place), SECRET).public_id == made.public_id


def test_a_vault_is_never_made_over_one(backend: MemoryBackend) -> None:
    new_vault(backend)
    before = dict(backend.files)
    with pytest.raises(VaultExistsHere):
        new_vault(backend)
    assert backend.files == before


@pytest.mark.parametrize("kind", ["keys", "data", "index", "snapshots"])
def test_a_vault_is_never_made_over_a_part_of_one(backend: MemoryBackend, kind: Kind) -> None:
    """It may be the first part of a vault that is being synchronised, or what is left of a damaged one."""
    backend.save(kind, "ab" * 32, b"part")
    with pytest.raises(VaultExistsHere):
        new_vault(backend)
    assert backend.files == {(kind, "ab" * 32): b"part"}


def test_a_vault_is_never_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(FolderNotEmpty):
        new_vault(LocalBackend(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_vault_without_a_way_in_is_not_made(backend: MemoryBackend) -> None:
    with pytest.raises(ValueError, match="way in"):
        create(backend)
    assert backend.files == {}


class FailingPlace(MemoryBackend):
    """Fails when this kind is saved, before or after keeping it."""

    def __init__(self, kind: Kind, *, keeps: bool) -> None:
        super().__init__()
        self.kind = kind
        self.keeps = keeps

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        if kind != self.kind or self.keeps:
            super().save(kind, name, data)
        if kind == self.kind:
            raise PlaceFailed(self.place, "EIO")


def test_a_creation_that_fails_takes_its_keys_back() -> None:
    place = FailingPlace("config", keeps=False)
    with pytest.raises(PlaceFailed):
        create(place, "one", "two")
    assert place.files == {}
    place.kind = "locks"
    create(place, "one")


def test_a_creation_whose_config_lies_there_after_all_keeps_its_keys() -> None:
    place = FailingPlace("config", keeps=True)
    with pytest.raises(PlaceFailed):
        create(place, "one")
    assert Repository.open(place, "one").version == 2


def test_a_full_place_is_told_and_left_clean(backend: MemoryBackend) -> None:
    backend.room = 500
    with pytest.raises(DiskFull):
        create(backend, "one", "two")
    assert backend.files == {}


def test_a_vault_that_another_program_made_meanwhile_stays(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_keys(_: str) -> Sequence[NewKey]:
        backend.save("config", CONFIG_NAME, b"the other's")
        backend.save("keys", "ab" * 32, b"the other's")
        return [NewKey(SECRET, "sheet")]

    with pytest.raises(VaultExistsHere):
        Repository.create(backend, make_keys, scrypt_n=SCRYPT_N)
    assert backend.files == {("config", "config"): b"the other's", ("keys", "ab" * 32): b"the other's"}


def test_no_vault_here(backend: MemoryBackend, tmp_path: Path) -> None:
    for attempt in (lambda: Repository.open(backend, SECRET), lambda: Repository.public_id_of(backend)):
        with pytest.raises(NoVaultHere) as none:
            attempt()
        assert none.value.place == backend.place
    (tmp_path / "letter.txt").write_bytes(b"x")
    with pytest.raises(NoVaultHere):
        Repository.open(LocalBackend(tmp_path), SECRET)


def test_no_folder_here(tmp_path: Path) -> None:
    with pytest.raises(PlaceMissing):
        Repository.open(LocalBackend(tmp_path / "unplugged"), SECRET)


@pytest.mark.parametrize("kind", ["keys", "data", "index", "snapshots"])
def test_a_vault_whose_config_is_missing_is_damaged(backend: MemoryBackend, kind: Kind) -> None:
    back_up(new_vault(backend), b"words")
    for of_kind, name in list(backend.files):
        if of_kind != kind:
            backend.remove(of_kind, name)
    for attempt in (lambda: Repository.open(backend, SECRET), lambda: Repository.public_id_of(backend)):
        with pytest.raises(Damaged) as damage:
            attempt()
        assert (damage.value.what, damage.value.name, damage.value.detail) == ("config", "config", "missing")


def test_a_vault_whose_key_files_are_missing_is_damaged(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    backend.remove("keys", vault.key_id)
    with pytest.raises(Damaged) as damage:
        Repository.open(backend, SECRET)
    assert (damage.value.what, damage.value.detail) == ("key", "missing")


def test_wrong_is_not_damaged(backend: MemoryBackend) -> None:
    vault = create(backend, "one", "two")
    with pytest.raises(WrongKey):
        Repository.open(backend, "three")
    flip(backend, "keys", vault.key_id, 900)
    with pytest.raises(Damaged):
        Repository.open(backend, "three")
    Repository.open(backend, "two")


@pytest.mark.parametrize("bit", [0, 127, 128, 500, -1, -128, -129])
def test_a_damaged_config_is_told(backend: MemoryBackend, bit: int) -> None:
    new_vault(backend)
    flip(backend, "config", CONFIG_NAME, bit)
    with pytest.raises(Damaged) as damage:
        Repository.open(backend, SECRET)
    assert damage.value.what == "config"


def test_the_hint_is_tried_first_and_never_needed(backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    create(backend, *"abcdefgh")
    tried: list[str] = []
    real = backend.load

    def load(kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        if kind == "keys":
            tried.append(name)
        return real(kind, name, offset, length)

    monkeypatch.setattr(backend, "load", load)
    key_id = Repository.open(backend, "e").key_id
    tried.clear()
    assert Repository.open(backend, "e", key_hint=key_id).key_id == key_id
    assert tried == [key_id]
    assert Repository.open(backend, "e", key_hint="ab" * 32).key_id == key_id


def test_ways_in_come_and_go(backend: MemoryBackend) -> None:
    vault = create(backend, "sheet")
    added = vault.add_key(NewKey("laptop", "this computer"), scrypt_n=SCRYPT_N)
    assert [key.label for key in ways_in(vault)] == ["sheet", "this computer"]
    assert added in ways_in(vault)
    assert set(Repository.key_ids(backend)) == {vault.key_id, added.id}
    assert Repository.open(backend, "laptop").key_id == added.id
    vault.remove_key(vault.key_id)
    with pytest.raises(WrongKey):
        Repository.open(backend, "sheet")
    assert Repository.open(backend, "laptop").public_id == vault.public_id


def test_the_last_way_in_stays(backend: MemoryBackend) -> None:
    vault = create(backend, "one", "two")
    other = next(key.id for key in ways_in(vault) if key.id != vault.key_id)
    flip(backend, "keys", other, 100)  # a damaged one opens nothing: it does not count
    with pytest.raises(LastWayIn):
        vault.remove_key(vault.key_id)
    assert Repository.open(backend, "one").public_id == vault.public_id
    vault.remove_key(other)
    assert Repository.key_ids(backend) == [vault.key_id]


def test_a_way_in_that_is_not_there_cannot_be_removed(backend: MemoryBackend) -> None:
    with pytest.raises(ObjectMissing):
        new_vault(backend).remove_key("ab" * 32)


def test_a_damaged_key_file_is_not_listed(backend: MemoryBackend) -> None:
    vault = create(backend, "one", "two")
    other = next(key.id for key in ways_in(vault) if key.id != vault.key_id)
    flip(backend, "keys", other, 100)
    assert [key.id for key in ways_in(vault)] == [vault.key_id]


def test_a_key_is_not_promised_where_nothing_can_be_written(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    backend.writable = False
    with pytest.raises(NoPermission):
        vault.add_key(NewKey("new", "new"), scrypt_n=SCRYPT_N)


def test_derived_keys_are_hkdf_of_the_master_key(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    key = vault._master
    extracted = hmac.digest(b"chat-vault derived keys 1", key.encrypt + key.mac_k + key.mac_r, "sha256")
    assert vault.derive(b"library") == hmac.digest(extracted, b"library\x01", "sha256")


def test_backups_come_oldest_first_and_fresh(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    days = [DAY + timedelta(days=number) for number in (3, 1, 2)]
    made = {day: back_up(vault, b"words", time=day) for day in days}
    assert [snapshot.time for snapshot in vault.snapshots()] == sorted(days)
    assert vault.snapshots() == [made[day] for day in sorted(days)]
    other = back_up(Repository.open(backend, SECRET), b"elsewhere", time=DAY)
    assert vault.snapshots()[0] == other
    assert vault.load_tree(other.tree).nodes[0].name == "chat.txt"
    assert vault.load_blob(id_of(b"elsewhere")) == b"elsewhere"


def test_a_damaged_backup_does_not_hide_the_others(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    lost, whole = back_up(vault, b"one"), back_up(vault, b"two", time=DAY + timedelta(days=1))
    flip(backend, "snapshots", lost.id, 300)
    assert vault.snapshots() == [whole]
    with pytest.raises(Damaged) as damage:
        vault.load_snapshot(lost.id)
    assert (damage.value.what, damage.value.name) == ("snapshot", lost.id)


def test_the_stored_size_is_that_of_the_packs(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    assert vault.stored_size() == 0
    back_up(vault, b"words" * 1000)
    assert vault.stored_size() == sum(len(data) for (kind, _), data in backend.files.items() if kind == "data")


def test_nothing_of_a_key_or_a_chat_is_shown(backend: MemoryBackend) -> None:
    vault = Repository.create(backend, lambda _: [NewKey("hidden words", "label")], scrypt_n=SCRYPT_N)
    shown = repr(vault) + repr(vault.keys()) + repr(back_up(vault, b"words")) + repr(NewKey("hidden words", "label"))
    assert "hidden" not in shown
    assert "Anna" not in shown


def test_a_closed_vault_forgets_its_index_and_reads_again(backend: MemoryBackend) -> None:
    vault = new_vault(backend)
    (blob_id,) = store(vault, b"words")
    vault.close()
    assert vault.load_blob(blob_id) == b"words"
