"""Understanding an export once its bytes are kept: what it is, what it holds, or why nothing can be read of it yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.errors import (
    ArchiveCutOff,
    ArchiveEncrypted,
    ArchiveRefused,
    ColumnsWrong,
    ExportDamaged,
    ExportError,
    ExportIncomplete,
    NotReadYet,
    SecretNeeded,
    UnsupportedVersion,
    WrongSecret,
)
from vault.exports.base import Account, Answers, Columns, Question, Source
from vault.exports.detect import format_of
from vault.exports.formats import Known, recognise_name
from vault.exports.plain_file import APP, APP_NAME, FORMAT, PlainFileImporter, key_of, shown_name
from vault.exports.table import APP as TABLE
from vault.progress import Progress
from vault.services.known_answers import KnownAnswers
from vault.services.opening import OpenedExport, opened, opened_as_file
from vault.services.tally import Counted, Tally, count

_WHY: tuple[tuple[type[ExportError], str], ...] = (
    (SecretNeeded, "locked"),
    (WrongSecret, "wrong-secret"),
    (ExportDamaged, "damaged"),
    (ExportIncomplete, "incomplete"),
    (UnsupportedVersion, "version"),
    (NotReadYet, "no-importer"),
)
_OF_PARTS = (ArchiveCutOff, ArchiveEncrypted, ArchiveRefused)
_NOTHING = Counted(Tally(), Account(0, 0, 0, 0, 0, 0), broken=False)


@dataclass(frozen=True, slots=True)
class Understood:
    """What an export is. `key` and `name` are the whole export's; `counted` what it holds.

    `importer` is its importer's version, 0 where none reads it. `answers` are those that it was read by. `unread` is
    "" or why nothing was read, with the error as `trouble`: a key of About.unread.
    """

    app: str
    app_name: str
    format: str
    key: str = field(repr=False)
    name: str = field(repr=False)
    importer: int
    date_order: str | None
    order_answered: bool
    question: Question | None
    answers: Answers
    secret_kind: str
    counted: Counted
    unread: str = ""
    trouble: ExportError | None = None


def understand(source: Source, answers: Answers, known: KnownAnswers, progress: Progress) -> Understood:
    """Open it and count. What is recognised and cannot be read is an answer, not an error.

    Raises the other ExportErrors (NotAChat, EmptyExport, ExportMissing, ExportUnreadable, ExportChanged), Cancelled.
    """
    try:
        with opened(source, answers, known) as found:
            counted = count(found.export, progress)
            if answers.columns is not None and not _stand_there(answers.columns, counted, known, found.chat.key):
                raise ColumnsWrong(source.path)
            return _understood(found, counted)
    except ExportError as error:
        unread = why_unread(error, source)
        if not unread:
            raise
        return _not_read(source, answers, unread, error)


def _stand_there(columns: Columns, counted: Counted, known: KnownAnswers, key: str) -> bool:
    """Whether messages stand in columns that were named now; where others were named before, with a date as well.

    The library reads a table by the last columns named: wrong ones would hide what is listed.
    """
    tally = counted.tally
    before = known.of(TABLE, key).columns
    dated = before is None or before == columns or before.date is None or tally.first is not None
    return counted.broken or (tally.messages > 0 and dated)


def understand_as_file(source: Source, importer: PlainFileImporter, progress: Progress) -> Understood:
    """What no importer reads, as a file."""
    with opened_as_file(source, importer) as found:
        return _understood(found, count(found.export, progress))


def why_unread(error: ExportError, source: Source) -> str:
    """The key for an export that is recognised, and of which nothing can be read; "" for any other error."""
    if source.parts is not None and isinstance(error, _OF_PARTS):
        return "damaged"
    return next((key for kind, key in _WHY if isinstance(error, kind)), "")


def known_format(source: Source) -> Known | None:
    """What it is, as far as can be told without opening it."""
    try:
        return format_of(source) or recognise_name(source.path.name)
    except ExportError:
        return recognise_name(source.path.name)


def _understood(found: OpenedExport, counted: Counted) -> Understood:
    export = found.export
    return Understood(
        app=export.app,
        app_name=export.app_name,
        format=export.format,
        key=found.chat.key,
        name=found.chat.name,
        importer=found.importer,
        date_order=export.date_order,
        order_answered=found.order_answered,
        question=export.question,
        answers=found.answers,
        secret_kind=found.secret_kind,
        counted=counted,
    )


def _not_read(source: Source, answers: Answers, unread: str, error: ExportError) -> Understood:
    """It is kept under its own name. A key that does not fit is not kept."""
    known = known_format(source)
    return Understood(
        app=known.app if known else APP,
        app_name=known.app_name if known else APP_NAME,
        format=known.format if known else FORMAT,
        key=key_of(source.path),
        name=shown_name(source.path),
        importer=0,
        date_order=None,
        order_answered=False,
        question=None,
        answers=Answers(answers.date_order, answers.zone, None, answers.me, answers.columns),
        secret_kind="",
        counted=_NOTHING,
        unread=unread,
        trouble=error,
    )


def first_of(records: Iterator[object], most: int) -> Iterator[object]:
    """The first records, as far as they can be read."""
    try:
        for number, record in enumerate(records):
            if number >= most:
                return
            yield record
    except ExportError:
        return
