"""Messages on a Mac: chat.db with its log beside it, or an iPhone's sms.db, and the attachments if they were given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from vault.chats.attachment import Attachment
from vault.errors import ExportIncomplete, UnsupportedVersion
from vault.exports.apple_contacts import Contacts
from vault.exports.base import Answers, Record, Skipped, Source
from vault.exports.database import MAGIC, Database
from vault.exports.imessage.files import Beside
from vault.exports.imessage.people import APP
from vault.exports.imessage.reader import read_messages
from vault.exports.members import Members
from vault.exports.streamed import Count, StreamedExport

_NAMES = ("chat.db", "sms.db")
_DATABASES = (".db", ".sqlite", ".sqlitedb")
_MOST_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class IMessageImporter:
    """Opens databases of Messages."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"imessage-db"})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Open the database where it lies. Raises ExportIncomplete if there is none, and as Database does."""
        with ExitStack() as stack:
            members = stack.enter_context(Members(source))
            name = _database_in(members)
            main = stack.enter_context(members.seekable(name))
            log = f"{name}-wal"
            wal = stack.enter_context(members.seekable(log)) if log in members and members.size(log) else None
            database = stack.enter_context(Database(main, source.path, wal))
            if not database.has("message", "guid", "date"):
                raise UnsupportedVersion(source.path, "iMessage", "")
            reading = _Messages(members, database, Beside(members), name)
            held = stack.pop_all()
        return StreamedExport(
            source, app=APP, app_name="iMessage", format="imessage-db", key="Messages", chat_name="All messages",
            read=reading.records, give=reading.bytes_of, close=held.close,
            system="iphone" if name.lower().endswith("sms.db") else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Messages:
    members: Members
    database: Database
    beside: Beside
    name: str

    def records(self, count: Count) -> Iterator[Record]:
        """All of it; that no attachments were given is said once, for the person can give them."""
        missing = False
        for record in read_messages(self.database, self.beside.find, count, Contacts(), self.name):
            missing = missing or bool(getattr(record, "attachments", ()))
            yield record
        if missing and not self.beside.given:
            yield Skipped("Attachments", "media-missing")

    def bytes_of(self, file: Attachment) -> Iterator[bytes]:
        """An attachment's bytes."""
        return self.members.read(file.place)


def _database_in(members: Members) -> str:
    """The database's name: by what it is called, else the first that is one. Raises ExportIncomplete."""
    names = sorted(members.names, key=lambda name: (name.count("/"), name))
    for name in names:
        if name.rpartition("/")[2].lower() in _NAMES and members.head(name, len(MAGIC)) == MAGIC:
            return name
    if len(names) == 1:
        return names[0]
    for name in [name for name in names if name.lower().endswith(_DATABASES)][:_MOST_LOOKED_AT]:
        if members.head(name, len(MAGIC)) == MAGIC:
            return name
    raise ExportIncomplete(members.path, "chat.db")
