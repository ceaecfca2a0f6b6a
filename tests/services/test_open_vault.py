"""Opening by the password safe and by the sheet: each obstacle has its own error, and no key is ever made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, make_vault
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import (
    Damaged,
    KeychainEmpty,
    KeychainLocked,
    NoPermission,
    NoVaultHere,
    OtherVaultsSheet,
    PlaceMissing,
    SheetReplaced,
)
from vault.repository.repository import NewKey
from vault.services.create_vault import Created


def test_the_password_safe_opens_it_after_a_restart(computer: Computer, folder: Path, created: Created) -> None:
    vault = computer.restarted().services.open.by_keychain(folder)
    assert vault.repository.public_id == created.vault.repository.public_id
    assert (vault.folder, vault.name) == (folder, "Chats")
    assert vault.memory == created.vault.memory


def test_lost_settings_do_not_matter(computer: Computer, folder: Path, created: Created) -> None:
    computer.desk.places.settings.unlink()
    again = computer.restarted()
    assert again.services.open.last() is None
    vault = again.services.open.by_keychain(folder)
    assert vault.memory.key_id == created.vault.memory.key_id
    assert vault.memory.sheet_proved_on is None
    assert again.services.open.last() == folder


def test_an_empty_password_safe_asks_for_the_sheet_and_makes_no_key(
    computer: Computer, folder: Path, created: Created
) -> None:
    computer.key_store.wipe()
    before = dict(computer.backend(folder).files)
    with pytest.raises(KeychainEmpty) as caught:
        computer.restarted().services.open.by_keychain(folder)
    assert caught.value.vault == "Chats"
    assert computer.backend(folder).files == before
    assert computer.key_store.entries == {}


def test_a_key_that_opens_nothing_counts_as_none(computer: Computer, folder: Path, created: Created) -> None:
    for entry in computer.key_store.entries:
        computer.key_store.entries[entry] = "of no use"
    with pytest.raises(KeychainEmpty):
        computer.restarted().services.open.by_keychain(folder)


def test_a_damaged_key_file_is_damage_and_not_an_empty_password_safe(
    computer: Computer, folder: Path, created: Created
) -> None:
    key_id = created.vault.memory.key_id
    assert key_id is not None
    files = computer.backend(folder).files
    files["keys", key_id] = files["keys", key_id][:-9] + b"?" + files["keys", key_id][-8:]
    with pytest.raises(Damaged) as caught:
        computer.restarted().services.open.by_keychain(folder)
    assert (caught.value.what, caught.value.name) == ("key", key_id)


def test_a_locked_password_safe_is_named(computer: Computer, folder: Path, created: Created) -> None:
    computer.key_store.locked = True
    with pytest.raises(KeychainLocked):
        computer.restarted().services.open.by_keychain(folder)


def test_no_vault_and_no_disk_are_told_apart(computer: Computer, folder: Path, created: Created) -> None:
    with pytest.raises(NoVaultHere):
        computer.services.open.by_keychain(folder / "elsewhere")
    computer.backend(folder).present = False
    with pytest.raises(PlaceMissing):
        computer.services.open.by_keychain(folder)


def test_the_sheet_opens_it_on_another_computer_and_writes_nothing(
    laptop: Computer, folder: Path, created: Created
) -> None:
    laptop.backend(folder).writable = False
    before = dict(laptop.backend(folder).files)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert vault.repository.public_id == created.vault.repository.public_id
    assert (vault.memory.key_id, vault.memory.sheet_number) == (None, 1)
    assert vault.memory.sheet_proved_on == laptop.clock.now
    assert laptop.backend(folder).files == before
    assert laptop.key_store.entries == {}


def test_a_code_that_nobody_typed_proves_nothing(laptop: Computer, folder: Path, created: Created) -> None:
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True, typed=False)
    assert (vault.memory.sheet_number, vault.memory.sheet_proved_on) == (1, None)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    proved_on = vault.memory.sheet_proved_on
    assert proved_on == laptop.clock.now
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False, typed=False)
    assert vault.memory.sheet_proved_on == proved_on


def test_remembering_makes_this_computer_a_way_in(laptop: Computer, folder: Path, created: Created) -> None:
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    ways = laptop.services.ways_in.list(vault)
    assert sorted(way.label for way in ways) == ["computer", "computer", "recovery sheet 1"]
    assert [way.key_id for way in ways if way.this_computer] == [vault.memory.key_id]
    assert vault.memory.key_id != created.vault.memory.key_id
    laptop.restarted().services.open.by_keychain(folder).close()


def test_remembering_again_adds_nothing(laptop: Computer, folder: Path, created: Created) -> None:
    laptop.services.open.by_code(folder, created.sheet.code, remember=True).close()
    before = dict(laptop.backend(folder).files)
    vault = laptop.restarted().services.open.by_code(folder, created.sheet.code, remember=True)
    assert laptop.services.open.add_this_computer(vault) is None
    assert laptop.backend(folder).files == before


def test_a_lost_entry_is_replaced_and_the_useless_key_file_goes(
    computer: Computer, folder: Path, created: Created
) -> None:
    old = created.vault.memory.key_id
    computer.key_store.wipe()
    vault = computer.restarted().services.open.by_code(folder, created.sheet.code, remember=True)
    keys = vault.repository.keys()
    assert sorted(key.label for key in keys) == ["computer", "recovery sheet 1"]
    assert vault.memory.key_id != old
    computer.restarted().services.open.by_keychain(folder).close()


def test_a_password_safe_that_fails_leaves_the_vault_open(laptop: Computer, folder: Path, created: Created) -> None:
    laptop.key_store.locked = True
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    assert vault.memory.key_id is None
    assert isinstance(laptop.services.open.add_this_computer(vault), KeychainLocked)
    assert len(laptop.services.ways_in.list(vault)) == 2


def test_a_vault_that_cannot_be_written_is_said(laptop: Computer, folder: Path, created: Created) -> None:
    laptop.backend(folder).writable = False
    with pytest.raises(NoPermission):
        laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    assert laptop.key_store.entries == {}


def test_another_vaults_sheet_is_recognised(computer: Computer, folder: Path, created: Created, tmp_path: Path) -> None:
    public_id = created.vault.repository.public_id
    far_away = f"{int(public_id[:3], 16) ^ 0xFFF:03x}" + public_id[3:]
    other = RecoveryCode.random(far_away)
    with pytest.raises(OtherVaultsSheet):
        computer.services.open.by_code(folder, other, remember=False)


def test_a_sheet_that_was_replaced_is_recognised(computer: Computer, folder: Path, created: Created) -> None:
    unknown = RecoveryCode.random(created.vault.repository.public_id)
    with pytest.raises(SheetReplaced):
        computer.services.open.by_code(folder, unknown, remember=False)


def test_a_damaged_sheet_key_is_damage_and_not_a_replaced_sheet(
    computer: Computer, folder: Path, created: Created
) -> None:
    files = computer.backend(folder).files
    keys = created.vault.repository.keys()
    (key_id,) = [key.id for key in keys if key.label == "recovery sheet 1"]
    files["keys", key_id] = files["keys", key_id].replace(b"data", b"dat_")
    with pytest.raises(Damaged):
        computer.services.open.by_code(folder, created.sheet.code, remember=False)


def test_opened_by_a_foreign_restic_password_named_sheet(computer: Computer, folder: Path, created: Created) -> None:
    """A way in that another program made is not mistaken for a sheet of ours."""
    code = RecoveryCode.random(created.vault.repository.public_id)
    created.vault.repository.add_key(NewKey(code.password, "anna"), scrypt_n=16)
    vault = computer.services.open.by_code(folder, code, remember=False)
    assert vault.memory.sheet_number == 0


def test_the_last_vault_is_the_one_opened_last(computer: Computer, folder: Path, tmp_path: Path) -> None:
    assert computer.services.open.last() is None
    make_vault(computer, folder)
    make_vault(computer, tmp_path / "Second")
    assert computer.services.open.last() == tmp_path / "Second"
    computer.services.open.by_keychain(folder).close()
    assert computer.restarted().services.open.last() == folder


def test_a_moved_vault_is_remembered_where_it_is(computer: Computer, folder: Path, tmp_path: Path) -> None:
    make_vault(computer, folder)
    computer.shelves.backends[tmp_path / "Moved"] = computer.shelves.backends.pop(folder)
    vault = computer.services.open.by_keychain(tmp_path / "Moved")
    assert (vault.name, len(computer.desk.settings.vaults())) == ("Moved", 1)
    assert computer.services.open.last() == tmp_path / "Moved"


def test_without_a_place_for_the_library_the_vault_opens(computer: Computer, folder: Path, created: Created) -> None:
    created.vault.close()
    library = computer.desk.places.library
    for file in library.iterdir():
        file.unlink()
    library.rmdir()
    library.write_bytes(b"in the way")
    vault = computer.restarted().services.open.by_keychain(folder)
    assert vault.library.chats() == []


def test_a_damaged_config_is_damage_and_not_a_wrong_key(computer: Computer, folder: Path, created: Created) -> None:
    """The config's bytes are the vault's public id: when they change, its keys and sheets seem to be another's."""
    files = computer.backend(folder).files
    stored = files["config", "config"]
    files["config", "config"] = bytes([stored[0] ^ 1]) + stored[1:]
    with pytest.raises(Damaged) as caught:
        computer.restarted().services.open.by_keychain(folder)
    assert caught.value.what == "config"
    with pytest.raises(Damaged) as caught:
        computer.services.open.by_code(folder, created.sheet.code, remember=False)
    assert caught.value.what == "config"


def test_another_vault_in_a_known_folder_asks_for_its_sheet(
    computer: Computer, laptop: Computer, folder: Path, created: Created, tmp_path: Path
) -> None:
    make_vault(laptop, tmp_path / "Other")
    computer.shelves.backends[folder] = laptop.shelves.backends[tmp_path / "Other"]
    with pytest.raises(KeychainEmpty):
        computer.restarted().services.open.by_keychain(folder)
    with pytest.raises(OtherVaultsSheet):
        computer.services.open.by_code(folder, created.sheet.code, remember=False)
