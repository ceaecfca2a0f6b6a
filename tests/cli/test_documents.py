"""The fields of --json are a contract: this test names each one as HOUSE §9 does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from vault.cli import documents
from vault.cli.days import moment
from vault.cli.shown_restore import of_restore
from vault.errors import Cancelled, ChatVaultError, NotAChat
from vault.exports.base import Account, Question, Skipped
from vault.services.back_up import BackupLine, BackupReport, ChatCount, FailedExport
from vault.services.browse import Backup, Chat
from vault.services.check import Health, HealthProblem
from vault.services.restore import RestoreReport, Unreadable
from vault.services.status import ChatState, Status

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ACCOUNT = Account(records=9, messages=5, service=1, parts=2, empty=0, skipped=1)
LINE = BackupLine(
    export="WhatsApp Chat with Anna.zip", path=Path("/in/WhatsApp Chat with Anna.zip"), app="whatsapp",
    app_name="WhatsApp", snapshot="ab" * 32,
    chats=(ChatCount("Anna", 5, 2, ("Anna", "Ben"), NOON - timedelta(days=9), None),), messages=5, new=4, known=1,
    attachments=2, skipped=(Skipped("line 1", "before-first-message"),), account=ACCOUNT, bytes=1000, stored=800,
    healed=30, verified=True, already=False, question=Question("date-order", ("03/04/2026",)), warnings=("library",),
)  # fmt: skip


def _say(error: ChatVaultError) -> str:
    return f"words for {type(error).__name__}"


def test_backup() -> None:
    report = BackupReport((LINE,), (FailedExport(Path("/in/recipe.txt"), NotAChat(Path("/in/recipe.txt"))),))
    document = json.loads(documents.encode(documents.of_backup(report, _say)))
    [line] = document["backups"]
    assert line.items() >= {
        "export": "WhatsApp Chat with Anna.zip", "app": "whatsapp", "snapshot": "ab" * 32, "messages": 5, "new": 4,
        "known": 1, "attachments": 2, "skipped": [{"where": "line 1", "why": "before-first-message"}], "bytes": 1000,
        "stored": 800, "healed": 30, "verified": True,
    }.items()  # fmt: skip
    assert line["chats"] == [
        {"name": "Anna", "messages": 5, "attachments": 2, "participants": ["Anna", "Ben"],
         "first": "2026-11-15T12:00:00Z", "last": None},
    ]  # fmt: skip
    assert line["account"]["records"] == 9
    assert line["dates_open"] is True
    assert document["failed"] == [
        {"path": "/in/recipe.txt", "error": "NotAChat", "sentence": "words for NotAChat"},
    ]


def test_chats() -> None:
    backup = Backup("cd" * 32, NOON, "chat.zip", 1000)
    chat = Chat("0123456789abcdef", "Anna", "whatsapp", "WhatsApp", 5, 2, ("Anna",), NOON, NOON, (backup,), 1000)
    [line] = json.loads(documents.encode(documents.of_chats([chat])))["chats"]
    assert line.keys() >= {"id", "name", "app", "messages", "attachments", "participants", "first", "last", "backups"}
    assert line["backups"] == [
        {"snapshot": "cd" * 32, "time": "2026-11-24T12:00:00Z", "export": "chat.zip", "bytes": 1000}
    ]


def test_restore() -> None:
    report = RestoreReport(Path("/out"), 2, 3, 2, 2000, 9, 10, (Unreadable("Anna/chat.zip", "damaged", ("1.jpg",)),))
    document = json.loads(documents.encode(of_restore(report)))
    assert document.items() >= {"folder": "/out", "restored": 2, "of": 3, "compared": 2, "bytes": 2000}.items()
    assert document["unreadable"] == [{"name": "Anna/chat.zip", "why": "damaged", "inside": ["1.jpg"]}]
    assert document["identical"] is False
    assert document.items() >= {"finished": True, "missing": [], "kept": 0, "can_go_on": False}.items()
    stopped = replace(report, stopped=Cancelled(), missing=("Anna/2.zip",), kept=4, can_go_on=True)
    ended = {"finished": False, "missing": ["Anna/2.zip"], "kept": 4, "can_go_on": True}
    assert of_restore(stopped).items() >= ended.items()


def test_check() -> None:
    problem = HealthProblem("pack", ("Anna", "Ben"), ("chats.zip",))
    health = Health(ok=False, read_all=True, read_bytes=77, problems=(problem,))
    document = json.loads(documents.encode(documents.of_check(health)))
    assert document.items() >= {"ok": False, "read_bytes": 77}.items()
    (problem,) = document["problems"]
    expected = {"what": "pack", "chats": ["Anna", "Ben"], "files": ["chats.zip"], "inside": [], "backups": []}
    assert problem == expected


def test_status() -> None:
    chat = ChatState("Anna", "whatsapp", 5, NOON, None, "green")
    status = Status("green", "all-good", "Vault", ("/v",), (chat,), (), sheet_proved_on=NOON, last_checked_on=NOON,
                    protected_until=NOON, backups=1)  # fmt: skip
    document = json.loads(documents.encode(documents.of_status(status)))
    assert document.items() >= {
        "state": "green", "vault": "Vault", "sheet_proved_on": "2026-11-24T12:00:00Z",
        "last_checked_on": "2026-11-24T12:00:00Z", "last_rehearsed_on": None, "places": ["/v"], "next_steps": [],
    }.items()  # fmt: skip
    assert isinstance(document["sentence"], str)
    assert document["chats"] == [
        {"name": "Anna", "app": "whatsapp", "messages": 5, "messages_exact": True,
         "last_backup": "2026-11-24T12:00:00Z", "last_message": None, "state": "green"},
    ]  # fmt: skip


def test_times_are_utc_whatever_zone_they_came_in() -> None:
    assert moment(NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-24T12:00:00Z"
    assert moment(None) is None


def test_a_name_that_is_no_unicode_still_gives_json() -> None:
    name = b"chat-\xff.zip".decode("utf-8", "surrogateescape")
    encoded = documents.encode({"export": name, "chat": "Zoë 🐑"})
    assert json.loads(encoded) == {"export": name, "chat": "Zoë 🐑"}
    assert "Zoë 🐑".encode() in encoded
