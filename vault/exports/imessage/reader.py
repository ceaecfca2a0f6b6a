"""From the rows of Messages' database to conversations and messages, in one pass by the messages' numbers.

Before it, the reactions are gathered; beside it run the attachments. Nothing else is held but the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.chats.attachment import Attachment
from vault.chats.message import ME, Kind, Message
from vault.errors import ExportDamaged
from vault.exports.apple_contacts import Contacts
from vault.exports.apple_time import apple_moment
from vault.exports.base import Record, Skipped
from vault.exports.database import Database, text
from vault.exports.imessage import rows
from vault.exports.imessage.bodies import Edits, body_of, edits_of, is_poll
from vault.exports.imessage.files import Files, Find, is_location
from vault.exports.imessage.people import UNKNOWN, Chat, People
from vault.exports.imessage.reactions import Reactions, is_reaction, is_sticker, target_of
from vault.exports.imessage.rows import Gap, MessageRow, ReactionRow
from vault.exports.imessage.service import CALL, happened
from vault.exports.streamed import Count

_NONE = Edits()
_NO_FILES: Sequence[rows.FileRow] = ()


@dataclass(slots=True)
class _Reading:
    """One pass over a database; `place` is its name in reports. Every message goes through here: few calls."""

    people: People
    reactions: Reactions
    files: Files
    count: Count
    place: str

    def of(self, row: MessageRow) -> tuple[Message | Skipped | None, Chat | None]:
        """What a row says, and in which chat; None for one that belongs to another message, or is empty."""
        self.count.records += 1
        number = row.number
        files = self.files.take(number) if self.files.at <= number else _NO_FILES
        if row.about_type and is_reaction(row.about_type):
            self.count.part()
            return None, None
        chat = self.people.chats.get(row.chat) or self.people.chat_with(row.handle)
        where = f"{self.place} #{number}"
        if chat is None:
            return self.count.skip(where, "unknown-chat"), None
        sender = ME if row.from_me else self.people.name(row.handle) or chat.other or UNKNOWN
        message = self._happening(row, chat, sender, where) if row.item else None
        if message is None:
            message = self._said(row, chat, sender, where, files)
        if message is not None:
            return message, chat
        if row.item:
            return self.count.skip(where, "unknown-kind"), None
        self.count.empty()
        return None, None

    def _happening(self, row: MessageRow, chat: Chat, sender: str, where: str) -> Message | None:
        """A row that tells what happened; None for one of an unknown kind."""
        sent, mine = apple_moment(row.date), bool(row.from_me)
        key, guid = chat.conversation.key, text(row.guid)
        if row.item == CALL:
            return Message(key, sender, sent, "", "call", where, id=guid, outgoing=mine)
        words = happened(row, sender, self.people)
        if not words:
            return None
        return Message(key, None, sent, words, "service", where, id=guid, outgoing=mine)

    def _said(
        self, row: MessageRow, chat: Chat, sender: str, where: str, files: Sequence[rows.FileRow]
    ) -> Message | None:
        """A row that somebody wrote; None for one with nothing in it."""
        guid, written = row.guid.decode("utf-8", "replace") if row.guid else "", body_of(row)
        edits = edits_of(row, written) if row.summary else _NONE
        attachments = self._attachments(files, row) if files else ()
        reactions = self.reactions.take(guid)
        if not (written or attachments or edits.unsent or edits.earlier or reactions or row.edited):
            return None
        replied = text(row.originator) if row.originator else ""
        if not replied and row.about_type and is_sticker(row.about_type):
            replied = target_of(text(row.about))[0]
        return Message(
            conversation=chat.conversation.key, sender=sender, sent=apple_moment(row.date), text=written,
            kind=_kind(row, written, attachments, edits), place=where, attachments=attachments, reactions=reactions,
            edited=bool(edits.earlier) and not edits.unsent, id=guid, reply_to=replied, earlier=edits.earlier,
            outgoing=bool(row.from_me),
        )  # fmt: skip

    def _attachments(self, files: Sequence[rows.FileRow], row: MessageRow) -> tuple[Attachment, ...]:
        given = (self.files.attachment(file, bool(row.audio)) for file in files)
        return tuple(file for file in given if file is not None)


def _kind(row: MessageRow, written: str, attachments: tuple[Attachment, ...], edits: Edits) -> Kind:
    if len(attachments) == 1 and not written:
        if is_location(attachments[0].name):
            return "location"
        if attachments[0].kind == "contact":
            return "contact"
    if attachments:
        return "media"
    if not written:
        return "deleted" if edits.unsent or row.edited else "omitted"
    return "poll" if is_poll(row) else "text"


def read_messages(
    database: Database, find: Find, count: Count, contacts: Contacts, place: str = "chat.db"
) -> Iterator[Record]:
    """Everything in chat.db or sms.db. Raises ExportDamaged if nothing of it can be read."""
    people = People(database, contacts)
    reactions = Reactions(_as_far_as_it_goes(rows.reactions(database)), people)
    files = Files(rows.files(database), find)
    reading = _Reading(people, reactions, files, count, place)
    known: set[str] = set()
    for row in rows.messages(database):
        if isinstance(row, Gap):
            count.record()
            yield count.skip(f"{place} #{max(row.after, 0)}", "damaged")
            continue
        said, chat = reading.of(row)
        if said is None:
            continue
        if chat is not None and chat.conversation.key not in known:
            known.add(chat.conversation.key)
            yield chat.conversation
        if isinstance(said, Message) and said.sent.utc is None:
            yield Skipped(said.place, "no-date")
        yield said
    if files.broken:
        yield Skipped(f"{place} attachment", "damaged")


def _as_far_as_it_goes(given: Iterator[ReactionRow]) -> Iterator[ReactionRow]:
    """Reactions up to where their reading breaks: the messages matter more."""
    try:
        yield from given
    except ExportDamaged:
        return
