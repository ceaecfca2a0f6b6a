"""A chat's text in columns: all times, all senders, all bodies of a piece at once, where its headers have one style.

Most lines begin with a stamp of the same width that was seen before, or with one put together of a date and a clock
that were, and go on with a known sender. Only lines that are odd in some way are shown to the style's pattern. What
comes out is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from vault.exports.whatsapp.headers import LONGEST_SENDER, SENDER, Style

LONGEST_BODY = 1024 * 1024  # characters: texts with longer ones are read piece by piece
SHIFT = 20
CLOCKS = 1 << SHIFT  # more than there are clocks with seconds and words: dates are numbered in steps of it
COLON = ": "
_QUICK = ("\r", "<", "\u200e", ")", "）")
_WITH_COLON = frozenset({COLON, "://"})
SIGNS = (*_QUICK, *_WITH_COLON)
"""What most pieces have not, and what has to be looked for in each body where they have. COLON: in some body."""
_MOST_STAMPS = 4096  # kept: those of a day or two
_MOST_SENDERS = 50_000
_FEW = 32  # lines that are taken out one by one
_MOST_KINDS = 200_000  # of dates, and of clocks: there are not so many


class TooLong(Exception):
    """Some body is too long to be held, or there are more dates or clocks than a calendar and a day have."""


@dataclass(slots=True)
class Columns:
    """The messages of a piece.

    `before` is what no header precedes; each line in it begins with its line feed. `times` are the numbers of date and
    clock (see Times), `stamps` how they are written, by row, where that is not date, join and clock. `heads` gives
    whole headers, by row, where they are not opening, stamp, separator, sender, colon and blank. `long` are the rows
    whose bodies have several lines, `signs` those of SIGNS that occur in some body or header, and perhaps more.
    """

    before: str = ""
    times: list[int] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    stamps: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    long: list[int] = field(default_factory=list)
    signs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Times:
    """Dates and clocks of a text by their numbers; a time's number is the date's times CLOCKS and the clock's.

    The word that stands beside a clock is its second half.
    """

    dates: list[str] = field(default_factory=list)
    clocks: list[tuple[str, str]] = field(default_factory=list)
    by_date: dict[str, int] = field(default_factory=dict)
    by_clock: dict[tuple[str, str] | str, int] = field(default_factory=dict)

    def known(self, date: str, clock: str) -> int | None:
        """The number of a date and a clock without a word, if both were seen before."""
        day, time = self.by_date.get(date), self.by_clock.get(clock)
        return None if day is None or time is None else day * CLOCKS + time

    def number(self, date: str, clock: str, word: str) -> int:
        """The number of a time, given to it now if it has none. Raises TooLong."""
        key = (clock, word) if word else clock
        day, time = self.by_date.get(date), self.by_clock.get(key)
        if day is None:
            day = self.by_date[date] = len(self.dates)
            self.dates.append(date)
        if time is None:
            time = self.by_clock[key] = len(self.clocks)
            self.clocks.append((clock, word))
        if max(day, time) > _MOST_KINDS:
            raise TooLong
        return day * CLOCKS + time


class Cutter:
    """Cuts a text of one style."""

    def __init__(self, style: Style, times: Times) -> None:
        self._times, self._style = times, style
        self._pattern, self._stamp, self._sender = style.pattern(), style.stamp(), re.compile(SENDER)
        self._opening = "[" if style.bracketed else ""
        self._separator = "] " if style.bracketed else style.close
        self._join = "" if any(style.words) or style.time_first else style.join
        self._width = 0
        self._known: dict[str, int] = {}
        self._odd_stamps: dict[str, str] = {}
        self._senders: dict[str, str] = {}

    def stamps_of(self, columns: Columns) -> list[str]:
        """Date and time of each message, as they are written."""
        dates, clocks, join, below = self._times.dates, self._times.clocks, self._join, CLOCKS - 1
        stamps = [f"{dates[time >> SHIFT]}{join}{clocks[time & below][0]}" for time in columns.times]
        for row, stamp in columns.stamps.items():
            stamps[row] = stamp
        return stamps

    def head_of(self, columns: Columns, row: int) -> str:
        """A header as it is written."""
        head = columns.heads.get(row)
        if head is None:
            time = columns.times[row]
            plain = f"{self._times.dates[time >> SHIFT]}{self._join}{self._times.clocks[time & (CLOCKS - 1)][0]}"
            stamp = columns.stamps.get(row, plain)
            head = f"{self._opening}{stamp}{self._separator}{columns.senders[row]}: "
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
        lines, width = text.split("\n"), self._width
        keys = [line[:width] for line in lines]
        found = list(map(self._known.get, keys))
        odd: dict[int, re.Match[str]] = {}
        others: list[int] = []
        starts = [width] * len(lines)
        columns = Columns()
        if None in found:
            for row in self._put_together(keys, found):
                keys[row], found[row], starts[row] = self._look_at(row, lines[row], odd, others)
        if self._odd_stamps:
            columns.stamps = {row: self._odd_stamps[key] for row, key in enumerate(keys) if key in self._odd_stamps}
        columns.stamps.update((row, match["stamp"]) for row, match in odd.items())
        columns.times = found  # type: ignore[assignment]  # -1 in rows of `others`
        ends = [line.find(COLON, start) for line, start in zip(lines, starts, strict=True)]
        names = [line[start:end] for line, start, end in zip(lines, starts, ends, strict=True)]
        columns.bodies = [line[end + 2 :] for line, end in zip(lines, ends, strict=True)]
        columns.senders = list(map(self._senders.get, names))
        columns.gaps = [" "] * len(lines)
        strange = set(odd)
        if None in columns.senders:
            strange.update(row for row, sender in enumerate(columns.senders) if sender is None)
        if -1 in ends:
            strange.update(row for row, end in enumerate(ends) if end < 0)
        for row in strange.difference(others):
            self._speaker(columns, row, lines[row], starts[row], ends[row], odd)
        if others:
            _join(columns, others, lines)
        columns.signs = self._signs(columns, text)
        return columns

    def _signs(self, columns: Columns, text: str) -> frozenset[str]:
        """Which signs occur in some lines. Most headers have as many colons as their clocks have, and one more."""
        signs = frozenset(sign for sign in _QUICK if sign in text)
        colons = len(columns.bodies) * sum(":" in part for part in self._style.clock) + columns.gaps.count(" ")
        return signs | _WITH_COLON if text.count(":") > colons else signs

    def _put_together(self, keys: list[str], found: list[int | None]) -> list[int]:
        """Find stamps whose date and clock are known, if not together; the rows where that is not so."""
        left = [row for row, time in enumerate(found) if time is None]
        if not self._join or not self._width:
            return left
        if len(self._known) > _MOST_STAMPS:
            self._known.clear()
            self._odd_stamps.clear()
        separator, opening, stop, join = self._separator, self._opening, -len(self._separator), self._join
        dates, clocks, known, others = self._times.by_date, self._times.by_clock, self._known, []
        start = len(opening)
        for row in left:
            key = keys[row]
            time = known.get(key)
            if time is None and key.endswith(separator) and key.startswith(opening):
                date, _, clock = key[start:stop].partition(join)
                day, at = dates.get(date), clocks.get(clock)
                if day is None or at is None:
                    time = self._parsed(key)
                else:
                    time = known[key] = day << SHIFT | at
            if time is None:
                others.append(row)
            found[row] = time
        return others

    def _look_at(self, row: int, line: str, odd: dict[int, re.Match[str]], others: list[int]) -> tuple[str, int, int]:
        """Key and time of a line whose beginning is new, and where its sender begins; -1 if it begins no message."""
        at = line.find(self._separator)
        if at > 0:
            key = line[: at + len(self._separator)]
            time = self._known.get(key)
            if time is None:
                time = self._parsed(key)
            if time is not None:
                self._width = len(key)
                return key, time, len(key)
        match = self._pattern.match(f"\n{line}") if line else None
        if match is None:
            others.append(row)
            return "", -1, 0
        odd[row] = match
        return "", self._times.number(match["date"], match["clock"], match["before"] or match["after"]), 0

    def _parsed(self, key: str) -> int | None:
        """The time in a key, if it is a stamp between its marks and nothing else."""
        if not key.startswith(self._opening):
            return None
        stamp = key[len(self._opening) : -len(self._separator)]
        match = self._stamp.fullmatch(stamp)
        if match is None:
            return None
        time = self._times.number(match["date"], match["clock"], match["before"] or match["after"])
        self._known[key] = time
        if stamp != f"{match['date']}{self._join}{match['clock']}" or not self._join:
            self._odd_stamps[key] = stamp
        return time

    def _speaker(
        self, columns: Columns, row: int, line: str, start: int, end: int, odd: dict[int, re.Match[str]]
    ) -> None:
        """Find sender, gap and body where they are new or odd in some way."""
        match = odd.get(row)
        if match is None:
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
    return columns.times, columns.senders, columns.gaps, columns.bodies


def chained(first: Columns, second: Columns) -> Columns:
    """The rows of two pieces, and what no header precedes in the second."""
    shift = len(first.bodies)
    return Columns(
        second.before, first.times + second.times, first.senders + second.senders, first.gaps + second.gaps,
        first.bodies + second.bodies, _moved(first.stamps, second.stamps, shift),
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
