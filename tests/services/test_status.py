"""The status of real vaults: every fact is looked up, nothing is taken from the last job's word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_vault
from vault.errors import Cancelled
from vault.keychain.memory import MemoryKeyStore
from vault.progress import NoProgress
from vault.services import back_up as back_up_module
from vault.services.create_vault import Created
from vault.services.status import Status

QUIET = NoProgress()


@pytest.fixture
def good(computer: Computer, folder: Path, exports: Path) -> Created:
    created = make_vault(computer, folder, proved=True)
    back_up(computer, created.vault, make_export(exports))
    return created


def status(computer: Computer, created: Created) -> Status:
    return computer.services.status.run(created.vault)


def test_without_a_vault_it_says_so(computer: Computer) -> None:
    assert computer.services.status.run(None).reason == "no-vault"


def test_green_takes_a_proved_sheet_and_a_backup_that_was_read_back(
    computer: Computer, folder: Path, exports: Path
) -> None:
    created = make_vault(computer, folder)
    assert (status(computer, created).reason, status(computer, created).state) == ("sheet-unproved", "yellow")
    back_up(computer, created.vault, make_export(exports))
    assert status(computer, created).reason == "sheet-unproved"
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    found = status(computer, created)
    assert (found.state, found.reason, found.next_steps) == ("green", "all-good", ())


def test_it_shows_what_is_there(computer: Computer, folder: Path, good: Created) -> None:
    found = status(computer, good)
    assert (found.vault, found.places, found.backups) == ("Chats", (str(folder),), 1)
    assert found.sheet_proved_on == computer.clock.now
    assert (found.last_checked_on, found.last_rehearsed_on) == (None, None)
    assert found.protected_until == computer.clock.now
    (chat,) = found.chats
    assert (chat.name, chat.app, chat.messages, chat.state) == ("Anna", "whatsapp", 20, "green")
    assert chat.last_backup == computer.clock.now
    assert chat.last_message is not None


def test_a_proved_sheet_without_chats_is_not_green(computer: Computer, folder: Path) -> None:
    assert status(computer, make_vault(computer, folder, proved=True)).reason == "nothing-yet"


def test_by_its_folder_it_is_opened_and_closed(computer: Computer, folder: Path, good: Created) -> None:
    found = computer.restarted().services.status.run(folder)
    assert (found.state, len(found.chats)) == ("green", 1)


def test_a_chat_grows_old(computer: Computer, good: Created, exports: Path) -> None:
    computer.clock.advance(days=35)
    assert status(computer, good).state == "green"
    computer.clock.advance(seconds=1)
    assert (status(computer, good).reason, status(computer, good).old_chats) == ("old", 1)
    back_up(computer, good.vault, make_export(exports, "Ben"))
    assert status(computer, good).reason == "old"
    back_up(computer, good.vault, make_export(exports, content=lines(21)))
    assert status(computer, good).state == "green"


@pytest.mark.parametrize(("back", "reason"), [(timedelta(hours=23), "all-good"), (timedelta(days=2), "clock-behind")])
def test_a_clock_set_back_is_noticed(computer: Computer, good: Created, back: timedelta, reason: str) -> None:
    computer.clock.now -= back
    assert status(computer, good).reason == reason


def test_a_new_sheet_is_yellow_until_it_is_proved(computer: Computer, good: Created) -> None:
    sheet = computer.services.new_sheet.run(good.vault)
    assert status(computer, good).reason == "sheet-unproved"
    computer.services.prove_sheet.prove_code(good.vault, sheet.code)
    assert status(computer, good).state == "green"


def test_a_sheet_that_was_removed_elsewhere_is_not_proved_any_more(
    computer: Computer, laptop: Computer, folder: Path, good: Created
) -> None:
    there = laptop.services.open.by_code(folder, good.sheet.code, remember=True)
    newer = laptop.services.new_sheet.run(there)
    laptop.services.prove_sheet.prove_code(there, newer.code)
    assert status(computer, good).reason == "sheet-unproved"


def test_no_free_space(computer: Computer, folder: Path, good: Created) -> None:
    computer.backend(folder).room = 0
    found = status(computer, good)
    assert (found.state, found.reason, found.free) == ("yellow", "disk-nearly-full", 0)


def test_an_unplugged_disk(computer: Computer, folder: Path, good: Created) -> None:
    computer.backend(folder).present = False
    for found in (status(computer, good), computer.restarted().services.status.run(folder)):
        assert (found.state, found.reason, found.vault) == ("yellow", "place-missing", "Chats")
        assert found.sheet_proved_on == computer.clock.now


def test_a_vault_that_is_gone_from_its_folder(computer: Computer, folder: Path, good: Created) -> None:
    computer.backend(folder).files.clear()
    for found in (status(computer, good), computer.restarted().services.status.run(folder)):
        assert (found.state, found.reason) == ("red", "not-a-vault")


def test_another_vault_in_its_place_is_damage(computer: Computer, folder: Path, good: Created, tmp_path: Path) -> None:
    make_vault(computer, tmp_path / "Other")
    files = computer.backend(folder).files
    files["config", "config"] = computer.backend(tmp_path / "Other").files["config", "config"]
    assert status(computer, good).reason == "damaged"


@pytest.mark.parametrize("kind", ["data", "index", "snapshots", "config"])
def test_whatever_is_missing_is_never_green(computer: Computer, folder: Path, good: Created, kind: str) -> None:
    files = computer.backend(folder).files
    for key in [key for key in files if key[0] == kind]:
        del files[key]
    found = computer.restarted().services.status.run(folder)
    assert found.state != "green"
    assert status(computer, good).state != "green"


@pytest.mark.parametrize("kind", ["index", "snapshots", "config"])
def test_damage_of_small_files_is_red(computer: Computer, folder: Path, good: Created, kind: str) -> None:
    files = computer.backend(folder).files
    for key in [key for key in files if key[0] == kind]:
        files[key] = files[key][:-1] + bytes([files[key][-1] ^ 1])
    assert computer.restarted().services.status.run(folder).state == "red"
    assert status(computer, good).state == "red"


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("absent", "no-keychain"),
        ("locked", "keychain-locked"),
        ("silent", "keychain-silent"),
        ("forgetful", "no-keychain"),
    ],
)
def test_a_password_safe_that_fails(computer: Computer, folder: Path, good: Created, flag: str, reason: str) -> None:
    setattr(computer.key_store, flag, True)
    found = computer.restarted().services.status.run(folder)
    assert (found.state, found.reason) == ("yellow", reason)
    assert "use-sheet" in found.next_steps


def test_an_empty_password_safe_and_another_one(computer: Computer, folder: Path, good: Created) -> None:
    computer.key_store.wipe()
    assert computer.restarted().services.status.run(folder).reason == "keychain-empty"

    class Another(MemoryKeyStore):
        @property
        def name(self) -> str:
            return "Another"

    computer.key_store = Another()
    assert computer.restarted().services.status.run(folder).reason == "keychain-changed"


def test_a_backup_that_was_not_read_back_is_not_green(
    computer: Computer, good: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*given: object) -> bool:
        raise Cancelled

    longer = make_export(exports, content=lines(30))
    with monkeypatch.context() as patch:
        patch.setattr(back_up_module, "is_whole", cancelled)
        with pytest.raises(Cancelled):
            computer.services.back_up.run(good.vault, [longer], {}, QUIET)
    found = status(computer, good)
    assert (found.reason, found.unread_backups, found.backups) == ("not-read-back", 1, 2)
    back_up(computer, good.vault, longer)
    assert status(computer, good).state == "green"


def test_an_older_backup_that_was_not_read_back_counts_too(
    computer: Computer, laptop: Computer, folder: Path, good: Created, exports: Path
) -> None:
    vault = laptop.services.open.by_code(folder, good.sheet.code, remember=True)
    laptop.clock.advance(days=1)
    back_up(laptop, vault, make_export(exports, content=lines(22)))
    found = laptop.services.status.run(vault)
    assert (found.reason, found.unread_backups) == ("not-read-back", 1)


def test_a_lost_library_makes_it_yellow_not_green(computer: Computer, folder: Path, good: Created) -> None:
    good.vault.library.start_over()
    assert status(computer, good).reason == "not-read-back"
    computer.services.check.run(good.vault, True, QUIET)
    assert status(computer, good).state == "green"


def test_an_unusable_library_does_not_hide_the_chats(computer: Computer, good: Created) -> None:
    good.vault.library.close()
    found = status(computer, good)
    assert (found.reason, [chat.messages for chat in found.chats]) == ("not-read-back", [20])


def test_the_status_writes_nothing_to_the_vault(computer: Computer, folder: Path, good: Created) -> None:
    computer.backend(folder).writable = False
    before = dict(computer.backend(folder).files)
    assert status(computer, good).state == "green"
    assert computer.backend(folder).files == before
