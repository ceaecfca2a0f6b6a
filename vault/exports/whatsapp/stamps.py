"""Dates and clocks of a text by their numbers, and how they are found at the beginning of a line without its pattern.

A stamp has two halves: what stands first, with the join behind it, and what stands second. A text has few of either,
and most have the same width: the first characters of a line, cut there, are two words that were seen before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter

from vault.exports.whatsapp.headers import BLANKS, Style

_MOST_KINDS = 200_000  # of dates, and of clocks: there are not so many
_MOST_CUTS = 12  # pairs of widths: one or two digits for day, month and hour
_LONGEST = 64  # characters of a half that is looked at


class TooLong(Exception):
    """Some body is too long to be held, or there are more dates or clocks than a calendar and a day have."""


@dataclass(slots=True)
class Times:
    """Dates and clocks of a text by their numbers. The word that stands beside a clock is its second part.

    `closing` is what stands behind an ordinary stamp, "" before there was one.
    """

    dates: list[str] = field(default_factory=list)
    clocks: list[tuple[str, str]] = field(default_factory=list)
    closing: str = ""
    _by_date: dict[str, int] = field(default_factory=dict)
    _by_clock: dict[tuple[str, str], int] = field(default_factory=dict)

    def day(self, date: str) -> int:
        """The number of a date, given to it now if it has none. Raises TooLong."""
        number = self._by_date.get(date)
        if number is None:
            number = self._by_date[date] = len(self.dates)
            self.dates.append(date)
        if number > _MOST_KINDS:
            raise TooLong
        return number

    def clock(self, clock: str, word: str) -> int:
        """The number of a clock with its word, given to it now if it has none. Raises TooLong."""
        number = self._by_clock.get((clock, word))
        if number is None:
            number = self._by_clock[clock, word] = len(self.clocks)
            self.clocks.append((clock, word))
        if number > _MOST_KINDS:
            raise TooLong
        return number


class _Halves(dict[str, int]):
    """Numbers, as `number` tells them, by the half that they stand in with what is around it; -1 for what is none."""

    def __init__(self, pattern: re.Pattern[str], number: Callable[[re.Match[str]], int]) -> None:
        super().__init__()
        self._pattern, self._number = pattern, number
        self.before = self.behind = ""

    def __missing__(self, text: str) -> int:
        if not (len(text) <= _LONGEST and text.startswith(self.before) and text.endswith(self.behind)):
            return -1
        half = text[len(self.before) : len(text) - len(self.behind)]
        match = self._pattern.fullmatch(half)
        if match is None:
            return -1
        if len(self) > _MOST_KINDS:
            self.clear()
        number = self[text] = self._number(match)
        return number


@dataclass(slots=True)
class Beginnings:
    """How the lines of a piece begin: numbers of date and clock, -1 in rows of `others`, which begin no message.

    The sender stands at `start`, or where `starts` says, by row. `odd` are those that only the pattern recognised.
    """

    days: list[int]
    clocks: list[int]
    start: int
    starts: dict[int, int] = field(default_factory=dict)
    odd: dict[int, re.Match[str]] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)


def _places_of(number: int, numbers: list[int]) -> Iterator[int]:
    """Where a number stands that is rare."""
    place = -1
    with suppress(ValueError):
        while True:
            place = numbers.index(number, place + 1)
            yield place


class Stamps:
    """Finds the stamps of a text of one style."""

    def __init__(self, style: Style, times: Times) -> None:
        self._times, self._pattern, self._time_first = times, style.pattern(), style.time_first
        self.opening = "[" if style.bracketed else ""
        first, second = style.halves()
        numbers = (self._clock, self._day) if style.time_first else (self._day, self._clock)
        self._first, self._second = _Halves(first, numbers[0]), _Halves(second, numbers[1])
        self._first.before, self._second.behind = self.opening, times.closing
        self._cut = 0, 0
        self._cuts: list[tuple[int, int]] = []

    def _day(self, match: re.Match[str]) -> int:
        return self._times.day(match["date"])

    def _clock(self, match: re.Match[str]) -> int:
        return self._times.clock(match["clock"], match["before"] or match["after"])

    def written(self, lines: Sequence[str], found: Beginnings) -> list[str]:
        """The stamps with which the lines begin, none of them of `others`, as they are written."""
        before, behind = len(self.opening), len(self._times.closing)
        stamps = list(map(itemgetter(slice(before, found.start - behind)), lines))
        for row, start in found.starts.items():
            stamps[row] = lines[row][before : start - behind]
        for row, match in found.odd.items():
            stamps[row] = match["stamp"]
        return stamps

    def beginnings(self, lines: Sequence[str]) -> Beginnings:
        """What each line begins with. Raises TooLong."""
        middle, start = self._cut
        first = list(map(self._first.__getitem__, map(itemgetter(slice(middle)), lines)))
        second = list(map(self._second.__getitem__, map(itemgetter(slice(middle, start)), lines)))
        found = Beginnings(second, first, start) if self._time_first else Beginnings(first, second, start)
        if -1 in first or -1 in second:
            self._look_closer(lines, found)
        return found

    def _look_closer(self, lines: Sequence[str], found: Beginnings) -> None:
        """Find the stamps that have another width, or are odd in some way."""
        left = sorted({*_places_of(-1, found.days), *_places_of(-1, found.clocks)})
        cut = self._cut
        for row in left:
            cut = self._look_at(row, lines[row], found) or cut
        if len(left) * 2 > len(lines):
            self._cut = cut

    def _look_at(self, row: int, line: str, found: Beginnings) -> tuple[int, int] | None:
        """Note what a line begins with; its widths, if it has an ordinary stamp."""
        if line and (self._time_first or not line[0].isalpha()):
            for cut in self._cuts:
                middle, start = cut
                first, second = self._first.get(line[:middle], -1), self._second.get(line[middle:start], -1)
                if first >= 0 and second >= 0:
                    found.days[row], found.clocks[row] = (second, first) if self._time_first else (first, second)
                    found.starts[row] = min(start, len(line))  # it may end with a shorter stamp
                    return cut
            match = self._pattern.match(f"\n{line}")
            if match is not None:
                found.odd[row] = match
                found.days[row], found.clocks[row] = self._day(match), self._clock(match)
                return self._learnt(line, match)
        found.days[row] = found.clocks[row] = -1
        found.others.append(row)
        return None

    def _learnt(self, line: str, match: re.Match[str]) -> tuple[int, int] | None:
        """The widths of the halves of a stamp, if it is an ordinary one, and nothing stands before its opening."""
        at = match.start("date") if self._time_first else match.start("before" if match["before"] else "clock")
        stop = match.start("sender") if match["sender"] else match.end()
        middle, start = at - 1, stop - 1  # the pattern begins with a line feed
        closing = match.string[match.end("stamp") : stop]
        if match.start("stamp") != len(self.opening) + 1 or closing[-1:] not in BLANKS:
            return None
        if not self._times.closing:
            self._times.closing = self._second.behind = closing
        if self._first[line[:middle]] < 0 or self._second[line[middle:start]] < 0:
            return None
        cut = middle, start
        if cut not in self._cuts and len(self._cuts) < _MOST_CUTS:
            self._cuts.append(cut)
        return cut
