"""Android's msgstore.db before about 2021: one wide table `messages`, with addresses as text in every row.

media_wa_type tells kinds by the numbers of the newer table; a status of 6 is a notice of the app's, whose number stands
in media_size. Where a photo lay on the phone stands in `thumb_image`, a Java object that is only searched for a path.
Facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message
from vault.exports.base import Record, Skipped
from vault.exports.database import Database, Row, text
from vault.exports.side_rows import field, side_rows
from vault.exports.streamed import Count
from vault.exports.whatsapp.addresses import address_of
from vault.exports.whatsapp.android_people import Chat, People
from vault.exports.whatsapp.kinds import ANDROID, file_name, kind_of
from vault.exports.whatsapp.msgstore import moment_of, place_words
from vault.exports.whatsapp.notices import call_words, notice
from vault.exports.whatsapp.phone_media import FindMedia
from vault.exports.whatsapp.vcards import words_of

_COLUMNS = (
    "_id", "key_remote_jid", "key_from_me", "key_id", "data", "timestamp", "media_wa_type", "remote_resource", "status",
    "media_name", "media_mime_type", "media_caption", "media_size", "media_duration", "latitude", "longitude",
    "quoted_row_id", "edit_version", "thumb_image",
)  # fmt: skip
_FIRST = "-1"  # the address in the row that every store begins with
_NOTICE, _REVOKED, _MISSED = 6, 7, 10
_LONGEST_ID = 64
_MOST_CHATS = 100_000
_JAVA_TEXT = re.compile(rb"t([\x00-\x04][\s\S])")
_MOST_SEARCHED = 16 * 1024


class OldTable:
    """Reads `messages`, but for rows that the newer table has as well."""

    def __init__(self, database: Database, people: People, find: FindMedia, place: str) -> None:
        self._database, self._people, self._find, self._place = database, people, find, place
        self._known: dict[str, Chat] = {}

    def records(self, count: Count, told: set[str]) -> Iterator[Record]:
        """Each chat before its first message; `told` are the keys of chats that were given already."""
        database = self._database
        if not database.has("messages", "_id", "key_remote_jid"):
            return
        newer = side_rows(database, "message", "_id", "key_id")
        paths = side_rows(database, "message_media", "message_row_id", "file_path")
        wanted = ", ".join(field(database, "messages", column) for column in _COLUMNS)
        for row in database.rows(f"SELECT {wanted} FROM messages ORDER BY _id"):  # noqa: S608 - names of ours
            count.record()
            number, address = row[0], address_of(text(row[1]))
            if address in (_FIRST, ""):
                count.empty()
                continue
            twin = newer.one(number) if isinstance(number, int) else None
            if twin is not None and text(twin[1]) == text(row[3]):
                count.part()
                continue
            chat = self._chat(address)
            if chat.conversation.key not in told:
                told.add(chat.conversation.key)
                yield chat.conversation
            path = paths.one(number) if isinstance(number, int) else None
            yield from self._message(chat, row, text(path[1]) if path else "", count)

    def _chat(self, address: str) -> Chat:
        chat = self._known.get(address)
        if chat is None:
            if len(self._known) > _MOST_CHATS:
                self._known.clear()
            chat = self._known[address] = self._people.chat(address, self._subject(address))
        return chat

    def _subject(self, address: str) -> str:
        """A group's subject: from `chat_list` of the oldest stores, or from `chat`."""
        database = self._database
        asked = ""
        if database.has("chat_list", "key_remote_jid", "subject"):
            asked = "SELECT CAST(subject AS BLOB) FROM chat_list WHERE key_remote_jid = ?"
        elif database.has("chat", "jid_row_id", "subject") and database.has("jid", "_id", "raw_string"):
            asked = (
                "SELECT CAST(chat.subject AS BLOB) FROM chat JOIN jid ON jid._id = chat.jid_row_id "
                "WHERE jid.raw_string = ?"
            )
        row = next(database.rows(asked, (address,)), None) if asked else None
        return text(row[0]) if row else ""

    def _message(self, chat: Chat, row: Row, path: str, count: Count) -> Iterator[Record]:
        number, _, mine, key, data, at, code, resource, status = row[:9]
        place, body = f"{self._place} message {number}", text(data)
        who = address_of(text(resource))
        sender: str | None = self._people.me if mine == 1 else self._sender(chat, who)
        if status == _NOTICE:
            files: tuple[Attachment, ...]
            kind: Kind = "service"
            actor = self._people.behind(who) if who else self._people.me
            body, files, sender = notice(row[12], actor, (), body), (), None
        else:
            kind, body, files = self._content(_number(code), body, row, path)
        if kind in ("service", "text") and not body and not files:
            if kind == "service" or _number(code) in ANDROID:
                count.empty()
            else:
                yield count.skip(place, "unknown-kind")
            return
        sent = moment_of(at)
        yield Message(
            chat.conversation.key, sender, sent, body, kind, place, files, (), False, text(key)[:_LONGEST_ID],
            self._answered(row[16]), (), None if sender is None else mine == 1,
        )  # fmt: skip
        if sent.utc is None:
            yield Skipped(place, "no-date")

    def _sender(self, chat: Chat, who: str) -> str:
        return self._people.behind(who) if who else chat.partner

    def _content(self, code: int, body: str, row: Row, path: str) -> tuple[Kind, str, tuple[Attachment, ...]]:
        kind, sort = ANDROID.get(code, ("text", ""))
        title, mime, caption = (text(part) for part in row[9:12])
        latitude, longitude = row[14:16]
        if row[17] == _REVOKED or kind == "deleted":
            return "deleted", "", ()
        if kind == "call":
            duration = row[13] if code != _MISSED else None
            return "call", call_words(title == "v", duration, missed=code == _MISSED, outgoing=row[2] == 1), ()
        if kind == "location":
            words = place_words((0, title, body, "", latitude, longitude))
            return "location", "\n".join(words), ()
        if kind == "contact":
            return "contact", words_of(body) or title, ()
        if kind == "text" or (not sort):
            return kind, body, ()
        path = path or _path_in(row[18])
        name = file_name(path, title, sort, mime)
        found, size = self._find(path or name), row[12]
        shape = kind_of(sort, mime, name)
        if found is None:
            known = size if isinstance(size, int) and size > 0 else None
            return kind, caption or body, (Attachment(name, False, known, shape),)
        return "media", caption or body, (Attachment(name, True, found[1], shape, found[0]),)

    def _answered(self, row: object) -> str:
        """The id of the message that this one answers."""
        if not isinstance(row, int) or row <= 0 or not self._database.has("messages_quotes", "_id", "key_id"):
            return ""
        asked = "SELECT CAST(key_id AS BLOB) FROM messages_quotes WHERE _id = ?"
        found = next(self._database.rows(asked, (row,)), None)
        return text(found[0])[:_LONGEST_ID] if found else ""


def _number(code: object) -> int:
    """The kind's number, which is a text in this table; -1 for what is none."""
    said = text(code)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0 if code is None else -1


def _path_in(java: object) -> str:
    """The path of the file among the texts in a serialised Java object; "" if there is none."""
    if not isinstance(java, bytes):
        return ""
    for found in _JAVA_TEXT.finditer(java, 0, _MOST_SEARCHED):
        said = java[found.end() : found.end() + int.from_bytes(found[1])]
        if b"Media/WhatsApp " in said:
            return said.decode("utf-8", "replace")
    return ""
