"""Discord: the data package of both ages, DiscordChatExporter's JSON with all kinds of messages, parts and overlaps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_discord import (
    CANARY,
    FIRST,
    PHOTO,
    channel,
    everything,
    exported,
    message,
    package,
    rows,
    samples,
    table,
)
from tests.exports.reading import read_all, source_of, zip_of
from vault.chats.message import Message, Reaction
from vault.errors import ExportDamaged, NotAChat
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.discord.importer import DiscordImporter
from vault.exports.given import sort_out


def test_a_package_whose_folders_have_names_of_another_language(tmp_path: Path) -> None:
    german = {"Messages": "Nachrichten", "Account": "Konto", "/c7": "/c10000000000000007"}
    files: dict[str, bytes] = {"Server/index.json": b"{}"}
    for place, data in package().items():
        files[reduce(lambda name, words: name.replace(*words), german.items(), place)] = data
    for place, data in files.items():
        (tmp_path / "package" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / place).write_bytes(data)
    (folder,) = sort_out([tmp_path / "package"])
    assert folder.source is not None
    for source in (source_of(zip_of(files), "package.zip"), folder.source):
        found = read_all(source)
        assert [c.name for c in found.conversations] == ["general in Birds", "Direct Message with ben#0"]
        assert (found.key, found.messages[0].sender, len(found.messages)) == ("100", "Anna", 10)


@pytest.mark.parametrize("old", [False, True])
def test_the_package_has_what_its_owner_wrote(old: bool) -> None:
    found = read_all(source_of(zip_of(package("package/" if old else "", old=old)), "package.zip"))
    assert [(c.key, c.name) for c in found.conversations] == [
        ("77", "general in Birds"), ("78", "Direct Message with ben#0"),
    ]  # fmt: skip
    assert (found.format, found.key, found.chat_name) == ("discord-package", "100", "All chats")
    first = found.messages[:5]
    assert [m.id for m in first] == [str(FIRST + n) for n in range(5)], "the oldest first"
    assert (first[0].text, first[0].sender, first[0].outgoing) == (CANARY, "Anna", True)
    assert first[0].sent.utc == datetime(2024, 3, 1, 10, 0, tzinfo=UTC)
    assert first[0].sent.zone == "exact"
    assert first[2].text == 'message 2\nmore, "said"'
    (photo,) = first[1].attachments
    assert (first[1].kind, photo.name, photo.kind) == ("omitted", "photo.png", "photo")
    assert [(part.why, part.where) for part in found.skipped] == [("not-kept-by-app", "messages that others wrote")]
    assert found.account.records == 10


def test_a_file_of_the_package_alone() -> None:
    for name in ("messages.json", "messages.csv"):
        found = read_all(source_of(samples()[name], name))
        assert found.format == f"discord-package-{name[-4:].strip('.')}"
        assert [m.sender for m in found.messages] == ["You"] * 5


def test_every_kind_of_message() -> None:
    found = read_all(source_of(channel(everything()), "general.json"))
    said = {int(m.id) - FIRST: m for m in found.messages}
    assert [(c.key, c.name) for c in found.conversations] == [("77", "Birds #general")]
    assert (said[1].text, said[1].sender, said[1].sent.zone) == (CANARY, "Anna", "exact")
    assert said[1].sent.utc == datetime(2024, 3, 1, 9, 1, 0, 123_000, tzinfo=UTC)
    assert said[2].reply_to == said[1].id
    assert (said[3].edited, said[1].edited) == (True, False)
    assert (said[4].kind, said[4].attachments[0].size) == ("omitted", 2048)
    assert (said[5].attachments[0].name, said[6].attachments[0].kind) == ("photo.png", "sticker")
    assert said[7].reactions == (Reaction("👍", "Ben"), Reaction("👍", "2 more"), Reaction("party", "2 people"))
    assert said[8].text == "News\nIt rains\nWind: north"
    assert (said[9].kind, said[9].text) == ("service", "Anna: Joined the server.")
    assert (said[10].kind, said[10].sender) == ("call", "Anna")
    assert said[12].text == "forwarded words"
    assert (found.account.records, found.account.empty) == (12, 1)


def test_several_channels_and_their_parts() -> None:
    source = source_of(zip_of(exported()), "channels.zip")
    found = read_all(source)
    assert [c.name for c in found.conversations] == ["Birds #general", "Birds #many"]
    many = [m for m in found.messages if m.conversation == "78"]
    assert [int(m.id) - FIRST for m in many] == list(range(45)), "parts in the order of their numbers, doubles once"
    assert found.account.parts == 1
    with open_export(source) as export:
        files = [f for m in export.records() if isinstance(m, Message) for f in m.attachments if f.included]
        assert [(f.name, b"".join(export.attachment(f))) for f in files] == [("my photo.png", PHOTO)]


def test_me() -> None:
    made = channel([message(1), message(2, "ben")])
    found = read_all(source_of(made, "general.json"), Answers(zone="UTC", me="Ben"))
    assert [m.outgoing for m in found.messages] == [False, True]


def test_links_with_tokens_are_not_told() -> None:
    for name, data in samples().items():
        found = read_all(source_of(data, name))
        assert "secret" not in f"{found.messages}"


def test_what_breaks_off_gives_what_came_before() -> None:
    made = {"general.json": channel(message(n) for n in range(50)), "messages.json": samples()["messages.json"]}
    for name, data in made.items():
        found = read_all(source_of(data[: len(data) // 2], name))
        assert found.messages
        assert "damaged" in {part.why for part in found.skipped}


def test_the_kinds_of_error() -> None:
    importer = DiscordImporter()
    begun = channel([])
    with pytest.raises(ExportDamaged):
        importer.open(source_of(begun[: begun.index(b"[") + 1], "general.json"), Answers())
    with pytest.raises(NotAChat):
        importer.open(source_of(zip_of({"a.txt": "x"}), "a.zip"), Answers())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*message(1),
        "url", "fileName", "fileSizeBytes", "emoji", "users", "count", "name", "reference", "messageId", "ID",
        "Contents", "Attachments", "Timestamp", "fields",
    ]), inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_anything_may_stand_anywhere(value: object) -> None:
    odd = {**message(1), **(value if isinstance(value, dict) else {"author": value, "attachments": value})}
    assert read_all(source_of(channel([message(0), odd, value, message(2)]), "general.json")).messages
    row = {**rows(3)[0], **(value if isinstance(value, dict) else {"Contents": value, "Timestamp": value})}
    made = package()
    made["Messages/c77/messages.json"] = json.dumps([row, value]).encode()
    assert read_all(source_of(zip_of(made), "package.zip")).messages


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_table_is_read(tail: str) -> None:
    data = table(rows(3)) + b"\r\n" + tail.encode("utf-8", "replace")
    with DiscordImporter().open(source_of(data, "messages.csv"), Answers()) as export:
        assert len([m for m in export.records() if isinstance(m, Message)]) >= 2
        assert export.account().whole
