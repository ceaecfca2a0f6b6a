"""Google's takeouts: Chat, Hangouts, Voice. Invented by the formats' descriptions: no real takeout was at hand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_google import DIRECT, DM, LONG, chat, hangouts, voice
from tests.exports.made_tar import tar_of
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from tests.exports.test_messenger import JSON, folder_of
from vault.chats.message import Message, Reaction
from vault.errors import ArchiveCutOff, ExportIncomplete
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.google.chat import GoogleChatImporter
from vault.exports.google.dates import google_moment
from vault.exports.google.files import GoogleFiles
from vault.exports.google.voice import GoogleVoiceImporter

NAME = "takeout-20260101T000000Z-001.zip"


def _direct(found: ReadAll) -> list[Message]:
    return [message for message in found.messages if message.conversation == "k6oxHQAAAAE"]


@pytest.fixture(name="found", scope="module")
def _found() -> ReadAll:
    return read_all(source_of(zip_of(chat()), NAME))


def test_chats_are_named_and_known_again(found: ReadAll) -> None:
    assert [(each.key, each.name) for each in found.conversations] == [
        ("k6oxHQAAAAE", "Anna Øster"),
        ("AAAAx", "Plans"),
    ]
    assert (found.key, found.format, found.chat_name) == ("mia@example.org", "google-chat", "All chats")


def test_what_is_said(found: ReadAll) -> None:
    talk = _direct(found)
    first, canary, *_ = talk
    assert (first.sender, first.outgoing, first.text, first.id) == (
        "Anna Øster",
        False,
        "Schöne Grüße",
        "k6oxHQAAAAE/t0/t0",
    )
    assert f"{first.sent.utc:%Y-%m-%d %H:%M:%S}" == "2016-11-03 12:00:50"
    assert (canary.outgoing, canary.reactions) == (True, (Reaction("👍", "Anna Øster"),))
    assert [message.reply_to for message in talk[3:5]] == ["k6oxHQAAAAE/t1/t1", "k6oxHQAAAAE/t0/t0"]
    assert (talk[5].kind, talk[7].text, talk[12].kind) == ("deleted", "Plan", "call")
    assert (talk[6].edited, talk[6].earlier, talk[6].text) == (True, ("worse",), "better")
    assert len(talk) == len(DIRECT)


def test_files_are_found_under_the_names_they_got_on_disk(found: ReadAll) -> None:
    places = [file.place for message in _direct(found) for file in message.attachments]
    kept = ["File-49_account_id=3.png", "File-a.jpg", "File-a(1).jpg", f"{LONG[:47]}.jpg"]
    assert places == [*(f"{DM}/{name}" for name in kept), "File-gone.pdf"]
    assert [(each.where, each.why) for each in found.skipped] == [(f"{DM}/File-gone.pdf", "media-missing")]
    with open_export(source_of(zip_of(chat()), NAME)) as export:
        second = _direct(found)[9].attachments[0]
        assert b"".join(export.attachment(second)) == b"second"


def test_all_marks_of_a_name_may_be_underscores() -> None:
    files = GoogleFiles("", ["File-1_account_id_3_x.png"])
    assert files.find("File-1?account_id=3&x.png") == "File-1_account_id_3_x.png"
    assert files.find("File-1?account_id=4&x.png") is None


def test_several_archives_of_one_takeout(found: ReadAll) -> None:
    files = chat()
    for ending, made in (("zip", zip_of), ("tgz", lambda part: tar_of(part, packed=True))):
        first = made({name: data for name, data in files.items() if not name.endswith(".json")})
        second = made({name: data for name, data in files.items() if name.endswith(".json")})
        start = "takeout-20260101T000000Z-00"
        whole = read_all(folder_of({f"{start}1.{ending}": first, f"{start}2.{ending}": second}))
        assert (whole.messages, whole.key) == (found.messages, found.key)


@pytest.mark.parametrize("inner", ["Takeout/", "Takeout/Google Chat/", "Takeout/Google Chat/Groups/", f"{DM}/"])
def test_an_inner_folder_was_picked(inner: str) -> None:
    files = {name[len(inner) :]: data for name, data in chat().items() if name.startswith(inner)}
    found = read_all(folder_of(files))
    assert _direct(found)[2].attachments[0].included


@pytest.mark.parametrize(
    ("wording", "utc"),
    [
        ("Thursday, November 3, 2016 at 11:59:50 AM UTC", "2016-11-03 11:59:50"),
        ("Thursday, November 3, 2016 at 11:59:50\u202fPM UTC", "2016-11-03 23:59:50"),
        ("Monday, May 2, 2022, 12:00:01 AM UTC", "2022-05-02 00:00:01"),
        ("Donnerstag, 3. November 2016 um 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("jueves, 3 de noviembre de 2016, 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("martes, 3 de marzo de 2020, 1:02:03 UTC", "2020-03-03 01:02:03"),
        ("mardi 3 mars 2020 à 01:02:03 UTC", "2020-03-03 01:02:03"),
        ("2016年11月3日木曜日 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("2016年11月3日木曜日 11時59分50秒 UTC", "2016-11-03 11:59:50"),
        ("2016년 11월 3일 목요일 오후 3시 9분 50초 UTC", "2016-11-03 15:09:50"),
        ("2016年11月3日 星期四 上午12:59:50 UTC", "2016-11-03 00:59:50"),
        ("четверг, 3 ноября 2016 г. в 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("czwartek, 3 listopada 2016 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("četvrtak, 3. studenoga 2016. u 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("ponedjeljak, 3. listopada 2016. u 11:59:50 UTC", "2016-10-03 11:59:50"),
        ("3 listopada 2016 11:59:50 UTC", None),
        ("torsdag 3. november 2016 kl. 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("الخميس، ٣ نوفمبر ٢٠١٦ في ١١:٥٩:٥٠ م UTC", "2016-11-03 23:59:50"),
        ("Thứ Năm, 3 tháng 11, 2016 lúc 11:59:50 UTC", "2016-11-03 11:59:50"),
        ("Khamis, 3 November 2016 3:59:50 PTG UTC", "2016-11-03 15:59:50"),
        ("2016-11-03T11:59:50Z", "2016-11-03 11:59:50"),
        ("Freitag, 30. Februar 2016 um 11:59:50 UTC", None),
        ("Thursday, November 3, 2016 at 11:59:50 AM", None),
        ("ᎤᎾᏙᏓᏉᏅᎯ 3 2016 UTC", None),
        ("", None),
        ("9" * 100_000, None),
    ],
)
def test_dates_of_many_languages(wording: str, utc: str | None) -> None:
    moment = google_moment(wording)
    assert (moment.utc and f"{moment.utc:%Y-%m-%d %H:%M:%S}") == utc
    assert moment.text == wording[:100]


@given(st.text(max_size=120))
def test_no_date_raises(wording: str) -> None:
    google_moment(wording)


@pytest.mark.parametrize("old", [False, True])
def test_hangouts_of_both_layouts(old: bool) -> None:
    found = read_all(source_of(hangouts(old), "Hangouts.json"))
    assert (found.format, [each.name for each in found.conversations]) == ("google-hangouts", ["Anna Øster"])
    assert [message.kind for message in found.messages] == ["text", "media", "call", "service", "service", "service"]
    first, photo, *_ = found.messages
    assert (first.text, first.outgoing) == ("kingfisher-at-dawn\nhttps://example.org", False)
    assert f"{first.sent.utc:%Y-%m-%d %H:%M:%S}" == "2013-09-24 05:20:00"
    assert (photo.sender, photo.outgoing, photo.attachments[0].included) == ("Mia Berg", True, False)
    assert found.messages[3].text == "Mia Berg: call ended (61 s)"


def test_photos_of_hangouts_lie_beside_the_file() -> None:
    files = {"Takeout/Hangouts/Hangouts.json": hangouts(), "Takeout/Hangouts/Photo%20on.jpg": b"jpg"}
    found = read_all(source_of(zip_of(files), NAME))
    assert found.messages[1].attachments[0].size == 3


def test_one_takeout_of_everything() -> None:
    files = {**chat(), **voice(), "Takeout/Hangouts/Hangouts.json": hangouts()}
    found = read_all(source_of(zip_of(files), NAME))
    assert {each.app for each in found.conversations} == {"google-chat", "google-voice"}
    parts = [read_all(source_of(zip_of(part), NAME)).messages for part in (chat(), voice())]
    assert len(found.messages) == len(parts[0]) + len(parts[1]) + 6


def test_voice_gives_texts_calls_and_voicemails() -> None:
    found = read_all(source_of(zip_of(voice()), NAME))
    assert [(each.key, each.name) for each in found.conversations] == [
        ("+15550000002", "Anna Øster"),
        ("group +15550000002 +15550000003", "Anna Øster, +15550000003"),
        ("+15550000003", "+15550000003"),
    ]
    hi, canary, group, missed, placed, voicemail, mine = found.messages
    assert (hi.sender, hi.text, hi.attachments[0].included, hi.outgoing) == (
        "Anna Øster",
        "Hi & hello\nthere",
        True,
        False,
    )
    assert f"{hi.sent.utc:%Y-%m-%d %H:%M:%S}" == "2014-06-30 00:16:51"
    assert (canary.sender, canary.outgoing, group.conversation[:5]) == ("You", True, "group")
    assert [(each.kind, each.text, each.outgoing) for each in (missed, placed)] == [
        ("call", "Missed", False), ("call", "Placed 00:01:00", True),
    ]  # fmt: skip
    assert (voicemail.kind, voicemail.text, voicemail.attachments[0].kind) == ("media", "Call me back", "audio")
    assert (mine.conversation, mine.text) == ("+15550000002", "only mine")


def test_voice_under_folders_of_another_language() -> None:
    files = {name.replace("Voice/Calls", "Voice/Anrufe"): data for name, data in voice().items()}
    assert len(read_all(folder_of(files)).messages) == 7


def test_trouble_is_told_by_its_kind() -> None:
    with pytest.raises(ArchiveCutOff):
        read_all(source_of(zip_of(chat())[:-30], NAME))
    empty = source_of(zip_of({"Takeout/x.json": b"{}", "Takeout/y.json": b"{}"}), NAME)
    for importer in (GoogleChatImporter(), GoogleVoiceImporter()):
        with pytest.raises(ExportIncomplete):
            importer.open(empty, Answers())
    cut = chat()[f"{DM}/messages.json"][:1500]
    found = read_all(source_of(zip_of({f"{DM}/messages.json": cut}), NAME))
    assert (len(found.messages) > 1, [each.why for each in found.skipped][-1]) == (True, "damaged")


CHAT_KEYS = [
    "creator", "created_date", "text", "message_id", "attached_files", "annotations", "reactions", "message_state",
    "quoted_message_metadata", "previous_message_versions", "updated_date",
]  # fmt: skip
EVENT_KEYS = [
    "sender_id", "timestamp", "event_id", "chat_message", "hangout_event", "membership_change", "conversation_id",
    "conversation_rename", "event_type",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(CHAT_KEYS), JSON), max_size=4), JSON)
def test_anything_may_stand_in_a_chat(records: list[dict[str, object]], info: object) -> None:
    files = {
        f"{DM}/messages.json": json.dumps({"messages": [DIRECT[0], *records]}).encode(),
        f"{DM}/group_info.json": json.dumps(info).encode(),
    }
    assert len(read_all(source_of(zip_of(files), NAME)).messages) == 1 + len(records)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(EVENT_KEYS), JSON), max_size=4), JSON)
def test_anything_may_stand_in_hangouts(events: list[dict[str, object]], about: object) -> None:
    whole = {"conversations": [{"conversation": about, "events": [{"sender_id": {"gaia_id": "1"}}, *events]}, 5]}
    files = {"Takeout/Hangouts/Hangouts.json": json.dumps(whole).encode()}
    assert len(read_all(source_of(zip_of(files), NAME)).messages) == 1 + len(events)
