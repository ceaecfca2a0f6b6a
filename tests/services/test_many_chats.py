"""One export with many chats: each is listed, judged, found and brought back, though they lie in one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export
from tests.exports import made_iphone
from tests.exports.made_telegram import account, chat, message, two, written
from vault.cli import documents
from vault.errors import ChatVaultError, NoSuchBackup
from vault.progress import NoProgress
from vault.services.create_vault import Created

QUIET = NoProgress()


def telegram(folder: Path, *chats: object, name: str = "result.json") -> Path:
    """A whole account of Telegram's, or one chat of it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(account(*chats)))
    return path


@pytest.fixture
def path(exports: Path) -> Path:
    return telegram(exports, two("Ben", 102), two("Cara", 103), chat([message(n) for n in range(1, 6)], name="Choir"))


def test_each_chat_is_told(computer: Computer, created: Created, path: Path) -> None:
    (line,) = computer.services.back_up.run(created.vault, [path], {}, QUIET).backups
    assert [(found.name, found.messages) for found in line.chats] == [("Ben", 2), ("Cara", 2), ("Choir", 5)]
    assert (line.messages, line.new, line.known, line.warnings) == (9, 9, 0, ())
    chats = computer.services.browse.chats(created.vault)
    assert {(found.name, found.messages, len(found.backups)) for found in chats} == {
        ("Ben", 2, 1), ("Cara", 2, 1), ("Choir", 5, 1),
    }  # fmt: skip
    assert len({found.id for found in chats}) == 3
    status = computer.services.status.run(created.vault)
    assert {state.name for state in status.chats} == {"Ben", "Cara", "Choir"}
    assert {state.app for state in status.chats} == {"telegram"}

    def unheard(error: ChatVaultError) -> str:
        raise AssertionError(error)

    report = computer.services.back_up.run(created.vault, [path], {}, QUIET)
    (document,) = json.loads(documents.encode(documents.of_backup(report, unheard)))["backups"]
    assert (document["already"], [one["name"] for one in document["chats"]]) == (True, ["Ben", "Cara", "Choir"])


def test_one_chat_brings_the_whole_export_back_and_says_so(
    computer: Computer, created: Created, path: Path, exports: Path, tmp_path: Path
) -> None:
    back_up(computer, created.vault, path, make_export(exports, "Dora"))
    plan = computer.services.restore.plan(created.vault, ["cara"], tmp_path / "back")
    (file,) = plan.files
    assert (file.chats, file.with_it, file.messages) == (("Ben", "Cara", "Choir"), ("Ben", "Choir"), 9)
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert (report.identical, report.with_it, report.messages) == (True, ("Ben", "Choir"), 9)
    assert file.target.read_bytes() == path.read_bytes()
    (cara,) = [found for found in computer.services.browse.chats(created.vault) if found.name == "Cara"]
    by_id = computer.services.restore.plan(created.vault, [cara.id, "Ben", "Choir"], tmp_path / "again")
    assert [one.with_it for one in by_id.files] == [()]
    assert computer.services.restore.plan(created.vault, None, tmp_path / "all").with_it == ()
    with pytest.raises(NoSuchBackup):
        computer.services.restore.plan(created.vault, ["Emil"], tmp_path / "none")


def test_the_next_export_adds_what_is_new_and_an_edit_is_no_new_message(
    computer: Computer, created: Created, path: Path, exports: Path
) -> None:
    back_up(computer, created.vault, path)
    computer.clock.advance(days=1)
    edited = message(2, text="said otherwise", edited="2021-04-28T13:00:00", edited_unixtime="1619607600")
    choir = chat([message(1), edited, *(message(n) for n in range(3, 9))], name="Choir")
    later = telegram(exports / "later", two("Ben", 102), choir)
    (line,) = computer.services.back_up.run(created.vault, [later], {}, QUIET).backups
    assert (line.messages, line.new, line.known) == (10, 3, 7)
    found = {one.name: (one.messages, len(one.backups)) for one in computer.services.browse.chats(created.vault)}
    assert found == {"Ben": (2, 2), "Cara": (2, 1), "Choir": (8, 2)}


def test_another_computer_lists_them_too(
    computer: Computer, laptop: Computer, folder: Path, created: Created, path: Path
) -> None:
    back_up(computer, created.vault, path)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    before = {(one.name, one.messages, one.exact) for one in laptop.services.browse.chats(vault)}
    assert before == {("Ben", 2, True), ("Cara", 2, True), ("Choir", 5, True)}
    assert laptop.services.browse.bring_up_to_date(vault, QUIET)
    assert {(one.name, one.messages, one.exact) for one in laptop.services.browse.chats(vault)} == before


def test_a_phone_holds_chats_of_several_apps(computer: Computer, created: Created, exports: Path) -> None:
    path = exports / "iPhone backup.zip"
    exports.mkdir()
    path.write_bytes(made_iphone.open_samples()[path.name])
    back_up(computer, created.vault, path)
    apps = {(chat.app, chat.app_name) for chat in computer.services.browse.chats(created.vault)}
    assert apps >= {("imessage", "iMessage"), ("whatsapp", "WhatsApp")}
    assert created.vault.repository.snapshots()[0].paths[0].startswith("/iPhone backup/")


def test_damage_names_the_chats_and_the_export(
    computer: Computer, folder: Path, created: Created, path: Path, exports: Path
) -> None:
    back_up(computer, created.vault, path)
    back_up(computer, created.vault, make_export(exports, "Dora"))
    files = computer.backend(folder).files
    for key in [key for key in files if key[0] == "data"]:
        del files[key]
    health = computer.services.check.run(created.vault, True, QUIET)
    assert set(health.chats) == {"Ben", "Cara", "Choir", "Dora"}
    assert {name for problem in health.problems for name in problem.files} == {path.name, "WhatsApp Chat with Dora.txt"}
