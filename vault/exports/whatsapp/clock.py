"""The time of day in a header, and the instant that date and time mean in a zone.

Phones write local wall clock time without a zone; twelve-hour clocks carry a word in the phone's language. The words
are known for many languages; an unknown pair is told apart by which of the two comes first in a day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import repeat
from operator import add as _later
from zoneinfo import ZoneInfo

from vault.chats.message import Moment, ZoneSource
from vault.exports.whatsapp.clock_words import AFTERNOON, IDLE, MORNING, spoken
from vault.exports.whatsapp.dates import OTHER_CALENDAR, Reading, day_number, numbers_of
from vault.exports.whatsapp.stamps import Times

HALF_DAY = 12 * 3600
MOST_CACHED = 100_000
_DIGITS = re.compile(r"\d+")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # stands where a day has no beginning that is known
_DAY = timedelta(days=1)
_Table = tuple[tuple[int, int], list[datetime], frozenset[int], list[timedelta], frozenset[int]]


_RARE = 20  # one clock in so many past noon may be a pasted line; more, and the clock has twenty-four hours


def seconds_of(clock: str) -> int:
    """Seconds since midnight of hours and minutes as written, whatever half of the day is meant.

    More than a day's where there is no such time.
    """
    hours, minutes = (int(number) for number in _DIGITS.findall(clock)[:2])
    return hours * 3600 + minutes * 60 if minutes < 60 else 4 * HALF_DAY


def rough_seconds(clock: str, word: str) -> int:
    """Seconds since midnight by the words that are known, before the whole text has told what the others mean."""
    seconds, word = seconds_of(clock), spoken(word)
    if word in AFTERNOON and seconds < HALF_DAY:
        return seconds + HALF_DAY
    return seconds % HALF_DAY if word in MORNING else seconds


@dataclass(slots=True)
class ClockTally:
    """Collects the clock words of a style's headers and what tells a morning's from an afternoon's."""

    has_seconds: bool = False
    clocks: int = 0
    late: int = 0
    words: set[str] = field(default_factory=set)
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)

    def feed(self, word: str, clock: str) -> None:
        """Add a word and a clock it stands at; call for every new pair."""
        self.clocks += 1
        self.late += 12 < seconds_of(clock) // 3600 < 24
        self.words.add(spoken(word))

    def turned(self, earlier: str, later: str) -> None:
        """Tell that within one day `earlier` was followed by `later`."""
        self.turns[spoken(earlier), spoken(later)] += 1

    @property
    def full_day(self) -> bool:
        """Whether the clock has twenty-four hours, so that words beside it mean nothing."""
        return self.late * _RARE > self.clocks

    def afternoons(self) -> dict[str, bool]:
        """For each word whether it means the second half of the day; words that mean neither are left out."""
        if self.full_day:
            return {}
        halves = {word: word in AFTERNOON for word in self.words & (MORNING | AFTERNOON)}
        strange = sorted(self._strange(halves))
        if len(strange) == 2:
            forth, back = self.turns[strange[0], strange[1]], self.turns[strange[1], strange[0]]
            if forth != back:
                halves |= {strange[0]: forth < back, strange[1]: forth > back}
        return halves

    def doubtful(self) -> frozenset[str]:
        """Words of a twelve-hour clock whose half of the day nobody knows."""
        return frozenset() if self.full_day else frozenset(self._strange(self.afternoons()))

    def _strange(self, halves: dict[str, bool]) -> set[str]:
        return {word for word in self.words if word and word not in halves and word not in IDLE}


class Timepiece:
    """Turns the stamps of one style into instants. Several `readings` mean that the order of its dates is open."""

    def __init__(self, readings: Sequence[Reading], tally: ClockTally, zone: str | None) -> None:
        self._readings = tuple(readings)
        self._has_seconds = tally.has_seconds
        self._afternoons, self._doubtful = tally.afternoons(), tally.doubtful()
        self._zone = None if zone is None else ZoneInfo(zone)
        self._source: ZoneSource = "assumed" if zone is None else "asked"
        self._days: dict[str, int | None] = {}
        self._clocks: dict[tuple[str, str], int | None] = {}
        self._starts: dict[str, tuple[datetime | None, bool]] = {}
        self._midnights: dict[int | None, datetime | None] = {}
        self._table: _Table | None = None
        self._stamp, self._moment = "", Moment(None, "", self._source)

    def day(self, text: str) -> int | None:
        """The day number of a date: None if there is no such date, OTHER_CALENDAR if the day itself is not sure."""
        if text not in self._days:
            if len(self._days) > MOST_CACHED:
                self._days.clear()
            self._days[text] = self._read(text)
        return self._days[text]

    def _read(self, text: str) -> int | None:
        numbers = numbers_of(text)
        days = {day for reading in self._readings if (day := day_number(numbers, reading)) is not None}
        if not days:
            return None
        return days.pop() if len(self._readings) == 1 else OTHER_CALENDAR

    def when(self, date_text: str, clock: str, word: str) -> int | None:
        """Local seconds since the first of all days; None where day or half of the day are not sure."""
        day, seconds = self.day(date_text), self.seconds(clock, word)
        return day * 2 * HALF_DAY + seconds if day and seconds is not None else None

    def seconds(self, clock: str, word: str) -> int | None:
        """Seconds since midnight; None where the half of the day is not known."""
        minutes, seconds = (clock[:-2], int(clock[-2:])) if self._has_seconds else (clock, 0)
        since = self._clocks.get((minutes, word), -1)
        if since == -1:
            if len(self._clocks) > MOST_CACHED:
                self._clocks.clear()
            since = self._clocks[minutes, word] = self._halved(seconds_of(minutes), spoken(word))
        return None if since is None or seconds > 59 else since + seconds

    def _halved(self, seconds: int, word: str) -> int | None:
        if word in self._doubtful or seconds >= 2 * HALF_DAY:
            return None
        if word not in self._afternoons:
            return seconds
        return seconds % HALF_DAY + (HALF_DAY if self._afternoons[word] else 0)

    def moment(self, stamp: str, date_text: str, clock: str, word: str) -> Moment:
        """When a header says it was; `stamp` is its own wording."""
        if stamp != self._stamp:
            self._stamp = stamp
            self._moment = Moment(self._instant(date_text, clock, word), stamp, self._source)
        return self._moment

    def moments(self, stamps: Sequence[str], days: Sequence[int], clocks: Sequence[int], times: Times) -> list[Moment]:
        """When each of many headers says it was; the same as moment() gives one by one."""
        if self._table is None or self._table[0] != (len(times.dates), len(times.clocks)):
            self._table = self._tabulated(times)
        _, starts, odd_days, since, odd_clocks = self._table
        instants = map(_later, map(starts.__getitem__, days), map(since.__getitem__, clocks))
        made = list(map(Moment, instants, stamps, repeat(self._source)))
        if odd_days or odd_clocks:
            for row, (day, clock) in enumerate(zip(days, clocks, strict=True)):
                if day in odd_days or clock in odd_clocks:
                    made[row] = self.moment(stamps[row], times.dates[day], *times.clocks[clock])
        return made

    def _tabulated(self, times: Times) -> _Table:
        """Beginnings of days, and how long after it clocks stand; which of them have none that serves all day."""
        starts, odd_days, since, odd_clocks = [], set(), [], set()
        for number, date in enumerate(times.dates):
            start, even = self._start(self.day(date))
            starts.append(start or _NEVER)
            if start is None or not even:
                odd_days.add(number)
        for number, (clock, word) in enumerate(times.clocks):
            seconds = self.seconds(clock, word)
            since.append(timedelta(seconds=seconds or 0))
            if seconds is None:
                odd_clocks.add(number)
        return (len(times.dates), len(times.clocks)), starts, frozenset(odd_days), since, frozenset(odd_clocks)

    def _instant(self, date_text: str, clock: str, word: str) -> datetime | None:
        seconds = self.seconds(clock, word)
        if seconds is None:
            return None
        if date_text not in self._starts:
            if len(self._starts) > MOST_CACHED:
                self._starts.clear()
            self._starts[date_text] = self._start(self.day(date_text))
        start, even = self._starts[date_text]
        if start is None:
            return None
        return start + timedelta(seconds=seconds) if even else self._in_utc(self.day(date_text), seconds)

    def _start(self, day: int | None) -> tuple[datetime | None, bool]:
        """The instant at which a day begins, and whether no clock is changed before it ends."""
        start, end = self._midnight(day), self._midnight(day + 1) if day else None
        return start, start is not None and end is not None and end - start == _DAY

    def _midnight(self, day: int | None) -> datetime | None:
        if day not in self._midnights:
            if len(self._midnights) > MOST_CACHED:
                self._midnights.clear()
            self._midnights[day] = self._in_utc(day, 0)
        return self._midnights[day]

    def _in_utc(self, day: int | None, seconds: int) -> datetime | None:
        """Local time as an instant. A time that clocks skip counts as if they had not; a doubled one is the first."""
        if not day:
            return None
        local = datetime.min + timedelta(days=day - 1, seconds=seconds)
        try:
            return (local if self._zone is None else local.replace(tzinfo=self._zone)).astimezone(UTC)
        except (OverflowError, OSError, ValueError):
            return None  # some systems know no local time before 1970
