"""Who can open the vault, and that nobody can lock themselves out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, make_vault
from vault.errors import KeychainEmpty, LastWayIn, ObjectMissing, SheetReplaced
from vault.repository.repository import NewKey
from vault.services.create_vault import Created
from vault.services.key_labels import kind_of, sheet_label, sheet_number
from vault.services.vault import OpenedVault


def way_to(computer: Computer, vault: OpenedVault, label: str, *, this_computer: bool | None = None) -> str:
    ways = computer.services.ways_in.list(vault)
    (key_id,) = [way.key_id for way in ways if way.label == label and this_computer in (None, way.this_computer)]
    return key_id


@pytest.fixture
def proved(computer: Computer, folder: Path) -> Created:
    return make_vault(computer, folder, proved=True)


def test_each_way_in_is_listed_with_its_kind(computer: Computer, laptop: Computer, created: Created) -> None:
    laptop.services.open.by_code(created.vault.folder, created.sheet.code, remember=True)
    created.vault.repository.add_key(NewKey("a restic password", "anna"), scrypt_n=16)
    ways = computer.services.ways_in.list(created.vault)
    assert sorted((way.kind, way.number, way.this_computer) for way in ways) == [
        ("computer", None, False),
        ("computer", None, True),
        ("other", None, False),
        ("sheet", 1, False),
    ]
    created_on = [way.created for way in ways if way.created]
    assert created_on == sorted(created_on)
    assert len(created_on) == 4


def test_a_lost_laptop_is_removed_and_may_still_know_the_key(
    computer: Computer, laptop: Computer, folder: Path, proved: Created
) -> None:
    laptop.services.open.by_code(folder, proved.sheet.code, remember=True)
    lost = way_to(computer, proved.vault, "computer", this_computer=False)
    removed = computer.services.ways_in.remove(proved.vault, lost)
    assert removed.way.key_id == lost
    assert removed.may_know_key
    with pytest.raises(KeychainEmpty):
        laptop.restarted().services.open.by_keychain(folder)
    computer.restarted().services.open.by_keychain(folder).close()


def test_this_computer_goes_with_its_secret(computer: Computer, folder: Path, proved: Created) -> None:
    assert proved.vault.memory.key_id is not None
    computer.services.ways_in.remove(proved.vault, proved.vault.memory.key_id)
    assert computer.key_store.entries == {}
    memory = computer.desk.settings.vaults()[0]
    assert (memory.key_id, memory.keychain) == (None, None)
    computer.services.open.by_code(folder, proved.sheet.code, remember=False).close()


def test_without_a_proved_sheet_this_computer_stays(computer: Computer, created: Created) -> None:
    with pytest.raises(LastWayIn) as caught:
        computer.services.ways_in.remove(created.vault, way_to(computer, created.vault, "computer"))
    assert caught.value.label == "computer"
    assert len(computer.services.ways_in.list(created.vault)) == 2


def test_without_a_proved_sheet_a_lost_laptop_may_go_while_this_computer_stays(
    computer: Computer, laptop: Computer, folder: Path, created: Created
) -> None:
    laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    computer.services.ways_in.remove(created.vault, way_to(computer, created.vault, "computer", this_computer=False))
    assert len(computer.services.ways_in.list(created.vault)) == 2


@pytest.mark.parametrize("is_proved", [True, False])
def test_the_only_sheet_stays(computer: Computer, folder: Path, is_proved: bool) -> None:
    created = make_vault(computer, folder, proved=is_proved)
    with pytest.raises(LastWayIn):
        computer.services.ways_in.remove(created.vault, way_to(computer, created.vault, "recovery sheet 1"))
    computer.services.open.by_code(folder, created.sheet.code, remember=False).close()


def test_the_old_sheet_stays_while_the_new_one_is_not_proved(computer: Computer, proved: Created) -> None:
    computer.services.new_sheet.run(proved.vault)
    for label in ("recovery sheet 1", "recovery sheet 2", "computer"):
        with pytest.raises(LastWayIn):
            computer.services.ways_in.remove(proved.vault, way_to(computer, proved.vault, label))


def test_an_unproved_newer_sheet_goes_once_the_older_is_proved(
    computer: Computer, folder: Path, created: Created
) -> None:
    newer = computer.services.new_sheet.run(created.vault)
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    computer.services.ways_in.remove(created.vault, way_to(computer, created.vault, "recovery sheet 2"))
    with pytest.raises(SheetReplaced):
        computer.services.open.by_code(folder, newer.code, remember=False)


def test_the_last_way_in_stays_whatever_it_is(computer: Computer, folder: Path) -> None:
    computer.key_store.absent = True
    created = make_vault(computer, folder, proved=True)
    with pytest.raises(LastWayIn):
        computer.services.ways_in.remove(created.vault, way_to(computer, created.vault, "recovery sheet 1"))


def test_what_is_gone_already_is_said(computer: Computer, proved: Created) -> None:
    with pytest.raises(ObjectMissing):
        computer.services.ways_in.remove(proved.vault, "ab" * 32)


def test_a_silent_password_safe_does_not_keep_this_computer_in(computer: Computer, proved: Created) -> None:
    computer.key_store.silent = True
    computer.services.ways_in.remove(proved.vault, way_to(computer, proved.vault, "computer"))
    assert [way.label for way in computer.services.ways_in.list(proved.vault)] == ["recovery sheet 1"]


@pytest.mark.parametrize(
    ("label", "kind", "number"),
    [
        ("recovery sheet 1", "sheet", 1),
        (sheet_label(12), "sheet", 12),
        ("recovery sheet 0", "other", None),
        ("recovery sheet 1 ", "other", None),
        ("recovery sheet", "other", None),
        ("computer", "computer", None),
        ("Computer", "other", None),
        ("", "other", None),
    ],
)
def test_labels(label: str, kind: str, number: int | None) -> None:
    assert (kind_of(label), sheet_number(label)) == (kind, number)
