"""Which importer knows a file, a folder or several files: by names and first bytes, cheaply enough to ask of a disk.

Of an archive only the directory and the beginnings of some files are read, of a database the names of its tables.
What a format looks like is known to formats.py and its neighbours; here is only the way from there to an importer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import PurePath

from vault.errors import EmptyExport, ExportDamaged, NotAChat, NotReadYet, UnsupportedVersion
from vault.exports.archive import DEEPEST, SIGNATURES, Archive
from vault.exports.base import Answers, Export, Importer, Parts, Source
from vault.exports.database import MAGIC, Database
from vault.exports.database_shapes import format_of_tables
from vault.exports.discord.importer import DiscordImporter
from vault.exports.element.importer import ElementImporter
from vault.exports.formats import Known, named, recognise, recognise_members, recognise_name
from vault.exports.google.chat import GoogleChatImporter
from vault.exports.google.voice import GoogleVoiceImporter
from vault.exports.imessage.importer import IMessageImporter
from vault.exports.iphone.backup import IPhoneBackupImporter
from vault.exports.kakaotalk import KakaoTalkImporter
from vault.exports.line import LineImporter
from vault.exports.meta.instagram import InstagramImporter
from vault.exports.meta.messenger import MessengerImporter
from vault.exports.signal.importer import SignalImporter
from vault.exports.skype.importer import SkypeImporter
from vault.exports.slack.importer import SlackImporter
from vault.exports.sms.importer import SmsBackupImporter
from vault.exports.snapchat.importer import SnapchatImporter
from vault.exports.tar_archive import ENDINGS, TarArchive, is_tar
from vault.exports.telegram.importer import TelegramImporter
from vault.exports.viber import ViberImporter
from vault.exports.whatsapp.database import WhatsAppDatabaseImporter
from vault.exports.whatsapp.importer import WhatsAppImporter
from vault.exports.whatsapp.likeness import is_named, likely, styles_of
from vault.exports.whatsapp.text import unmarked_utf16

IMPORTERS: Sequence[Importer] = (
    DiscordImporter(),
    ElementImporter(),
    GoogleChatImporter(),
    GoogleVoiceImporter(),
    IMessageImporter(),
    IPhoneBackupImporter(),
    KakaoTalkImporter(),
    LineImporter(),
    InstagramImporter(),
    MessengerImporter(),
    SignalImporter(),
    SkypeImporter(),
    SlackImporter(),
    SmsBackupImporter(),
    SnapchatImporter(),
    TelegramImporter(),
    ViberImporter(),
    WhatsAppDatabaseImporter(),
    WhatsAppImporter(),
)
_VIBER = "viber.db"  # since about 2024 it is locked with a key that only Viber's running program has
_GLANCE = 4096
_MOST_ZEROS = 20  # one byte of so many may be zero: people can send that, too
_MOST_LOOKED_AT = 20  # members of an archive whose names tell nothing
_TELLING = (".json", ".jsonl", ".xml", ".html", ".htm", ".csv", ".txt", ".db", ".sqlite")
_MOST_UNPACKED = 256 * 1024 * 1024  # bytes of a .tgz whose names are looked at
_MARKED_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def worth_a_look(name: str) -> bool:
    """Whether a file's name alone lets it be an export: the question for a scan, before a file is even opened."""
    return PurePath(name).suffix.lower() in (".txt", ".zip") or is_named(name)


def importer_of(key: str) -> Importer | None:
    """Who reads a format, by its key."""
    return next((importer for importer in IMPORTERS if key in importer.formats), None)


def detect(source: Source) -> Importer:
    """Find the importer, whatever the name.

    Raises NotAChat (NotReadYet where the format is known and has no importer), UnsupportedVersion, EmptyExport,
    ExportMissing, ExportUnreadable, and for archives ArchiveCutOff, ArchiveEncrypted, ArchiveRefused.
    """
    if source.size == 0:
        raise EmptyExport(source.path)
    known = format_of(source)
    importer = importer_of(known.format) if known else None
    if importer is not None:
        return importer
    if known is None or known.certainty != "yes":
        raise NotAChat(source.path)
    raise NotReadYet(source.path, known.app_name, known.format)


def format_of(source: Source) -> Known | None:
    """The format of a source that is not empty. Raises as detect does."""
    if source.parts is not None:
        return _of_parts(source.parts)
    glance = source.head(_GLANCE)
    if glance.startswith(SIGNATURES):
        return _of_archive(source)
    if is_tar(glance, source.path.name):
        return _of_tar(source)
    if glance.startswith(MAGIC):
        return _of_database(source) or recognise(source.path.name, glance)
    if source.path.name.lower() == _VIBER:
        raise UnsupportedVersion(source.path, "Viber", "locked by Viber itself")
    if _is_binary(glance) and not is_named(source.path.name):
        return recognise(source.path.name, glance)
    head = source.head()
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise EmptyExport(source.path)
    return _of_text(source.path.name, head)


def _of_text(name: str, head: bytes) -> Known | None:
    return named("whatsapp-text", "yes") if styles_of(name, head) else recognise(name, head)


def _is_binary(glance: bytes) -> bool:
    if glance.startswith(_MARKED_UTF16) or unmarked_utf16(glance):
        return False
    return glance.count(0) * _MOST_ZEROS > len(glance)


def _of_archive(source: Source) -> Known | None:
    with Archive(source) as archive:
        texts = likely(archive.texts(), source.path.name)
        for member in texts:
            if styles_of(member.name, archive.head(member)):
                return named("whatsapp-zip", "yes")
        if any(is_named(member.name) and member.size == 0 for member in texts):
            raise EmptyExport(source.path)
        known = recognise_members(member.name for member in archive.members)
        if known and known.format == "whatsapp-zip":  # named so, and no text of it is a chat
            raise NotAChat(source.path)
        if known is None or known.certainty != "yes":
            known = _of_heads((member.name, partial(archive.head, member)) for member in archive.members) or known
        if known is None:
            archive.check_not_nested()
        return _old_instagram(source.path.name, known)


def _old_instagram(name: str, known: Known | None) -> Known | None:
    """Instagram's downloads of 2021 and before have the same folders as Facebook's: the archive's name tells."""
    if known is None or known.format != "messenger-zip":
        return known
    called = recognise_name(name)
    return named(called.format, "yes") if called and called.format == "instagram-zip" else known


def _of_tar(source: Source) -> Known | None:
    """Of a packed one only the beginning is looked at: its names stand between the files."""
    with TarArchive(source, _MOST_UNPACKED) as archive:
        known = recognise_members(member.name for member in archive.members)
        if known is not None and known.certainty == "yes":
            return known
        heads = _of_heads((member.name, partial(archive.head, member)) for member in archive.members)
        return heads or known or recognise_name(source.path.name)


def _of_heads(heads: Iterable[tuple[str, Callable[[], bytes]]]) -> Known | None:
    """What the first bytes of some files inside say, the shallow ones first."""
    telling = [each for each in heads if each[0].lower().endswith(_TELLING) and each[0].count("/") <= DEEPEST]
    telling.sort(key=lambda each: each[0].count("/"))
    for name, head in telling[:_MOST_LOOKED_AT]:
        first = head()
        # which tables a database has would take all of it: here its usual name must do
        known = _by_usual_name(name) if first.startswith(MAGIC) else recognise(PurePath(name).name, first)
        if known and known.certainty == "yes" and importer_of(known.format):
            return known
    return None


def _of_parts(parts: Parts) -> Known | None:
    """Of a folder or a set: by its names, else by the first bytes of what lies near the top; a set of zips as one."""
    names = parts.names()
    known = recognise_members(names)
    if known is not None and known.certainty == "yes":
        return known
    endings = (*_TELLING, ".zip", *ENDINGS)
    telling = [name for name in names if name.lower().endswith(endings) and name.count("/") <= DEEPEST]
    for name in sorted(telling, key=lambda name: name.count("/"))[:_MOST_LOOKED_AT]:
        part = parts.part(name)
        found = format_of(part) if part.size else None
        if found and found.certainty == "yes" and importer_of(found.format):
            return found
    return known or _of_zips(parts)


def _of_zips(parts: Parts) -> Known | None:
    """Zips none of which tells by itself: the names in all of them together."""
    names = parts.names()
    if len(names) > _MOST_LOOKED_AT or not all(name.lower().endswith(".zip") for name in names):
        return None
    inside: list[str] = []
    for name in names:
        with Archive(parts.part(name)) as archive:
            inside.extend(member.name for member in archive.members)
    return recognise_members(inside)


def _of_database(source: Source) -> Known | None:
    with source.open() as stream:
        try:
            with Database(stream, source.path) as database:
                key = format_of_tables(database.tables)
        except ExportDamaged:  # called so, it was one: it is kept as it is, and who opens it tells what is wrong
            return _by_usual_name(source.path.name)
    return named(key, "yes") if key else None


def _by_usual_name(name: str) -> Known | None:
    """Of a database whose tables cannot be asked."""
    called = recognise_name(name)
    return named(called.format, "yes") if called and called.format.endswith("-db") else None


def open_export(source: Source, answers: Answers = Answers()) -> Export:  # noqa: B008 - frozen
    """Detect and open: the one call that backing up and reading again need."""
    return detect(source).open(source, answers)
