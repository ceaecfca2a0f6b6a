"""Any table or log whose columns a person has named: nobody is turned away because we do not know their app.

Which column holds what comes from Answers.columns; table_guess proposes it. Nothing here is ever chosen by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message, Moment
from vault.errors import NotAChat
from vault.exports.base import Answers, Columns, Record, Source
from vault.exports.members import members_of
from vault.exports.streamed import Count, StreamedExport
from vault.exports.table_guess import LOG_FORMS, cells_in
from vault.exports.text_log import Entry, lines_of, read_log
from vault.exports.wall_clock import WallClock

APP, APP_NAME, FORMAT = "table", "Other chats", "table"
_MOST_CELL = 16 * 1024 * 1024
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d{1,9})?")
_UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class TableImporter:
    """Opens a text as Answers.columns say."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({FORMAT})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Raises NotAChat where nobody has named the columns, or there is more than one file."""
        columns = answers.columns
        with members_of(source) as members:
            if columns is None or len(members.names) != 1:
                raise NotAChat(source.path)
            name = members.names[0]
            title = source.path.stem or source.path.name
            chat = Conversation(title, APP, title)
            when = dates(columns.date_form, WallClock(answers.zone))

        def read(count: Count) -> Iterator[Record]:
            lines = lines_of(members.read(name))
            if columns.separator:
                return _rows(lines, columns, when, chat, count)
            return _log(lines, columns, when, chat, count)

        return StreamedExport(
            source, APP, APP_NAME, FORMAT, key=title, chat_name=title, read=read,
            close=members.close,
        )  # fmt: skip


def dates(form: str, clock: WallClock) -> Callable[[str], Moment]:
    """How to read the dates of a column."""

    def read(wording: str) -> Moment:
        wording = wording.strip("\ufeff []\"'\u200e\u202f\t")[:60]
        if form:
            try:
                return clock.moment(datetime.strptime(wording, form), wording)
            except ValueError:
                return clock.moment(None, wording or "?")
        if (found := _EPOCH.fullmatch(wording)) is not None:
            seconds = int(found[1]) / (1000 if len(found[1]) > 10 else 1)
            return Moment(datetime.fromtimestamp(seconds, UTC), wording, "exact")
        return clock.iso(wording or "?")

    return read


def _rows(
    lines: Iterator[str], columns: Columns, when: Callable[[str], Moment], chat: Conversation, count: Count
) -> Iterator[Record]:
    """One row is one message, over however many lines its cells go."""
    yield chat
    csv.field_size_limit(_MOST_CELL)
    rows = csv.reader((line + "\n" for line in lines), delimiter=columns.separator)
    number = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            row = ["\0"]
        if row is None:
            return
        number += 1
        count.record()
        if (number == 1 and columns.header) or not any(cell.strip() for cell in row):
            count.empty()
        elif not 0 <= columns.text < len(row):
            yield count.skip(f"row {number}", "damaged")
        else:
            date = cells_in(row, columns.date, columns.time)
            sender = cells_in(row, columns.sender)
            text = row[columns.text].removesuffix("\n")
            yield Message(chat.key, sender or _UNKNOWN, when(date), text, "text", f"row {number}")


def _log(
    lines: Iterator[str], columns: Columns, when: Callable[[str], Moment], chat: Conversation, count: Count
) -> Iterator[Record]:
    grammar = _LogGrammar(columns.pattern)
    for record in read_log(lines, grammar, WallClock(None), chat, count):
        if isinstance(record, Message):
            sent = when(record.sent.text)
            yield Message(record.conversation, record.sender, sent, record.text, record.kind, record.place)
        else:
            yield record


class _LogGrammar:
    """A line that has the form begins a message; any other goes on with the one before."""

    def __init__(self, name: str) -> None:
        self._form = LOG_FORMS.get(name) or next(iter(LOG_FORMS.values()))

    def read(self, line: str, held: Entry | None) -> Entry | str | None:
        """See text_log.Grammar."""
        found = self._form.match(line)
        if found is None:
            return None
        return Entry(found["sender"].strip() or _UNKNOWN, None, found["date"], [found["text"]])

    def finish(self, entry: Entry) -> tuple[str, Kind]:
        """As it stands."""
        return "\n".join(entry.lines), "text"
