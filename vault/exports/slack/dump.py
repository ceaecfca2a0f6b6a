"""slackdump's archive: a SQLite database with what Slack's API gave, message by message, as JSON.

Facts: the migrations in rusq/slackdump, internal/chunk/backend/dbase/repository. A message that was fetched again (an
update, or a thread's first message) stands there once for each time; the last counts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.conversation import Conversation
from vault.errors import UnsupportedVersion
from vault.exports.base import Record
from vault.exports.database import Database
from vault.exports.database import text as column
from vault.exports.json_stream import decode
from vault.exports.loose_json import Object, mapping, name, text
from vault.exports.members import Members
from vault.exports.slack.message import Reader
from vault.exports.slack.text import Directory
from vault.exports.streamed import Count

APP = "slack"
_BATCH = 250  # rows that are asked for at once
_COLUMNS = ("id", "chunk_id", "channel_id", "data")


@dataclass(slots=True)
class Dump:
    """An opened database; `folder` is where it lies, with a slash at its end."""

    database: Database
    members: Members
    folder: str
    me: str | None
    directory: Directory = field(default_factory=Directory)
    channels: dict[str, Object] = field(default_factory=dict, repr=False)

    def load(self) -> None:
        """Read who and what there is. Raises UnsupportedVersion for a database of another form, ExportDamaged."""
        if not self.database.has("message", *_COLUMNS):
            raise UnsupportedVersion(self.members.path, "Slack", "slackdump")
        for table, take in (("s_user", self.directory.add), ("channel", self._add)):
            if self.database.has(table, "data", "chunk_id"):
                for (data,) in self.database.rows(f"SELECT data FROM {table} ORDER BY chunk_id"):  # noqa: S608
                    take(mapping(_decoded(data)))

    def _add(self, channel: Object) -> None:
        if key := text(channel.get("id")):
            self.channels[key] = channel
            if called := name(channel.get("name")):
                self.directory.channels[key] = called

    def name(self) -> str:
        """The workspace's name; "" where it is not told."""
        if not self.database.has("workspace", "team"):
            return ""
        found = next(iter(self.database.rows("SELECT CAST(team AS BLOB) FROM workspace LIMIT 1")), ("",))
        return column(found[0]).strip()

    def records(self, count: Count) -> Iterator[Record]:
        """Everything, channel by channel in the order of time."""
        known: set[str] = set()
        reader: Reader | None = None
        for row, key, raw in self._messages(count):
            if reader is None or reader.conversation != key:
                chat = self._conversation(key)
                reader = Reader(chat.key, self.members, (self.folder,), self.directory, self.me)
                if chat.key not in known:
                    known.add(chat.key)
                    yield chat
            where = f"message {row}"
            if not isinstance(raw, dict):
                yield count.skip(where, "damaged")
            elif message := reader.message(raw, where):
                yield message
            else:
                count.empty()

    def _messages(self, count: Count) -> Iterator[tuple[int, str, object]]:
        """Row, channel and object of each message, in order; what was fetched again later is only counted."""
        rows, again = self._order()
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            count.record(len(part))
            last = [row for row, doubled in zip(part, again[start:], strict=False) if not doubled]
            count.part(len(part) - len(last))
            marks = ", ".join("?" * len(last))
            sql = f"SELECT rowid, CAST(channel_id AS BLOB), data FROM message WHERE rowid IN ({marks})"  # noqa: S608
            found = {row: (channel, data) for row, channel, data in self.database.rows(sql, last)}
            for row in last:
                channel, data = found.get(row, (b"", b""))
                yield row, column(channel), _decoded(data)

    def _order(self) -> tuple[array[int], bytearray]:
        """The rows of all messages in order, and of each whether a later one is the same message."""
        rows, again = array("q"), bytearray()
        before: tuple[object, object] | None = None
        sql = "SELECT rowid, CAST(channel_id AS BLOB), id FROM message ORDER BY channel_id, id, chunk_id"
        for row, channel, key in self.database.rows(sql):
            if before == (channel, key):
                again[-1] = 1
            before = (channel, key)
            rows.append(row)
            again.append(0)
        return rows, again

    def _conversation(self, key: str) -> Conversation:
        channel = self.channels.get(key, {})
        called = name(channel.get("name"))
        if other := text(channel.get("user")):
            called = self.directory.people.get(other, called or other)
        return Conversation(key or "Slack", APP, called or key or "Slack")


def _decoded(data: object) -> object:
    return decode(data) if isinstance(data, bytes) else decode(data.encode()) if isinstance(data, str) else None
