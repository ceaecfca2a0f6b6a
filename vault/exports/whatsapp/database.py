"""WhatsApp's databases as files: Android's msgstore.db, plain or encrypted, and the iPhone's ChatStorage.sqlite.

With them may come the names (wa.db, ContactsV2.sqlite), the key file, and the folder of photos: in a folder, a zip, or
as several files that were given at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

from vault.chats.attachment import Attachment
from vault.errors import ExportDamaged, ExportError, NotAChat, SecretNeeded, WrongSecret
from vault.exports.base import Answers, Record, Skipped, Source
from vault.exports.database import Database, text
from vault.exports.members import Members
from vault.exports.packed_memory import PackedMemory
from vault.exports.streamed import Count, StreamedExport
from vault.exports.whatsapp.addresses import address_of
from vault.exports.whatsapp.android_people import People
from vault.exports.whatsapp.calls import call_records
from vault.exports.whatsapp.crypt import KIND, Locked
from vault.exports.whatsapp.crypt_header import APP_NAME
from vault.exports.whatsapp.crypt_key import Key, NotAKey, of_secret
from vault.exports.whatsapp.files import (
    beside_the_store,
    find_iphone_store,
    find_store,
    is_iphone,
    is_locked,
    keys_beside,
    names_beside,
)
from vault.exports.whatsapp.iphone import read_chat_storage
from vault.exports.whatsapp.msgstore import MessageTable
from vault.exports.whatsapp.msgstore_old import OldTable
from vault.exports.whatsapp.phone_media import MediaFolder

APP = "whatsapp"
EVERYTHING = "All chats"
_MOST_NAMES = 300_000
_HEAD = 512
_CONTACTS = "ContactsV2.sqlite"


@dataclass(slots=True)
class _Opened:
    """What was opened, and what to let go of."""

    members: Members
    stack: ExitStack
    notices: list[Skipped] = field(default_factory=list)

    def database(self, name: str, stream: BinaryIO | None = None) -> Database:
        """A database among the members, with the log beside it."""
        if stream is None:
            stream = self.members.seekable(name)
        self.stack.callback(stream.close)
        log = None
        if f"{name}-wal" in self.members:
            log = self.members.seekable(f"{name}-wal")
            self.stack.callback(log.close)
        database = Database(stream, self.members.path, log)
        self.stack.callback(database.close)
        return database

    def give(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of a file that is included."""
        return self.members.read(file.place or file.name)


@dataclass(frozen=True, slots=True)
class WhatsAppDatabaseImporter:
    """Opens the databases of both phones."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset(
        {"whatsapp-crypt12", "whatsapp-crypt14", "whatsapp-crypt15", "whatsapp-db", "whatsapp-iphone-db"}
    )

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Decrypt if need be, and see that it is a database of messages.

        Raises SecretNeeded, WrongSecret, ExportDamaged, ExportIncomplete, UnsupportedVersion, NotAChat and what
        Members raises.
        """
        with ExitStack() as stack:
            opened = _Opened(stack.enter_context(Members(source)), stack)
            export = None if is_iphone(opened.members) else _android(source, opened, answers)
            export = export or _iphone(source, opened)
            export.close = stack.pop_all().close
            return export


def _android(source: Source, opened: _Opened, answers: Answers) -> StreamedExport | None:
    """An Android phone's store; None if the files are rather an iPhone's."""
    try:
        name = find_store(opened.members)
    except NotAChat:
        return None
    key: Key | None = None
    form = "whatsapp-db"
    if is_locked(opened.members.head(name, _HEAD)):
        locked = Locked(opened.members, name)
        stream, key = _unlocked(source, opened.members, locked, answers)
        form = f"whatsapp-{locked.header.kind}"
        database = opened.database(name, stream)
    else:
        database = opened.database(name)
    if not (database.has("message", "_id", "chat_row_id") or database.has("messages", "_id", "key_remote_jid")):
        if "zwamessage" in database.tables:
            return None
        raise NotAChat(source.path)
    opened.notices.extend(beside_the_store(opened.members, name))
    names = _android_names(opened, name, key)
    find = MediaFolder(opened.members).find

    def read(count: Count) -> Iterator[Record]:
        told: set[str] = set()
        people = People(database, names)
        yield from OldTable(database, people, find, name).records(count, told)
        yield from MessageTable(database, people, find, name).records(count, told)
        yield from call_records(database, people, count, told, name)
        yield from opened.notices

    return StreamedExport(source, APP, APP_NAME, form, "android", EVERYTHING, read, opened.give, "android")


def _unlocked(source: Source, members: Members, locked: Locked, answers: Answers) -> tuple[BinaryIO, Key]:
    """What is inside, and the key that opened it: the one that was typed, or a key file that came with it."""
    hint = locked.header.hint
    keys, refusal = keys_beside(members), None
    if answers.secret is not None:
        try:
            keys.insert(0, of_secret(answers.secret))
        except NotAKey as error:
            refusal = WrongSecret(source.path, APP_NAME, KIND, error.reason, hint)
    for key in keys:
        try:
            return PackedMemory.of(locked.open(key)), key
        except WrongSecret as error:
            refusal = refusal or error
    raise refusal or SecretNeeded(source.path, APP_NAME, KIND, hint)


def _android_names(opened: _Opened, store: str, key: Key | None) -> dict[str, str]:
    """The address book's names by address. Backups often have none; a file that cannot be read is told of."""
    name = names_beside(opened.members, store)
    if name is None:
        return {}
    try:
        stream = None
        if is_locked(opened.members.head(name, _HEAD)):
            if key is None:
                return {}
            stream = PackedMemory.of(Locked(opened.members, name).open(key))
        database = opened.database(name, stream)
        return _names(database, "wa_contacts", "jid", ("wa_name", "given_name", "display_name"))
    except ExportError:
        opened.notices.append(Skipped(name, "damaged"))
        return {}


def _names(database: Database, table: str, address: str, columns: tuple[str, ...], ending: str = "") -> dict[str, str]:
    """Names by address, of each person the one from the last column that has one."""
    there = [column for column in columns if database.has(table, column, address)]
    if not there:
        return {}
    wanted = ", ".join(f"CAST({column} AS BLOB)" for column in (address, *there))
    names: dict[str, str] = {}
    for raw, *said in database.rows(f"SELECT {wanted} FROM {table} LIMIT {_MOST_NAMES}"):  # noqa: S608 - names of ours
        name = next((text(part) for part in reversed(said) if part), "")
        if (key := text(raw)) and name:
            names[address_of(key if "@" in key else f"{key}{ending}")] = name
    return names


def _iphone(source: Source, opened: _Opened) -> StreamedExport:
    """An iPhone's store. Raises NotAChat if it is none."""
    name = find_iphone_store(opened.members)
    database = opened.database(name)
    if "zwamessage" not in database.tables:
        raise NotAChat(source.path)
    names: dict[str, str] = {}
    contacts = name.rpartition("/")[0] + "/" + _CONTACTS if "/" in name else _CONTACTS
    if contacts in opened.members:
        try:
            columns = ("zfullname",)
            book = opened.database(contacts)
            names = _names(book, "zwaaddressbookcontact", "zwhatsappid", columns, "@s.whatsapp.net")
        except ExportDamaged:
            opened.notices.append(Skipped(contacts, "damaged"))
    find = MediaFolder(opened.members).find

    def read(count: Count) -> Iterator[Record]:
        yield from read_chat_storage(database, find, count, name, names=names)
        yield from opened.notices

    return StreamedExport(
        source, APP, APP_NAME, "whatsapp-iphone-db", "iphone", EVERYTHING, read, opened.give, "iphone"
    )
