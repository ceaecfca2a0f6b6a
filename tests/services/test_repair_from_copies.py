"""What repair takes from copies: second files that a cloud's client made, and what is missing here but not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, make_export, make_zip_export
from vault.errors import Damaged
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.repair import RepairReport
from vault.services.services import build_services
from vault.services.vault import OpenedVault
from vault.storage.local import LocalBackend

QUIET = NoProgress()
NAMES = ["{} (1)", "{}-ANNA-PC", "{} (Anna's conflicted copy 2026-05-01)", "{}.sync-conflict-20260501-120000-ABCDEFG"]
SHELVES = {"keys": "keys/*", "index": "index/*", "snapshots": "snapshots/*", "data": "data/*/*"}


@pytest.fixture
def computer(computer: Computer) -> Computer:
    """One whose vaults lie on the disk."""
    desk = replace(computer.desk, open_backend=LocalBackend)
    return replace(computer, services=build_services(desk))


@pytest.fixture
def created(computer: Computer, folder: Path, exports: Path) -> Created:
    made = computer.services.create.run(folder, QUIET)
    back_up(computer, made.vault, make_export(exports, "Ben"))
    back_up(computer, made.vault, make_zip_export(exports, "Anna", media={"IMG-1.jpg": os.urandom(900_000)}))
    return made


def largest(folder: Path, shelf: str) -> Path:
    return max(folder.glob(SHELVES[shelf]), key=lambda path: path.stat().st_size)


def flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 4
    path.write_bytes(whole)


def repaired(computer: Computer, vault: OpenedVault, *copies: Path) -> RepairReport:
    vault.repository.close()
    planned = computer.services.repair.plan(vault, QUIET, copies)
    return computer.services.repair.run(vault, planned, copies, QUIET)


@pytest.mark.parametrize(
    ("pattern", "shelf", "hurt"),
    [
        (NAMES[0], "index", flip),
        (NAMES[1], "snapshots", flip),
        (NAMES[2], "data", flip),
        (NAMES[3], "index", Path.unlink),
        (NAMES[0], "snapshots", Path.unlink),
        (NAMES[1], "data", Path.unlink),
    ],
)
def test_a_second_copy_heals_the_file_beside_it(
    computer: Computer, created: Created, folder: Path, shelf: str, pattern: str, hurt: Callable[[Path], None]
) -> None:
    before = folder_content(folder)
    path = largest(folder, shelf)
    shutil.copy(path, path.with_name(pattern.format(path.name)))
    hurt(path)
    report = repaired(computer, created.vault)
    assert report.after == ()
    assert (report.recovered, report.set_aside) == (0, 0)
    after = folder_content(folder)
    if shelf != "index" or hurt is flip:
        assert {name: after[name] for name in before} == before
        assert report.healed == 1
    assert path.with_name(pattern.format(path.name)).exists(), "a cloud's files are left alone"
    assert computer.services.check.run(created.vault, True, QUIET).ok


@pytest.mark.parametrize("shelf", ["index", "data"])
def test_one_whose_bytes_prove_wrong_heals_nothing(
    computer: Computer, created: Created, folder: Path, shelf: str
) -> None:
    path = largest(folder, shelf)
    flip(path)
    shutil.copy(path, path.with_name(f"{path.name} (1)"))
    assert repaired(computer, created.vault).healed == 0


def test_a_backup_that_only_a_second_copy_has_is_found_by_every_health_check(
    computer: Computer, created: Created, folder: Path
) -> None:
    """On a computer that never saw it, too: people are told to delete such copies once a check finds all well."""
    path = largest(folder, "snapshots")
    path.rename(path.with_name(f"{path.name} (1)"))
    created.vault.library.forget([path.name])
    for read_all in (False, True):
        health = computer.services.check.run(created.vault, read_all, QUIET)
        assert [(problem.what, health.ok) for problem in health.problems] == [("snapshot", False)]
    assert repaired(computer, created.vault).healed == 1
    assert computer.services.check.run(created.vault, True, QUIET).ok


def test_a_second_copy_of_a_whole_shelf_serves_too(computer: Computer, created: Created, folder: Path) -> None:
    path = largest(folder, "data")
    shutil.copytree(path.parent, path.parent.with_name(f"{path.parent.name} (1)"))
    shutil.copytree(folder / "snapshots", folder / "snapshots (1)")
    (folder / "keys.txt").write_text("a note")
    flip(path)
    flip(largest(folder, "snapshots"))
    report = repaired(computer, created.vault)
    assert (report.healed, report.after) == (2, ())


@pytest.mark.parametrize("which", ["config", "keys/*"])
def test_a_config_and_the_keys_come_back_from_second_copies(
    computer: Computer, created: Created, folder: Path, which: str
) -> None:
    code, before = created.sheet.code, folder_content(folder)
    created.vault.close()
    for path in list(folder.glob(which)):
        shutil.copy(path, path.with_name(f"{path.name} (1)"))
        flip(path)
    with pytest.raises(Damaged):
        computer.services.open.by_code(folder, code, remember=False)
    assert computer.services.repair.heal_door(folder, [], code.password)
    after = folder_content(folder)
    assert {name: after[name] for name in before} == before
    computer.services.open.by_code(folder, code, remember=False).close()


def test_a_way_in_that_was_taken_away_does_not_come_back(computer: Computer, created: Created, folder: Path) -> None:
    removed = next(path for path in folder.glob("keys/*") if path.name != created.vault.repository.key_id)
    shutil.copy(removed, removed.with_name(f"{removed.name} (1)"))
    created.vault.repository.remove_key(removed.name)
    flip(largest(folder, "data"))
    repaired(computer, created.vault)
    assert not removed.exists()


def test_a_missing_backup_comes_back_from_another_copy_as_it_was(
    computer: Computer, created: Created, folder: Path, tmp_path: Path
) -> None:
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    before = folder_content(folder)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    largest(folder, "snapshots").unlink()
    planned = computer.services.repair.plan(created.vault, QUIET, [copy])
    assert [(problem.what, len(problem.backups)) for problem in planned.before] == [("missing", 1)]
    assert planned.missing == ()
    report = computer.services.repair.run(created.vault, planned, [copy], QUIET)
    assert (report.healed, report.recovered, report.after) == (1, 0, ())
    assert folder_content(folder) == before


def test_a_fresh_computer_finds_a_missing_backup_in_the_copy_it_is_given(
    computer: Computer, laptop: Computer, created: Created, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    largest(folder, "snapshots").unlink()
    services = build_services(replace(laptop.desk, open_backend=LocalBackend))
    vault = services.open.by_code(folder, created.sheet.code, remember=False)
    assert services.repair.plan(vault, QUIET).nothing, "nobody can know of it here"
    planned = services.repair.plan(vault, QUIET, [copy])
    assert services.repair.run(vault, planned, [copy], QUIET).healed == 1
    assert len(vault.repository.snapshots()) == 2


def test_what_was_removed_for_good_does_not_come_back_from_an_old_copy(
    computer: Computer, created: Created, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    computer.services.remove_chat.run(
        created.vault, computer.services.remove_chat.plan(created.vault, "Anna", QUIET), QUIET
    )
    assert computer.services.repair.plan(created.vault, QUIET, [copy]).nothing


def test_a_pack_without_a_list_is_read_by_the_list_in_a_copy(
    computer: Computer, created: Created, folder: Path, tmp_path: Path
) -> None:
    """Its index file is lost, its own list and one photo are damaged, here and in the copy: the rest is saved."""
    path, copy = largest(folder, "data"), tmp_path / "copy"
    shutil.copytree(folder, copy)
    for pack in (path, copy / path.relative_to(folder)):
        whole = bytearray(pack.read_bytes())
        whole[-10] ^= 1
        pack.write_bytes(whole)
    for one in folder.glob("index/*"):
        one.unlink()
    report = repaired(computer, created.vault, copy)
    assert report.after == ()
    assert report.salvaged + report.refilled > 0
    assert computer.services.check.run(created.vault, True, QUIET).ok
