"""Re-lock: another key for everything, the same backups, and the old vault whole until it is over."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.errors import Damaged, WrongKey
from vault.progress import NoProgress
from vault.repository import relock_place
from vault.repository.check import Check
from vault.repository.relock import relock, room_needed
from vault.repository.relock_place import RelockPlace
from vault.repository.repository import NewKey, Repository
from vault.repository.restorer import find_files, read_file
from vault.storage.exchange import exchange as exchange_folders
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

NEW = "the new sheet's code"
FILES = {"chat.txt": b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 3000, "photo.jpg": os.urandom(900_000), "no": b""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Chats"


@pytest.fixture
def vault(folder: Path) -> Repository:
    repository = new_vault(LocalBackend(folder))
    back_up(repository, FILES)
    back_up(repository, {**FILES, "more.txt": b"more" * 1000}, path=("WhatsApp", "Ben"))
    return repository


@pytest.fixture(params=["exchanged", "by parts, beside", "by parts, inside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """As on a disk of our own; where the system does not exchange what it did in the trial; as on a stick."""
    real = exchange_folders

    def exchange(one: Path, other: Path) -> None:
        if one.name != "one" or "inside" in request.param:
            raise OSError(22, "not here")
        real(one, other)

    if request.param != "exchanged":
        monkeypatch.setattr(relock_place, "exchange", exchange)
    return str(request.param)


def contents(repository: Repository) -> list[dict[str, bytes]]:
    return [
        {found.path[-1]: b"".join(read_file(repository, found.node)) for found in find_files(repository, snapshot)}
        for snapshot in repository.snapshots()
    ]


def relocked(vault: Repository, folder: Path) -> tuple[Repository, RelockPlace]:
    place = RelockPlace.make(folder, vault.public_id)
    new = relock(
        vault, lambda _: [NewKey(NEW, "recovery sheet 2")], place, NoProgress(),
        open_backend=lambda place: LocalBackend(place.new), scrypt_n=16,
    )  # fmt: skip
    return new, place


def _place(folder: Path) -> RelockPlace:
    place = RelockPlace.find(folder)
    assert place is not None
    return place


def test_everything_is_there_under_the_new_key_alone(vault: Repository, folder: Path, tmp_path: Path, way: str) -> None:
    before, packs = contents(vault), {path.read_bytes() for path in (folder / "data").rglob("*") if path.is_file()}
    old_ids = [snapshot.id for snapshot in vault.snapshots()]
    new, place = relocked(vault, folder)
    assert place.folder.parent == (folder if way == "by parts, inside" else folder.parent)
    assert place.phase() == "switched"
    place.clear()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["Chats"]
    opened = Repository.open(LocalBackend(folder), NEW)
    assert opened.public_id == new.public_id != vault.public_id
    assert contents(opened) == before
    assert [snapshot.earlier_ids for snapshot in opened.snapshots()] == [(old_id,) for old_id in old_ids]
    assert Check().run(opened, read_all=True, progress=NoProgress()).ok
    assert not packs & {path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(WrongKey):
        Repository.open(LocalBackend(folder), SECRET)
    restic = Restic(folder, NEW, tmp_path / "cache")
    restic.check()
    assert len(restic.json("snapshots")) == 2
    assert [key["userName"] for key in restic.json("key", "list")] == ["recovery sheet 2"]
    restic.run("prune")
    restic.run("backup", Path(__file__))
    restic.check()
    assert Restic(folder, SECRET, tmp_path / "cache").attempt("snapshots").returncode != 0


def test_what_is_known_is_not_stored_again(vault: Repository, folder: Path) -> None:
    """The chunker cuts as before, twice re-locked as well: its seed is kept."""
    for _ in range(2):
        vault, place = relocked(vault, folder)
        place.clear()
    _, stored = back_up(vault, FILES)
    assert [file.stored for file in stored] == [0, 0, 0]
    assert [len(snapshot.earlier_ids) for snapshot in vault.snapshots()] == [2, 2, 0]


def test_packs_of_full_size_are_relocked(vault: Repository, folder: Path) -> None:
    back_up(vault, {"video.mp4": os.urandom(35 << 20)}, path=("WhatsApp", "Carla"))
    before = contents(vault)
    new, place = relocked(vault, folder)
    place.clear()
    assert contents(new) == before


def test_old_sheets_are_recognised_as_replaced(vault: Repository, folder: Path) -> None:
    new, _ = relocked(vault, folder)
    assert int(new.public_id[:4], 16) >> 6 == int(vault.public_id[:4], 16) >> 6


def test_version_1_is_relocked_as_version_1(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    old = Restic(folder, SECRET, tmp_path / "cache")
    old.run("init", "--repository-version", "1")
    old.run("backup", Path(__file__).parent)
    old.run("backup", Path(__file__).parent)
    relocked(Repository.open(LocalBackend(folder), SECRET), folder)[1].clear()
    restic = Restic(folder, NEW, tmp_path / "cache")
    restic.check()
    assert restic.json("cat", "config")["version"] == 1
    first, second = restic.json("snapshots")
    assert second["parent"] == first["id"]


def test_a_damaged_vault_is_not_relocked(vault: Repository, folder: Path) -> None:
    """Its bytes would be gone, and nothing could heal them any more."""
    pack = max((path for path in (folder / "data").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    data = bytearray(pack.read_bytes())
    data[1000] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)
    with pytest.raises(Damaged):
        relocked(vault, folder)
    place = _place(folder)
    assert place.phase() == "growing"
    place.clear()
    assert Repository.open(LocalBackend(folder), SECRET).public_id == vault.public_id


def test_a_program_that_opened_it_before_can_write_nothing_with_the_dead_key(vault: Repository, folder: Path) -> None:
    other = Repository.open(LocalBackend(folder), SECRET)
    new, place = relocked(vault, folder)
    place.clear()
    with pytest.raises(WrongKey), other.writing() as writer:
        writer.save_blob("data", b"x")
    with pytest.raises(WrongKey):
        other.save_snapshot(new.snapshots()[0])
    assert Check().run(new, read_all=True, progress=NoProgress()).ok
    assert new.backend.list("locks") == []


@pytest.mark.parametrize("renames", [0, 1, 2, 3, 7, 11, 12])
def test_a_switch_by_parts_that_was_killed_is_completed_without_a_key(
    vault: Repository, folder: Path, renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each of its renames; then again, one rename later, and at last completed."""
    before = contents(vault)
    monkeypatch.setattr(relock_place, "_can_exchange", lambda *_: False)
    real, left = Path.rename, [renames]

    def rename(path: Path, target: Path) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with contextlib.suppress(KeyboardInterrupt):
            relocked(vault, folder)
        left[0] = 1
        with contextlib.suppress(KeyboardInterrupt):
            _place(folder).complete()
    place = _place(folder)
    if place.phase() == "switching":
        place.complete()
    assert place.phase() == "switched"
    assert contents(Repository.open(LocalBackend(folder), NEW)) == before
    place.clear()
    assert sorted(path.name for path in folder.iterdir() if path.name != "reserve") == [
        "config", "data", "index", "keys", "locks", "snapshots",
    ]  # fmt: skip


def test_the_room_is_known_before(vault: Repository, folder: Path) -> None:
    needed = room_needed(vault)
    new, place = relocked(vault, folder)
    took = sum(path.stat().st_size for path in place.vault.rglob("*") if path.is_file())
    assert took <= needed
    assert new.stored_size() <= needed
