"""Both verdicts together: names, plain snippets, what is inside what, and thirty thousand files of the system."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tests.exposure.corpus.containers import database, tarred, zipped
from tests.exposure.real_tools import CHAT, judged
from vault.exposure.evidence import SENTENCES, sentences
from vault.exposure.finding import Root, Verdict
from vault.exposure.judge import is_candidate, judge_file, judge_name
from vault.exposure.judge_sets import SetKind, judge_set
from vault.exposure.peek import Peek
from vault.exposure.severity import severity_of
from vault.exposure.sqlite_tables import tables_of


def judge(name: str, content: bytes | str, path: str = "/home/anna/Dropbox/") -> Verdict:
    raw = content.encode() if isinstance(content, str) else content
    return judge_file(path + name, name, len(raw), lambda offset, length: raw[offset : offset + length])


SNIPPETS = [
    ("backup.json", '{"chat": "Hello Anna, this is private", "timestamp": "2024-01-01T10:00:00"}'),
    ("data.json", '{"chat": ["hi", "there"], "timestamp": 1700000000}'),
    ("notes.txt", '{"chat": "Hello", "timestamp": "2024-01-01"}'),
    ("leaky_backup.txt", '{"chat": "Hello", "timestamp": "2024-01-01"}'),
    ("leaky_backup.txt", "{'chat': 'Hello', 'timestamp': 1700000000.12}"),
    ("leaky_backup.txt", "Alice: Hi\nBob: hello there\n"),
    ("leaky_backup.txt", "2024-01-01 10:00 Alice: Hi\n"),
    ("leaky_backup.txt", "User: Alice\nMessage: Hi\nTimestamp: 2024-01-01 10:00\n"),
    ("leaky_backup.txt", "chat: hello\ntimestamp: 1234567890\n"),
    ("archived_data.log", "2024-05-01 12:00:00 - alice: hey, are you there?\n2024-05-01 12:00:05 - bob: yes\n"),
    ("archived_data.log", '{"chat": "hello", "timestamp": "2024-05-01"}\n{"chat": "bye", "timestamp": "2024-05-02"}\n'),
    ("archived_data.log", "2024-05-01T12:00:00 user1: hello\n"),
    ("archived_data.log", "2024-05-01 12:00:00 INFO chat message from alice to bob: hey\n"),
    ("archived_data.log", "timestamp=2024-05-01 chat=hello there\n"),
    ("chat.json", '{"messages": [{"user": "anna", "text": "hi", "time": "10:00"}]}'),
    ("my export.json", '[{"id": 1, "sender": "Anna", "recipient": "Ben", "text": "hi", "timestamp": 1},'
        ' {"id": 2, "sender": "Ben", "recipient": "Anna", "text": "ho", "timestamp": 2}]'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), SNIPPETS)
def test_plain_snippets_are_found(name: str, text: str) -> None:
    assert is_candidate(name)
    verdict = judge(name, text)
    assert (verdict.chat, verdict.access, verdict.opened) == ("likely", "readable", True)
    dropbox = Root("/home/anna/Dropbox", "Dropbox", "provider-can-read", "Dropbox says so.", "config")
    assert severity_of(verdict, dropbox) == "amber"


@pytest.mark.parametrize(
    ("name", "parents", "chat"),
    [
        ("WhatsApp Chat with Anna.zip", (), "likely"),
        ("msgstore-2026-01-02.1.db.crypt14", (), "likely"),
        ("result.json", ("Dropbox", "ChatExport_2026-01-02"), "likely"),
        ("message_1.json", ("inbox", "anna_77"), "likely"),
        ("chat_backup.json", (), "likely"),
        ("takeout-20260102T030405Z-001.zip", (), "likely"),
        ("result.json", ("results",), "no"),
        ("holiday.jpg", ("WhatsApp",), "no"),
        ("letter.docx", (), "no"),
        ("notes.txt", (), "no"),
    ],
)
def test_what_must_not_be_opened_is_judged_by_name(name: str, parents: tuple[str, ...], chat: str) -> None:
    verdict = judge_name(name, parents)
    assert (verdict.chat, verdict.access, verdict.opened) == (chat, "unknown", False)


def test_a_chat_is_found_wherever_it_is_packed() -> None:
    inner = zipped({"a/b/notes.txt": CHAT.encode(), "IMG.jpg": b"\xff\xd8\xff" * 9})
    for content in (inner, tarred({"./x/old.txt": CHAT.encode()}), tarred({"x.zip": inner})):
        verdict = judge("x.dat", content)
        assert (verdict.chat, verdict.access, verdict.app) == ("yes", "readable", "whatsapp")


def test_a_locked_backup_in_an_open_zip_stays_locked(shared_data: Path) -> None:
    for name, access in (("msgstore.db.crypt15", "user-key"), ("msgstore.db.crypt14", "provider-key")):
        content = (shared_data / "whatsapp-encrypted" / name).read_bytes()
        verdict = judge("backup.zip", zipped({f"Databases/{name}": content}))
        assert (verdict.chat, verdict.access) == ("yes", access)


def test_a_bomb_stays_folded() -> None:
    bomb = zipped({"_notes.txt": b"0" * 50_000_000})
    tracemalloc.start()
    assert judge("bomb.zip", bomb).chat == "no"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_tables_are_read_from_a_schema_of_many_pages() -> None:
    peek = Peek.of_bytes("x.db", database(["ZWAMESSAGE", "Second"], padding=40))
    assert {"ZWAMESSAGE", "Second", "other_0", "other_39"} <= tables_of(peek)


@pytest.mark.parametrize("page", [512, 1024, 65536])
def test_tables_are_read_whatever_the_page(page: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA page_size = {page}")
    connection.execute("CREATE TABLE sms (x)")
    connection.execute("CREATE TABLE canonical_addresses (x)")
    verdict = judge("x.bak", connection.serialize())
    connection.close()
    assert (verdict.chat, verdict.format) == ("yes", "android-sms-db")


def test_a_mail_programs_messages_are_no_chat() -> None:
    assert judge("global-messages-db.sqlite", database(["messages", "conversations", "folderLocations"])).chat == "no"


def test_every_reason_has_a_plain_sentence() -> None:
    reasons = {reason for name, text in SNIPPETS for reason in judge(name, text).reasons}
    for kind in get_args(SetKind):
        reasons |= set(judge_set("/x", kind, None).reasons) | {f"set-{kind}"}
    assert reasons <= SENTENCES.keys()
    for text in SENTENCES.values():
        assert text.endswith(".")
        assert len(text.split()) <= 20
        assert not {"leak", "hacked", "safe", "erased", "repository"} & set(text.lower().strip(".").split())


def test_the_app_is_named() -> None:
    verdict = Verdict("yes", "readable", "telegram", "telegram-json", ("format", "plain-text"))
    assert sentences(verdict)[0] == "It begins exactly as Telegram writes its chats."


def _system_files(most: int) -> Iterator[Path]:
    count = 0
    for top in ("/usr/share", "/usr/lib"):
        for folder, below, names in os.walk(top):
            below.sort()
            for name in sorted(names):
                count += 1
                if count > most:
                    return
                yield Path(folder, name)


def test_thirty_thousand_system_files_are_no_finding() -> None:
    """None is a chat, and none is called locked: man pages, code, licences, lists, tables, data of programs."""
    looked, found = 0, []
    started = time.process_time()
    for path in _system_files(30_000):
        if is_candidate(path.name) and stat.S_ISREG(path.lstat().st_mode) and os.access(path, os.R_OK):
            looked += 1
            verdict = judged(path)
            if verdict.chat != "no":
                found.append((str(path), verdict))
    assert found == []
    assert looked > 1000
    assert time.process_time() - started < 300  # 8 on a computer that has nothing else to do
