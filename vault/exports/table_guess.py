"""A proposal how a table or log is to be read, from its first lines; a person looks at it before it counts.

Day and month are never guessed: where a date fits more than one form, all of them are given.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from vault.exports.base import Columns
from vault.exports.formats import is_text
from vault.exports.whatsapp.text import cleaned, decoded

ENDINGS = (".csv", ".tsv", ".txt", ".log", ".tab")
SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 200  # lines
_LEAST_SHARE = 0.8  # of the lines must fit
_DATE = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:,?[ T]\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?)?"
LOG_FORMS: Mapping[str, re.Pattern[str]] = {
    "[date] name: text": re.compile(rf"\[(?P<date>{_DATE})\] (?P<sender>[^:\n]{{1,80}}): ?(?P<text>.*)"),
    "date - name: text": re.compile(rf"(?P<date>{_DATE}) ?[-–] (?P<sender>[^:\n]{{1,80}}): ?(?P<text>.*)"),
    "date <name> text": re.compile(rf"\[?(?P<date>{_DATE})\]?,? +<(?P<sender>[^>\n]{{1,80}})> (?P<text>.*)"),
    "date name: text": re.compile(rf"(?P<date>{_DATE}),? +(?P<sender>[^:\n]{{1,80}}): ?(?P<text>.*)"),
    "name (date): text": re.compile(rf"(?P<sender>[^(:\n]{{1,80}}) \((?P<date>{_DATE})\): ?(?P<text>.*)"),
    "name: text": re.compile(r"(?P<date>)(?P<sender>[^:\n]{1,40}): (?P<text>.*)"),
}
"""Forms of a line that begins a message, the telling ones first."""

_TIMES = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%H.%M", "")
_DAYS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%y", "%m/%d/%y",
    "%d.%m.%y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
DATE_FORMS: Sequence[str] = tuple(
    (day + join + time).strip(", ") for day in _DAYS for time in _TIMES for join in ((" ", ", ") if time else ("",))
)
"""strptime forms that a person may choose from."""

_HEADINGS = {
    "date", "time", "timestamp", "sender", "from", "author", "user", "name", "message", "text", "body", "content",
}  # fmt: skip
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?")


def could_be_table(head: bytes, name: str) -> bool:
    """Whether a file that no importer knows is worth the question which column is which."""
    if not name.lower().endswith(ENDINGS) or not is_text(head):
        return False
    found = guess(head)
    return bool(found.separator) or (found.pattern in LOG_FORMS and found.date is not None)


def sample_lines(head: bytes) -> list[str]:
    """The first lines as they stand, at most 200; the last one may be cut off and is left out."""
    text = cleaned("".join(decoded(iter([head]))))
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if len(lines) > 1 else lines)[:_SAMPLE]]


def rows_of(head: bytes, separator: str) -> list[list[str]]:
    """The first rows of a table; nothing where it cannot be read so."""
    try:
        return [row for row in csv.reader((f"{line}\n" for line in sample_lines(head)), delimiter=separator) if row]
    except csv.Error:
        return []


def guess(head: bytes) -> Columns:
    """The most likely reading. `separator` and `pattern` are both "" where nothing fits."""
    lines = [line for line in sample_lines(head) if line.strip()]
    best = max(SEPARATORS, key=lambda separator: _evenness(rows_of(head, separator)))
    rows = rows_of(head, best)
    log = max(
        LOG_FORMS,
        key=lambda name: (sum(LOG_FORMS[name].match(line) is not None for line in lines), name != "name: text"),
    )
    fits = sum(LOG_FORMS[log].match(line) is not None for line in lines)
    if _evenness(rows) >= _LEAST_SHARE and len(rows) > 1:
        return _columns(rows, best)
    if fits > 1 and fits * 2 >= len(lines):
        dated = log != "name: text"
        forms = forms_of([found["date"] for line in lines if (found := LOG_FORMS[log].match(line))]) if dated else ()
        return Columns(0 if dated else None, 1, 2, "", log, forms[0] if len(forms) == 1 else "", header=False)
    return Columns(None, None, 0, "", "", "", header=False)


def cells_in(row: Sequence[str], *columns: int | None) -> str:
    """What a row holds in these columns, as one: a date and its time of day. "" where there is no such column."""
    parts = (row[number] for number in columns if number is not None and 0 <= number < len(row))
    return " ".join(part.strip() for part in parts)


def forms_of(dates: Sequence[str]) -> tuple[str, ...]:
    """Every form that fits all of these dates; more than one where day and month could be either."""
    wanted = [date.strip("\ufeff []\"'\u200e\u202f\t") for date in dates if date.strip()][:_SAMPLE]
    if not wanted or all(_is_iso(date) for date in wanted):
        return ()
    return tuple(form for form in DATE_FORMS if all(_fits(date, form) for date in wanted))


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """The share of rows with the usual number of columns; 0 for a single column."""
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count, default=0)
    return widths.count(usual) / len(widths) if usual > 1 else 0.0


def _columns(rows: Sequence[Sequence[str]], separator: str) -> Columns:
    width = min(len(row) for row in rows if len(row) > 1)
    body = rows[1:] or rows
    columns = [[row[number] for row in body if len(row) > number] for number in range(width)]
    dated = [_share(column, _is_date) for column in columns]
    date = max(range(width), key=lambda number: dated[number]) if max(dated) >= _LEAST_SHARE else None
    others = [number for number in range(width) if number != date]
    time = None if date is None else _time(columns, date)
    others = [number for number in others if number != time] or others
    text = max(others, key=lambda number: sum(map(len, columns[number])), default=0)
    names = [number for number in others if number != text and _are_names(columns[number])]
    header = date is not None and not _is_date(rows[0][date]) if len(rows) > 1 else False
    forms = forms_of([cells_in(row, date, time) for row in body]) if date is not None else ()
    form, sender = forms[0] if len(forms) == 1 else "", names[0] if names else None
    return Columns(date, sender, text, separator, "", form, header or _is_heading(rows), time)


def _time(columns: Sequence[Sequence[str]], date: int) -> int | None:
    """A column of times of day, where the dates have none."""
    if any(":" in cell for cell in columns[date]):
        return None
    shares = [_share(column, _is_time) for column in columns]
    return next((number for number, share in enumerate(shares) if share >= _LEAST_SHARE and number != date), None)


def _is_time(cell: str) -> bool:
    return _TIME.fullmatch(cell.strip()) is not None


def _is_heading(rows: Sequence[Sequence[str]]) -> bool:
    return len({cell.strip('\ufeff "').lower() for cell in rows[0]} & _HEADINGS) > 1


def _share(column: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, column)) / len(column) if column else 0.0


def _is_date(cell: str) -> bool:
    cell = cell.strip("\ufeff []\"'\u200e\u202f\t")
    return _is_iso(cell) or any(_fits(cell, form) for form in DATE_FORMS)


def _is_iso(cell: str) -> bool:
    if re.fullmatch(r"(?:\d{9,10}|\d{12,13})(?:\.\d{1,9})?", cell):
        return True
    try:
        return len(cell) > 7 and datetime.fromisoformat(cell) is not None
    except ValueError:
        return False


def _fits(cell: str, form: str) -> bool:
    if len(cell) > 40:
        return False
    try:
        return datetime.strptime(cell, form) is not None
    except ValueError:
        return False


def _are_names(column: Sequence[str]) -> bool:
    """Short, not numbers, and the same few again and again."""
    cells = [cell.strip() for cell in column if cell.strip()]
    short = all(len(cell) <= 80 and not re.fullmatch(r"[\d.,:/ -]+", cell) for cell in cells)
    return bool(cells) and short and len(set(cells)) <= max(2, len(cells) * 2 // 3)


def title_of(name: str) -> str:
    """What a table without any other name is called."""
    return PurePath(name).stem or name
