"""From a row of a message table to a message: Signal for Android's database, from its `sms` and `mms` to `message`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from vault.chats.attachment import Attachment
from vault.chats.message import Kind as MessageKind
from vault.chats.message import Message, Reaction
from vault.exports.signal.backup_side import File, Side, owner_of
from vault.exports.signal.backup_sql import Value, number, words
from vault.exports.signal.backup_types import GIFT, PAYMENT, Kind
from vault.exports.signal.items import Unique, body_kind, message_id, named
from vault.exports.signal.media import LONGEST_TEXT, kind_of, moment, shown_name
from vault.exports.signal.people import SELF, Person, first_name, whole_name
from vault.exports.signal.wire import Malformed, Spec, read
from vault.exports.signal.words import poll_words

_BOTH: Mapping[str, tuple[str, ...]] = {
    "_id": (), "date_sent": ("date",), "thread_id": (), "from_recipient_id": ("recipient_id", "address"),
    "type": ("msg_box",), "body": (), "remote_deleted": (), "deleted_by": (), "view_once": (), "reactions": (),
    "quote_id": (), "quote_author": (), "latest_revision_id": (), "shared_contacts": (), "message_extras": (),
    "expires_in": (),
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {"message": _BOTH, "sms": _BOTH, "mms": _BOTH}
"""Tables of messages, their columns with older names."""
LONG_TEXT = "text/x-signal-plain"
Row = dict[str, Value]


class _OldReaction(msgspec.Struct):
    emoji: str = ""
    author: int = 0


class _OldReactions(msgspec.Struct):
    reactions: list[_OldReaction] = msgspec.field(default_factory=list)


_OLD_REACTIONS = Spec(_OldReactions, "reactions=1", {"reactions": Spec(_OldReaction, "emoji=1 author=2")})


class Rows:
    """Maps rows; `text_of` gives a long text that is kept as a file."""

    def __init__(self, side: Side, text_of: Callable[[int], str | None]) -> None:
        self._side, self._text_of = side, text_of
        self._unique = Unique()
        self._earlier: dict[int, list[tuple[int, str]]] = {}  # by the row of the newest wording
        self._edited: dict[str, str] = {}

    def is_earlier(self, row: Row) -> bool:
        """Whether this is what a message was before it was edited. Such rows come before the newest one's."""
        newest = number(row["latest_revision_id"])
        if newest and newest != number(row["_id"]):
            self._earlier.setdefault(newest, []).append((number(row["date_sent"]), words(row["body"])))
            return True
        return False

    def chat_of(self, row: Row) -> Person | None:
        """Whose thread it is in; None where the backup does not know the thread."""
        key = self._side.threads.get(number(row["thread_id"]))
        return None if key is None else self._side.of(key)

    def message(self, table: str, row: Row, chat: Person, place: str) -> Message:
        """What was said or what happened."""
        kind, sent = Kind(number(row["type"])), number(row["date_sent"])
        group = chat.identity.startswith("group:")
        author = SELF if kind.outgoing else self._person(words(row["from_recipient_id"]), chat)
        extras = row["message_extras"]
        event = kind.event(
            author, "" if group else chat.name, extras if isinstance(extras, bytes) else b"",
            number(row["expires_in"]), self._side.people,
        )  # fmt: skip
        if event is not None:
            return Message(chat.identity, None, moment(sent), event, "service", place)
        key = number(row["_id"])
        owner = owner_of(table, key)
        earlier = self._earlier.pop(key, [])
        what, text, files = self._said(table, row, kind, sent)
        name = message_id(earlier[0][0] if earlier else sent, author)
        for later in (*(when for when, _ in earlier[1:]), sent) if earlier else ():
            self._edited[message_id(later, author)] = name
        return Message(
            chat.identity, author.name, moment(sent), text, what, place, files, self._reactions(owner, row, chat),
            bool(earlier), self._unique.take(chat.identity, name), self._reply_to(row, chat),
            tuple([wording for _, wording in earlier]), kind.outgoing,
        )  # fmt: skip

    def _person(self, key: str, chat: Person) -> Person:
        """In a chat of two, whoever is not the other one is the owner, where the backup does not tell who that is."""
        person = self._side.of(key)
        if not self._side.owner and not chat.identity.startswith("group:") and person.identity != chat.identity:
            return SELF if key in self._side.by_id else person
        return person

    def _said(
        self, table: str, row: Row, kind: Kind, sent: int
    ) -> tuple[MessageKind, str, tuple[Attachment, ...]]:  # fmt: skip
        if number(row["remote_deleted"]) or number(row["deleted_by"]):
            return "deleted", "", ()
        if kind.special in (GIFT, PAYMENT):
            return "text", "Donation badge" if kind.special == GIFT else "Payment", ()
        key = number(row["_id"])
        if table == "message" and key in self._side.polls:
            return "poll", self._poll(key), ()
        files = sorted(self._side.files.get(owner_of(table, key), ()), key=lambda file: (file.order, file.row))
        text = words(row["body"])
        for file in files:
            if file.content_type == LONG_TEXT and 0 < file.size <= LONGEST_TEXT:
                text = self._text_of(file.row) or text
        text = named(text, [(at, length, self._side.of(who).name) for at, length, who in self._mentions(table, key)])
        shown = [file for file in files if file.content_type != LONG_TEXT]
        attachments = tuple([self._attachment(file, sent, at) for at, file in enumerate(shown, 1)])
        if number(row["view_once"]) and not attachments:
            attachments = (Attachment(shown_name("", "", sent, 1, "view-once"), False, None, "file"),)
        card = _cards(words(row["shared_contacts"]))
        if card:
            return "contact", "\n".join(part for part in (text, card) if part), attachments
        return body_kind(text, attachments), text, attachments

    def _mentions(self, table: str, key: int) -> list[tuple[int, int, str]]:
        return self._side.mentions.get(owner_of("message", key), []) if table != "sms" else []

    def _attachment(self, file: File, sent: int, at: int) -> Attachment:
        blob = self._side.blobs.get(file.row)
        sticker = file.sticker is not None
        word = f"sticker {file.sticker}".strip() if sticker else "signal"
        return Attachment(
            shown_name(file.name, file.content_type, sent, at, word),
            blob is not None,
            blob.length if blob else file.size or None,
            "sticker" if sticker else kind_of(file.content_type, gif=file.gif),
            place_of(file.row) if blob else "",
        )

    def _reactions(self, owner: int, row: Row, chat: Person) -> tuple[Reaction, ...]:
        found = self._side.reactions.get(owner, [])
        blob = row["reactions"]
        if isinstance(blob, bytes):
            try:
                old: _OldReactions = read(_OLD_REACTIONS, blob)
            except Malformed:
                old = _OldReactions()
            found = [*found, *((one.emoji, str(one.author)) for one in old.reactions)]
        return tuple([Reaction(emoji, self._person(key, chat).name) for emoji, key in found])

    def _reply_to(self, row: Row, chat: Person) -> str:
        target = number(row["quote_id"])
        if target <= 0:
            return ""
        name = message_id(target, self._person(words(row["quote_author"]), chat))
        return self._edited.get(name, name)

    def _poll(self, row: int) -> str:
        poll, question = self._side.polls[row]
        voters = self._side.votes
        return poll_words(
            question,
            [(text, [self._side.of(key).name for key in voters.get(option, ())])
             for option, text in self._side.options.get(poll, ())],
        )  # fmt: skip


def place_of(row: int) -> str:
    """Where a file's bytes are, for whoever wants them."""
    return f"attachment {row}"


def _cards(written: str) -> str:
    """Contacts that were sent, in JSON, as lines: names and numbers."""
    if not written.startswith("["):
        return ""
    try:
        cards = msgspec.json.decode(written)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError):
        return ""
    return "\n".join(line for card in cards if isinstance(card, dict) for line in _card(card))


def _card(card: dict[str, Any]) -> list[str]:
    name = card.get("name")
    told = {key: value for key, value in name.items() if isinstance(value, str)} if isinstance(name, dict) else {}
    organization = card.get("organization")
    lines = [
        first_name(
            told.get("displayName"),
            whole_name(told.get("givenName"), told.get("familyName")),
            organization if isinstance(organization, str) else "",
        )
    ]
    for key, part in (("phoneNumbers", "number"), ("emails", "email")):
        values = card.get(key)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and isinstance(value.get(part), str):
                lines.append(value[part])
    return [line for line in lines if line]
