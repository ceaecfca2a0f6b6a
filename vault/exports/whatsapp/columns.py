"""A chat's text in columns: all times, all senders, all bodies of a piece at once, where its headers have one style.

Most lines begin with an ordinary stamp and go on with a known sender. Only lines that are odd in some way are shown
to the style's pattern. What comes out is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

from vault.exports.whatsapp.headers import LONGEST_SENDER, SENDER, Style
from vault.exports.whatsapp.stamps import Beginnings, Stamps, Times, TooLong

LONGEST_BODY = 1024 * 1024  # characters: texts with longer ones are read piece by piece
COLON = ": "
SIGNS = ("\r", "<", "\u200e", ")", "）", "://", COLON)
"""What most pieces have not, and what has to be looked for in each body where they have."""
_MOST_SENDERS = 50_000
_FEW = 32  # lines that are taken out one by one


@dataclass(slots=True)
class Columns:
    """The messages of a piece.

    `before` is what no header precedes; each line in it begins with its line feed. `days` and `clocks` are numbers
    (see Times), `stamps` how both are written, by row, where that is not their two halves. `heads` gives whole
    headers, by row, where they are not opening, stamp, closing, sender, colon and blank. `long` are the rows whose
    bodies have several lines, `signs` those of SIGNS that occur in some body, and perhaps more.
    """

    before: str = ""
    days: list[int] = field(default_factory=list)
    clocks: list[int] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    stamps: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    long: list[int] = field(default_factory=list)
    signs: frozenset[str] = frozenset()


class Cutter:
    """Cuts a text of one style. `lines` were read so far, counted before anything is known of headers."""

    def __init__(self, style: Style, times: Times) -> None:
        self.lines = 0
        self._times = times
        self._stamps, self._sender = Stamps(style, times), re.compile(SENDER)
        self._senders: dict[str, str] = {}

    def stamps_of(self, columns: Columns) -> list[str]:
        """Date and time of each message, as they are written."""
        stamps = self._stamps.written(columns.days, columns.clocks)
        for row, stamp in columns.stamps.items():
            stamps[row] = stamp
        return stamps

    def head_of(self, columns: Columns, row: int) -> str:
        """A header as it is written."""
        head = columns.heads.get(row)
        if head is None:
            stamp = columns.stamps.get(row)
            if stamp is None:
                stamp = self._stamps.written(columns.days[row : row + 1], columns.clocks[row : row + 1])[0]
            head = f"{self._stamps.opening}{stamp}{self._times.closing}{columns.senders[row]}: "
        return head

    def cut(self, texts: Iterable[str]) -> Iterator[Columns]:
        """Every line is in exactly one row, or in `before`. The last row of a piece comes with the next one.

        Raises TooLong.
        """
        buffer, held = "", Columns()
        for text in texts:
            buffer += text
            limit = buffer.rfind("\n")  # what stands behind is an unfinished line
            if limit >= 0:
                held = yield from self._piece(buffer[:limit], held)
                buffer = buffer[limit + 1 :]
            if len(buffer) + sum(map(len, held.bodies)) > LONGEST_BODY:
                raise TooLong
        if buffer:
            held = yield from self._piece(buffer, held)
        yield held

    def _piece(self, text: str, held: Columns) -> Generator[Columns, None, Columns]:
        """Give all rows but the last, which may go on and is returned."""
        columns = self._rows(text)
        if columns.before and held.bodies:
            held.bodies[-1] += columns.before
            held.long, held.signs = [len(held.bodies) - 1], held.signs | columns.signs
            columns.before = ""
        if not columns.bodies and held.bodies:
            return held
        rows = chained(held, columns)
        last = taken(rows, len(rows.bodies) - 1) if rows.bodies else Columns()
        yield rows
        return last

    def _rows(self, text: str) -> Columns:
        """The headers of some lines, with the lines below them."""
        lines = text.split("\n")
        self.lines += len(lines)
        found = self._stamps.beginnings(lines)
        ends = list(map(str.find, lines, repeat(COLON), repeat(found.start)))
        for row, start in found.starts.items():
            ends[row] = lines[row].find(COLON, start)
        start = found.start
        names = [line[start:end] for line, end in zip(lines, ends, strict=True)]
        for row, start in found.starts.items():
            names[row] = lines[row][start : ends[row]]
        bodies = [line[end + 2 :] for line, end in zip(lines, ends, strict=True)]
        senders: list[str | None] = list(map(self._senders.get, names))
        columns = Columns("", found.days, found.clocks, senders, [" "] * len(lines), bodies)
        columns.stamps = {row: match["stamp"] for row, match in found.odd.items()}
        strange = set(found.odd)
        if None in senders:
            strange.update(row for row, sender in enumerate(senders) if sender is None)
        if -1 in ends:
            strange.update(row for row, end in enumerate(ends) if end < 0)
        for row in strange.difference(found.others):
            self._speaker(columns, row, lines[row], ends[row], found)
        if found.others:
            _join(columns, found.others, lines)
        said = "\n".join(columns.bodies)
        columns.signs = frozenset(sign for sign in SIGNS if sign in said or sign in columns.before)
        return columns

    def _speaker(self, columns: Columns, row: int, line: str, end: int, found: Beginnings) -> None:
        """Find sender, gap and body where they are new or odd in some way."""
        match = found.odd.get(row)
        if match is None:
            start = found.starts.get(row, found.start)
            name = line[start:end] if end > 0 else ""
            if 0 < len(name) <= LONGEST_SENDER and ":" not in name and "\r" not in name:
                if len(self._senders) > _MOST_SENDERS:
                    self._senders.clear()
                self._senders[name] = columns.senders[row] = name
                return
            match, before = self._sender.match(line, start), 0
        else:
            before = 1  # the line feed that the pattern begins with
        stop = match.end() - before if match else start
        columns.senders[row] = match["sender"] if match else None
        columns.gaps[row] = match["gap"] if match else None
        columns.bodies[row], columns.heads[row] = line[stop:], line[:stop]


def _join(columns: Columns, others: Sequence[int], lines: Sequence[str]) -> None:
    """Put lines that begin no message into the body above them, or before everything."""
    for first, last in _runs(others):
        more = "".join(f"\n{line}" for line in lines[first : last + 1])
        if first:
            columns.bodies[first - 1] += more
            columns.long.append(first - 1)
        else:
            columns.before = more
    without(columns, others)


def without(columns: Columns, rows: Sequence[int]) -> None:
    """Take out rows, whose numbers ascend."""
    gone = frozenset(rows)
    if len(rows) < _FEW:
        for column in _lists(columns):
            for row in reversed(rows):
                del column[row]
    else:
        keep = [row not in gone for row in range(len(columns.bodies))]
        for column in _lists(columns):
            column[:] = compress(column, keep)
    for by_row in (columns.stamps, columns.heads):
        kept = {row - bisect(rows, row): said for row, said in by_row.items() if row not in gone}
        by_row.clear()
        by_row.update(kept)
    columns.long = [row - bisect(rows, row) for row in columns.long if row not in gone]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers that follow each other."""
    first = last = -2
    for row in rows:
        if row != last + 1:
            if last >= 0:
                yield first, last
            first = row
        last = row
    if last >= 0:
        yield first, last


def _lists(columns: Columns) -> tuple[list[Any], ...]:
    return columns.days, columns.clocks, columns.senders, columns.gaps, columns.bodies


def chained(first: Columns, second: Columns) -> Columns:
    """The rows of two pieces, and what no header precedes in the second."""
    shift = len(first.bodies)
    return Columns(
        second.before, first.days + second.days, first.clocks + second.clocks, first.senders + second.senders,
        first.gaps + second.gaps, first.bodies + second.bodies, _moved(first.stamps, second.stamps, shift),
        _moved(first.heads, second.heads, shift), first.long + [row + shift for row in second.long],
        first.signs | second.signs,
    )  # fmt: skip


def _moved(first: dict[int, str], second: dict[int, str], shift: int) -> dict[int, str]:
    return {**first, **{row + shift: said for row, said in second.items()}} if second else dict(first)


def taken(columns: Columns, start: int) -> Columns:
    """The rows from `start` on, taken out of a piece."""
    rest = Columns()
    for column, other in zip(_lists(columns), _lists(rest), strict=True):
        other[:] = column[start:]
        del column[start:]
    for by_row, other_by_row in ((columns.stamps, rest.stamps), (columns.heads, rest.heads)):
        for row in [row for row in by_row if row >= start]:
            other_by_row[row - start] = by_row.pop(row)
    rest.long = [row - start for row in columns.long if row >= start]
    columns.long = [row for row in columns.long if row < start]
    rest.signs = frozenset(sign for sign in SIGNS if any(sign in body for body in rest.bodies))
    return rest
