"""The rows of Messages' database: which columns a system's version has, and what each row says.

Every version of macOS and iOS adds columns; what a database lacks is read as nothing. Each query runs through a table
in the order in which it lies there, so that nothing is sorted and nothing is held. Every value is asked for as the
type that it should have, whatever lies there. Facts: ../shared/reference/chat-formats.md §3.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault.errors import ExportDamaged
from vault.exports.database import ENDLESS, Database

_LOWEST = -(2**63)
_FARTHEST = 2**62
_STRIDE = 4
_made = tuple.__new__  # of a row that has just as many columns as were asked for


class MessageRow(NamedTuple):
    """A row of `message`; texts are bytes or None, numbers integers or None."""

    number: int
    guid: bytes | None
    text: bytes | None
    body: bytes | None
    subject: bytes | None
    handle: int | None
    date: int | None
    from_me: int | None
    item: int | None
    group_action: int | None
    group_title: bytes | None
    other_handle: int | None
    share_status: int | None
    about: bytes | None
    about_type: int | None
    balloon: bytes | None
    payload: bytes | None
    originator: bytes | None
    edited: int | None
    summary: bytes | None
    audio: int | None
    chat: int | None


class ReactionRow(NamedTuple):
    """A row of `message` that is a reaction to another one."""

    number: int
    about: bytes | None
    about_type: int | None
    emoji: bytes | None
    handle: int | None
    from_me: int | None
    date: int | None


class FileRow(NamedTuple):
    """A row of `attachment`, with the number of its message."""

    message: int
    path: bytes | None
    name: bytes | None
    mime: bytes | None
    uti: bytes | None
    size: int | None
    sticker: int | None


_TYPES: Mapping[str, str] = {
    "guid": "BLOB", "text": "BLOB", "attributedbody": "BLOB", "subject": "BLOB", "group_title": "BLOB",
    "associated_message_guid": "BLOB", "associated_message_emoji": "BLOB", "balloon_bundle_id": "BLOB",
    "payload_data": "BLOB", "thread_originator_guid": "BLOB", "message_summary_info": "BLOB", "filename": "BLOB",
    "transfer_name": "BLOB", "mime_type": "BLOB", "uti": "BLOB",
}  # fmt: skip
_MESSAGE = (
    "rowid", "guid", "text", "attributedbody", "subject", "handle_id", "date", "is_from_me", "item_type",
    "group_action_type", "group_title", "other_handle", "share_status", "associated_message_guid",
    "associated_message_type", "balloon_bundle_id", "payload_data", "thread_originator_guid", "date_edited",
    "message_summary_info", "is_audio_message",
)  # fmt: skip
_REACTION = (
    "rowid", "associated_message_guid", "associated_message_type", "associated_message_emoji", "handle_id",
    "is_from_me", "date",
)  # fmt: skip
_FILE = ("filename", "transfer_name", "mime_type", "uti", "total_bytes", "is_sticker")
# Long columns are fetched only where they are needed: the attributed body where there is no plain text, what an app
# put into its balloon where that is all there is, and what was edited where something was.
_ONLY_IF: Mapping[str, tuple[str, str]] = {
    "attributedbody": ("text", "({0} IS NULL OR {0} = '')"),
    "payload_data": ("balloon_bundle_id", "{0} IS NOT NULL"),
    "message_summary_info": ("date_edited", "{0} != 0"),
}


def _column(database: Database, table: str, name: str) -> str:
    """How a column is asked for; NULL where this database has none."""
    if name == "rowid":
        return f"{table[0]}.rowid"
    if not database.has(table, name):
        return "NULL"
    value = f"CAST({table[0]}.{name} AS {_TYPES.get(name, 'INTEGER')})"
    condition = _ONLY_IF.get(name)
    if condition and database.has(table, condition[0]):
        return f"CASE WHEN {condition[1].format(f'{table[0]}.{condition[0]}')} THEN {value} END"
    return value


def _columns(database: Database, table: str, names: tuple[str, ...]) -> str:
    return ", ".join(_column(database, table, name) for name in names)


def _message_query(database: Database) -> str:
    """All messages from a number on, with their chat; those deleted a short while ago are in a table of their own."""
    joins, chat = "", "NULL"
    if database.has("chat_message_join", "message_id", "chat_id"):
        joins, chat = " LEFT JOIN chat_message_join AS j ON j.message_id = m.rowid", "j.chat_id"
    if database.has("chat_recoverable_message_join", "message_id", "chat_id"):
        joins += " LEFT JOIN chat_recoverable_message_join AS r ON r.message_id = m.rowid"
        chat = f"coalesce({chat}, r.chat_id)"
    columns = _columns(database, "message", _MESSAGE)
    return (
        f"SELECT {columns}, CAST({chat} AS INTEGER) FROM message AS m{joins}"  # noqa: S608 - names of ours
        " WHERE m.rowid > ? ORDER BY m.rowid"
    )


class Gap(NamedTuple):
    """Rows that could not be read: those behind `after`, up to the next that was given."""

    after: int


def messages(database: Database) -> Iterator[MessageRow | Gap]:
    """Every message once, by its number.

    Where pages of the table are broken, what stands behind them is looked for. Raises ExportDamaged if nothing at all
    can be read.
    """
    query = _message_query(database)
    at, step, gap, found = _LOWEST, 0, False, False
    failure: ExportDamaged | None = None
    while at < _FARTHEST:
        begun = at
        try:
            for row in database.rows(query, (at,)):
                if row[0] <= at:  # a message that is in two chats comes twice; less than that is a broken page
                    gap = gap or row[0] < at
                    continue
                if gap:
                    yield Gap(at)
                    gap = False
                at = row[0]
                yield _made(MessageRow, row)
            found = found or at != begun
            break
        except ExportDamaged as error:
            found = found or at != begun
            step = _STRIDE * step if at == begun and step else 1
            gap, failure, at = True, error, max(at, 0) + step
            if error.detail == ENDLESS:
                break
    if failure and not found:
        raise failure
    if gap:
        yield Gap(at)


def reactions(database: Database) -> Iterator[ReactionRow]:
    """Every reaction, by its number. Raises ExportDamaged."""
    if not database.has("message", "associated_message_guid", "associated_message_type"):
        return
    columns = _columns(database, "message", _REACTION)
    query = (
        f"SELECT {columns} FROM message AS m WHERE m.associated_message_guid IS NOT NULL"  # noqa: S608
        " AND m.associated_message_type BETWEEN 2000 AND 4999"
    )
    for row in database.rows(query):
        yield ReactionRow._make(row)


def files(database: Database) -> Iterator[FileRow]:
    """Every attachment of every message, by the message's number. Raises ExportDamaged."""
    if not database.has("message_attachment_join", "message_id", "attachment_id") or not database.has("attachment"):
        return
    columns = _columns(database, "attachment", _FILE)
    query = (
        f"SELECT j.message_id, {columns} FROM message_attachment_join AS j"  # noqa: S608
        " CROSS JOIN attachment AS a ON a.rowid = j.attachment_id WHERE typeof(j.message_id) = 'integer'"
        " ORDER BY j.message_id"
    )
    for row in database.rows(query):
        yield FileRow._make(row)
