"""Repair as a deed: what was damaged and what is lacking are told with the names of chats and exports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import Damaged, NoVaultHere, SheetReplaced
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.repair import RepairReport
from vault.services.vault import OpenedVault
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
MEDIA = {"IMG-20260501-WA0001.jpg": os.urandom(3_000_000)}


@pytest.fixture
def anna(exports: Path) -> Path:
    return make_zip_export(exports, "Anna", media=MEDIA)


@pytest.fixture
def filled(computer: Computer, created: Created, exports: Path, anna: Path) -> Created:
    back_up(computer, created.vault, make_export(exports, "Ben"))
    back_up(computer, created.vault, anna)
    return created


@pytest.fixture
def copy(computer: Computer, folder: Path, filled: Created, tmp_path: Path) -> Path:
    """A second disk with the same vault."""
    where = tmp_path / "copy"
    computer.shelves.open(where)
    computer.backend(where).files = dict(computer.backend(folder).files)
    return where


def largest(backend: MemoryBackend, kind: Kind) -> tuple[Kind, str]:
    return max((key for key in backend.files if key[0] == kind), key=lambda key: len(backend.files[key]))


def flip(backend: MemoryBackend, kind: Kind, position: float = 0.5) -> None:
    key = largest(backend, kind)
    whole = bytearray(backend.files[key])
    whole[int(len(whole) * position)] ^= 4
    backend.files[key] = bytes(whole)


def repaired(computer: Computer, vault: OpenedVault, *copies: Path) -> RepairReport:
    planned = computer.services.repair.plan(vault, QUIET)
    return computer.services.repair.run(vault, planned, copies, QUIET)


def test_a_whole_vault_stays_as_it_is(computer: Computer, folder: Path, filled: Created) -> None:
    before = dict(computer.backend(folder).files)
    assert computer.services.repair.plan(filled.vault, QUIET).nothing
    assert repaired(computer, filled.vault) == RepairReport((), ())
    assert computer.backend(folder).files == before


def test_what_is_lost_is_named_and_the_next_backup_brings_it_back(
    computer: Computer, folder: Path, filled: Created, anna: Path
) -> None:
    flip(computer.backend(folder), "data")
    report = repaired(computer, filled.vault)
    assert [(problem.what, problem.chats) for problem in report.before] == [("pack", ("Anna",))]
    assert (report.lacking, report.files) == (("Anna",), (anna.name,))
    assert (report.set_aside, report.salvaged > 0) == (1, True)
    assert computer.services.status.run(filled.vault).reason == "damaged"
    assert "Anna" not in repr(report)
    back_up(computer, filled.vault, anna)
    assert computer.services.check.run(filled.vault, True, QUIET).ok
    assert filled.vault.memory.damage_found_on is None


def test_a_copy_makes_it_whole_and_the_status_knows(
    computer: Computer, folder: Path, filled: Created, copy: Path
) -> None:
    whole = dict(computer.backend(folder).files)
    flip(computer.backend(folder), "data")
    flip(computer.backend(folder), "snapshots")
    computer.services.check.run(filled.vault, True, QUIET)
    report = repaired(computer, filled.vault, copy)
    assert (report.healed, report.after) == (2, ())
    assert computer.backend(folder).files == whole
    assert filled.vault.memory.damage_found_on is None
    assert all(chat.state == "green" for chat in computer.services.status.run(filled.vault).chats)


def test_a_lost_backup_is_found_again_with_its_chat(computer: Computer, folder: Path, filled: Created) -> None:
    flip(computer.backend(folder), "snapshots")
    report = repaired(computer, filled.vault)
    assert (report.recovered, report.after) == (1, ())
    assert sorted(chat.name for chat in computer.services.browse.chats(filled.vault)) == ["Anna", "Ben"]
    assert computer.services.check.run(filled.vault, True, QUIET).ok


def test_a_folder_without_a_vault_heals_nothing(computer: Computer, filled: Created, tmp_path: Path) -> None:
    planned = computer.services.repair.plan(filled.vault, QUIET)
    with pytest.raises(NoVaultHere):
        computer.services.repair.run(filled.vault, planned, [tmp_path / "empty"], QUIET)


@pytest.mark.parametrize("by_sheet", [True, False])
def test_a_damaged_config_is_healed_before_the_vault_is_opened(
    computer: Computer, folder: Path, filled: Created, copy: Path, *, by_sheet: bool
) -> None:
    whole = dict(computer.backend(folder).files)
    flip(computer.backend(folder), "config")
    filled.vault.close()
    code = filled.sheet.code
    with pytest.raises(Damaged):
        computer.services.open.by_code(folder, code, remember=False)
    assert not computer.services.repair.heal_door(folder, [], code.password)
    assert computer.services.repair.heal_door(folder, [copy], code.password if by_sheet else None)
    assert computer.backend(folder).files == whole
    computer.services.open.by_keychain(folder).close()


def test_another_vaults_config_is_not_taken(computer: Computer, folder: Path, filled: Created, tmp_path: Path) -> None:
    other = tmp_path / "Other"
    computer.services.create.run(other, QUIET).vault.close()
    flip(computer.backend(folder), "config")
    damaged = dict(computer.backend(folder).files)
    for secret in (filled.sheet.code.password, None):
        assert not computer.services.repair.heal_door(folder, [other], secret)
    assert computer.backend(folder).files == damaged


def test_one_flipped_bit_in_a_key_file_is_damage_and_no_wrong_code(
    computer: Computer, folder: Path, filled: Created, copy: Path
) -> None:
    """And a faultless code that opens nothing is no damage, as long as every key file is whole."""
    backend, code = computer.backend(folder), filled.sheet.code
    whole = dict(backend.files)
    keys = [key for key in whole if key[0] == "keys"]
    for bit in range(0, len(whole[keys[0]]) * 8, 101):
        for key in keys:
            flipped = bytearray(whole[key])
            flipped[bit // 8 % len(flipped)] ^= 1 << bit % 8
            backend.files[key] = bytes(flipped)
        with pytest.raises(Damaged) as damage:
            computer.services.open.by_code(folder, code, remember=False)
        assert damage.value.what == "key"
    assert computer.services.repair.heal_door(folder, [copy], code.password)
    assert backend.files == whole
    wrong = RecoveryCode.random(filled.vault.repository.public_id)
    with pytest.raises(SheetReplaced):
        computer.services.open.by_code(folder, wrong, remember=False)


def test_key_files_come_back_only_where_none_is_whole(
    computer: Computer, folder: Path, filled: Created, copy: Path
) -> None:
    backend = computer.backend(folder)
    whole = dict(backend.files)
    keys = [key for key in whole if key[0] == "keys"]
    assert len(keys) > 1
    del backend.files[keys[0]]
    assert not computer.services.repair.heal_door(folder, [copy], filled.sheet.code.password)
    for key in keys[1:]:
        del backend.files[key]
    assert computer.services.repair.heal_door(folder, [copy], filled.sheet.code.password)
    assert backend.files == whole
