"""Messenger: what Facebook's two kinds of download hold. Invented by their descriptions: no real one was at hand."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_meta import ANNA, FACEBOOK, GROUP, ME, TALK, encrypted, facebook, mojibake, said, thread
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.message import Reaction
from vault.errors import ArchiveCutOff, ExportIncomplete, NotReadYet
from vault.exports.base import Answers, Source
from vault.exports.detect import open_export
from vault.exports.meta.messenger import MessengerImporter
from vault.exports.meta.threads import key_of, threads_of

NAME = "facebook-mia-2026-01-01.zip"
CHAT = f"{FACEBOOK}/inbox/annaoster_1234567890"
ROOTS = ("messages", "your_activity_across_facebook/messages", "your_facebook_activity/messages")


class Files:
    """Files as Parts: what a folder, or several zips of one download, are to an importer."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def names(self) -> list[str]:
        return sorted(self._files)

    def part(self, name: str) -> Source:
        return source_of(self._files[name], name)


def folder_of(files: Mapping[str, bytes], name: str = "download") -> Source:
    size = sum(len(data) for data in files.values())
    return Source(Path("/nowhere") / name, size, datetime(2026, 1, 1, tzinfo=UTC), _no_bytes, Files(files))


def _no_bytes() -> BinaryIO:
    return cast(BinaryIO, io.BytesIO())


def _read(files: Mapping[str, bytes], answers: Answers | None = None) -> ReadAll:
    return read_all(source_of(zip_of(files), NAME), answers or Answers())


@pytest.fixture(name="found", scope="module")
def _found() -> ReadAll:
    return _read(facebook())


def test_threads_of_all_sections_in_order_of_time(found: ReadAll) -> None:
    assert [(each.key, each.name) for each in found.conversations] == [("1234567890", ANNA), ("team_abc", "Team ✨")]
    talk = [message for message in found.messages if message.conversation == "1234567890"]
    assert [m.sent.utc for m in talk] == sorted(m.sent.utc for m in talk if m.sent.utc)
    assert (len(talk), len(found.of("Team ✨"))) == (len(TALK), len(GROUP))
    assert f"{talk[0].sent.utc:%Y-%m-%d %H:%M:%S}" == "2023-11-14 22:13:20"
    assert talk[0].place == f"{CHAT}/message_2.json #5"
    assert (found.format, found.chat_name, found.key, found.question) == ("messenger-zip", "All chats", ME, None)


def test_texts_names_and_reactions_are_mended(found: ReadAll) -> None:
    first, second, *_ = found.messages
    assert (first.sender, first.text, first.outgoing) == (ANNA, "Schöne Grüße “aus” Ærø 🎣", False)
    assert (second.sender, second.outgoing, second.reactions) == (ME, True, (Reaction("❤", ANNA),))


def test_what_kinds_there_are(found: ReadAll) -> None:
    kinds = [message.kind for message in found.messages][: len(TALK)]
    assert kinds == ["text", "text", "media", "media", "text", "call", "deleted", "omitted", "service", "media"]
    assert found.messages[4].text == "Look\nhttps://example.org/a"
    assert (found.messages[8].sender, found.messages[8].text) == (None, f"{ME}: Bo")


def test_files_that_are_there_and_files_that_are_not(found: ReadAll) -> None:
    photo, sticker, gone = (found.messages[number].attachments[0] for number in (2, 3, 9))
    assert (photo.name, photo.kind, photo.size, photo.included) == ("1.jpg", "photo", 5, True)
    assert (sticker.kind, sticker.place) == ("sticker", f"{FACEBOOK}/stickers_used/9.png")
    assert (gone.name, gone.kind, gone.included) == ("gone.mp4", "video", False)
    assert [(each.where, each.why) for each in found.skipped] == [(gone.place, "media-missing")]
    with open_export(source_of(zip_of(facebook()), NAME)) as export:
        assert b"".join(export.attachment(photo)) == b"photo"


def test_a_part_whose_zip_was_not_given_is_told() -> None:
    files = {name: data for name, data in facebook().items() if name != f"{CHAT}/message_1.json"}
    found = _read(files)
    assert (f"{CHAT}/message_1.json", "media-missing") in [(each.where, each.why) for each in found.skipped]
    assert 0 < len([m for m in found.messages if m.conversation == "1234567890"]) < len(TALK)


@pytest.mark.parametrize(
    "root", ["messages", "your_activity_across_facebook/messages", "your_facebook_activity/messages"]
)
@pytest.mark.parametrize("above", ["", "facebook-mia/"])
def test_every_root_even_a_folder_deeper(root: str, above: str) -> None:
    found = _read({above + name: data for name, data in facebook(root).items()})
    assert [each.key for each in found.conversations] == ["1234567890", "team_abc"]
    assert found.messages[2].attachments[0].included


@pytest.mark.parametrize("inner", ["your_facebook_activity/", f"{FACEBOOK}/", f"{FACEBOOK}/inbox/", f"{CHAT}/"])
def test_an_inner_folder_was_picked(inner: str) -> None:
    files = {name[len(inner) :]: data for name, data in facebook().items() if name.startswith(inner)}
    found = read_all(folder_of(files, inner.rstrip("/").rpartition("/")[2]))
    assert found.conversations[0].key == "1234567890"
    assert found.messages[2].attachments[0].included
    assert (len(found.of(ANNA)), found.question) == (len(TALK) - 1, None)


def test_one_file_by_itself() -> None:
    found = read_all(source_of(thread(TALK), "message_1.json"))
    assert (found.key, found.chat_name, found.format) == ("1234567890", ANNA, "messenger-json")
    assert found.messages[1].outgoing


def test_several_zips_are_one_download() -> None:
    files = facebook()
    media = {name: data for name, data in files.items() if not name.endswith(".json")}
    texts = {name: data for name, data in files.items() if name.endswith(".json")}
    apart = folder_of({"facebook-mia-1.zip": zip_of(media), "facebook-mia-2.zip": zip_of(texts)})
    whole, found = _read(files), read_all(apart)
    assert found.messages == whole.messages
    assert [each.where for each in found.skipped] == [each.where for each in whole.skipped]
    without = _read(texts)
    assert len(without.skipped) == 3
    assert not any(file.included for message in without.messages for file in message.attachments)


def test_a_missing_file_is_told_once_and_not_for_pages() -> None:
    uri = [{"uri": f"{CHAT}/photos/same.jpg"}]
    many = [said(ANNA, n, photos=[{"uri": f"{CHAT}/photos/{n}.jpg"}]) for n in range(300)]
    found = _read({f"{CHAT}/message_1.json": thread([said(ANNA, 0, photos=uri), said(ME, 1, photos=uri), *many])})
    assert [each.where for each in found.skipped][:2] == [f"{CHAT}/photos/same.jpg", f"{CHAT}/photos/0.jpg"]
    assert (len(found.skipped), found.skipped[-1].where) == (201, "(+ 101)")


def test_before_and_after_encryption_is_one_chat() -> None:
    older = {f"{FACEBOOK}/e2ee_cutover/annaoster_1234567890/message_1.json": thread([said(ANNA, -5, "older")])}
    found = _read(facebook() | older)
    assert len(found.conversations) == 2
    assert found.messages[0].text == "older"


def test_who_i_am_is_told_by_the_profile() -> None:
    profile = {"profile_v2": {"name": {"full_name": mojibake("Ærø Me")}}}
    files = {
        f"{CHAT}/message_1.json": thread([said("Ærø Me", 0, "x")], people=("Ærø Me", ANNA, "Bo")),
        "personal_information/profile_information/profile_information.json": json.dumps(profile).encode(),
    }
    found = _read(files)
    assert (found.messages[0].outgoing, found.question) == (True, None)


def test_who_i_am_is_asked_only_where_nothing_tells() -> None:
    alone = {f"{FACEBOOK}/inbox/team_abc/message_1.json": thread(GROUP, "Team", "inbox/team_abc", (ANNA, "Bo", ME))}
    found = _read(alone)
    assert found.question is not None
    assert found.question.samples[0] == ME
    assert {message.outgoing for message in found.messages} == {None}
    answered = _read(alone, Answers(me=ME))
    assert ([message.outgoing for message in answered.messages], answered.question) == ([False, False, True], None)
    assert answered.key == found.key


def test_the_key_of_a_thread_outlives_its_name() -> None:
    assert key_of("inbox/anna_1234567890") == key_of("archived_threads/annasmith_1234567890")
    assert key_of("inbox/anna_itiifdbrjg") != key_of("inbox/ben_itiifdbrjg")
    parts = threads_of([f"inbox/a_1/message_{n}.json" for n in range(1, 12)])
    assert [part.number for part in parts[0]] == list(range(11, 0, -1))


def test_pages_are_known_and_not_read() -> None:
    page = b'<html><head></head><body><div class="_3-95 _a6-g"><div class="_2ph_ _a6-h">x</div></div></body></html>'
    for name in (f"{CHAT}/message_1.html", "messages/inbox/a_1/message_1.html"):
        with pytest.raises(NotReadYet) as error:
            _read({name: page})
        assert error.value.format == "messenger-html"
    with pytest.raises(NotReadYet):
        read_all(source_of(page, "message_1.html"))


def test_the_four_kinds_of_trouble() -> None:
    with pytest.raises(ArchiveCutOff):
        read_all(source_of(zip_of(facebook())[:-30], NAME))
    without = zip_of({"messages/inbox/x/photos/1.jpg": b"1", "messages/inbox/x/photos/2.jpg": b"2"})
    with pytest.raises(ExportIncomplete):
        MessengerImporter().open(source_of(without, NAME), Answers())
    cut = thread(TALK)
    found = _read({f"{CHAT}/message_1.json": cut[: len(cut) // 2]})
    assert found.messages
    assert [each.why for each in found.skipped if each.where.endswith(".json")] == ["damaged"]


def test_records_of_any_kind_are_read_or_told() -> None:
    messages: list[object] = [1, None, "x", [], {}, {"timestamp_ms": "soon"}, {"timestamp_ms": 10**30, "content": 5}]
    whole = {"messages": [said(ANNA, 1, "good"), *messages], "participants": 5, "title": None}
    found = read_all(source_of(json.dumps(whole).encode(), "message_1.json"))
    assert found.account.skipped == 4
    assert [each.sender for each in found.messages].count("Unknown") == 3
    assert [each.sent.utc for each in found.messages].count(None) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "sender_name", "timestamp_ms", "timestamp", "content", "photos", "videos", "audio_files", "sticker", "share",
    "users", "reactions", "is_unsent", "type", "call_duration", "files", "gifs", "senderName", "text", "media",
    "isUnsent",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), JSON | st.just([{"uri": "a/b.jpg"}])), max_size=4),
    st.dictionaries(st.sampled_from(["participants", "title", "thread_path", "threadName"]), JSON),
)
def test_anything_may_stand_anywhere(messages: list[dict[str, object]], more: dict[str, object]) -> None:
    start = [said(ANNA, 0, "x"), {"senderName": ANNA, "text": "x", "timestamp": 5, "isUnsent": False}]
    for first in start:
        whole = {"messages": [first, *messages], **more}
        found = read_all(source_of(json.dumps(whole).encode(), "message_1.json"))
        assert len(found.messages) == 1 + len(messages)


def test_the_encrypted_export_is_an_export_of_its_own() -> None:
    found = read_all(source_of(zip_of(encrypted()), "messages.zip"))
    assert found.format == "messenger-e2ee"
    assert [each.name for each in found.conversations] == [ANNA, "Bo", "Bo"]
    assert len({each.key for each in found.conversations}) == 3
    media, canary, later = found.of(ANNA)
    assert (media.sender, media.kind, [file.included for file in media.attachments]) == (ANNA, "media", [True, False])
    assert (later.text, later.outgoing, later.reactions) == ("later", True, (Reaction("👍", ANNA),))
    assert (canary.outgoing, found.question) == (False, None)
    assert [m.kind for m in found.messages if m.conversation == "Bo"] == ["deleted", "text"]
    assert [each.where for each in found.skipped] == ["./media/gone.mp4"]


def test_an_encrypted_chat_by_itself_and_in_a_folder() -> None:
    name = f"{ANNA}_1.json"
    found = read_all(source_of(encrypted()[name], name))
    assert (found.key, found.chat_name, len(found.messages)) == (ANNA, ANNA, 3)
    assert len(read_all(folder_of(encrypted())).conversations) == 3
