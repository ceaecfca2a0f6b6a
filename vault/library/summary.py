"""What the library says of a chat as a whole; counted once, and again only after the chat has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import apsw
import msgspec


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """One chat over all exports. `messages` leaves service messages out, `attachments` counts those included.

    `participants` are names in the order in which they first spoke; `first` and `last` are in UTC, None without a
    sure date.
    """

    app: str
    key: str = field(repr=False)
    name: str = field(repr=False)
    messages: int
    attachments: int
    participants: tuple[str, ...] = field(repr=False)
    first: datetime | None
    last: datetime | None


def summaries(connection: apsw.Connection) -> list[ChatSummary]:
    """Of all chats that have messages, in the order in which the chats came in. Inside a transaction."""
    for (chat,) in connection.execute(_UNCOUNTED).fetchall():
        _count(connection, chat)
    rows: list[Any] = connection.execute(_SUMMARIES).fetchall()
    return [_summary(*row) for row in rows]


def _count(connection: apsw.Connection, chat: Any) -> None:
    people = [sender for (sender,) in connection.execute(_PEOPLE, (chat,))]
    connection.execute(_COUNT, {"chat": chat, "people": msgspec.json.encode(people).decode()})


def _summary(
    app: str, key: str, name: str, messages: int, attachments: int, people: str, *span: int | None
) -> ChatSummary:
    first, last = (None if seconds is None else datetime.fromtimestamp(seconds, UTC) for seconds in span)
    names = msgspec.json.decode(people, type=tuple[str, ...])
    return ChatSummary(app, key, name, messages, attachments, names, first, last)


_UNCOUNTED = """
SELECT id FROM chats WHERE id NOT IN (SELECT chat FROM summaries) AND id IN (SELECT chat FROM messages)
"""
_PEOPLE = "SELECT sender FROM messages WHERE chat = ? AND sender IS NOT NULL GROUP BY sender ORDER BY min(id)"
_COUNT = """
INSERT INTO summaries SELECT :chat, coalesce(sum(kind <> 'service'), 0),
    (SELECT count(*) FROM attachments JOIN messages ON messages.id = message WHERE chat = :chat AND included),
    min(sent), max(sent), :people FROM messages WHERE chat = :chat
"""
_SUMMARIES = """
SELECT app, key, name, messages, attachments, people, first, last
FROM chats JOIN summaries ON summaries.chat = chats.id ORDER BY chats.id
"""
