"""A new vault: two ways in where the password safe serves, the sheet alone where it does not, never over an old one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import Computer, make_vault
from vault.errors import (
    Cancelled,
    DiskFull,
    FolderNotEmpty,
    KeychainForgetful,
    KeychainLocked,
    KeychainSilent,
    NoKeychain,
    VaultExistsHere,
)
from vault.progress import NoProgress
from vault.repository.process import this_process
from vault.repository.repository import Repository
from vault.services.create_vault import Created
from vault.services.sheet import Sheet
from vault.settings import BegunCreation
from vault.storage.backend import CONFIG_NAME, Kind


class Stopped(NoProgress):
    def check_cancelled(self) -> None:
        raise Cancelled


def test_both_ways_in_open_it(computer: Computer, folder: Path, created: Created) -> None:
    assert created.keychain_problem is None
    backend = computer.backend(folder)
    public_id = created.vault.repository.public_id
    ((vault, key_id), secret) = next(iter(computer.key_store.entries.items()))
    assert (vault, len(secret)) == (public_id, 44)
    assert Repository.open(backend, secret).key_id == key_id
    assert Repository.open(backend, created.sheet.code.password).public_id == public_id
    assert created.sheet.code.belongs_to(public_id)
    assert [(way.label, way.this_computer) for way in computer.services.ways_in.list(created.vault)] == [
        ("computer", True),
        ("recovery sheet 1", False),
    ]


def test_it_is_remembered_and_nothing_secret_is(computer: Computer, folder: Path, created: Created) -> None:
    memory = computer.restarted().desk.settings.vaults()[0]
    assert memory == created.vault.memory
    assert (memory.folder, memory.name, memory.keychain) == (str(folder), "Chats", "MemoryKeyStore")
    assert (memory.sheet_number, memory.sheet_made_on, memory.sheet_proved_on) == (1, computer.clock.now, None)
    written = computer.desk.places.settings.read_text()
    for secret in (*created.sheet.code.rows, *computer.key_store.entries.values()):
        assert secret not in written


def test_the_sheet_shows_no_code_when_printed_by_a_program(created: Created) -> None:
    for row in created.sheet.code.rows:
        assert row not in repr(created)
    assert created.sheet.number == 1
    assert created.sheet.vault_name == "Chats"


@pytest.mark.parametrize(
    ("flag", "problem"),
    [("absent", NoKeychain), ("locked", KeychainLocked), ("silent", KeychainSilent), ("forgetful", KeychainForgetful)],
)
def test_without_a_password_safe_the_sheet_alone_opens_it(
    computer: Computer, folder: Path, flag: str, problem: type[Exception]
) -> None:
    setattr(computer.key_store, flag, True)
    created = make_vault(computer, folder)
    assert isinstance(created.keychain_problem, problem)
    assert [way.label for way in computer.services.ways_in.list(created.vault)] == ["recovery sheet 1"]
    assert created.vault.memory.key_id is None
    assert created.vault.memory.keychain is None
    assert computer.key_store.entries == {}
    computer.services.open.by_code(folder, created.sheet.code, remember=False).close()


def test_a_password_safe_that_fails_after_the_trial_leaves_the_sheet_alone(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = computer.key_store.put

    def only_the_trial(vault: str, key_id: str, secret: str) -> None:
        if not vault.startswith("trial"):
            raise KeychainLocked
        put(vault, key_id, secret)

    monkeypatch.setattr(type(computer.key_store), "put", lambda _, *given: only_the_trial(*given))
    created = make_vault(computer, folder)
    assert isinstance(created.keychain_problem, KeychainLocked)
    assert [way.label for way in computer.services.ways_in.list(created.vault)] == ["recovery sheet 1"]


def test_the_trial_leaves_nothing_behind(computer: Computer, created: Created) -> None:
    assert [vault for vault, _ in computer.key_store.entries] == [created.vault.repository.public_id]


def test_a_vault_never_replaces_one(computer: Computer, folder: Path, created: Created) -> None:
    before = dict(computer.backend(folder).files), dict(computer.key_store.entries)
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)
    assert (computer.backend(folder).files, computer.key_store.entries) == before


def test_a_folder_with_other_files_is_refused(computer: Computer, folder: Path) -> None:
    computer.shelves.open(folder)
    computer.backend(folder).other_files = True
    with pytest.raises(FolderNotEmpty):
        make_vault(computer, folder)
    assert computer.key_store.entries == {}


def test_a_full_disk_leaves_no_half_vault(computer: Computer, folder: Path) -> None:
    computer.shelves.open(folder)
    computer.backend(folder).room = 700
    with pytest.raises(DiskFull):
        make_vault(computer, folder)
    assert computer.key_store.entries == {}
    assert computer.desk.settings.vaults() == []
    computer.backend(folder).room = None
    make_vault(computer, folder)


def test_cancelled_before_it_begins_writes_nothing(computer: Computer, folder: Path) -> None:
    with pytest.raises(Cancelled):
        computer.services.create.run(folder, Stopped())
    assert computer.shelves.backends == {}


def test_an_opened_vault_shows_neither_keys_nor_content_in_its_repr(created: Created) -> None:
    assert "Library" not in repr(created.vault)
    assert "Repository" not in repr(created.vault)


def test_ids_of_chats_tell_nothing_and_last(computer: Computer, folder: Path, created: Created, tmp_path: Path) -> None:
    vault = created.vault
    chat = vault.chat_id("whatsapp", "Anna")
    assert len(chat) == 16
    assert chat != vault.chat_id("whatsapp", "Ben")
    assert chat != vault.chat_id("signal", "Anna")
    assert chat == computer.restarted().services.open.by_keychain(folder).chat_id("whatsapp", "Anna")
    assert chat != make_vault(computer, tmp_path / "Other").vault.chat_id("whatsapp", "Anna")


# -- a creation that was killed before anybody could open a vault ------------------------------------------------------


def cut_off(
    computer: Computer,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    process: str | None = None,
    where: str | None = None,
) -> None:
    """A creation that ends before its config, or later, where that word of create_vault is called.

    Its process is one that ended, unless another is given.
    """
    name = "repository.creating._write_config" if where is None else f"services.create_vault.{where}"
    with monkeypatch.context() as patched:
        patched.setattr(f"vault.{name}", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patched.setattr("vault.repository.creating._take_back", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            make_vault(computer, folder)
    settings = computer.desk.settings
    begun = settings.begun_creation(folder.absolute())
    assert begun is not None
    settings.creation_begins(replace(begun, process=ended_process() if process is None else process))


def ended_process() -> str:
    code = "from vault.repository.process import this_process; print(this_process())"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_what_a_killed_creation_left_gives_way(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(computer, folder, monkeypatch)
    left = set(computer.backend(folder).files)
    assert {kind for kind, _ in left} == {"keys"}
    again = computer.restarted()
    assert again.services.create.is_unfinished(folder)
    made = make_vault(again, folder)
    assert not left & set(computer.backend(folder).files)
    public_id = Repository.open(computer.backend(folder), made.sheet.code.password).public_id
    assert [vault for vault, _ in again.key_store.entries] == [public_id]
    assert again.desk.settings.begun_creation(folder) is None
    assert not again.services.create.is_unfinished(folder)


def test_it_may_be_killed_again_and_again(computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for where in (None, "keep_secret", None, "vault_name", "keep_secret"):
        cut_off(computer, folder, monkeypatch, where=where)
    assert len(computer.backend(folder).files) == 3
    made = make_vault(computer, folder)
    public_id = Repository.open(computer.backend(folder), made.sheet.code.password).public_id
    assert [vault for vault, _ in computer.key_store.entries] == [public_id]


def test_a_sheet_that_could_not_be_given_to_the_person_makes_no_vault(computer: Computer, folder: Path) -> None:
    def refuses(_: Sheet) -> None:
        raise DiskFull("stick")

    with pytest.raises(DiskFull):
        computer.services.create.run(folder, NoProgress(), refuses)
    assert computer.desk.settings.vaults() == []
    assert computer.services.create.is_unfinished(folder)
    make_vault(computer, folder)


def test_one_that_was_opened_by_the_password_safe_since_is_a_vault(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(computer, folder, monkeypatch, where="vault_name")
    computer.services.open.by_keychain(folder).close()
    before = dict(computer.backend(folder).files)
    assert not computer.services.create.is_unfinished(folder)
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)
    assert computer.backend(folder).files == before


@pytest.mark.parametrize("kind", ["snapshots", "index", "data", "keys", "locks"])
def test_one_that_somebody_may_use_stays_though_nobody_has_its_sheet(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    cut_off(computer, folder, monkeypatch, where="keep_secret")
    assert computer.services.create.is_unfinished(folder)
    computer.backend(folder).files[kind, "ab" * 32] = b"of a vault"
    before = dict(computer.backend(folder).files)
    assert not computer.services.create.is_unfinished(folder)
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)
    assert computer.backend(folder).files == before


def test_another_vault_in_the_place_of_one_that_was_begun_stays(
    computer: Computer, laptop: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key files may even be the same: what tells them apart is the config."""
    cut_off(computer, folder, monkeypatch, where="keep_secret")
    other = folder.with_name("other")
    make_vault(laptop, other)
    config: tuple[Kind, str] = ("config", CONFIG_NAME)
    computer.backend(folder).files[config] = laptop.backend(other).files[config]
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)


@pytest.mark.parametrize("kind", ["snapshots", "index", "data", "keys", "config"])
def test_what_may_be_a_vault_stays_whatever_was_begun_there(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    cut_off(computer, folder, monkeypatch)
    backend = computer.backend(folder)
    backend.files[kind, CONFIG_NAME if kind == "config" else "ab" * 32] = b"of a vault"
    before = dict(backend.files)
    assert not computer.services.create.is_unfinished(folder)
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)
    assert (backend.files, computer.key_store.entries) == (before, {})


def test_one_that_another_process_or_computer_may_be_at_is_left_alone(
    computer: Computer, laptop: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(computer, folder, monkeypatch, process=this_process())
    for one in (computer, laptop):
        assert not one.services.create.is_unfinished(folder)
        with pytest.raises(VaultExistsHere):
            make_vault(one, folder)


def test_an_empty_vault_that_was_opened_since_is_a_vault_though_its_config_is_lost(
    computer: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_vault(computer, folder)
    keys = tuple(computer.backend(folder).list("keys"))
    computer.desk.settings.creation_begins(BegunCreation(str(folder), keys, ended_process()))
    computer.services.open.by_code(folder, made.sheet.code, remember=False).close()
    del computer.backend(folder).files["config", CONFIG_NAME]
    with pytest.raises(VaultExistsHere):
        make_vault(computer, folder)
