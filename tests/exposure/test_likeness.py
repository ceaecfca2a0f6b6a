"""Chat-like and not: the narrow cases beside the corpus."""
# ruff: noqa: E501 - samples keep their own lines

from __future__ import annotations

import pytest

from vault.exposure.likeness import chat_like
from vault.exposure.name_cues import cue_of, promises_chat

TURNS = "2025-03-04 10:00 {0}: are you coming?\n2025-03-04 10:01 {1}: yes\n2025-03-04 10:02 {0}: good\n" * 3
LIKE = [
    ("a.txt", TURNS.format("Anna", "Ben")),
    ("a.txt", TURNS.format("花子", "田中")),
    ("a.txt", "Anna [10:00]: hi there\nBen [10:01]: hello\nAnna [10:02]: how are you?\nBen [10:03]: fine\n"),
    ("a.csv", "sender,date,message\nAnna,2025,hi\n"),
    ("a.json", '[{"author": "A", "message": "hi", "timestamp": "2025"}, {"author": "B", "message": "ho", "timestamp": "2025"}]'),
    ("a.xml", '<log><message from="a" time="10">x</message><message from="b" time="11">y</message></log>'),
    ("a.txt", 'sent: {"dm": "hi", "time": "10:00"}'),
]  # fmt: skip
UNLIKE = [
    ("a.srt", TURNS.format("Anna", "Ben")),
    ("a.txt", TURNS.format("nginx", "cron")),
    ("a.txt", TURNS.format("INFO", "ERROR")),
    ("a.txt", TURNS.format("sshd[12]", "kernel[3]")),
    ("a.txt", "10:00 <anna> hi\n10:01 <ben> ho\n" * 9),
    ("a.txt", "2025-03-04 10:00 Anna: went swimming\n" * 9),
    ("a.txt", "Anna: hi\nBen: ho\nAnna: he\n" * 5),
    ("a.csv", "user,date,text,sentiment\nAnna,2025,hi,1\n"),
    ("a.json", '{"message": "ok", "timestamp": 1, "level": "info"}'),
    ("a.json", '{"chat": "Chat", "send": "Send", "date": "Date"}'),
    ("a.json", '[{"author": "A", "message": "Fix", "date": "2025", "commit": "ab"}]'),
    ("a.txt", "Received: from x\nFrom: a\nTo: b\nSubject: c\n\n" + TURNS.format("Anna", "Ben")),
    ("backup.log", "2025-03-04 10:00:00 backup started: /home/anna\n2025-03-04 10:09:00 backup finished: 17 files\n"),
    ("messages.1", TURNS.format("nginx", "cron")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), LIKE)
def test_chat_like(name: str, text: str) -> None:
    found = chat_like(name, text.encode())
    assert found is not None
    assert found[0] == "likely"


@pytest.mark.parametrize(("name", "text"), UNLIKE)
def test_not_chat_like(name: str, text: str) -> None:
    assert chat_like(name, text.encode()) is None


@pytest.mark.parametrize(
    ("name", "cue", "promise"),
    [
        ("leaky_backup.txt", "copy", False),
        ("chat_backup.json", "chat", True),
        ("myChatHistory.txt", "chat", True),
        ("WhatsApp - Anna.pdf", "chat", True),
        ("chat-template.json", None, False),
        ("messages", None, False),
        ("notes.txt", None, False),
    ],
)
def test_what_names_hint_at(name: str, cue: str | None, promise: bool) -> None:
    assert (cue_of(name), promises_chat(name)) == (cue, promise)
