"""Skype's archive. Invented by descriptions: no real one was at hand."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_skype import ANNA, GROUP, PHOTO, TALK, export, many, messages
from tests.exports.made_tar import tar_of
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from tests.exports.test_messenger import JSON, folder_of
from vault.chats.message import Message, Reaction
from vault.errors import ArchiveCutOff, ExportIncomplete
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.skype.importer import SkypeImporter
from vault.exports.skype.text import plain

NAME = "8_live_mia_skype_export.tar"


@pytest.fixture(name="found", scope="module")
def _found() -> ReadAll:
    return read_all(source_of(tar_of(export()), NAME))


def test_conversations_in_order_of_time(found: ReadAll) -> None:
    assert [(each.key, each.name) for each in found.conversations] == [
        (ANNA, "Anna Øster"), ("19:x@thread.skype", "Us"),
    ]  # fmt: skip
    talk = [message for message in found.messages if message.conversation == ANNA]
    assert [message.id for message in talk] == [each["id"] for each in TALK]
    assert f"{talk[0].sent.utc:%Y-%m-%d %H:%M:%S.%f}" == "2020-05-02 17:20:00.547000"
    assert (found.key, found.format) == ("live:mia", "skype-tar")


def test_what_is_said(found: ReadAll) -> None:
    first, canary, photo, answer, edited, deleted, call, place, contact, gone, text, unknown, *_ = found.messages
    assert (first.sender, first.text, first.outgoing) == ("Anna Øster", "Schöne Grüße :) <3 https://a.b", False)
    assert (canary.sender, canary.text, canary.outgoing) == ("You", "kingfisher-at-dawn", True)
    assert canary.reactions == (Reaction("❤️", "Anna Øster"), Reaction("❤️", "You"))
    assert (photo.kind, photo.text, photo.attachments[0].name) == ("media", "", "IMG & 1.jpg")
    assert (answer.text, answer.reply_to) == ("the answer", first.id)
    assert (edited.text, edited.edited, deleted.kind) == ("better", True, "deleted")
    assert (call.kind, call.text, call.sender) == ("call", "ended (61 s)", "Anna Øster")
    assert (place.kind, place.text) == ("location", "Berlin 52.520008,13.404954")
    assert (contact.kind, contact.text) == ("contact", "Bo X")
    assert (gone.attachments[0].name, gone.attachments[0].included) == ("a.pdf", False)
    assert (text.text, unknown.text, unknown.kind) == ("plain <not a tag> & more", "words", "text")


def test_what_happens_in_a_group(found: ReadAll) -> None:
    group = [message for message in found.messages if message.conversation.startswith("19:")]
    assert [(m.sender, m.text) for m in group] == [
        (None, "AddMember: live:mia, Anna Øster"),
        (None, "TopicUpdate: Anna Øster, Us & them"),
        ("Anna Øster", "line\nnext"),
        ("bot", "beep"),
    ]
    assert len(group) == len(GROUP)


def test_a_photo_can_be_had(found: ReadAll) -> None:
    with open_export(source_of(tar_of(export()), NAME)) as opened:
        assert b"".join(opened.attachment(found.messages[2].attachments[0])) == b"photo"
    assert found.skipped == []


@pytest.mark.parametrize("packed", [False, True])
def test_in_any_wrapping(found: ReadAll, packed: bool) -> None:
    files = {f"./export/{name}": data for name, data in export().items()}
    for data, name in ((tar_of(files, packed=packed), "skype.tar.gz"), (zip_of(export()), "skype.zip")):
        assert read_all(source_of(data, name)).of("Anna Øster") != []
    assert read_all(folder_of(export())).messages == found.messages


def test_without_its_media_it_says_so_once() -> None:
    found = read_all(source_of(messages(), "messages.json"))
    assert [(each.where, each.why) for each in found.skipped] == [("media/", "media-missing")]
    assert (found.format, found.messages[2].attachments[0].name) == ("skype-json", "IMG & 1.jpg")


def test_trouble_is_told_by_its_kind() -> None:
    with pytest.raises(ExportIncomplete):
        SkypeImporter().open(source_of(tar_of({"a": b"1", f"media/{PHOTO}.1.jpg": b"1"}), NAME), Answers())
    with pytest.raises(ArchiveCutOff):
        read_all(source_of(tar_of(export())[:3000], NAME))
    found = read_all(source_of(messages()[:4000], "messages.json"))
    assert (len(found.messages) > 2, [each.why for each in found.skipped][:1]) == (True, ["damaged"])


def test_a_long_conversation_is_turned_round_in_little_memory() -> None:
    data = many(30_000)["messages.json"]
    tracemalloc.start()
    try:
        with SkypeImporter().open(source_of(data, "messages.json"), Answers()) as opened:
            talk = (record for record in opened.records() if isinstance(record, Message))
            ids = [int(message.id) for message in talk if message.conversation == ANNA]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert ids == sorted(ids)
    assert peak < 40_000_000


@pytest.mark.parametrize(
    "content", ["<", "<quote", "<a <b <c>", "&", "</quote><quote>", "<URIObject " * 2000, "<b>" * 9]
)
def test_broken_markup_is_as_quick_as_right_one(content: str) -> None:
    talk = [{**TALK[2], "content": content * 50}]
    assert len(read_all(source_of(messages(talk), "messages.json")).messages) == 1 + len(GROUP)


@given(st.text(alphabet="<>/=\"'&;abqutoe ", max_size=60))
def test_plain_never_raises(content: str) -> None:
    assert isinstance(plain(content), str)


KEYS = ["id", "displayName", "originalarrivaltime", "messagetype", "content", "from", "properties", "amsreferences"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=4), st.dictionaries(st.sampled_from(
    ["id", "displayName", "threadProperties", "properties"]), JSON))  # fmt: skip
def test_anything_may_stand_anywhere(records: list[dict[str, object]], about: dict[str, object]) -> None:
    whole = {"userId": 5, "conversations": [{**about, "MessageList": [TALK[0], *records]}, 7, {"MessageList": {}}]}
    found = read_all(source_of(json.dumps(whole).encode(), "messages.json"))
    assert len(found.messages) == 1 + len(records)
