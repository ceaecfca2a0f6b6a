"""Which importer knows a file: by its name and its first bytes, cheaply enough to be asked of every file of a disk.

Of an archive only the directory and the beginnings of its texts are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from vault.errors import EmptyExport, NotAChat, NotReadYet
from vault.exports.archive import SIGNATURES, Archive
from vault.exports.base import Answers, Export, Importer, Source
from vault.exports.formats import Known, recognise, recognise_members
from vault.exports.whatsapp import WhatsAppImporter
from vault.exports.whatsapp_likeness import is_named, likely

IMPORTERS: Sequence[Importer] = (WhatsAppImporter(),)
_GLANCE = 4096
_MOST_ZEROS = 20  # one byte of so many may be zero: people can send that, too
_MARKED_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def worth_a_look(name: str) -> bool:
    """Whether a file's name alone lets it be an export: the question for a scan, before a file is even opened."""
    return PurePath(name).suffix.lower() in (".txt", ".zip") or is_named(name)


def detect(source: Source) -> Importer:
    """Find the importer, whatever the file's name.

    Raises NotAChat (NotReadYet where the format is known and has no importer), EmptyExport, ExportMissing,
    ExportUnreadable, and for archives ArchiveCutOff, ArchiveEncrypted, ArchiveRefused.
    """
    if source.size == 0:
        raise EmptyExport(source.path)
    glance = source.head(_GLANCE)
    if glance.startswith(SIGNATURES):
        return _in_archive(source)
    if _is_binary(glance) and not is_named(source.path.name):
        raise _no_importer(source, recognise(source.path.name, glance))
    head = source.head()
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise EmptyExport(source.path)
    return _knowing(source, source.path.name, head)


def _is_binary(glance: bytes) -> bool:
    return glance.count(0) * _MOST_ZEROS > len(glance) and not glance.startswith(_MARKED_UTF16)


def _no_importer(source: Source, known: Known | None) -> NotAChat:
    """No chat at all, or one whose format we cannot read yet."""
    if known is None or known.certainty != "yes" or known.importer:
        return NotAChat(source.path)
    return NotReadYet(source.path, known.app_name, known.format)


def _in_archive(source: Source) -> Importer:
    with Archive(source) as archive:
        texts = likely(archive.texts(), source.path.name)
        for member in texts:
            for importer in IMPORTERS:
                if importer.recognises(member.name, archive.head(member)):
                    return importer
        if any(is_named(member.name) and member.size == 0 for member in texts):
            raise EmptyExport(source.path)
        known = recognise_members(member.name for member in archive.members)
        if known is None:
            archive.check_not_nested()
    raise _no_importer(source, known)


def _knowing(source: Source, name: str, head: bytes) -> Importer:
    for importer in IMPORTERS:
        if importer.recognises(name, head):
            return importer
    raise _no_importer(source, recognise(name, head))


def open_export(source: Source, answers: Answers = Answers()) -> Export:  # noqa: B008 - frozen
    """Detect and open: the one call that backing up and reading again need."""
    return detect(source).open(source, answers)
