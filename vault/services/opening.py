"""Opening an export with what is known of it: what a person told us once, key or answer, is not asked again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from vault.chats.conversation import Conversation
from vault.errors import (
    ArchiveCutOff,
    ArchiveEncrypted,
    ArchiveRefused,
    ChatVaultError,
    ExportDamaged,
    ExportError,
    KeychainError,
    NotAChat,
    SecretNeeded,
    WrongSecret,
)
from vault.exports.base import Answers, Export, Importer, Record, Source
from vault.exports.detect import IMPORTERS, detect
from vault.exports.plain_file import PlainFileImporter
from vault.exports.signal.desktop import desktop_config
from vault.exports.table import APP as TABLE
from vault.exports.table import TableImporter
from vault.exports.whatsapp.importer import WhatsAppExport
from vault.keychain.safe_storage import signal_desktop_key
from vault.services.known_answers import KnownAnswers, completed

log = logging.getLogger(__name__)

NO_IMPORTER = (NotAChat, ArchiveCutOff, ArchiveEncrypted, ArchiveRefused)
"""Why nothing reads a file that can be kept as a file all the same."""


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export that is being read.

    `importer` is its version. `chat` is what the export is about. `order_answered`: the export does not show the
    order of its dates, a person did. `answers` are those that it is read by, with the key that opened it; of which
    kind that is says `secret_kind`.
    """

    source: Source = field(repr=False)
    export: Export
    importer: int
    chat: Conversation
    order_answered: bool
    answers: Answers
    secret_kind: str = ""


@contextmanager
def opened(source: Source, answers: Answers, known: KnownAnswers) -> Iterator[OpenedExport]:
    """Open an export by the answers given now, or known of it, and by the keys that the vault holds.

    Raises ExportErrors.
    """
    answers = _with_columns(source, answers, known)
    importer = _importer(source, answers)
    first, kind = _unlocked(importer, source, replace(answers, date_order=None), known)
    with first.export as export:
        wanted = completed(first.answers, known.of(export.app, export.key))
        wanted = replace(wanted, date_order=answers.date_order or wanted.date_order)
        question = export.question
        asks_order = question is not None and question.kind == "date-order"
        better = replace(wanted, date_order=wanted.date_order if asks_order else None)
        if better == first.answers:
            yield _opened(source, export, first.answers, kind, order_answered=False)
            return
        told_the_same = replace(first.answers, date_order=better.date_order, zone=better.zone) == better
        if isinstance(export, WhatsAppExport) and told_the_same:
            export.take(better)  # its text need not be surveyed again
            yield _opened(source, export, better, kind, order_answered=better.date_order is not None)
            return
    with _opening(importer, source, better) as export:
        yield _opened(source, export, better, kind, order_answered=better.date_order is not None)


@contextmanager
def opened_as_file(source: Source, importer: PlainFileImporter) -> Iterator[OpenedExport]:
    """Open what no importer reads, to be kept bit for bit. Raises ExportMissing, ExportUnreadable."""
    with importer.open(source, Answers()) as export:
        chat = Conversation(export.key, export.app, export.chat_name)
        yield OpenedExport(source, export, importer.version, chat, order_answered=False, answers=Answers())


@contextmanager
def reopened(
    source: Source,
    answers: Answers,
    known: KnownAnswers,
    as_file: PlainFileImporter | None = None,
    recognised_by: Source | None = None,
) -> Iterator[OpenedExport]:
    """Open an export that came in before, with the answers that it was read with then. Raises ExportErrors.

    One that came in as a file is read by an importer that has learnt to by now, and else stays what it is.
    `recognised_by` is the same export, for looking only at what it is.
    """
    try:
        importer = _importer(recognised_by or source, answers)
    except NO_IMPORTER:
        if as_file is None:
            raise
        with opened_as_file(source, as_file) as found:
            yield found
        return
    first, kind = _unlocked(importer, source, answers, known)
    with first.export as export:
        yield _opened(source, export, first.answers, kind, order_answered=False)


def importer_version(app: str) -> int:
    """The version of the importers of this app's exports, all together: it rises when one of them learns something.

    0 where there is none any more.
    """
    return sum(importer.version for importer in (*IMPORTERS, TableImporter()) if importer.app == app)


def records_of(export: Export) -> Iterator[Record]:
    """Its records. An importer's own mistake is ExportDamaged: it must not cost the person the export."""
    try:
        yield from export.records()
    except (ChatVaultError, MemoryError, GeneratorExit):
        raise
    except Exception as error:
        log.exception("an importer made a mistake")
        raise ExportDamaged(export.path, type(error).__name__) from None


@dataclass(frozen=True, slots=True)
class _Unlocked:
    export: Export
    answers: Answers


def _importer(source: Source, answers: Answers) -> Importer:
    """Who reads it: a table whose columns a person named is recognised by nobody else."""
    return TableImporter() if answers.columns is not None else detect(source)


def _with_columns(source: Source, answers: Answers, known: KnownAnswers) -> Answers:
    """With the columns that were named for a table of this name before, where nobody recognises it."""
    columns = known.of(TABLE, source.path.stem).columns
    if answers.columns is not None or columns is None or source.parts is not None:
        return answers
    try:
        detect(source)
    except NotAChat:
        return replace(answers, columns=columns)
    except ExportError:
        pass
    return answers


def _unlocked(importer: Importer, source: Source, answers: Answers, known: KnownAnswers) -> tuple[_Unlocked, str]:
    """Open it without a key, else with the one that was given, else with those that the vault holds.

    Raises WrongSecret where one was given that does not fit, SecretNeeded where there was none; what importers raise.
    """
    without = replace(answers, secret=None)
    try:
        return _Unlocked(_opening(importer, source, without), without), ""
    except SecretNeeded as needed:
        failure: SecretNeeded | WrongSecret = needed
    for secret in _keys_for(source, failure.kind, answers, known):
        attempt = replace(answers, secret=secret)
        try:
            return _Unlocked(_opening(importer, source, attempt), attempt), failure.kind
        except (SecretNeeded, WrongSecret) as error:
            if secret == answers.secret:
                failure = error
    raise failure


def _keys_for(source: Source, kind: str, answers: Answers, known: KnownAnswers) -> Iterator[str]:
    """What was given, then what the vault holds, then what this computer keeps for the app itself."""
    tried: set[str] = set()
    if answers.secret is not None:
        tried.add(answers.secret)
        yield answers.secret
    for secret in known.secrets(kind):
        if secret not in tried:
            tried.add(secret)
            yield secret
    if kind == "signal-desktop-key":
        with suppress(KeychainError):
            found = signal_desktop_key(*desktop_config(source))
            if found is not None and found not in tried:
                yield found


def _opening(importer: Importer, source: Source, answers: Answers) -> Export:
    """As importers do, but an importer's own mistake is ExportDamaged."""
    try:
        return importer.open(source, answers)
    except (ChatVaultError, MemoryError):
        raise
    except Exception as error:
        log.exception("an importer made a mistake")
        raise ExportDamaged(source.path, type(error).__name__) from None


def _opened(source: Source, export: Export, answers: Answers, kind: str, *, order_answered: bool) -> OpenedExport:
    chat = Conversation(export.key, export.app, export.chat_name)
    return OpenedExport(source, export, importer_version(export.app), chat, order_answered, answers, kind)
