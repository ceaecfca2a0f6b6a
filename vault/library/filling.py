"""Filling: one export goes into the library, message by message, merged with what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw
import msgspec

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.library.held import earlier_digests, holds_something, parts_digest, words_digest
from vault.library.merge import Wording, all_wordings, fingerprint, is_newer


@dataclass(frozen=True, slots=True)
class Merged:
    """How many of an export's messages the library did not know, and how many it did; service messages left out."""

    new: int
    known: int
    skipped: int = 0


class Filling:
    """The work on one snapshot, inside the caller's transaction. Needs no memory that grows with the export."""

    def __init__(self, connection: apsw.Connection, snapshot_id: str, as_of: datetime | None = None) -> None:
        """Begin a snapshot that the library does not know."""
        self._connection = connection
        self._as_of = None if as_of is None else int(as_of.timestamp())
        self._snapshot = _number(
            connection.execute(
                "INSERT INTO snapshots(snapshot, note, skipped, unlisted) VALUES(?, x'', 0, 0) RETURNING id",
                (snapshot_id,),
            )
        )
        self._chats: dict[str, int] = {}
        self._new = self._known = self._skipped = self._unlisted = 0

    def add_conversation(self, conversation: Conversation) -> None:
        """Make its chat known, under the name given last."""
        row = (conversation.app, _storable(conversation.key), _storable(conversation.name))
        self._chats[conversation.key] = _number(self._connection.execute(_CHAT, row))

    def add_message(self, message: Message) -> None:
        """Take it in, or find it again. Its conversation must have come before (KeyError)."""
        chat = self._chats[message.conversation]
        number, is_new = self._place(chat, message)
        if is_new:
            self._add_parts(number, message)
        elif message.id:
            self._merge(number, message)
        elif message.kind == "media":
            self._complete(number, message)
        if message.kind != "service":
            self._new += is_new
            self._known += not is_new

    def skip(self, record: object) -> None:
        """Count something that is no message."""
        self._skipped += 1
        self._unlisted += holds_something(record)

    def finish(self, note: bytes) -> Merged:
        """Keep the note; the figures."""
        for chat in self._chats.values():
            self._connection.execute("DELETE FROM summaries WHERE chat = ?", (chat,))
        row = (note, self._skipped, self._unlisted, self._snapshot)
        self._connection.execute("UPDATE snapshots SET note = ?, skipped = ?, unlisted = ? WHERE id = ?", row)
        return Merged(self._new, self._known, self._skipped)

    def _place(self, chat: int, message: Message) -> tuple[int, bool]:
        """The message's row, and whether it is new: the first twin that this very export has not used up."""
        said, parts, twin = words_digest(message), parts_digest(message), 0
        while True:
            number, is_new = self._row(chat, message, fingerprint(message, twin))
            row = (self._snapshot, number, message.place, said, parts)
            self._connection.execute("INSERT OR IGNORE INTO occurrences VALUES(?, ?, ?, ?, ?)", row)
            is_first = bool(self._connection.changes())
            if message.id or is_first:
                self._add_wordings(number, message, () if is_first else (said,))
                self._unlisted += not is_first and self._has_other_files(number, parts)
                return number, is_new
            twin += 1

    def _has_other_files(self, number: int, parts: bytes) -> bool:
        """Whether a message that came before in this very export had other files than now."""
        return bool(self._connection.execute(_PARTS, (self._snapshot, number)).get != parts)

    def _add_wordings(self, number: int, message: Message, further: tuple[bytes, ...]) -> None:
        """What it said before, as this export has it; and what it says here a second time."""
        for said in (*further, *(earlier_digests(message) if message.earlier else ())):
            self._connection.execute("INSERT OR IGNORE INTO wordings VALUES(?, ?, ?)", (self._snapshot, number, said))

    def _row(self, chat: int, message: Message, print_: bytes) -> tuple[int, bool]:
        row = (chat, print_, *_columns(message), self._as_of)
        made = self._connection.execute(_MESSAGE, row).get
        if made is not None:
            return int(made), True
        return _number(self._connection.execute(_FIND, (chat, print_))), False

    def _merge(self, number: int, message: Message) -> None:
        """The same message by its id: its newest state counts, and what it said before is not lost."""
        found: Any = self._connection.execute(_WORDING, (number,)).fetchone()
        known = Wording(found[0], found[1], bool(found[2]), _decoded(found[3]), found[4])
        earlier = tuple(map(_storable, message.earlier))
        given = Wording(_storable(message.text), message.kind, message.edited, earlier, self._as_of)
        if is_newer(given, known):
            texts = _encoded(all_wordings(given, known))
            row = (*_columns(message)[:-1], texts, given.as_of, number)
            self._connection.execute(_REPLACE, row)
            self._renew_parts(number, message)
            return
        texts = _encoded(all_wordings(known, given))
        if texts != found[3]:
            self._connection.execute("UPDATE messages SET earlier = ? WHERE id = ?", (texts, number))
        if any(part.included for part in message.attachments) and not self._has_files(number):
            self._renew_parts(number, message)

    def _renew_parts(self, number: int, message: Message) -> None:
        """Its attachments, unless the library knows where those lie and this export left them out; its reactions."""
        left_out = not any(part.included for part in message.attachments)
        if not (left_out and self._has_files(number)):
            self._connection.execute("DELETE FROM attachments WHERE message = ?", (number,))
            self._add_attachments(number, message)
        self._connection.execute("DELETE FROM reactions WHERE message = ?", (number,))
        self._add_reactions(number, message)

    def _has_files(self, number: int) -> bool:
        return bool(self._connection.execute(_HAS_FILES, (number,)).get)

    def _add_parts(self, number: int, message: Message) -> None:
        self._add_attachments(number, message)
        self._add_reactions(number, message)

    def _add_attachments(self, number: int, message: Message) -> None:
        for position, part in enumerate(message.attachments):
            row = (number, position, _storable(part.name), part.included, part.size, part.kind, _storable(part.place))
            self._connection.execute(
                "INSERT OR REPLACE INTO attachments VALUES(?, ?, ?, ?, ?, ?, ?, ?)", (*row, self._snapshot)
            )

    def _add_reactions(self, number: int, message: Message) -> None:
        for position, reaction in enumerate(message.reactions):
            self._connection.execute(
                "INSERT OR REPLACE INTO reactions VALUES(?, ?, ?, ?)",
                (number, position, _storable(reaction.emoji), _storable(reaction.sender)),
            )

    def _complete(self, number: int, message: Message) -> None:
        """A photo that an earlier export left out, or only named, and this one has: take its better description."""
        has_it = any(part.included for part in message.attachments)
        if has_it and not self._has_files(number):
            self._connection.execute("DELETE FROM attachments WHERE message = ?", (number,))
            self._connection.execute(
                "UPDATE messages SET body = ?, kind = ? WHERE id = ?", (_storable(message.text), message.kind, number)
            )
            self._add_parts(number, message)


_CHAT = """
INSERT INTO chats(app, key, name) VALUES(?, ?, ?) ON CONFLICT(app, key) DO UPDATE SET name = excluded.name RETURNING id
"""
_MESSAGE = """
INSERT INTO messages(chat, print, sent, said_when, zone, sender, body, kind, edited, app_id, reply_to, outgoing,
earlier, as_of) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(chat, print) DO NOTHING RETURNING id
"""
_PARTS = "SELECT parts FROM occurrences WHERE snapshot = ? AND message = ?"
_FIND = "SELECT id FROM messages WHERE chat = ? AND print = ?"
_WORDING = "SELECT body, kind, edited, earlier, as_of FROM messages WHERE id = ?"
_REPLACE = """
UPDATE messages SET sent = ?, said_when = ?, zone = ?, sender = ?, body = ?, kind = ?, edited = ?, app_id = ?,
reply_to = ?, outgoing = ?, earlier = ?, as_of = ? WHERE id = ?
"""
_HAS_FILES = "SELECT count(*) FROM attachments WHERE message = ? AND included AND snapshot IS NOT NULL"


def _columns(message: Message) -> tuple[object, ...]:
    """From `sent` to `earlier`, as the table has them."""
    sent = message.sent.utc
    return (
        None if sent is None else int(sent.timestamp()),
        _storable(message.sent.text),
        message.sent.zone,
        None if message.sender is None else _storable(message.sender),
        _storable(message.text),
        message.kind,
        message.edited,
        _storable(message.id),
        _storable(message.reply_to),
        message.outgoing,
        _encoded(tuple(map(_storable, message.earlier))),
    )


def _encoded(texts: tuple[str, ...]) -> str:
    return msgspec.json.encode(texts).decode() if texts else ""


def _decoded(texts: str) -> tuple[str, ...]:
    return msgspec.json.decode(texts, type=tuple[str, ...]) if texts else ()


def _storable(text: str) -> str:
    """Halves of characters, which damaged exports can hold, are no text for SQLite: they become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(cursor: apsw.Cursor) -> int:
    return int(cursor.get)
