"""Messages' databases read to the end: old and new columns, people, reactions, edits, services, photos, the log."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.exports.made_imessage import (
    ANNA,
    ANNA_MAIL,
    BEN,
    CARLA,
    FIRST,
    PHOTO,
    MadeMessages,
    archived,
    filled,
    messages_folder,
    reacted,
    summary,
)
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.message import ME, Message, Reaction
from vault.errors import ExportDamaged, ExportIncomplete, NotAChat, UnsupportedVersion
from vault.exports.base import Answers, Skipped, Source
from vault.exports.detect import detect, open_export
from vault.exports.imessage.importer import IMessageImporter


def read(made: MadeMessages, name: str = "chat.db") -> ReadAll:
    return read_all(source_of(made.bytes(), name))


def one(made: MadeMessages) -> Message:
    (message,) = read(made).messages
    return message


def simple() -> tuple[MadeMessages, int, int]:
    """A database with one chat with Anna."""
    made = MadeMessages()
    anna = made.handle(ANNA)
    return made, made.chat(f"iMessage;-;{ANNA}", [anna]), anna


def folder(members: Mapping[str, bytes]) -> Source:
    return source_of(zip_of(members, 0), "Messages.zip")


def test_old_and_new_columns_say_the_same() -> None:
    new, old = read(filled(MadeMessages())), read(filled(MadeMessages(old=True)))
    assert [m.text for m in new.messages] == [m.text for m in old.messages]
    assert [m.sender for m in new.messages] == [m.sender for m in old.messages]
    assert [m.kind for m in new.messages] == [m.kind for m in old.messages]
    assert (new.messages[0].sent.utc, old.messages[0].sent.utc) == (FIRST.replace(microsecond=123456), FIRST)
    assert new.messages[-1].sent.utc == datetime(2026, 3, 1, 9, 36, 0, 123456, tzinfo=UTC)
    assert (new.format, new.key, new.chat_name) == ("imessage-db", "Messages", "All messages")


def test_one_person_over_two_services_is_one_conversation() -> None:
    found = read(filled(MadeMessages()))
    assert [(c.key, c.name) for c in found.conversations] == [(f"-;{ANNA}", ANNA), ("+;chat100", "Choir")]
    assert [m.text for m in found.of(ANNA)][1:] == ["Hi Anna", "no net here"]
    assert found.of(ANNA)[1].sender == ME
    assert found.of(ANNA)[1].outgoing is True


def test_handles_of_one_person_have_one_name() -> None:
    made = MadeMessages()
    mail, number = made.handle(ANNA_MAIL, person="P1"), made.handle(ANNA, person="P1")
    carla = made.handle(CARLA)
    group = made.chat("any;+;chat7", [mail, number, carla])
    made.message(group, "from the Mac", mail)
    made.message(group, "from the phone", number)
    found = read(made)
    assert [m.sender for m in found.messages] == [ANNA, ANNA]
    assert found.conversations[0].name == f"{ANNA}, {CARLA}"


def test_chats_without_a_name_or_people() -> None:
    made = MadeMessages()
    made.message(made.chat("iMessage;+;chat9"), "alone")
    made.message(made.chat("SMS;-;Bank"), "code 1234")
    assert [c.name for c in read(made).conversations] == ["chat9", "Bank"]


def test_a_message_in_no_chat_goes_to_its_sender_or_nowhere() -> None:
    made, _, anna = simple()
    made.message(None, "lost and found", anna)
    made.message(None, "mine, to nobody")
    found = read(made)
    assert [(m.conversation, m.text) for m in found.messages] == [(f"-;{ANNA}", "lost and found")]
    assert [(s.where, s.why) for s in found.skipped] == [("chat.db #2", "unknown-chat")]


def test_what_was_deleted_a_short_while_ago_is_still_in_its_chat() -> None:
    made, chat, anna = simple()
    row = made.message(None, "in the bin", anna)
    made.db.execute("INSERT INTO chat_recoverable_message_join VALUES(?, ?, 0)", (chat, row))
    assert one(made).text == "in the bin"


def test_a_message_in_two_chats_comes_once() -> None:
    made, chat, anna = simple()
    row = made.message(chat, "once", anna)
    other = made.chat("iMessage;+;chat5", [anna])
    made.db.execute("INSERT INTO chat_message_join VALUES(?, ?)", (other, row))
    made.message(chat, "next", anna)
    assert [m.text for m in read(made).messages] == ["once", "next"]


REACTIONS = [
    ("p:0/GUID-0", 2000, None, "❤️"), ("p:1/GUID-0", 2001, None, "👍"), ("bp:GUID-0", 2002, None, "👎"),
    ("GUID-0", 2003, None, "😂"), ("p:0/GUID-0", 2004, None, "‼️"), ("p:0/GUID-0", 2005, None, "❓"),
    ("p:0/GUID-0", 2006, "🐦", "🐦"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "kind", "emoji", "shown"), REACTIONS)
def test_reactions_are_on_their_message(about: str, kind: int, emoji: str | None, shown: str) -> None:
    made, chat, anna = simple()
    made.message(chat, "mine")
    row = {"associated_message_guid": about, "associated_message_type": kind, "associated_message_emoji": emoji}
    made.message(chat, "Loved “mine”", anna, **row)
    found = read(made)
    assert found.messages[0].reactions == (Reaction(shown, ANNA),)
    assert (len(found.messages), found.account.parts) == (1, 1)


def test_the_last_reaction_counts_and_one_taken_back_does_not() -> None:
    made, chat, anna = simple()
    made.message(chat, "mine")

    def react(kind: int, handle: int | None) -> None:
        made.message(chat, "x", handle, associated_message_guid="p:0/GUID-0", associated_message_type=kind)

    react(2000, anna)
    react(2001, anna)
    react(2003, None)
    react(3003, None)
    react(2004, None)
    react(3004, None)
    react(2002, 99)
    found = read(made)
    assert found.messages[0].reactions == (Reaction("👍", ANNA), Reaction("👎", "Unknown"))
    assert found.account.parts == 7


def test_a_sticker_is_an_answer_with_a_picture() -> None:
    made, chat, anna = simple()
    made.message(chat, "mine")
    row = made.message(chat, "\ufffc", anna, associated_message_guid="p:0/GUID-0", associated_message_type=1000)
    made.attach(row, "~/Library/Messages/StickerCache/a/b.heic", "image/heic", is_sticker=1)
    sticker = read(made).messages[1]
    assert (sticker.kind, sticker.reply_to, sticker.attachments[0].kind) == ("media", "GUID-0", "sticker")


def test_edits_answers_and_what_was_taken_back() -> None:
    found = read(reacted(filled(MadeMessages())))
    edited, answer, gone = found.of(ANNA)[-3:]
    assert (edited.text, edited.earlier, edited.edited) == ("third wording", ("first wording", "second wording"), True)
    assert (answer.reply_to, answer.outgoing) == ("GUID-0", True)
    assert (gone.kind, gone.text) == ("deleted", "")
    assert found.of(ANNA)[1].reactions == (Reaction("❤️", ANNA),)


def test_of_two_parts_one_may_be_taken_back() -> None:
    made, chat, anna = simple()
    info = summary({"1": ["said too soon"]}, parts=("0", "1"), gone=[1])
    made.message(chat, "kept", anna, date_edited=1, message_summary_info=info)
    message = one(made)
    assert (message.kind, message.text, message.earlier) == ("text", "kept", ("said too soon",))


HAPPENED = [
    ({"item_type": 1, "group_action_type": 0, "other_handle": 2}, f"{ANNA} added {BEN}"),
    ({"item_type": 1, "group_action_type": 1, "other_handle": 2}, f"{ANNA} removed {BEN}"),
    ({"item_type": 1, "group_action_type": 0, "other_handle": 1}, f"{ANNA} changed the phone number"),
    ({"item_type": 2, "group_title": "Trip"}, f"{ANNA} named the conversation “Trip”"),
    ({"item_type": 2, "group_title": None}, f"{ANNA} removed the conversation’s name"),
    ({"item_type": 3, "group_action_type": 0}, f"{ANNA} left the conversation"),
    ({"item_type": 3, "group_action_type": 1}, f"{ANNA} changed the group photo"),
    ({"item_type": 4, "share_status": 0}, f"{ANNA} started sharing a location"),
    ({"item_type": 4, "share_status": 1}, f"{ANNA} stopped sharing a location"),
    ({"item_type": 5}, f"{ANNA} kept an audio message"),
]


@pytest.mark.parametrize(("columns", "words"), HAPPENED)
def test_what_happened_is_a_service_message(columns: dict[str, object], words: str) -> None:
    made, chat, anna = simple()
    made.handle(BEN)
    made.message(chat, None, anna, **columns)
    message = one(made)
    assert (message.kind, message.sender, message.text) == ("service", None, words)


def test_calls_and_unknown_happenings() -> None:
    made, chat, anna = simple()
    made.message(chat, None, anna, item_type=6)
    made.message(chat, None, anna, item_type=77)
    made.message(chat, "but it says something", anna, item_type=77)
    found = read(made)
    assert [(m.kind, m.sender) for m in found.messages] == [("call", ANNA), ("text", ANNA)]
    assert [(s.where, s.why) for s in found.skipped] == [("chat.db #2", "unknown-kind")]


def test_empty_rows_and_ones_without_a_date() -> None:
    made, chat, anna = simple()
    made.message(chat, None, anna)
    made.message(chat, "undated", anna, date=0)
    made.message(chat, "far", anna, date=2**62)
    found = read(made)
    assert found.account.empty == 1
    assert [m.sent.utc is None for m in found.messages] == [True, False]
    assert [(s.where, s.why) for s in found.skipped] == [("chat.db #2", "no-date")]


def test_kinds_of_attachments() -> None:
    made, chat, anna = simple()
    files = [
        ("IMG.heic", "image/heic", "photo"), ("clip.mov", "video/quicktime", "video"), ("a.gif", "image/gif", "gif"),
        ("Audio Message.caf", "audio/x-caf", "audio"), ("Ben.vcf", "text/vcard", "contact"), ("x.pdf", "", "document"),
        ("unknown", "", "file"), ("CL.loc.vcf", "text/x-vlocation", "file"),
    ]  # fmt: skip
    for name, mime, _ in files:
        made.attach(made.message(chat, "\ufffc", anna), f"~/Library/Messages/Attachments/1/{name}", mime)
    preview = made.message(chat, "https://a.example", anna, balloon_bundle_id="com.apple.messages.URLBalloonProvider")
    made.attach(preview, "~/Library/Messages/Attachments/2/3.pluginPayloadAttachment")
    found = read(made)
    assert [m.attachments[0].kind for m in found.messages[:-1]] == [kind for *_, kind in files]
    assert [m.kind for m in found.messages] == [*["media"] * 4, "contact", "media", "media", "location", "text"]
    assert found.messages[-1].attachments == ()


def test_a_poll_and_its_votes() -> None:
    made, chat, anna = simple()
    bundle = "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.messages.Polls"
    payload = archived({"ldtext": "Pizza or pasta?"})
    made.message(chat, "\ufffd", anna, balloon_bundle_id=bundle, payload_data=payload)
    made.message(chat, None, None, associated_message_guid="p:0/GUID-0", associated_message_type=4000)
    found = read(made)
    assert [(m.kind, m.text) for m in found.messages] == [("poll", "Pizza or pasta?")]
    assert found.account.parts == 1


def test_attachments_are_found_in_the_folder_that_was_given() -> None:
    export = IMessageImporter().open(folder(messages_folder(reacted(filled(MadeMessages())).bytes())), Answers())
    with export:
        records = list(export.records())
        files = [file for m in records if isinstance(m, Message) for file in m.attachments]
        assert [(file.name, file.included, file.size) for file in files] == [
            ("IMG_1.jpeg", True, len(PHOTO)), ("gone.mov", False, len(PHOTO)),
        ]  # fmt: skip
        data = b"".join(export.attachment(files[0]))
        assert hashlib.sha256(data).digest() == hashlib.sha256(PHOTO).digest()
        assert [record for record in records if isinstance(record, Skipped)] == []


def test_attachments_with_accents_are_found_however_they_are_written() -> None:
    made, chat, anna = simple()
    made.attach(made.message(chat, "\ufffc", anna), "/Users/me/Library/Messages/Attachments/0a/Gr\u00fc\u00dfe.jpg")
    given = {"chat.db": made.bytes(), "Attachments/0a/Gru\u0308\u00dfe.jpg": PHOTO}
    (message,) = read_all(folder(given)).messages
    assert message.attachments[0].included is True


def test_that_no_attachments_were_given_is_said_once() -> None:
    assert [(s.where, s.why) for s in read(filled(MadeMessages())).skipped] == [("Attachments", "media-missing")]
    assert read(filled(MadeMessages(old=True)), "sms.db").messages[-1].attachments[0].included is False


def test_what_is_only_in_the_log_is_read(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "chat.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    made = MadeMessages(connection=connection)
    anna = made.handle(ANNA)
    chat = made.chat(f"iMessage;-;{ANNA}", [anna])
    made.message(chat, "old", anna)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.message(chat, "new", anna)
    connection.commit()
    both = {name: (tmp_path / name).read_bytes() for name in ("chat.db", "chat.db-wal")}
    connection.close()
    assert [m.text for m in read_all(folder(both)).messages] == ["old", "new"]
    assert [m.text for m in read_all(source_of(both["chat.db"], "chat.db")).messages] == ["old"]


def test_a_database_by_any_name_and_none_at_all() -> None:
    made, chat, anna = simple()
    made.message(chat, "hello", anna)
    assert detect(source_of(made.bytes(), "backup of my chats.dat")).app == "imessage"
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE message (x)")
    other.execute("CREATE TABLE chat_message_join (x)")
    with pytest.raises(UnsupportedVersion):
        IMessageImporter().open(source_of(other.serialize(), "chat.db"), Answers())
    with pytest.raises(ExportIncomplete):
        IMessageImporter().open(folder({"a.txt": b"x", "b.txt": b"y"}), Answers())
    with pytest.raises(ExportDamaged):
        open_export(source_of(b"SQLite format 3\0" + bytes(100), "chat.db"))
    with pytest.raises(NotAChat):
        open_export(source_of(b"SQLite format 3\0" + bytes(100), "photos.db"))
