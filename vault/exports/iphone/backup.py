"""An iPhone's or iPad's backup, as Finder, iTunes or Apple Devices makes it: SMS and iMessage, and WhatsApp, in one.

The backup is read where it lies, encrypted or not. Chats keep their own app ("imessage", "whatsapp"); those of
WhatsApp Business, which is another account on the same phone, have keys of their own. Signal and Telegram leave
themselves out of every backup of the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import msgspec

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.crypto.media_ciphers import NotAuthentic
from vault.errors import EmptyExport, ExportDamaged, ExportIncomplete, SecretNeeded, WrongSecret
from vault.exports.apple_contacts import Contacts, contacts_of
from vault.exports.base import Answers, Record, Skipped, Source
from vault.exports.database import MAGIC, Database
from vault.exports.imessage.files import ending_of
from vault.exports.imessage.reader import read_messages
from vault.exports.iphone.files import OpenedDatabases, PhoneFiles, unsealed
from vault.exports.iphone.keybag import BrokenKeybag, ClassKeys, Keybag
from vault.exports.iphone.manifest import APP_NAME, Manifest, read_manifest
from vault.exports.iphone.whatsapp import PLACES, WhatsAppPlace, names_in
from vault.exports.members import Members
from vault.exports.streamed import Count, StreamedExport
from vault.exports.whatsapp.iphone import read_chat_storage

APP = "iphone"
_SECRET = "iphone-password"  # noqa: S105 - what kind of secret, none itself
_KEY_FILE = "base64:"
MESSAGES = "HomeDomain-Library/SMS/sms.db"
ADDRESS_BOOK = "HomeDomain-Library/AddressBook/AddressBook.sqlitedb"
_MEDIA, _MEDIA_FOLDER = "MediaDomain", "Library/SMS/"

Reader = Callable[[Count], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class IPhoneBackupImporter:
    """Opens backup folders."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"iphone-backup"})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Find the databases, and unlock them if they are locked: with the real number of rounds that takes seconds.

        Raises SecretNeeded, WrongSecret, ExportDamaged, ExportIncomplete, UnsupportedVersion, EmptyExport.
        """
        with ExitStack() as stack:
            members = stack.enter_context(Members(source))
            manifest = read_manifest(members)
            keys = _unlocked(members, manifest, answers) if manifest.encrypted else None
            phone = _Phone(members, manifest, keys, stack)
            held = stack.pop_all()
        name = manifest.device_name or APP_NAME
        return StreamedExport(
            source, app=APP, app_name=APP_NAME, format="iphone-backup", key=manifest.device or source.path.name,
            chat_name=name, read=phone.records, give=phone.bytes_of, system="iphone", close=held.close,
        )  # fmt: skip


def _unlocked(members: Members, manifest: Manifest, answers: Answers) -> ClassKeys:
    try:
        keybag = Keybag.of(manifest.keybag)
    except BrokenKeybag:
        raise ExportDamaged(members.path, "keybag") from None
    if not answers.secret:
        raise SecretNeeded(members.path, APP_NAME, _SECRET, manifest.date)
    if answers.secret.startswith(_KEY_FILE):
        raise WrongSecret(members.path, APP_NAME, _SECRET, "form", manifest.date)
    try:
        return keybag.unlock(answers.secret)
    except NotAuthentic:
        raise WrongSecret(members.path, APP_NAME, _SECRET, "", manifest.date) from None


class _Phone:
    """What is in an opened backup. Everything that it opens goes onto `stack`."""

    def __init__(self, members: Members, manifest: Manifest, keys: ClassKeys | None, stack: ExitStack) -> None:
        self._members, self._manifest = members, manifest
        self._notices = [Skipped(other, "another-chat") for other in manifest.others]
        if not manifest.finished:
            self._notices.append(Skipped("Status.plist", "unfinished"))
        self._files = PhoneFiles(members, manifest, keys, self._listing(keys, stack))
        self._databases = OpenedDatabases(self._files, members, stack)
        self._failure: ExportDamaged | None = None
        self._readers = list(self._found())
        if not self._readers:
            raise self._failure or self._nothing()

    def _listing(self, keys: ClassKeys | None, stack: ExitStack) -> Database | None:
        """Manifest.db. Without it files that are not encrypted are found all the same. Raises ExportDamaged."""
        name, damaged = self._manifest.database, ExportDamaged(self._members.path, "Manifest.db")
        try:
            if keys is None or self._members.head(name, len(MAGIC)) == MAGIC:  # iOS 10.1 and before left it in the open
                main = stack.enter_context(self._members.seekable(name))
            else:
                key = keys.file_key(self._manifest.manifest_key)
                main = stack.enter_context(unsealed(self._members, name, key, None))
            listing = stack.enter_context(Database(main, self._members.path))
            if listing.has("files", "fileid", "file"):
                return listing
        except (ExportDamaged, NotAuthentic):
            pass
        if keys is not None:
            raise damaged
        self._notices.append(Skipped("Manifest.db", "damaged"))
        return None

    def _found(self) -> Iterator[tuple[str, Reader]]:
        """The databases that can be opened, with what reads them."""
        database = self._open(MESSAGES)
        if database is not None:
            yield MESSAGES, partial(self._messages, database, self._contacts())
        for whatsapp in PLACES:
            database = self._open(whatsapp.chats)
            if database is not None:
                yield whatsapp.chats, partial(self._whatsapp, whatsapp, database, self._names(whatsapp))

    def _open(self, place: str) -> Database | None:
        """A database, or None; that one is damaged or missing is noted."""
        try:
            database = self._databases.open(place)
            if database is None and self._files.is_listed(place):
                self._notices.append(Skipped(place, "media-missing"))
            return database
        except ExportDamaged as error:
            self._failure = error
            self._notices.append(Skipped(place, "damaged"))
            return None

    def _nothing(self) -> EmptyExport | ExportIncomplete:
        missing = [notice.where for notice in self._notices if notice.why == "media-missing"]
        return ExportIncomplete(self._members.path, missing[0]) if missing else EmptyExport(self._members.path)

    def records(self, count: Count) -> Iterator[Record]:
        """Every app's chats, one app after the other; then what is missing."""
        yield from self._notices
        unread: ExportDamaged | None = None
        read_any = False
        for place, reader in self._readers:
            try:
                for record in reader(count):
                    read_any = read_any or not isinstance(record, Skipped)
                    yield record
            except ExportDamaged as error:
                unread = error
                yield Skipped(place, "damaged")
        if unread is not None and not read_any:
            raise unread
        yield from [Skipped(place, "media-missing") for place in self._files.missed]

    def _messages(self, database: Database, contacts: Contacts, count: Count) -> Iterator[Record]:
        return read_messages(database, self._attachment, count, contacts, "sms.db")

    def _contacts(self) -> Contacts:
        """The names in the address book; nobody's where it cannot be read."""
        try:
            database = self._databases.open(ADDRESS_BOOK)
            return contacts_of(database) if database else Contacts()
        except ExportDamaged:
            return Contacts()

    def _whatsapp(
        self, whatsapp: WhatsAppPlace, database: Database, names: Mapping[str, str], count: Count
    ) -> Iterator[Record]:
        find = partial(whatsapp.find, self._files)
        records = read_chat_storage(database, find, count, whatsapp.called, names=names)
        return with_own_keys(records, whatsapp.before) if whatsapp.before else records

    def _names(self, whatsapp: WhatsAppPlace) -> Mapping[str, str]:
        try:
            database = self._databases.open(whatsapp.contacts)
            return names_in(database) if database else {}
        except ExportDamaged:
            return {}

    def _attachment(self, path: str) -> tuple[str, int | None] | None:
        ending = ending_of(path)
        return self._files.find(_MEDIA, _MEDIA_FOLDER + ending) if ending else None

    def bytes_of(self, file: Attachment) -> Iterator[bytes]:
        """An attachment's bytes, decrypted."""
        return self._files.read(file.place)


def with_own_keys(records: Iterator[Record], before: str) -> Iterator[Record]:
    """Conversations under keys that no other account on this phone has."""
    for record in records:
        if isinstance(record, Conversation):
            yield msgspec.structs.replace(record, key=before + record.key)
        elif isinstance(record, Message):
            yield msgspec.structs.replace(record, conversation=before + record.conversation)
        else:
            yield record
