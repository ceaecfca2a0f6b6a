"""What an export is, before anything is written: its app and name, what is open about it, whether it is locked."""

from __future__ import annotations

from itertools import islice

from vault.chats.message import Message
from vault.errors import ExportError, NotAChat
from vault.exports.base import Answers, Export, Question, Source
from vault.exports.given import Given
from vault.exports.plain_file import shown_name
from vault.exports.table import APP as TABLE
from vault.exports.table import APP_NAME as TABLE_NAME
from vault.exports.table import FORMAT as TABLE_FORMAT
from vault.exports.table_guess import could_be_table, sample_lines
from vault.services.back_up_report import Look, asked_secret
from vault.services.known_answers import KnownAnswers
from vault.services.opening import opened, records_of
from vault.services.understanding import known_format, why_unread

_MOST_RECORDS = 2000  # looked at for a time without a zone
_LINES_SHOWN = 20


def look_at(given: Given, answers: Answers, known: KnownAnswers) -> Look:
    """Look at one thing that was given; what is wrong with it is part of the answer."""
    if given.source is None:
        return _refused(given, given.error or NotAChat(given.path))
    try:
        with opened(given.source, answers, known) as found:
            export = found.export
            return Look(
                given.path, export.app, export.app_name, found.chat.name, given.source.size, export.question, None,
                format=export.format, zone_open=found.answers.zone is None and has_open_zone(export),
                files=_files(given.source),
            )  # fmt: skip
    except ExportError as error:
        if why_unread(error, given.source):
            return _kept_unread(given, given.source, error)
        return _as_table(given, given.source) or _refused(given, error)


def has_open_zone(export: Export) -> bool:
    """Whether its times are of a clock without a zone: told by its first messages."""
    try:
        for record in islice(records_of(export), _MOST_RECORDS):
            if isinstance(record, Message):
                return record.sent.zone == "assumed"
    except ExportError:
        pass
    return False


def _kept_unread(given: Given, source: Source, error: ExportError) -> Look:
    """It can be kept, and be read later: with its key, by a newer importer."""
    known, secret = known_format(source), asked_secret(error)
    return Look(
        given.path,
        known.app if known else "",
        known.app_name if known else "",
        shown_name(source.path),
        source.size,
        None,
        None,
        format=known.format if known else "",
        secret=secret,
        trouble=None if secret else error,
        files=_files(source),
    )


def _as_table(given: Given, source: Source) -> Look | None:
    """A text that no importer knows and that looks like a table or a log: a person can say what its columns are."""
    try:
        head = source.head() if source.parts is None else b""
    except ExportError:
        return None
    if not could_be_table(head, source.path.name):
        return None
    question = Question("columns", tuple(sample_lines(head)[:_LINES_SHOWN]))
    return Look(
        given.path, TABLE, TABLE_NAME, shown_name(source.path), source.size, question, None, format=TABLE_FORMAT
    )


def _refused(given: Given, error: ExportError) -> Look:
    return Look(given.path, "", "", "", 0, None, error)


def _files(source: Source) -> int:
    return 0 if source.parts is None else len(source.parts.names())
