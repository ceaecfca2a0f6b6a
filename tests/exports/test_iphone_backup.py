"""iPhone backups read to the end: the encrypted one gives what its open twin gives, photos bit for bit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from tests.exports.made_imessage import PHOTO, MadeMessages, filled
from tests.exports.made_iphone import (
    ADDRESS_BOOK,
    BUSINESS,
    MESSAGES,
    PASSWORD,
    PHOTO_PLACE,
    WHATSAPP,
    WHATSAPP_PHOTO,
    MadeBackup,
    address_book,
    file_number,
    phone_files,
)
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.message import Message
from vault.exports.base import Answers, Skipped, Source
from vault.exports.detect import detect, format_of
from vault.exports.disk_parts import DiskParts, Place
from vault.exports.iphone.backup import IPhoneBackupImporter

NAME = "iPhone.zip"
KEY = Answers(secret=PASSWORD)


def read(made: MadeBackup) -> ReadAll:
    return read_all(source_of(made.zipped(), NAME), Answers(secret=made.password or None))


def on_disk(made: MadeBackup, folder: Path) -> Source:
    """The backup as a folder, as the program reads it."""
    for name, data in made.members().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return DiskParts([Place("", folder, True)], folder).source()


def plain(messages: Sequence[Message]) -> list[Message]:
    """Without the sizes of attachments, which an encrypted backup does not tell before they are read."""
    return [msgspec.structs.replace(m, attachments=tuple(file.name for file in m.attachments)) for m in messages]


@pytest.mark.parametrize("two_steps", [True, False])
def test_the_encrypted_twin_gives_the_same(two_steps: bool) -> None:
    files = phone_files()
    open_one, locked = read(MadeBackup(files)), read(MadeBackup(files, PASSWORD, two_steps=two_steps))
    assert plain(locked.messages) == plain(open_one.messages)
    assert locked.conversations == open_one.conversations
    assert locked.account == open_one.account
    assert (locked.key, locked.chat_name) == ("00008110-ABC", "Annas iPhone")
    assert len(open_one.messages) == 16


def test_each_chat_keeps_its_own_app_and_key() -> None:
    chats = read(MadeBackup(phone_files())).conversations
    assert [(chat.app, chat.key, chat.name) for chat in chats] == [
        ("imessage", "-;+491511234567", "Anna Arndt"),
        ("imessage", "+;chat100", "Choir"),
        ("whatsapp", "491511234567@s.whatsapp.net", "Anna A."),
        ("whatsapp", "business 491511234567@s.whatsapp.net", "Anna"),
    ]


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_attachments_of_every_app_come_bit_for_bit(password: str, tmp_path: Path) -> None:
    source = on_disk(MadeBackup(phone_files(), password), tmp_path)
    with IPhoneBackupImporter().open(source, Answers(secret=password or None)) as export:
        files = [file for m in export.records() if isinstance(m, Message) for file in m.attachments if file.included]
        assert [file.place for file in files] == [PHOTO_PLACE, f"{WHATSAPP}Message/{WHATSAPP_PHOTO}"]
        assert all(b"".join(export.attachment(file)) == PHOTO for file in files)


def test_nothing_is_written_while_an_encrypted_backup_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    source = on_disk(MadeBackup(phone_files(), PASSWORD), tmp_path / "backup")
    before = sorted(path for path in tmp_path.rglob("*"))
    read_all(source, KEY)
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_a_folder_deeper_and_one_named_otherwise(tmp_path: Path) -> None:
    made = MadeBackup(phone_files(), PASSWORD)
    deep = source_of(made.zipped("MobileSync/Backup/00008110-ABC/"), "anything.zip")
    known = format_of(deep)
    assert known is not None
    assert (known.format, known.certainty) == ("iphone-backup", "yes")
    assert len(read_all(deep, KEY).messages) == 16
    assert detect(on_disk(made, tmp_path / "x")).app == "iphone"


def test_of_two_backups_one_is_read_and_the_other_named() -> None:
    made = MadeBackup(phone_files()).members()
    both = {f"{folder}/{name}": data for folder in ("a", "b") for name, data in made.items()}
    found = read_all(source_of(zip_of(both | {"a/Snapshot/Manifest.plist": b"x"}, 0), NAME))
    assert len(found.messages) == 16
    assert found.skipped == [Skipped("b/", "another-chat")]


def test_names_come_from_the_address_book_and_do_without() -> None:
    files = {MESSAGES: filled(MadeMessages()).bytes()}
    assert read(MadeBackup(files)).conversations[0].name == "+491511234567"
    book = address_book({"Anna": ("+49 (151) 123-4567",)})
    assert read(MadeBackup(files | {ADDRESS_BOOK: book})).conversations[0].name == "Anna"
    assert read(MadeBackup(files | {ADDRESS_BOOK: book[:-300]}, PASSWORD)).messages
    assert read(MadeBackup(files | {ADDRESS_BOOK: b"no database"})).messages


def test_one_app_alone_is_enough() -> None:
    files = {place: data for place, data in phone_files().items() if place.startswith(BUSINESS)}
    assert [chat.app for chat in read(MadeBackup(files)).conversations] == ["whatsapp"]


def test_an_unfinished_backup_is_read_and_said_to_be_one() -> None:
    found = read(MadeBackup(phone_files(), PASSWORD, state="new"))
    assert len(found.messages) == 16
    assert found.skipped[0] == Skipped("Status.plist", "unfinished")


def test_photos_that_are_listed_and_not_there_are_named() -> None:
    for password in ("", PASSWORD):
        found = read(MadeBackup(phone_files(), password, lost=frozenset({PHOTO_PLACE})))
        assert Skipped(PHOTO_PLACE, "media-missing") in found.skipped
        assert not any(file.included for m in found.messages if m.place == "sms.db #6" for file in m.attachments)


def test_a_log_beside_a_database_counts() -> None:
    files = {MESSAGES: filled(MadeMessages()).bytes(), f"{MESSAGES}-wal": b""}
    assert len(read(MadeBackup(files, PASSWORD)).messages) == 7


def test_the_password_as_another_keyboard_writes_it() -> None:
    made = MadeBackup(phone_files(), PASSWORD)
    decomposed = Answers(secret="0000 gru\u0308n")
    assert len(read_all(source_of(made.zipped(), NAME), decomposed).messages) == 16


def test_files_are_called_as_apple_calls_them() -> None:
    assert file_number(MESSAGES) == "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
    assert file_number(ADDRESS_BOOK) == "31bb7ba8914766d4ba40d6dfb6113c8b614be442"
    assert file_number(f"{WHATSAPP}ChatStorage.sqlite") == "7c7fba66680ef796b916b067077cc246adacf01d"
    assert file_number(f"{WHATSAPP}ContactsV2.sqlite") == "b8548dc30aa1030df0ce18ef08b882cf7ab5212f"
    assert file_number(f"{BUSINESS}ChatStorage.sqlite") == "724bd3b98b18518b455a87c1f3ac3a0d189c4466"


def test_the_secret_shows_nowhere() -> None:
    source = source_of(MadeBackup(phone_files(), PASSWORD).zipped(), NAME)
    with IPhoneBackupImporter().open(source, KEY) as export:
        assert PASSWORD not in f"{export!r}{KEY!r}"
        assert "Annas" not in repr(export)
    assert PASSWORD not in repr(dataclasses.replace(KEY, zone="UTC"))
