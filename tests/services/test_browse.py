"""Chats merged over their exports: exact from the library, honest without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_zip_export
from vault.errors import Cancelled
from vault.library.index import Merged
from vault.progress import NoProgress, Progress
from vault.services import catch_up as catch_up_module
from vault.services.catch_up import list_export
from vault.services.contents import StoredExport
from vault.services.create_vault import Created
from vault.services.known_answers import KnownAnswers
from vault.services.vault import OpenedVault

QUIET = NoProgress()


def test_an_empty_vault_has_no_chats(computer: Computer, created: Created) -> None:
    assert computer.services.browse.chats(created.vault) == []


def test_a_chat_is_merged_over_its_exports(computer: Computer, created: Created, exports: Path) -> None:
    first, second = make_export(exports, content=lines(20)), make_zip_export(exports, content=lines(30, start=5))
    back_up(computer, created.vault, first)
    computer.clock.advance(days=3)
    back_up(computer, created.vault, second)
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.name, chat.app, chat.app_name) == ("Anna", "whatsapp", "WhatsApp")
    assert (chat.messages, chat.attachments, chat.exact) == (36, 1, True)
    assert chat.participants == ("Anna", "Ben")
    assert chat.id == created.vault.chat_id("whatsapp", "Anna")
    assert chat.bytes == first.stat().st_size + second.stat().st_size
    assert [backup.export for backup in chat.backups] == [first.name, second.name]
    assert [backup.bytes for backup in chat.backups] == [first.stat().st_size, second.stat().st_size]
    assert (chat.backups[1].time - chat.backups[0].time).days == 3
    assert chat.first is not None
    assert chat.last is not None
    assert chat.first < chat.last


def test_the_chat_spoken_in_last_comes_first(computer: Computer, created: Created, exports: Path) -> None:
    back_up(
        computer,
        created.vault,
        make_export(exports, "Early", lines(2)),
        make_export(exports, "Late", lines(2, start=900)),
        make_export(exports, "Between", lines(2, start=500)),
    )
    assert [chat.name for chat in computer.services.browse.chats(created.vault)] == ["Late", "Between", "Early"]


def test_on_a_new_computer_it_says_what_the_backups_say(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_export(exports, content=lines(20)))
    back_up(computer, created.vault, make_export(exports, content=lines(30, start=10)))
    back_up(computer, created.vault, make_export(exports, "Ben", content=lines(3)))
    laptop.backend(folder).writable = False
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    found = {chat.name: (chat.messages, chat.exact) for chat in laptop.services.browse.chats(vault)}
    assert found == {"Anna": (30, False), "Ben": (3, True)}
    assert laptop.services.browse.bring_up_to_date(vault, QUIET)
    found = {chat.name: (chat.messages, chat.exact) for chat in laptop.services.browse.chats(vault)}
    assert found == {"Anna": (40, True), "Ben": (3, True)}


def test_without_a_library_it_lists_all_the_same(computer: Computer, created: Created, exports: Path) -> None:
    back_up(computer, created.vault, make_export(exports))
    created.vault.library.close()
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.name, chat.messages) == ("Anna", 20)
    assert not computer.services.browse.bring_up_to_date(created.vault, QUIET)


def test_a_damaged_backup_does_not_hide_the_others(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_export(exports))
    before = set(computer.backend(folder).files)
    back_up(computer, created.vault, make_export(exports, "Ben", lines(500)))
    files = computer.backend(folder).files
    for key in set(files) - before:
        if key[0] == "data":
            files[key] = bytes(len(files[key]))
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert [chat.name for chat in laptop.services.browse.chats(vault)] == ["Anna"]
    assert not laptop.services.browse.bring_up_to_date(vault, QUIET)
    assert [chat.messages for chat in laptop.services.browse.chats(vault)] == [20]


def test_a_backup_removed_elsewhere_is_forgotten(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_export(exports))
    back_up(computer, created.vault, make_export(exports, "Ben"))
    (gone,) = [snapshot for snapshot in created.vault.repository.snapshots() if "Ben" in snapshot.paths[0]]
    computer.backend(folder).remove("snapshots", gone.id)
    assert [chat.name for chat in computer.services.browse.chats(created.vault)] == ["Anna"]
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert [chat.name for chat in created.vault.library.chats()] == ["Anna"]


def test_bringing_up_to_date_can_be_stopped(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    class Stops(NoProgress):
        def check_cancelled(self) -> None:
            raise Cancelled

    back_up(computer, created.vault, make_export(exports))
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    with pytest.raises(Cancelled):
        laptop.services.browse.bring_up_to_date(vault, Stops())
    assert vault.library.notes() == {}


def test_a_better_importer_reads_the_originals_again(
    computer: Computer, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(computer, created.vault, make_export(exports))
    listed: list[str] = []

    def listing(vault: OpenedVault, stored: StoredExport, known: KnownAnswers, progress: Progress) -> Merged:
        listed.append(stored.about.chat)
        return list_export(vault, stored, known, progress)

    monkeypatch.setattr(catch_up_module, "list_export", listing)
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert listed == []
    monkeypatch.setattr(catch_up_module, "importer_version", lambda app: 99)
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert listed == ["Anna"]
