"""Snapchat's downloads, new and old. Invented by descriptions: no real one was at hand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_snapchat import NOTE, PHOTO, TALK, chats, download, old
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from tests.exports.test_messenger import JSON, folder_of
from vault.errors import ExportIncomplete, NotReadYet
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.snapchat.importer import SnapchatImporter

NAME = "mydata~1720000000000.zip"


@pytest.fixture(name="found", scope="module")
def _found() -> ReadAll:
    return read_all(source_of(zip_of(download()), NAME))


def test_chats_and_snaps(found: ReadAll) -> None:
    assert [(each.key, each.name) for each in found.conversations] == [("anna", "anna"), ("aaaa-bbbb", "Us")]
    assert [message.kind for message in found.messages] == [
        "text", "text", "media", "media", "service", "text", "text", "text", "omitted",
    ]  # fmt: skip
    assert [message.outgoing for message in found.messages][:2] == [False, True]
    assert (found.key, found.format) == ("mia", "snapchat-zip")
    assert (found.messages[4].sender, found.messages[4].text) == (None, "erasedmessage: anna")


def test_what_snapchat_did_not_keep_is_told_once_for_each_chat(found: ReadAll) -> None:
    assert [(each.where, each.why) for each in found.skipped] == [
        ("anna", "not-kept-by-app"), ("silent", "not-kept-by-app"), ("json/talk_history.json", "not-kept-by-app"),
    ]  # fmt: skip
    assert (found.account.empty, found.account.skipped) == (2, 0)


def test_microseconds_are_milliseconds_unless_they_are_not(found: ReadAll) -> None:
    times = [f"{message.sent.utc:%Y-%m-%d %H:%M:%S.%f}" for message in found.of("anna")]
    assert times[0] == "2024-04-20 01:29:22.686000"
    assert times[4] == "2024-04-20 01:29:28.686000"
    wrong = {"anna": [{**TALK[0], "Created(microseconds)": 17}, {**TALK[1], "Created(microseconds)": None}]}
    read = read_all(source_of(json.dumps(wrong).encode(), "chat_history.json"))
    assert [f"{message.sent.utc:%H:%M:%S}" for message in read.messages] == ["01:29:22", "01:29:23"]


def test_media_are_found_by_their_id(found: ReadAll) -> None:
    photo, gone = found.messages[2].attachments
    assert (photo.place, photo.kind, photo.included) == (f"chat_media/2024-04-20_{PHOTO}.jpg", "photo", True)
    assert (gone.name, gone.included) == ("b~gone", False)
    assert (found.messages[3].attachments[0].kind, found.messages[3].attachments[0].place[-36:-4]) == ("audio", NOTE)
    with open_export(source_of(zip_of(download()), NAME)) as opened:
        assert b"".join(opened.attachment(photo)) == b"photo"


def test_several_zips_and_deeper_folders(found: ReadAll) -> None:
    files = {f"mydata/{name}": data for name, data in download().items()}
    media = {name: data for name, data in files.items() if "chat_media" in name}
    rest = {name: data for name, data in files.items() if "chat_media" not in name}
    whole = read_all(folder_of({"mydata~1.zip": zip_of(rest), "mydata~1-2.zip": zip_of(media)}))
    assert [m.text for m in whole.messages] == [m.text for m in found.messages]
    assert [m.attachments[0].included for m in whole.messages if m.attachments] == [True, True]
    alone = read_all(source_of(zip_of(rest), "mydata~1.zip"))
    assert alone.skipped[-1].where == "chat_media/"


def test_downloads_of_before_2022() -> None:
    found = read_all(source_of(old(), "chat_history.json"))
    assert [(m.conversation, m.sender, m.text, m.outgoing) for m in found.messages] == [
        ("anna", "anna", "kingfisher-at-dawn", False), ("anna", "anna", "it's", False), ("anna", "You", "mine", True),
    ]  # fmt: skip
    assert [each.where for each in found.skipped] == ["bo"]


def test_trouble_is_told_by_its_kind() -> None:
    with pytest.raises(NotReadYet):
        read_all(source_of(zip_of({"html/chat_history.html": b"<html>", "index.html": b"<html>"}), NAME))
    with pytest.raises(ExportIncomplete):
        SnapchatImporter().open(source_of(zip_of({"json/account.json": b"{}", "a.txt": b"x"}), NAME), Answers())
    found = read_all(source_of(chats()[:1500], "chat_history.json"))
    assert [each.why for each in found.skipped if each.where == "chat_history.json"] == ["damaged"]
    assert found.messages


KEYS = [*TALK[0], "Text", "To"]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=4) | JSON))
def test_anything_may_stand_anywhere(lists: dict[str, object]) -> None:
    whole = {"anna": [TALK[0]], "Received Saved Chat History": [{"From": 7, "Text": "x"}], **lists}
    found = read_all(source_of(json.dumps(whole).encode(), "chat_history.json"))
    assert found.account.records >= 1
