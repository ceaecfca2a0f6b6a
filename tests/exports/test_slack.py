"""Slack: a workspace's export with all kinds of messages, days alone, slackdump's forms, anything anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_slack import CANARY, FILE, database, everything, export, message, samples, written
from tests.exports.reading import read_all, source_of, zip_of
from vault.chats.message import Message, Reaction
from vault.errors import NotAChat, UnsupportedVersion
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.given import sort_out
from vault.exports.slack.importer import SlackImporter
from vault.exports.slack.text import Directory, readable

BIRDS = "Birds Slack export Jan 1 2024 - Jan 31 2024.zip"


@pytest.mark.parametrize("top", ["", "birds/"])
def test_a_workspace(top: str) -> None:
    found = read_all(source_of(zip_of(export(top)), BIRDS))
    assert [(c.key, c.name) for c in found.conversations] == [
        ("D1", "Anna, Ben Example"), ("C1", "general"), ("G1", "Anna, Ben Example, cara"),
    ]  # fmt: skip
    assert (found.format, found.key, found.chat_name) == ("slack-export", "Birds", "Birds")
    said = {m.text: m for m in found.of("general")}
    first = said[CANARY]
    assert (first.sender, first.id, first.sent.zone) == ("Anna", "1704067260.000001", "exact")
    assert first.sent.utc == datetime(2024, 1, 1, 0, 1, 0, 1, UTC)
    assert found.of("general")[-1].text == "message 1500"
    assert [part.why for part in found.skipped] == []


def test_every_kind_of_message() -> None:
    source = source_of(zip_of(export()), BIRDS)
    found = read_all(source)
    said = {m.id.rpartition(".")[2].lstrip("0"): m for m in found.messages if m.conversation == "C1"}
    assert said["2"].text == "@Anna & #birds <3 @here this (https://example.org) https://a.org"
    assert (said["3"].reply_to, said["4"].reply_to) == ("1704067260.000001", "")
    assert (said["5"].edited, said["4"].edited) == (True, False)
    assert said["6"].reactions == (
        Reaction("👍", "Ben Example"), Reaction("👍", "U9"), Reaction("👍", "1 more"), Reaction(":parrot:", "1 people"),
    )  # fmt: skip
    assert (said["7"].kind, said["7"].attachments[0].kind, said["7"].attachments[0].size) == ("media", "document", 1024)
    assert (said["8"].kind, said["8"].attachments[0].name, said["8"].text) == ("omitted", "photo.png", "see")
    assert (said["9"].kind, said["9"].text) == ("service", "@Ben Example has joined the channel")
    assert said["10"].sender == "Dora"
    assert said["11"].text == "hello @Ben Example:bird:"
    assert (said["12"].sender, said["12"].text) == ("Weather", "Today\nWind: north")
    assert said["13"].kind == "deleted"
    assert (found.account.records, found.account.parts, found.account.empty) == (20, 1, 1)
    assert "secret" not in f"{found.messages}"
    with open_export(source) as opened:
        files = [f for m in opened.records() if isinstance(m, Message) for f in m.attachments if f.included]
        assert [b"".join(opened.attachment(f)) for f in files] == [FILE]


def test_slackdump_keeps_files_at_the_top_as_well() -> None:
    made = export()
    made["__uploads/F1/notes.txt"] = made.pop("general/attachments/F1-notes.txt")
    found = read_all(source_of(zip_of(made), BIRDS))
    assert [f.place for m in found.messages for f in m.attachments if f.included] == ["__uploads/F1/notes.txt"]


def test_days_alone() -> None:
    day = read_all(source_of(samples()["2024-01-01.json"], "2024-01-01.json"))
    assert (day.format, day.chat_name, day.messages[0].sender) == ("slack-day", "Slack channel", "U1")
    channel = read_all(source_of(samples()["general.zip"], "general.zip"))
    assert (channel.format, channel.chat_name) == ("slack-day", "general")


@pytest.mark.parametrize("folder", ["Slack channel/", "x//", "general/"])
def test_days_in_a_folder_of_any_name(folder: str) -> None:
    days = {f"{folder}2024-01-0{day}.json": samples()["2024-01-01.json"] for day in (1, 2)}
    found = read_all(source_of(zip_of(days), "days.zip"))
    assert (found.chat_name, len(found.messages)) == (folder.strip("/") if "x" not in folder else "Slack channel", 26)


def test_folders_of_days_are_two_channels(tmp_path: Path) -> None:
    for folder in ("general", "random"):
        (tmp_path / folder).mkdir()
        for day in (1, 2):
            (tmp_path / folder / f"2024-01-0{day}.json").write_bytes(samples()["2024-01-01.json"])
    given_ = sort_out([tmp_path])
    found = [read_all(each.source) for each in given_ if each.source is not None]
    assert [(each.key, len(each.messages)) for each in found] == [("general", 26), ("random", 26)]


@pytest.mark.parametrize("top", ["", "birds/"])
def test_a_workspace_whose_people_are_missing(top: str, tmp_path: Path) -> None:
    left = {name: data for name, data in export(top).items() if not name.endswith("users.json")}
    for name, data in left.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    (folder,) = sort_out([tmp_path / "in"])
    assert folder.source is not None
    for source in (source_of(zip_of(left), BIRDS), folder.source):
        found = read_all(source)
        assert [c.key for c in found.conversations] == ["D1", "C1", "G1"], "the same chats as with it"
        assert len(found.messages) == len(read_all(source_of(zip_of(export(top)), BIRDS)).messages)


def test_the_database_of_slackdump() -> None:
    found = read_all(source_of(database(), "slackdump.sqlite"))
    assert [(c.key, c.name) for c in found.conversations] == [("C1", "general"), ("D1", "Ben Example")]
    assert [m.text for m in found.messages] == [CANARY, "after", "message 3"]
    assert (found.format, found.chat_name) == ("slackdump-db", "Birds")
    assert (found.account.records, found.account.parts, found.account.skipped) == (5, 1, 1)


def test_me() -> None:
    found = read_all(source_of(zip_of(export()), BIRDS), Answers(zone="UTC", me="Anna"))
    assert [c.name for c in found.conversations] == ["Ben Example", "general", "Ben Example, cara"]
    assert [m.outgoing for m in found.messages if m.conversation == "D1"] == [True, False]


def test_what_breaks_off_or_is_broken() -> None:
    made = export()
    made["general/2024-01-01.json"] = made["general/2024-01-01.json"][:700]
    made["channels.json"] = made["channels.json"][:100]
    found = read_all(source_of(zip_of(made), BIRDS))
    assert {(part.where, part.why) for part in found.skipped} == {
        ("general/2024-01-01.json", "damaged"), ("channels.json", "damaged"),
    }  # fmt: skip
    assert any(m.text == CANARY for m in found.messages)


def test_the_kinds_of_error() -> None:
    importer = SlackImporter()
    with pytest.raises(NotAChat):
        importer.open(source_of(zip_of({"a.txt": "x", "b.txt": "y"}), "a.zip"), Answers())
    strange = database().replace(b"CHUNK_ID INTEGER NOT NULL, CHANNEL_ID", b"CHUNK_IX INTEGER NOT NULL, CHANNEL_ID")
    strange = strange.replace(b"PRIMARY KEY (ID, CHUNK_ID)", b"PRIMARY KEY (ID, CHUNK_IX)")
    with pytest.raises(UnsupportedVersion):
        importer.open(source_of(strange, "slackdump.sqlite"), Answers())


@pytest.mark.parametrize(
    ("written_", "seen"),
    [
        ("a < b > c &amp;lt;", "a < b > c &lt;"),
        ("<mailto:a@b.org|a@b.org> <tel:+1|+1>", "a@b.org +1"),
        ("<!subteam^S1|@team> <!date^1^{date}|today> <!channel> <!everyone>", "@team today @channel @everyone"),
        ("<@U9> <@U9|dora> <#C9> <#C9|>", "@U9 @dora #C9 #C9"),
        ("<https://example.org/> <>", "https://example.org/ <>"),
    ],
)
def test_marks_become_words(written_: str, seen: str) -> None:
    assert readable(written_, Directory()) == seen


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("<@U1|>&!#x:", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([
        *message(1), "subtype", "files", "file", "reactions", "users", "count", "name", "blocks", "elements",
        "attachments", "fields", "profile", "user_profile", "bot_profile", "id", "members", "title",
        "value", "thread_ts", "edited",
    ]), inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_anything_may_stand_anywhere(value: object) -> None:
    odd = {**message(7), **(value if isinstance(value, dict) else {"user": value, "text": value, "ts": value})}
    made = export()
    made["general/2024-01-01.json"] = written([odd, value, *everything()])
    made["users.json"] = written([value, {"id": "U1", "profile": value}])
    made["dms.json"] = written([value, {"id": value, "members": value}])
    assert read_all(source_of(zip_of(made), BIRDS)).messages
