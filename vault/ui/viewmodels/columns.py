"""ColumnsState: how a table or a log of unknown form is to be read, chosen by a person who sees its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vault.exports.base import Columns
from vault.exports.table_guess import LOG_FORMS, cells_in, forms_of, guess, rows_of
from vault.ui import figures

if TYPE_CHECKING:
    from vault.ui.viewmodels.adding_state import PreviewRow

Role = Literal["date", "time", "sender", "text"]
_SHOWN = 4
_WIDEST = 12
_LONGEST = 60

SEPARATOR_WORDS: dict[str, str] = {
    ",": "Commas",
    ";": "Semicolons",
    "\t": "Tabs",
    "|": "Upright lines |",
    "": "It is a log: one line, one message",
}
"""What stands between the columns, in words."""


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One way to read its dates: `form` as strptime has it, and the first date read so."""

    form: str
    reads: str


@dataclass(frozen=True, slots=True)
class ColumnsState:
    """What the page shows. `lines` are the first lines as they stand.

    `separator` "" means a log, read by `pattern`. `rows` are the first rows cut to what can be shown, without the
    heading; `heads` says what each column is called. `forms` are the ways in which its dates can be read.
    """

    path: Path
    name: str
    lines: tuple[str, ...] = field(repr=False)
    separator: str = ","
    pattern: str = ""
    header: bool = False
    heads: tuple[str, ...] = field(default=(), repr=False)
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    date: int | None = None
    time: int | None = None
    sender: int | None = None
    text: int | None = None
    forms: tuple[FormChoice, ...] = ()
    form: str | None = None
    patterns: tuple[str, ...] = ()
    preview: tuple[PreviewRow, ...] = field(default=(), repr=False)

    @property
    def is_log(self) -> bool:
        """Whether one line is one message, instead of a row of columns."""
        return not self.separator

    @property
    def ready(self) -> bool:
        """Whether it can be read: words are there, and where dates fit several forms, one is chosen."""
        return self.text is not None and (not self.forms or self.form is not None)

    @property
    def columns(self) -> Columns:
        """The answer as it stands."""
        form = self.form or ""
        text = self.text or 0
        return Columns(self.date, self.sender, text, self.separator, self.pattern, form, self.header, self.time)


def columns_state(path: Path, name: str, lines: Sequence[str]) -> ColumnsState:
    """The most likely reading of these first lines."""
    bare = ColumnsState(path, name, tuple(lines))
    found = guess(_head(bare))
    if found.pattern:
        return with_pattern(replace(bare, separator="", header=False), found.pattern)
    if not found.separator:
        return _filled(replace(bare, header=False))
    chosen = replace(bare, separator=found.separator, header=found.header)
    return _filled(_placed(chosen, found))


def with_separator(state: ColumnsState, separator: str) -> ColumnsState:
    """Another thing stands between the columns; which column is which must be chosen again."""
    if not separator:
        return with_pattern(replace(state, separator="", header=False), _patterns(state)[0])
    fresh = replace(state, separator=separator, pattern="", patterns=(), date=None, time=None, sender=None, text=None)
    found = guess(_head(state))
    if found.separator == separator:
        fresh = replace(_placed(fresh, found), header=found.header)
    return _filled(fresh)


def _placed(state: ColumnsState, found: Columns) -> ColumnsState:
    return replace(state, date=found.date, time=found.time, sender=found.sender, text=found.text)


def with_pattern(state: ColumnsState, pattern: str) -> ColumnsState:
    """A log whose lines have this form, a key of LOG_FORMS."""
    date = None if pattern == "name: text" else 0
    fresh = replace(state, pattern=pattern, patterns=_patterns(state), date=date, time=None, sender=1, text=2)
    return _filled(fresh)


def with_column(state: ColumnsState, role: Role, number: int | None) -> ColumnsState:
    """This column holds the date, the time, the sender or the words; a column holds one thing only."""
    now: dict[Role, int | None] = {"date": state.date, "time": state.time, "sender": state.sender, "text": state.text}
    now = {known: None if number is not None and held == number else held for known, held in now.items()}
    now[role] = number
    return _filled(replace(state, date=now["date"], time=now["time"], sender=now["sender"], text=now["text"]))


def with_header(state: ColumnsState, header: bool) -> ColumnsState:
    """Whether its first row names the columns."""
    return _filled(replace(state, header=header))


def with_form(state: ColumnsState, form: str) -> ColumnsState:
    """Its dates are read so."""
    return replace(state, form=form)


def _filled(state: ColumnsState) -> ColumnsState:
    """With rows, heads and forms of dates, as they follow from what is chosen."""
    cells = _log_rows(state) if state.is_log else rows_of(_head(state), state.separator)
    width = min(_WIDEST, max((len(row) for row in cells), default=0))
    named = state.header and bool(cells)
    body = cells[1:] if named else cells
    heads = tuple(_head_of(cells[0] if named else [], number) for number in range(width))
    if state.is_log:
        heads = ("Date", "Name", "Words")
    rows = tuple(tuple(_short(cell) for cell in row[:width]) for row in body[:_SHOWN])
    forms = _forms(body, state.date, state.time)
    kept = state.form if state.form in [choice.form for choice in forms] else None
    form = forms[0].form if len(forms) == 1 else kept
    return replace(state, heads=heads, rows=rows, forms=forms, form=form)


def _forms(body: Sequence[Sequence[str]], date: int | None, time: int | None) -> tuple[FormChoice, ...]:
    """The forms that fit all dates, those that read the first one alike only once."""
    if date is None:
        return ()
    cells = [cell for row in body if (cell := cells_in(row, date, time))]
    found: dict[str, FormChoice] = {}
    for form in forms_of(cells):
        reads = _read(cells[0], form)
        found.setdefault(reads, FormChoice(form, reads))
    return tuple(found.values())


def _read(cell: str, form: str) -> str:
    try:
        when = datetime.strptime(cell.strip(" []\"'\ufeff\u200e\u202f\t"), form)
    except ValueError:
        return cell
    return figures.moment(when) if "%H" in form or "%I" in form else figures.day(when)


def _log_rows(state: ColumnsState) -> list[list[str]]:
    pattern = LOG_FORMS.get(state.pattern)
    if pattern is None:
        return []
    found = [match for line in state.lines if (match := pattern.match(line))]
    return [[match["date"], match["sender"].strip(), match["text"]] for match in found]


def _patterns(state: ColumnsState) -> tuple[str, ...]:
    """The forms of a line, those that fit most lines first; those that fit none are left out unless none does."""
    fits = {name: sum(form.match(line) is not None for line in state.lines) for name, form in LOG_FORMS.items()}
    fitting = [name for name in LOG_FORMS if fits[name]]
    return tuple(sorted(fitting, key=lambda name: -fits[name])) or tuple(LOG_FORMS)


def _head(state: ColumnsState) -> bytes:
    return "".join(f"{line}\n" for line in state.lines).encode("utf-8", "replace")


def _head_of(names: Sequence[str], number: int) -> str:
    name = names[number].strip(' "\ufeff') if number < len(names) else ""
    return _short(name) or f"Column {number + 1}"


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
