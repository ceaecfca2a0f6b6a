"""A vault in a cloud's folder: second copies, half of it here, stubs. Waited for or left alone, never mended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import folder_content, lines, make_export
from tests.clock import Clock
from tests.services.test_relock import Laptop, laptop
from vault.errors import ChatVaultError, Damaged, KeychainEmpty, NoVaultHere, SheetReplaced, StillArriving
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.ui.messages import words


@pytest.fixture
def mine(tmp_path: Path, clock: Clock) -> Laptop:
    return laptop(tmp_path / "home-of-mine", clock)


@pytest.fixture
def cloud(home: Path) -> Path:
    """A Dropbox, told by the file that its client puts in."""
    folder = home / "Dropbox"
    folder.mkdir()
    (folder / ".dropbox").write_text("{}")
    return folder


@pytest.fixture
def folder(cloud: Path) -> Path:
    return cloud / "Chats"


@pytest.fixture
def created(mine: Laptop, folder: Path, tmp_path: Path) -> Created:
    return filled(mine, folder, tmp_path)


def filled(mine: Laptop, folder: Path, tmp_path: Path) -> Created:
    made = mine.services.create.run(folder, NoProgress())
    mine.services.prove_sheet.prove_code(made.vault, made.sheet.code)
    report = mine.services.back_up.run(made.vault, [make_export(tmp_path / "exports")], {}, NoProgress())
    assert report.failed == ()
    return made


def files(folder: Path, shelf: str) -> list[Path]:
    return sorted(path for path in (folder / shelf).rglob("*") if path.is_file())


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def hole(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(b"")
    os.truncate(path, size)


def stub(path: Path) -> None:
    path.unlink()
    path.with_name(f".{path.name}.icloud").write_bytes(b"bplist00" + bytes(100))


ABSENT = pytest.mark.parametrize("hurt", [gone, empty, zeros, hole, stub])
Hurt = Callable[[Path], None]


def deeds(mine: Laptop, vault: OpenedVault) -> dict[str, Callable[[], object]]:
    services = mine.services
    return {
        "check": lambda: services.check.run(vault, False, NoProgress()),
        "check all": lambda: services.check.run(vault, True, NoProgress()),
        "tidy": lambda: services.tidy.plan(vault, NoProgress()),
        "repair": lambda: services.repair.plan(vault, NoProgress()),
        "re-lock": lambda: services.relock.begin(vault),
    }


@pytest.mark.parametrize("shelf", ["data", "index", "snapshots"])
@ABSENT
def test_what_is_not_here_yet_is_waited_for(
    mine: Laptop, folder: Path, created: Created, shelf: str, hurt: Hurt
) -> None:
    paths = files(folder, shelf)
    for path in paths:
        hurt(path)
    before = folder_content(folder)
    if shelf == "snapshots" and hurt is gone:
        return  # a backup that has not arrived at all: nobody can know of it
    for name, deed in deeds(mine, created.vault).items():
        with pytest.raises(StillArriving) as told:
            deed()
        assert told.value.provider == "Dropbox", name
    status = mine.services.status.run(created.vault)
    assert (status.state, status.reason, status.next_steps[0]) == ("yellow", "still-arriving", "wait")
    assert folder_content(folder) == before
    memory = mine.services.desk.settings.vaults()[0]
    assert memory.damage_found_on is None


@pytest.mark.parametrize("name", ["config", "keys"])
@ABSENT
def test_a_door_that_is_not_here_yet_is_waited_for(
    mine: Laptop, folder: Path, created: Created, name: str, hurt: Hurt
) -> None:
    for path in [folder / "config"] if name == "config" else files(folder, "keys"):
        hurt(path)
    created.vault.close()
    with pytest.raises(StillArriving):
        mine.restarted().services.open.by_keychain(folder)
    with pytest.raises(StillArriving):
        mine.services.open.by_code(folder, created.sheet.code, remember=False)
    assert mine.restarted().services.status.run(folder).reason == "still-arriving"


def test_the_words_say_what_is_known(mine: Laptop, folder: Path, created: Created) -> None:
    empty(files(folder, "data")[0])
    with pytest.raises(StillArriving) as told:
        mine.services.check.run(created.vault, False, NoProgress())
    said = words(told.value)
    assert said.headline == "This folder is still arriving."
    assert "Dropbox" in said.what_to_do
    assert told.value.waiting == 1


def test_a_backup_beside_what_has_not_arrived_is_whole_when_it_has(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    (index,) = files(folder, "index")
    aside.mkdir()
    shutil.move(index, aside)
    report = mine.services.back_up.run(created.vault, [make_export(tmp_path / "more", "Ben")], {}, NoProgress())
    assert [line.verified for line in report.backups] == [True]
    shutil.move(aside / index.name, index)
    assert mine.services.check.run(created.vault, True, NoProgress()).ok
    assert {chat.name for chat in mine.services.browse.chats(created.vault)} == {"Anna", "Ben"}


def test_a_backup_that_leans_on_what_has_not_arrived_is_no_damage(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path
) -> None:
    """The same bytes under another chat's name: they are known, and their pack is not here. They are stored again."""
    for path in files(folder, "data"):
        gone(path)
    text = (tmp_path / "exports" / "WhatsApp Chat with Anna.txt").read_text()
    again = make_export(tmp_path / "more", "Ben", text.splitlines())
    report = mine.services.back_up.run(created.vault, [again], {}, NoProgress())
    assert [line.verified for line in report.backups] == [True]
    assert mine.services.status.run(created.vault).reason == "still-arriving"
    assert mine.services.desk.settings.vaults()[0].damage_found_on is None


@pytest.mark.parametrize("shelf", ["data", "index", "config", "keys"])
def test_other_bytes_are_damage_in_a_cloud_as_well(
    mine: Laptop, folder: Path, created: Created, shelf: str, tmp_path: Path
) -> None:
    for path in [folder / "config"] if shelf == "config" else files(folder, shelf):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    if shelf in ("config", "keys"):
        with pytest.raises(Damaged):
            mine.restarted().services.open.by_keychain(folder)
    else:
        assert not mine.services.check.run(created.vault, True, NoProgress()).ok
        assert mine.services.status.run(created.vault).state == "red"


@pytest.mark.parametrize("shelf", ["data", "index"])
def test_outside_of_a_cloud_what_is_missing_is_missing(mine: Laptop, tmp_path: Path, shelf: str) -> None:
    created = filled(mine, tmp_path / "disk", tmp_path)
    for path in files(tmp_path / "disk", shelf):
        gone(path)
    assert not mine.services.check.run(created.vault, False, NoProgress()).ok
    assert mine.services.status.run(created.vault).reason == "damaged"


@pytest.mark.parametrize("size", [0, 4096])
def test_outside_of_a_cloud_a_file_with_nothing_in_it_is_damaged(mine: Laptop, tmp_path: Path, size: int) -> None:
    """Nobody is about to fill it: a repair is not told to wait."""
    created = filled(mine, tmp_path / "disk", tmp_path)
    files(tmp_path / "disk", "index")[0].write_bytes(bytes(size))
    assert mine.services.repair.plan(created.vault, NoProgress()).before
    assert mine.services.status.run(created.vault).reason == "damaged"


def test_after_a_day_without_any_change_it_is_missing(
    mine: Laptop, folder: Path, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone(files(folder, "data")[0])
    tomorrow = files(folder, "index")[0].stat().st_ctime + 25 * 3600
    monkeypatch.setattr("vault.services.arriving.time.time", lambda: tomorrow)
    assert not mine.services.check.run(created.vault, False, NoProgress()).ok


@pytest.mark.parametrize(
    "name",
    ["{} (1)", "{}-ANNA-PC", "{} (Anna's conflicted copy 2026-05-01)", "{}.sync-conflict-20260501-120000-ABCDEFG",
     "{} (1).tmp", ".{}.swp"],
)  # fmt: skip
def test_second_copies_are_left_alone(mine: Laptop, folder: Path, created: Created, name: str, clock: Clock) -> None:
    """Of every kind of file, with other bytes than the first one has."""
    paths = [folder / "config", *(files(folder, shelf)[0] for shelf in ("keys", "index", "snapshots", "data"))]
    for path in paths:
        path.with_name(name.format(path.name)).write_bytes(b"other bytes")
    shutil.copytree(folder / "keys", folder / "keys (1)")
    before = folder_content(folder)
    assert mine.services.check.run(created.vault, True, NoProgress()).ok
    assert mine.services.status.run(created.vault).state == "green"
    tidy = mine.services.tidy.plan(created.vault, NoProgress())
    mine.services.tidy.run(created.vault, tidy, NoProgress())
    assert mine.services.repair.plan(created.vault, NoProgress()).nothing
    created.vault.close()
    mine.restarted().services.open.by_keychain(folder).close()
    mine.services.open.by_code(folder, created.sheet.code, remember=False).close()
    after = folder_content(folder)
    assert {path: data for path, data in after.items() if path in before} == before


def test_a_way_in_that_was_taken_away_is_not_waited_for(
    mine: Laptop, folder: Path, created: Created, clock: Clock, tmp_path: Path
) -> None:
    theirs = laptop(tmp_path / "theirs", clock)
    theirs.services.open.by_code(folder, created.sheet.code, remember=True).close()
    for way in mine.services.ways_in.list(created.vault):
        if way.kind == "computer" and not way.this_computer:
            mine.services.ways_in.remove(created.vault, way.key_id)
    with pytest.raises(KeychainEmpty):
        theirs.restarted().services.open.by_keychain(folder)
    sheet = mine.services.new_sheet.run(created.vault)
    mine.services.prove_sheet.prove_code(created.vault, sheet.code)
    with pytest.raises(SheetReplaced):
        mine.services.open.by_code(folder, created.sheet.code, remember=False)


def test_an_empty_folder_in_a_cloud_is_no_vault(mine: Laptop, cloud: Path) -> None:
    (cloud / "empty").mkdir()
    with pytest.raises(NoVaultHere):
        mine.services.open.by_keychain(cloud / "empty")
    (cloud / "stub").mkdir()
    (cloud / "stub" / ".config.icloud").write_bytes(bytes(100))
    with pytest.raises(StillArriving):
        mine.services.open.by_keychain(cloud / "stub")


def test_packs_of_a_backup_that_has_not_arrived_stay(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another computer made it; its packs and its index came, the backup itself is still on its way."""
    report = mine.services.back_up.run(created.vault, [make_export(tmp_path / "more", "Ben")], {}, NoProgress())
    late = folder / "snapshots" / report.backups[0].snapshot
    content = late.read_bytes()
    late.unlink()
    packs = files(folder, "data")
    plan = mine.services.tidy.plan(created.vault, NoProgress())
    mine.services.tidy.run(created.vault, plan, NoProgress())
    assert files(folder, "data") == packs
    late.write_bytes(content)
    assert mine.services.check.run(created.vault, True, NoProgress()).ok
    late.unlink()
    later = max(path.stat().st_ctime for path in packs) + 8 * 24 * 3600
    monkeypatch.setattr("vault.services.late_arrivals.time.time", lambda: later)
    plan = mine.services.tidy.plan(created.vault, NoProgress())
    mine.services.tidy.run(created.vault, plan, NoProgress())
    assert len(files(folder, "data")) < len(packs)


def test_whoever_gives_a_copy_waits_for_no_cloud(mine: Laptop, folder: Path, created: Created, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    zeros(files(folder, "data")[0])
    planned = mine.services.repair.plan(created.vault, NoProgress(), [copy])
    assert mine.services.repair.run(created.vault, planned, [copy], NoProgress()).after == ()


def test_a_chat_s_removal_leaves_what_another_computer_s_backup_may_need(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path, clock: Clock
) -> None:
    """The packs of the chat itself go, however late they came."""
    of_anna = files(folder, "data")
    other = laptop(tmp_path / "home-of-another", clock)
    theirs = other.services.open.by_code(folder, created.sheet.code, remember=False)
    bens = make_export(tmp_path / "more", "Ben", lines(70))
    report = other.services.back_up.run(theirs, [bens], {}, NoProgress())
    theirs.close()
    late = folder / "snapshots" / report.backups[0].snapshot
    content = late.read_bytes()
    late.unlink()
    removal = mine.services.remove_chat.plan(created.vault, "Anna", NoProgress())
    done = mine.services.remove_chat.run(created.vault, removal, NoProgress())
    assert done.late == removal.late > 0
    assert not set(of_anna) & set(files(folder, "data"))
    late.write_bytes(content)
    assert mine.services.check.run(created.vault, True, NoProgress()).ok


def test_what_is_raised_is_ours(folder: Path) -> None:
    assert issubclass(StillArriving, ChatVaultError)
