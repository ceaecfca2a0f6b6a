"""Dates and clocks of a text by their numbers: it has few of either, and what is known of one is worked out once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from vault.exports.whatsapp.headers import Style

_MOST_KINDS = 200_000  # of dates, and of clocks: there are not so many


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


class Halves(dict[str, int]):
    """Numbers, as `number` tells them, by the half of a stamp that they stand in, which `pattern` takes apart."""

    def __init__(self, pattern: re.Pattern[str], number: Callable[[re.Match[str]], int]) -> None:
        super().__init__()
        self._pattern, self._number = pattern, number

    def __missing__(self, half: str) -> int:
        match = self._pattern.fullmatch(half)
        if match is None or len(self) > _MOST_KINDS:
            raise TooLong  # never the one; not in this way the other
        number = self[half] = self._number(match)
        return number


class Stamps:
    """Numbers the stamps of a text of one style."""

    def __init__(self, style: Style, times: Times) -> None:
        date, time = style.halves()
        self._times = times
        self.days, self.clocks = Halves(date, self.day), Halves(time, self.clock)

    def day(self, match: re.Match[str]) -> int:
        """The number of the date that was matched. Raises TooLong."""
        return self._times.day(match["date"])

    def clock(self, match: re.Match[str]) -> int:
        """The number of the clock that was matched, with the word beside it. Raises TooLong."""
        return self._times.clock(match["clock"], match["before"] or match["after"])
