"""Invented databases of Messages, as macOS and iOS have made them over the years, and what goes into them.

No real chat.db can be shared, so the tables are made from the format's description; typedstreams and property lists
are built like the real ones in ../shared/data/imessage.
"""

from __future__ import annotations

import plistlib
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.contracts.importer_contract import CANARY
from tests.exports.reading import zip_of

EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
ANNA, ANNA_MAIL, BEN, CARLA = "+491511234567", "anna@example.org", "+441632960001", "carla@example.org"
FIRST = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0 a photo " * 64

_OLD_MESSAGE = """CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT,
handle_id INTEGER DEFAULT 0, subject TEXT, service TEXT, date INTEGER, is_from_me INTEGER DEFAULT 0,
item_type INTEGER DEFAULT 0, other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0)"""
_NEW_MESSAGE = (
    _OLD_MESSAGE[:-1]
    + """, attributedBody BLOB, share_status INTEGER DEFAULT 0,
associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, associated_message_emoji TEXT,
balloon_bundle_id TEXT, payload_data BLOB, thread_originator_guid TEXT, thread_originator_part TEXT,
date_edited INTEGER DEFAULT 0, message_summary_info BLOB, is_audio_message INTEGER DEFAULT 0)"""
)
_REST = """
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, service TEXT{person});
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER,
  chat_identifier TEXT, service_name TEXT, room_name TEXT, display_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id));
CREATE INDEX chat_message_join_idx_message_id_only ON chat_message_join(message_id);
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE(chat_id, handle_id));
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, filename TEXT, uti TEXT,
  mime_type TEXT, transfer_name TEXT, total_bytes INTEGER DEFAULT 0, is_sticker INTEGER DEFAULT 0);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE(message_id, attachment_id));
CREATE INDEX message_attachment_join_idx_message_id ON message_attachment_join(message_id);
"""
RECOVERABLE = "CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER);"


def typedstream(text: str) -> bytes:
    """An attributed string as Messages archives it: header, text, one attribute over all of it."""
    data = text.encode()
    size = len(data)
    if size < 0x80:
        length = bytes([size])
    elif size < 0x8000:
        length = b"\x81" + size.to_bytes(2, "little")
    else:
        length = b"\x82" + size.to_bytes(4, "little")
    head = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"
    head += b"\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
    tail = b"\x86\x84\x02iI\x01" + length + b"\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x01\x92\x84\x96\x96\x1d"
    tail += b"__kIMMessagePartAttributeName\x86\x92\x84\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00\x94\x84\x01*\x84"
    return head + length + data + tail + b"\x99\x99\x00\x86\x86\x86"


def archived(value: object) -> bytes:
    """A dictionary, with texts, bytes and dictionaries in it, as NSKeyedArchiver writes it."""
    objects: list[Any] = ["$null"]

    def put(thing: object) -> plistlib.UID:
        number = len(objects)
        objects.append(None)
        if isinstance(thing, dict):
            names, values = [put(name) for name in thing], [put(each) for each in thing.values()]
            objects[number] = {"NS.keys": names, "NS.objects": values}
        elif isinstance(thing, bytes):
            objects[number] = {"NS.data": thing}
        else:
            objects[number] = thing
        return plistlib.UID(number)

    root = put(value)
    plist = {"$archiver": "NSKeyedArchiver", "$objects": objects, "$top": {"root": root}, "$version": 100000}
    return plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)


def summary(
    edited: Mapping[str, Iterable[str]] | None = None, parts: Iterable[str] = ("0",), gone: Iterable[int] = ()
) -> bytes:
    """message_summary_info: each part's wordings, the parts it began with, those taken back."""
    changes = {
        part: [{"d": 690513474.27 + number, "t": typedstream(text)} for number, text in enumerate(texts)]
        for part, texts in (edited or {}).items()
    }
    plist = {"ec": changes, "otr": {part: {"lo": 0, "le": 1} for part in parts}, "rp": list(gone), "ust": True}
    return plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)


class MadeMessages:
    """A database that is filled row by row; `old` is what stood there before iOS 11: seconds, and few columns."""

    def __init__(self, old: bool = False, connection: sqlite3.Connection | None = None) -> None:
        self.old = old
        self.db = connection or sqlite3.connect(":memory:")
        self.db.executescript((_OLD_MESSAGE if old else _NEW_MESSAGE) + ";")
        self.db.executescript(_REST.format(person="" if old else ", person_centric_id TEXT"))
        if not old:
            self.db.executescript(RECOVERABLE)
        self._minute = 0

    def _insert(self, table: str, **values: object) -> int:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.db.execute(f"INSERT INTO {table}({names}) VALUES({marks})", tuple(values.values()))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def handle(self, address: str, service: str = "iMessage", person: str | None = None) -> int:
        more = {} if self.old else {"person_centric_id": person}
        return self._insert("handle", id=address, service=service, **more)

    def chat(self, guid: str, handles: Iterable[int] = (), name: str | None = None) -> int:
        service, _, identifier = guid.split(";")
        style = 43 if ";+;" in guid else 45
        chat = self._insert(
            "chat", guid=guid, style=style, chat_identifier=identifier, service_name=service, display_name=name
        )
        for handle in handles:
            self._insert("chat_handle_join", chat_id=chat, handle_id=handle)
        return chat

    def date(self, minute: int) -> int:
        seconds = int((FIRST - EPOCH).total_seconds()) + minute * 60
        return seconds if self.old else seconds * 10**9 + 123_456_789

    def message(self, chat: int | None, text: str | None = None, handle: int | None = None, **more: object) -> int:
        """From `handle`, or mine without one. New databases keep the text in the attributed body alone."""
        minute, self._minute = self._minute, self._minute + 1
        values: dict[str, object] = {
            "guid": f"GUID-{minute}", "text": text, "handle_id": handle or 0, "is_from_me": int(handle is None),
            "date": self.date(minute), "service": "iMessage",
        }  # fmt: skip
        if not self.old and text is not None and "text" not in more:
            values |= {"text": None, "attributedBody": typedstream(text)}
        number = self._insert("message", **(values | more))
        if chat is not None:
            self._insert("chat_message_join", chat_id=chat, message_id=number)
        return number

    def attach(self, message: int, path: str, mime: str = "image/jpeg", **more: object) -> int:
        name = path.rpartition("/")[2]
        values: dict[str, object] = {"guid": f"at-{message}-{path}", "filename": path, "mime_type": mime}
        file = self._insert("attachment", **(values | {"transfer_name": name, "total_bytes": len(PHOTO)} | more))
        self._insert("message_attachment_join", message_id=message, attachment_id=file)
        return file

    def bytes(self) -> bytes:
        self.db.commit()
        return self.db.serialize()


def filled(made: MadeMessages, folder: str = "~/Library/Messages/Attachments") -> MadeMessages:
    """Three chats: with Anna over two services, a named group, and one without a name."""
    anna, anna_sms, ben = made.handle(ANNA), made.handle(ANNA, "SMS"), made.handle(BEN)
    one = made.chat(f"iMessage;-;{ANNA}", [anna])
    sms = made.chat(f"SMS;-;{ANNA}", [anna_sms])
    group = made.chat("iMessage;+;chat100", [anna, ben], "Choir")
    made.message(one, f"Hello {CANARY} 😀\nsecond line", anna)
    made.message(one, "Hi Anna")
    made.message(sms, "no net here", anna_sms, service="SMS")
    made.message(group, "Rehearsal at eight", ben)
    made.message(group, None, anna, item_type=2, group_title="Choir")
    made.attach(made.message(group, "\ufffclook", ben), f"{folder}/0a/10/AT-1/IMG_1.jpeg")
    made.attach(made.message(group, "\ufffc", ben), f"{folder}/0b/11/AT-2/gone.mov", "video/quicktime")
    return made


def reacted(made: MadeMessages) -> MadeMessages:
    """What only new databases have: reactions, an edit, an answer, one taken back."""
    anna, one = 1, 1
    made.message(one, "Loved “Hi Anna”", anna, associated_message_guid="p:0/GUID-1", associated_message_type=2000)
    made.message(
        one, "third wording", anna, date_edited=made.date(99),
        message_summary_info=summary({"0": ["first wording", "second wording", "third wording"]}),
    )  # fmt: skip
    made.message(one, "an answer", None, thread_originator_guid="GUID-0", thread_originator_part="0:0:5")
    made.message(one, None, anna, date_edited=made.date(99), message_summary_info=summary(gone=[0]))
    return made


def messages_folder(database: bytes, name: str = "chat.db") -> dict[str, bytes]:
    """What lies in ~/Library/Messages."""
    return {f"Messages/{name}": database, "Messages/Attachments/0a/10/AT-1/IMG_1.jpeg": PHOTO}


def samples() -> dict[str, bytes]:
    """One export per form: an old database, a new one, and the folder of a Mac."""
    new = reacted(filled(MadeMessages())).bytes()
    return {
        "chat.db": new,
        "sms.db": filled(MadeMessages(old=True), "~/Library/SMS/Attachments").bytes(),
        "Messages.zip": zip_of(messages_folder(new), 0),
    }


def many(messages: int) -> dict[str, bytes]:
    """A new database of so many messages in fifty chats; every tenth has a reaction, every twentieth a photo."""
    made = MadeMessages()
    handles = [made.handle(f"+4915100{number:05}") for number in range(50)]
    chats = [made.chat(f"iMessage;-;+4915100{number:05}", [handle]) for number, handle in enumerate(handles)]
    for number in range(messages):
        chat, sender = chats[number % 50], handles[number % 50] if number % 2 else None
        text = f"message number {number} with some words about dinner and the weather tomorrow"
        row = made.message(chat, text, sender, guid=f"0A1B2C3D-0000-4000-8000-{number:012}")
        if number % 10 == 9:
            about = {"associated_message_guid": f"p:0/0A1B2C3D-0000-4000-8000-{number:012}"}
            made.message(
                chat, "Loved it", handles[number % 50], guid=f"r{number}", associated_message_type=2000, **about
            )
        if number % 20 == 3:
            made.attach(row, f"~/Library/Messages/Attachments/0a/{number % 99}/AT-{number}/IMG_{number}.jpeg")
    return {"chat.db": made.bytes()}
