"""Android's list of calls: those that no message tells of are messages of their own, in the chat of whoever it was."""

from __future__ import annotations

from collections.abc import Iterator

from vault.chats.message import Message
from vault.exports.base import Record
from vault.exports.database import Database, text
from vault.exports.side_rows import field
from vault.exports.streamed import Count
from vault.exports.whatsapp.android_people import People
from vault.exports.whatsapp.msgstore import moment_of
from vault.exports.whatsapp.notices import call_words

_COLUMNS = ("_id", "jid_row_id", "from_me", "call_id", "timestamp", "video_call", "duration", "group_jid_row_id")
_LONGEST_ID = 64


def call_records(database: Database, people: People, count: Count, told: set[str], place: str) -> Iterator[Record]:
    """Each row of `call_log`; `told` are the keys of chats that were given already."""
    if not database.has("call_log", "_id", "jid_row_id"):
        return
    linked = "0"
    if database.has("message_call_log", "call_log_row_id"):
        linked = "c._id IN (SELECT call_log_row_id FROM message_call_log)"
    wanted = ", ".join(field(database, "call_log", column, "c") for column in _COLUMNS)
    asked = f"SELECT {linked}, {wanted} FROM call_log AS c ORDER BY c._id"  # noqa: S608 - names of ours
    for in_message, number, person, mine, key, at, video, duration, group in database.rows(asked):
        count.record()
        if in_message:
            count.part()
            continue
        row = group if isinstance(group, int) and group > 0 else person
        chat = people.chat(people.address(row), "", row)
        if chat.conversation.key not in told:
            told.add(chat.conversation.key)
            yield chat.conversation
        words = call_words(video, duration, missed=True, outgoing=mine == 1)
        sender = people.me if mine == 1 else people.named(person)
        yield Message(
            chat.conversation.key, sender, moment_of(at), words, "call", f"{place} call {number}",
            id=f"call {text(key) or number}"[:_LONGEST_ID], outgoing=mine == 1,
        )  # fmt: skip
