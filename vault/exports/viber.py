"""Viber's database on a computer (`viber.db`), as older versions wrote it: not locked. Newer ones lock it (detect).

Facts: ../shared/reference/chat-formats.md §3.21. No real file was to be had: columns are asked for, not believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import ME, Kind, Message, Moment
from vault.errors import ExportDamaged, ExportMissing
from vault.exports.base import Answers, Record, Source
from vault.exports.database import MAGIC, Database, Row, text
from vault.exports.loose_json import instant
from vault.exports.members import Members
from vault.exports.streamed import Count, StreamedExport

APP, APP_NAME, FORMAT = "viber", "Viber", "viber-db"
_SELF = 1  # ContactID of the owner
_KINDS: dict[int, tuple[Kind, str]] = {
    2: ("omitted", "photo"), 3: ("omitted", "video"), 4: ("omitted", "sticker"), 6: ("omitted", "audio"),
    7: ("omitted", "video"), 11: ("omitted", "audio"),
}  # fmt: skip
"""Messages.Type of what the database only points to; all others are texts."""


@dataclass(frozen=True, slots=True)
class ViberImporter:
    """Opens `viber.db`, with its write-ahead log where that is given too."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({FORMAT})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Raises ExportMissing where there is no database, ExportDamaged for one without its tables."""
        with ExitStack() as stack:
            members = stack.enter_context(Members(source))
            name = next((n for n in members.names if n.lower().endswith(".db") and members.head(n, 16) == MAGIC), None)
            if name is None:
                raise ExportMissing(source.path)
            main = stack.enter_context(members.seekable(name))
            wal = stack.enter_context(members.seekable(f"{name}-wal")) if f"{name}-wal" in members else None
            database = stack.enter_context(Database(main, source.path, wal))
            if not database.has("events", "eventid", "chatid", "contactid") or not database.has("messages", "eventid"):
                raise ExportDamaged(source.path, "tables")
            closing = stack.pop_all()
        return StreamedExport(
            source, APP, APP_NAME, FORMAT, key=APP, chat_name="Viber chats", close=closing.close,
            read=lambda count: _records(database, count),
        )  # fmt: skip


def _names(database: Database, table: str, key: str, *columns: str) -> dict[object, str]:
    """Names by id: the first column that has one."""
    here = [column for column in columns if database.has(table, key, column)]
    if not here:
        return {}
    wanted = ", ".join(f"CAST({column} AS BLOB)" for column in here)
    rows = database.rows(f"SELECT {key}, {wanted} FROM {table}")  # noqa: S608 - names of ours
    return {row[0]: name for row in rows if (name := next(filter(None, map(text, row[1:])), ""))}


def _records(database: Database, count: Count) -> Iterator[Record]:
    people = _names(database, "contact", "contactid", "name", "clientname", "number")
    rooms = _names(database, "chatinfo", "chatid", "name")
    members: dict[object, list[str]] = {}
    if database.has("chatrelation", "chatid", "contactid"):
        for chat, contact in database.rows("SELECT chatid, contactid FROM chatrelation"):
            if contact != _SELF:
                members.setdefault(chat, []).append(people.get(contact, f"{contact}"))
    known: set[str] = set()
    stamp = "e.timestamp" if database.has("events", "timestamp") else "NULL"
    here = [f"CAST(m.{name} AS BLOB)" if database.has("messages", name) else "NULL" for name in ("body", "subject")]
    kind = "m.type" if database.has("messages", "type") else "NULL"
    for row in database.rows(
        f"SELECT m.eventid, e.chatid, e.contactid, {stamp}, {kind}, {', '.join(here)} FROM messages m "  # noqa: S608 - names of ours
        "LEFT JOIN events e ON e.eventid = m.eventid ORDER BY m.eventid"
    ):
        count.record()
        if row[1] is None:
            yield count.skip(f"message {row[0]}", "unknown-chat")
            continue
        key = str(row[1])
        if key not in known:
            known.add(key)
            yield Conversation(key, APP, rooms.get(row[1]) or ", ".join(members.get(row[1], [])[:20]) or f"Chat {key}")
        yield _message(row, key, people)


def _message(row: Row, chat: str, people: dict[object, str]) -> Message:
    event, _, contact, stamp, number, body, subject = row
    kind, shown = _KINDS.get(number if isinstance(number, int) else 0, ("text", ""))
    own = contact == _SELF
    ticks = stamp if isinstance(stamp, int) else 0
    files = (Attachment(shown, False, None, shown),) if shown else ()
    sent = Moment(instant(ticks, 1000) if ticks > 0 else None, str(stamp), "exact")
    sender = ME if own else people.get(contact) or f"{contact}"
    said = "\n".join(filter(None, (text(body), text(subject))))
    return Message(chat, sender, sent, said, kind, f"message {event}", files, id=str(event), outgoing=own)
