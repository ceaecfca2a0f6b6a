"""Android's msgstore.db since about 2021: one table of messages, and one more for each thing a message can have.

Backups come without indexes: messages are read in the order of their rows, and what hangs on them side by side in the
same order. In a store that was being changed over, messages of the older table count where the newer has none of them.
Facts: ../shared/reference/chat-formats.md §3.2; tables and numbers as several public readers of real phones agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Moment, Reaction
from vault.exports.base import Record, Skipped
from vault.exports.database import Database, Row, text
from vault.exports.side_rows import LAST, SideRows, field, number_field, side_rows, text_field
from vault.exports.streamed import Count
from vault.exports.whatsapp.android_people import Chat, Chats, People
from vault.exports.whatsapp.kinds import ALBUM, ANDROID, file_name, kind_of
from vault.exports.whatsapp.notices import call_words, notice
from vault.exports.whatsapp.phone_media import FindMedia
from vault.exports.whatsapp.vcards import words_of

_COLUMNS = ("_id", "chat_row_id", "from_me", "key_id", "sender_jid_row_id", "timestamp", "message_type", "text_data")
_TEXTS = ("key_id", "text_data")
_NO_KEY = b"-1"  # the row that every store begins with
_MISSED = 10
_LONGEST_ID = 64


class MessageTable:
    """Reads `message` and what belongs to it."""

    def __init__(self, database: Database, people: People, find: FindMedia, place: str) -> None:
        self._database, self._people, self._find, self._place = database, people, find, place
        self._chats = Chats(database, people)

    def records(self, count: Count, told: set[str]) -> Iterator[Record]:
        """Each chat before its first message; `told` are the keys of chats that were given already."""
        if not self._database.has("message", "_id", "chat_row_id"):
            return
        beside = _Beside(self._database, count)
        reactions, edited, quoted = beside.reactions, beside.edited, beside.quoted
        wanted = ", ".join(
            (text_field if column in _TEXTS else number_field)(self._database, "message", column) for column in _COLUMNS
        )
        for row in self._database.rows(f"SELECT {wanted} FROM message ORDER BY _id"):  # noqa: S608 - names of ours
            count.records += 1
            number, chat_row, mine, key, sender, at, code, data = row
            if key == _NO_KEY:
                count.empty()
                continue
            chat = self._chats.of(chat_row)
            if chat.conversation.key not in told:
                told.add(chat.conversation.key)
                yield chat.conversation
            plain = code == 0 and type(data) is bytes and type(key) is bytes and type(at) is int and at > 0
            if plain and number < reactions.at and number < edited.at and number < quoted.at:
                yield Message(
                    chat.conversation.key, self._people.me if mine == 1 else self._sender(chat, sender), moment_of(at),
                    data.decode("utf-8", "replace"), "text", f"{self._place} message {number}", (), (), False,
                    key.decode("utf-8", "replace")[:_LONGEST_ID], "", (), mine == 1,
                )  # fmt: skip
            else:
                yield from self._message(chat, row, beside, count)
        beside.finish()

    def _message(self, chat: Chat, row: Row, beside: _Beside, count: Count) -> Iterator[Record]:
        number, _, mine, key, sender_row, at, code, data = row
        place = f"{self._place} message {number}"
        reactions = self._reactions(beside, number) if beside.reactions.at <= number else ()
        known = ANDROID.get(code) if isinstance(code, int) else None
        kind, sort = known or ("text", "")
        body = data.decode("utf-8", "replace") if isinstance(data, bytes) else text(data)
        files: tuple[Attachment, ...] = ()
        sender: str | None = self._people.me if mine == 1 else self._sender(chat, sender_row)
        if code != 0:
            kind, body, files = self._other(kind, sort, code, body, row, beside)
            if kind == "service":
                sender = None
            if not body and not files and (known is None or kind in ("service", "text")):
                if known is None and code != ALBUM:
                    yield count.skip(place, "unknown-kind")
                else:
                    count.empty()
                return
        sent = moment_of(at)
        yield Message(
            chat.conversation.key, sender, sent, body, kind, place, files, reactions,
            beside.edited.at <= number and beside.edited.has(number),
            text(key)[:_LONGEST_ID],
            beside.answered(number) if beside.quoted.at <= number else "",
            (), None if sender is None else mine == 1,
        )  # fmt: skip
        if sent.utc is None:
            yield Skipped(place, "no-date")

    def _sender(self, chat: Chat, row: object) -> str:
        return self._people.named(row) if isinstance(row, int) and row > 0 else chat.partner

    def _reactions(self, beside: _Beside, number: int) -> tuple[Reaction, ...]:
        given = []
        for _, emoji, mine, sender in beside.reactions.of(number):
            if said := text(emoji):
                given.append(Reaction(said, self._people.me if mine == 1 else self._people.named(sender)))
        return tuple(given)

    def _other(
        self, kind: Kind, sort: str, code: object, body: str, row: Row, beside: _Beside
    ) -> tuple[Kind, str, tuple[Attachment, ...]]:
        """Kind, words and files of anything but plain text."""
        number = row[0]
        if kind == "deleted" or beside.revoked.has(number):
            return "deleted", "", ()
        if kind == "service":
            return kind, self._notice(number, row, body, beside), ()
        if kind == "call":
            return kind, beside.call(number, mine=row[2] == 1, missed=code == _MISSED) or body, ()
        if kind == "location":
            return kind, "\n".join([line for line in (body, *place_words(beside.places.one(number))) if line]), ()
        if kind == "contact":
            return kind, "\n".join(words_of(text(card)) for _, card in beside.cards.of(number)) or body, ()
        if kind == "poll":
            return kind, "\n".join([body, *(text(option) for _, option in beside.options.of(number))]), ()
        return self._file(kind, sort, body, beside.media.one(number), beside.more_words(number))

    def _notice(self, number: int, row: Row, body: str, beside: _Beside) -> str:
        what, joined, changed = (side.one(number) for side in (beside.system, beside.joined, beside.numbers))
        rows = [person for _, person in beside.concerned.of(number)] if changed is None else list(changed[1:])
        who = self._people.named(row[4]) if isinstance(row[4], int) and row[4] > 0 else self._people.me
        others = [self._people.named(person) for person in rows]
        return notice(what[1] if what else None, who, others, body, joined=joined is not None and joined[1] == 1)

    def _file(
        self, kind: Kind, sort: str, body: str, media: Row | None, more: str
    ) -> tuple[Kind, str, tuple[Attachment, ...]]:
        if media is None:
            return ("omitted" if kind == "media" else kind), body or more, ()
        path, mime, title, caption = (text(part) for part in media[1:5])
        size = next((part for part in media[5:] if isinstance(part, int) and part > 0), None)
        name = file_name(path, title, sort, mime)
        found, shape = self._find(path), kind_of(sort, mime, name)
        body = body or caption or more
        if found is None:
            file = Attachment(name, False, size, shape)
            return (kind if kind != "text" else "media"), body, (file,)
        return "media", body, (Attachment(name, True, found[1], shape, found[0]),)


class _Beside:
    """What hangs on messages, each table read along."""

    def __init__(self, database: Database, count: Count) -> None:
        self._database, number = database, "message_row_id"
        self.media = side_rows(
            database, "message_media", number, "file_path", "mime_type", "media_name", "media_caption", "file_size",
            "file_length",
        )  # fmt: skip
        self.quoted = side_rows(database, "message_quoted", number, "key_id")
        self.edited = side_rows(database, "message_edit_info", number)
        self.revoked = side_rows(database, "message_revoked", number)
        self.places = side_rows(
            database, "message_location", number, "place_name", "place_address", "url", "latitude", "longitude"
        )
        self.cards = side_rows(database, "message_vcard", number, "vcard", order="_id")
        self.options = side_rows(database, "message_poll_option", number, "option_name", order="_id")
        self.system = side_rows(database, "message_system", number, "action_type")
        self.joined = side_rows(database, "message_system_group", number, "is_me_joined")
        self.concerned = side_rows(database, "message_system_chat_participant", number, "user_jid_row_id")
        self.numbers = side_rows(database, "message_system_number_change", number, "old_jid_row_id", "new_jid_row_id")
        self.invitations = side_rows(database, "message_group_invite", number, "group_name")
        self.templates = side_rows(database, "message_template", number, "content_text_data", "footer_text_data")
        self.missed = side_rows(database, "missed_call_logs", number, "video_call")
        self.calls = side_rows(database, "message_call_log", number, "call_log_row_id")
        self.reactions = SideRows(self._counted(count))

    def _counted(self, count: Count) -> Iterator[Row]:
        """Reactions by the message they were put on. Each row of the table of additions is a record of the store."""
        database = self._database
        if not database.has("message_add_on", "_id", "parent_message_row_id"):
            return
        mine, sender = (field(database, "message_add_on", column, "a") for column in ("from_me", "sender_jid_row_id"))
        emoji, join = "NULL", ""
        if database.has("message_add_on_reaction", "message_add_on_row_id", "reaction"):
            emoji = field(database, "message_add_on_reaction", "reaction", "r")
            join = "LEFT JOIN message_add_on_reaction AS r ON r.message_add_on_row_id = a._id"
        for parent, *rest in database.rows(
            f"SELECT a.parent_message_row_id, {emoji}, {mine}, {sender} FROM message_add_on AS a {join} "  # noqa: S608
            "ORDER BY typeof(a.parent_message_row_id) <> 'integer', a.parent_message_row_id, a._id"
        ):
            count.record()
            if isinstance(parent, int) and parent > 0:
                count.part()
                yield (parent, *rest)
            else:
                count.empty()

    def finish(self) -> None:
        """Take what is left, so that it is counted."""
        while self.reactions.at < LAST:
            self.reactions.of(self.reactions.at)

    def answered(self, number: int) -> str:
        """The id of the message that this one answers."""
        found = self.quoted.one(number)
        return text(found[1])[:_LONGEST_ID] if found else ""

    def more_words(self, number: int) -> str:
        """Words of a message that are not in its own row: an invitation's group, what a business sent."""
        sides = (*self.invitations.of(number), *self.templates.of(number))
        return "\n".join(said for row in sides for part in row[1:] if (said := text(part)))

    def call(self, number: int, *, mine: bool, missed: bool) -> str:
        """A call in words."""
        linked, lost = self.calls.one(number), self.missed.one(number)
        row = None
        if linked and isinstance(linked[1], int) and self._database.has("call_log", "_id", "video_call", "duration"):
            asked = "SELECT video_call, duration FROM call_log WHERE _id = ?"
            row = next(self._database.rows(asked, (linked[1],)), None)
        video, duration = row or ((lost[1] if lost else None), None)
        return call_words(video, duration, missed=missed or bool(lost) or row is not None, outgoing=mine)


def place_words(row: Row | None) -> list[str]:
    """A place in words: its name, its address, its link or where it is."""
    if row is None:
        return []
    name, address, url, latitude, longitude = row[1:]
    where = f"{latitude}, {longitude}" if latitude or longitude else ""
    return [said for said in (text(name), text(address), text(url) or where) if said]


def moment_of(milliseconds: object) -> Moment:
    """When, of milliseconds since 1970; without an instant for 0, for -1, and for what no calendar has."""
    if type(milliseconds) is not int or milliseconds <= 0:
        return Moment(None, "", "exact")
    try:
        return Moment(datetime.fromtimestamp(milliseconds / 1000, UTC), str(milliseconds), "exact")
    except (OverflowError, OSError, ValueError):
        return Moment(None, str(milliseconds), "exact")
