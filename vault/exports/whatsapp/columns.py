"""A chat's text in columns: all times, all senders, all bodies of a piece at once, where its headers have one style.

Most lines begin with an ordinary stamp and go on with a known sender. Only lines that are odd in some way are shown
to the style's pattern. What comes out is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import Any, TypeVar

from vault.exports.whatsapp.headers import LONGEST_SENDER, SENDER, Style
from vault.exports.whatsapp.stamps import Beginnings, Stamps, Times, TooLong

LONGEST_BODY = 1024 * 1024  # characters: texts with longer ones are read piece by piece
COLON = ": "
_CHARACTERS, _WITH_COLON = ("\r", "<", "\u200e", ")", "）"), ("://", COLON)
SIGNS = (*_CHARACTERS, *_WITH_COLON)
"""What most pieces have not, and what has to be looked for in each body where they have."""
_T = TypeVar("_T")
_MOST_SENDERS = 50_000
_FEW = 32  # lines that are taken out one by one


@dataclass(slots=True)
class Columns:
    """The messages of a piece.

    `before` is what no header precedes; each line in it begins with its line feed. `days` and `clocks` are numbers
    (see Times), `stamps` how both are written. `heads` gives whole headers, by row, where they are not opening, stamp,
    closing, sender, colon and blank. `long` are the rows whose bodies have several lines, `signs` those of SIGNS that
    occur in some body, and perhaps more.
    """

    before: str = ""
    days: list[int] = field(default_factory=list)
    clocks: list[int] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
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

    def head_of(self, columns: Columns, row: int) -> str:
        """A header as it is written."""
        head = columns.heads.get(row)
        if head is None:
            head = f"{self._stamps.opening}{columns.stamps[row]}{self._times.closing}{columns.senders[row]}: "
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
        columns = Columns(days=found.days, clocks=found.clocks)
        kept = lines
        if found.others:
            kept = list(lines)
            _take_out((kept, found.days, found.clocks), found.others)
            found.starts, found.odd = _rest(found.starts, found.others), _rest(found.odd, found.others)
        rests = list(map(itemgetter(slice(found.start, None)), kept))
        if "" in rests:  # lines that end with their stamp may end with one that is shorter than most
            found.starts.update((row, len(kept[row])) for row, rest in enumerate(rests) if not rest)
        for row, start in found.starts.items():
            rests[row] = kept[row][start:]
        parts = list(chain.from_iterable(map(str.partition, rests, repeat(COLON))))
        names, colons, columns.bodies = parts[::3], parts[1::3], parts[2::3]
        columns.senders, columns.gaps = list(map(self._senders.get, names)), [" "] * len(kept)
        columns.stamps = self._stamps.written(kept, found)
        strange = set(found.odd)
        if None in columns.senders:
            strange.update(row for row, sender in enumerate(columns.senders) if sender is None)
        if "" in colons:
            strange.update(row for row, colon in enumerate(colons) if not colon)
        for row in strange:
            self._speaker(columns, row, kept[row], names[row] if colons[row] else "", found)
        if found.others:
            _join(columns, found.others, lines)
        columns.signs = _signs("\n".join(columns.bodies))
        return columns

    def _speaker(self, columns: Columns, row: int, line: str, name: str, found: Beginnings) -> None:
        """Find sender, gap and body where they are new or odd in some way."""
        match = found.odd.get(row)
        if match is None:
            start = found.starts.get(row, found.start)
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


def _signs(text: str) -> frozenset[str]:
    """Which signs occur in a text. One character is found much faster than two."""
    found = {sign for sign in _CHARACTERS if sign in text}
    if ":" in text:
        found.update(sign for sign in _WITH_COLON if sign in text)
    return frozenset(found)


def _join(columns: Columns, others: Sequence[int], lines: Sequence[str]) -> None:
    """Put lines that begin no message into the body above them, or before everything. `others` ascend."""
    gone = 0
    for first, last in _runs(others):
        more = "".join(f"\n{line}" for line in lines[first : last + 1])
        above = first - gone - 1
        if above >= 0:
            columns.bodies[above] += more
            columns.long.append(above)
        else:
            columns.before = more
        gone += last + 1 - first


def without(columns: Columns, rows: Sequence[int]) -> None:
    """Take out rows, whose numbers ascend."""
    _take_out(_lists(columns), rows)
    columns.heads = _rest(columns.heads, rows)
    gone = frozenset(rows)
    columns.long = [row - bisect(rows, row) for row in columns.long if row not in gone]


def _take_out(columns: Iterable[list[Any]], rows: Sequence[int]) -> None:
    """Take rows out of each of some columns."""
    if len(rows) < _FEW:
        for column in columns:
            for row in reversed(rows):
                del column[row]
        return
    keep = bytearray()
    for column in columns:
        if not keep:
            keep = bytearray(b"\1") * len(column)
            for row in rows:
                keep[row] = 0
        column[:] = compress(column, keep)


def _rest(by_row: dict[int, _T], rows: Sequence[int]) -> dict[int, _T]:
    """What is kept by row, when rows were taken out."""
    if not by_row:
        return by_row
    gone = frozenset(rows)
    return {row - bisect(rows, row): said for row, said in by_row.items() if row not in gone}


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
    return columns.days, columns.clocks, columns.stamps, columns.senders, columns.gaps, columns.bodies


def chained(first: Columns, second: Columns) -> Columns:
    """The rows of two pieces, and what no header precedes in the second."""
    shift, both = len(first.bodies), Columns(second.before)
    for column, one, other in zip(_lists(both), _lists(first), _lists(second), strict=True):
        column += one
        column += other
    both.heads = {**first.heads, **{row + shift: said for row, said in second.heads.items()}}
    both.long = first.long + [row + shift for row in second.long]
    both.signs = first.signs | second.signs
    return both


def taken(columns: Columns, start: int) -> Columns:
    """The rows from `start` on, taken out of a piece."""
    rest = Columns()
    for column, other in zip(_lists(columns), _lists(rest), strict=True):
        other[:] = column[start:]
        del column[start:]
    for row in [row for row in columns.heads if row >= start]:
        rest.heads[row - start] = columns.heads.pop(row)
    rest.long = [row - start for row in columns.long if row >= start]
    columns.long = [row for row in columns.long if row < start]
    rest.signs = _signs("\n".join(rest.bodies))
    return rest
