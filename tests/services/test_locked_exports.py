"""Exports that are locked, damaged or unknown: kept bit for bit, told apart, and read once that can be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import Computer, folder_content, make_export
from tests.exports import made_signal
from tests.exports.made_whatsapp_databases import DIGITS, encrypted, key_file, new_store, old_store
from tests.services.cloud import ZOOM
from vault.errors import ExportDamaged, SecretNeeded, UnsupportedVersion, WrongSecret
from vault.exports.base import Answers, Export, Source
from vault.exports.whatsapp.importer import WhatsAppImporter
from vault.progress import NoProgress
from vault.services.back_up import BackupLine
from vault.services.create_vault import Created

QUIET = NoProgress()
WRONG = DIGITS[:-1] + "8"
PASSPHRASE = made_signal.answers()["signal-2026-05-03-10-11-12.backup"].secret


@pytest.fixture
def locked(exports: Path) -> Path:
    return crypt15(exports)


def crypt15(folder: Path, name: str = "msgstore.db.crypt15", plain: bytes | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encrypted(new_store() if plain is None else plain, "crypt15"))
    return path


def run(computer: Computer, created: Created, path: Path, secret: str | None = None) -> BackupLine:
    given = {path: Answers(secret=secret)} if secret else {}
    report = computer.services.back_up.run(created.vault, [path], given, QUIET)
    assert report.failed == ()
    return report.backups[0]


def names(computer: Computer, created: Created) -> dict[str, tuple[int, str]]:
    return {chat.name: (chat.messages, chat.unread) for chat in computer.services.browse.chats(created.vault)}


def brought_back(computer: Computer, created: Created, target: Path) -> dict[str, bytes]:
    plan = computer.services.restore.plan(created.vault, None, target)
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    return folder_content(target)


def test_it_is_kept_without_its_key_and_read_with_it(
    computer: Computer, created: Created, locked: Path, tmp_path: Path
) -> None:
    line = run(computer, created, locked)
    assert (line.warnings, line.verified, line.messages, line.chats) == (("locked",), True, 0, ())
    assert isinstance(line.secret, SecretNeeded)
    assert (line.app, line.app_name, line.format) == ("whatsapp", "WhatsApp", "whatsapp-crypt15")
    assert names(computer, created) == {"msgstore.db.crypt15": (0, "locked")}
    assert list(brought_back(computer, created, tmp_path / "one").values()) == [locked.read_bytes()]
    assert run(computer, created, locked).already
    computer.clock.advance(days=1)
    read = run(computer, created, locked, DIGITS)
    assert (read.warnings, read.already, read.secret, read.new) == ((), False, None, read.messages)
    assert read.stored < 20_000, "no second copy: only what is known of it"
    assert read.messages > 0
    listed = computer.services.browse.chats(created.vault)
    assert {chat.unread for chat in listed} == {""}
    assert {len(chat.backups) for chat in listed} == {1}
    assert "msgstore.db.crypt15" not in names(computer, created)
    assert list(brought_back(computer, created, tmp_path / "two").values()) == [locked.read_bytes()]
    assert run(computer, created, locked).already
    assert computer.services.status.run(created.vault).backups == 1


def test_a_key_is_never_asked_for_twice(
    computer: Computer, laptop: Computer, folder: Path, created: Created, locked: Path, exports: Path
) -> None:
    run(computer, created, locked, DIGITS)
    computer.clock.advance(days=1)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert laptop.services.browse.bring_up_to_date(vault, QUIET)
    second = crypt15(exports / "later", plain=old_store())
    (look,) = laptop.services.back_up.look([second], QUIET, vault)
    assert (look.secret, look.error, look.trouble) == (None, None, None)
    (line,) = laptop.services.back_up.run(vault, [second], {}, QUIET).backups
    assert (line.warnings, line.secret) == ((), None)
    assert line.messages > 0


def test_what_lay_locked_is_read_when_a_key_comes_with_another(
    computer: Computer, created: Created, locked: Path, exports: Path
) -> None:
    other = crypt15(exports / "later", plain=old_store())
    run(computer, created, other)
    assert list(names(computer, created).values()) == [(0, "locked")]
    run(computer, created, locked, DIGITS)
    assert {unread for _, unread in names(computer, created).values()} == {""}
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    notes = created.vault.library.notes()
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert created.vault.library.notes() == notes


def test_what_stays_locked_is_not_tried_again_and_again(
    computer: Computer, created: Created, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(computer, created, locked)
    opened: list[Source] = []
    real = WhatsAppImporter.open
    monkeypatch.setattr(WhatsAppImporter, "open", lambda self, source, answers: _noted(opened, source, answers, real))
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert opened == []


def _noted(
    opened: list[Source], source: Source, answers: Answers, real: Callable[[WhatsAppImporter, Source, Answers], Export]
) -> Export:
    opened.append(source)
    return real(WhatsAppImporter(), source, answers)


def test_looks(computer: Computer, created: Created, locked: Path, exports: Path) -> None:
    back_up, anna = computer.services.back_up, make_export(exports)
    one, other = back_up.look([locked, anna], QUIET, created.vault)
    assert isinstance(one.secret, SecretNeeded)
    assert (one.error, one.trouble, one.app, one.format, one.size) == (
        None, None, "whatsapp", "whatsapp-crypt15", locked.stat().st_size,
    )  # fmt: skip
    assert (other.secret, other.zone_open, other.format, other.chat_name) == (None, True, "whatsapp-text", "Anna")
    for secret, reason in ((WRONG, ""), ("only a password", "password")):
        (wrong,) = back_up.look([locked], QUIET, created.vault, {locked: Answers(secret=secret)})
        assert isinstance(wrong.secret, WrongSecret)
        assert wrong.secret.reason in (reason, "form")
    (right,) = back_up.look([locked], QUIET, created.vault, {locked: Answers(secret=DIGITS)})
    assert (right.secret, right.error) == (None, None)
    (told,) = back_up.look([anna], QUIET, created.vault, {anna: Answers(zone="Asia/Tokyo")})
    assert not told.zone_open
    preview = back_up.preview(anna, Answers(zone="Asia/Tokyo"), 3)
    assert [(message.sender, message.text) for message in preview] == [
        ("Anna", "Message 0"), ("Ben", "Message 1"), ("Anna", "Message 2"),
    ]  # fmt: skip
    assert preview[0].sent_utc is not None
    assert preview[0].sent_utc.hour == 0, "nine in Tokyo"
    assert back_up.preview(locked, Answers()) == []
    assert len(back_up.preview(locked, Answers(secret=DIGITS), paths=[anna, locked])) > 0
    assert "Message 0" not in repr(preview)


def test_a_wrong_key_is_told_and_not_kept(computer: Computer, created: Created, locked: Path) -> None:
    line = run(computer, created, locked, WRONG)
    assert (line.warnings, line.verified) == (("wrong-secret",), True)
    assert isinstance(line.secret, WrongSecret)
    assert run(computer, created, locked).warnings == ("locked",), "the wrong one was not kept"


def test_a_key_file_opens_it_and_is_kept(computer: Computer, created: Created, exports: Path) -> None:
    path = exports / "msgstore.db.crypt14"
    exports.mkdir()
    path.write_bytes(encrypted(old_store(), "crypt14"))
    (exports / "key").write_bytes(key_file())
    line = run(computer, created, path)
    assert (line.warnings, line.files) == ((), 2)
    assert line.messages > 0


def test_two_apps_do_not_share_their_keys(computer: Computer, created: Created, locked: Path, exports: Path) -> None:
    signal = exports / "signal-2026-05-03-10-11-12.backup"
    signal.write_bytes(made_signal.samples()[signal.name])
    run(computer, created, locked, DIGITS)
    assert run(computer, created, signal).warnings == ("locked",)
    assert PASSPHRASE is not None
    assert run(computer, created, signal, PASSPHRASE).warnings == ()


def test_damaged_bytes_are_kept_as_they_are(computer: Computer, created: Created, locked: Path, tmp_path: Path) -> None:
    data = bytearray(locked.read_bytes())
    data[len(data) // 2] ^= 1
    locked.write_bytes(data)
    line = run(computer, created, locked, DIGITS)
    assert (line.warnings, line.verified) == (("damaged",), True)
    assert isinstance(line.trouble, ExportDamaged)
    assert list(brought_back(computer, created, tmp_path / "back").values()) == [bytes(data)]


def test_other_reasons(computer: Computer, created: Created, exports: Path) -> None:
    viber = exports / "viber.db"
    exports.mkdir()
    viber.write_bytes(bytes(range(256)) * 40)
    line = run(computer, created, viber)
    assert (line.warnings, line.app_name) == (("version",), "Viber")
    assert isinstance(line.trouble, UnsupportedVersion)
    zoom = exports / "meeting_saved_chat.txt"
    zoom.write_text(ZOOM)
    line = run(computer, created, zoom)
    assert (line.warnings, line.app_name, line.format) == (("no-importer",), "Zoom", "zoom-text")
    (look,) = computer.services.back_up.look([zoom], QUIET)
    assert (look.error, look.app_name, type(look.trouble).__name__) == (None, "Zoom", "NotReadYet")


@pytest.mark.logs_warnings
def test_an_importers_own_mistake_costs_nobody_an_export(
    computer: Computer, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(self: WhatsAppImporter, source: Source, answers: Answers) -> Export:
        raise KeyError("Anna")

    path = make_export(exports)
    with monkeypatch.context() as patch:
        patch.setattr(WhatsAppImporter, "open", broken)
        assert run(computer, created, path).warnings == ("damaged",)
        assert list(brought_back(computer, created, tmp_path / "back").values()) == [path.read_bytes()]
    computer.clock.advance(days=1)
    assert run(computer, created, path).messages == 20, "and the next one reads it"
    assert names(computer, created) == {"Anna": (20, "")}


def test_a_key_lies_nowhere_but_in_the_vault(
    computer: Computer, created: Created, locked: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = Answers(secret=DIGITS, me="Anna Kingfisher", zone="Asia/Tokyo")
    report = computer.services.back_up.run(created.vault, [locked], {locked: answers}, QUIET)
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    told = repr((report, answers, created.vault, replace(answers, zone=None))) + caplog.text
    plain = DIGITS.replace(" ", "")
    created.vault.close()
    files = [path for path in computer.home.rglob("*") if path.is_file()]
    assert len(files) >= 3, "settings, library, notes"
    for secret in (DIGITS, plain, plain.upper(), "Anna Kingfisher"):
        assert secret not in told
        assert not [path for path in files if secret.encode() in path.read_bytes()]
    assert not [path for path in files if bytes.fromhex(plain) in path.read_bytes()]
