"""Small invented exports of several phones and languages, each with what a person would say is in it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.exports.reading import Read, read_bytes, zip_of

CASES = sorted(path for path in (Path(__file__).parents[1] / "data/exports/whatsapp").iterdir() if path.is_dir())


def golden(case: Path) -> tuple[Read, dict[str, Any]]:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    data = (case / "chat.txt").read_bytes()
    if "inside" in expected:
        media = {name: bytes(size) for name, size in expected["media"].items()}
        data = zip_of({expected["inside"]: data, **media})
    return read_bytes(data, expected["file"]), expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_chat(case: Path) -> None:
    read, expected = golden(case)
    assert asdict(read.account) == expected["account"]
    assert (read.chat_name, read.system, read.date_order) == (
        expected["chat_name"], expected["system"], expected["date_order"],
    )  # fmt: skip
    assert read.conversation.name == read.conversation.key == read.chat_name
    assert read.conversation.app == "whatsapp"
    assert read.question is None
    assert [(each.where, each.why) for each in read.skipped] == [
        (name, "media-missing") for name in expected.get("missing", ())
    ]
    assert list(dict.fromkeys(s for s in read.senders if s is not None)) == expected["participants"]
    assert read.members == tuple(expected.get("media", {}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages(case: Path) -> None:
    read, expected = golden(case)
    assert Counter(read.kinds) == expected["kinds"]
    assert sum(message.edited for message in read.messages) == expected["edited"]
    files = [file for message in read.messages for file in message.attachments]
    assert [[f.name, f.kind, f.included, f.size] for f in files] == expected["attachments"]
    for place, which in ((0, "first"), (-1, "last")):
        message = read.messages[place]
        found = {"utc": read.times[place], "sender": message.sender, "text": message.text}
        assert found == expected[which]
    assert {place: read.times[int(place)] for place in expected["times"]} == expected["times"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_lost(case: Path) -> None:
    """Every character behind a header is in exactly one text: put together again, they are the file."""
    read, _ = golden(case)
    whole = (case / "chat.txt").read_bytes().decode()
    at = 0
    for text in read.texts:
        found = whole.find(text, at)
        assert found >= at
        at = found + len(text)
    assert whole[at:].strip("\r\n") == ""
