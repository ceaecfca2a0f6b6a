"""Which number of a date is the day: decided from all dates of a text, and asked for where they cannot tell.

Four kinds of evidence, the stronger first: (1) a number that can be no month or no day; (2) dates that would run
backwards; then, beside a person's answer, (3) media whose names carry their date, and (4) which number changes more
often, days changing before months. Steps backwards and changes decide only where they are clear, because people paste
old messages and phones have wrong clocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from vault.exports.base import DateOrder

# A reading says where year, month and day stand among a date's three numbers.
Reading = tuple[int, int, int]
DAY_MONTH_YEAR, MONTH_DAY_YEAR = (2, 1, 0), (2, 0, 1)
YEAR_MONTH_DAY, YEAR_DAY_MONTH = (0, 1, 2), (0, 2, 1)
DAY_YEAR_MONTH, MONTH_YEAR_DAY = (1, 2, 0), (1, 0, 2)
_BY_YEAR: dict[int, tuple[Reading, ...]] = {
    0: (YEAR_MONTH_DAY, YEAR_DAY_MONTH),
    1: (DAY_YEAR_MONTH, MONTH_YEAR_DAY),
    2: (DAY_MONTH_YEAR, MONTH_DAY_YEAR),
}
NAMES: dict[Reading, str] = {
    DAY_MONTH_YEAR: "day-first", DAY_YEAR_MONTH: "day-first",
    MONTH_DAY_YEAR: "month-first", MONTH_YEAR_DAY: "month-first",
    YEAR_MONTH_DAY: "year-first", YEAR_DAY_MONTH: "year-first",
}  # fmt: skip
BIRTH = date(2009, 1, 1).toordinal()  # of WhatsApp: earlier dates come from wrong clocks or wrong readings
OTHER_CALENDAR = 0  # the day number of a date that exists, though on which of our days is not known
MOST_SAMPLES = 2000
MOST_READ = 20_000
_CLEARLY = 3  # how many times more often one number must change than another to be the day
_MONTHS, _YEARS = 2, 5  # and how often at least; yearly greetings make years change without days
_DIGITS = re.compile(r"\d+")


@lru_cache(MOST_READ)
def numbers_of(text: str) -> tuple[int, int, int]:
    """The three numbers of a date, in any script's digits."""
    first, second, third = _DIGITS.findall(text)[:3]
    return int(first), int(second), int(third)


@lru_cache(MOST_READ)
def day_number(numbers: tuple[int, int, int], reading: Reading) -> int | None:
    """Days since 1 January of year 1, as date.toordinal counts. None if there is no such date in any calendar."""
    at_year, at_month, at_day = reading
    year, month, day = numbers[at_year], numbers[at_month], numbers[at_day]
    if month > 12 or day > 31:
        return None  # said here because it is common, and raising takes long
    if year < 100:
        year = _full_year(year, month, day)
    if 2500 <= year < 2700:
        year -= 543  # Buddhist era, months and days as ours
    try:
        if 1970 <= year < 2200:
            return date(year, month, day).toordinal()
        if 1380 <= year < 1430:
            return _persian(year, month, day)
    except ValueError:
        return None
    return OTHER_CALENDAR if 1430 <= year < 1600 and 1 <= month <= 12 and 1 <= day <= 30 else None


def _full_year(year: int, month: int, day: int) -> int:
    """Of two digits. From 52 on it is the Buddhist era (2552 was 2009); 1 January 70 is a phone without a clock."""
    if year < 52:
        return 2000 + year
    return 1970 if (year, month, day) == (70, 1, 1) else 2500 + year


def _persian(year: int, month: int, day: int) -> int:
    """A date of the Solar Hijri calendar. 1 Farvardin 1400 was 21 March 2021; leap years by the 33-year cycle."""
    long, short = min(month - 1, 6), max(month - 7, 0)
    length = 31 if month <= 6 else 30 if month < 12 else 29 + _persian_leap(year)
    if not (1 <= month <= 12 and 1 <= day <= length):
        raise ValueError
    leaps = sum(_persian_leap(y) for y in range(min(year, 1400), max(year, 1400)))
    years = (year - 1400) * 365 + (leaps if year >= 1400 else -leaps)
    return date(2021, 3, 21).toordinal() + years + long * 31 + short * 30 + day - 1


def _persian_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


@dataclass(slots=True)
class _Evidence:
    """What speaks against one reading: dates it makes impossible, or older than WhatsApp, and steps backwards."""

    impossible: int = 0
    odd: int = 0
    backward: int = 0
    last: int = 0


_DateRead = tuple[tuple[int, int, int], tuple[int | None, ...]]


@dataclass(slots=True)
class DateTally:
    """Collects the dates of one style's headers, in their order. Feeding the same date again costs nothing."""

    widths: str
    evidence: dict[Reading, _Evidence] = field(default_factory=dict)
    changes: list[int] = field(default_factory=lambda: [0, 0, 0])
    dates: set[str] = field(default_factory=set)
    _first: tuple[int, int, int] | None = None
    _last: tuple[int, int, int] | None = None
    _read: dict[str, _DateRead] = field(default_factory=dict)

    def __post_init__(self) -> None:
        long = self.widths.find("4")
        readings = _BY_YEAR[long] if long >= 0 else (*_BY_YEAR[2], *_BY_YEAR[0])
        self.evidence = {reading: _Evidence() for reading in readings}

    def feed(self, text: str) -> None:
        """Add a date; call when it differs from the one before."""
        numbers, days = self._read.get(text) or self._new(text)
        if numbers == self._last:
            return
        self._first = self._first or numbers
        if self._last is not None:
            for place, number in enumerate(numbers):
                self.changes[place] += number != self._last[place]
        for day, evidence in zip(days, self.evidence.values(), strict=True):
            if day is None:
                evidence.impossible += 1
                continue
            evidence.odd += OTHER_CALENDAR < day < BIRTH
            evidence.backward += day < evidence.last
            evidence.last = day
        self._last = numbers

    def _new(self, text: str) -> _DateRead:
        """Read a date in every way; remember it, for texts have far fewer days than lines."""
        numbers = numbers_of(text)
        read = numbers, tuple(day_number(numbers, reading) for reading in self.evidence)
        if len(self._read) < MOST_READ:
            self._read[text] = read
        if len(self.dates) < MOST_SAMPLES:
            self.dates.add(text)
        return read

    def left(self) -> list[Reading]:
        """The readings that dates themselves leave: evidence (1) and (2). The first line is never a quotation."""
        left = [r for r in self.evidence if self._first is None or day_number(self._first, r) is not None]
        left = left or list(self.evidence)
        # What a reading makes impossible would be no header and no message any more: never more of that than needed.
        least = min((self.evidence[r].impossible, self.evidence[r].odd) for r in left)
        left = [r for r in left if (self.evidence[r].impossible, self.evidence[r].odd) == least]
        fewest = min(self.evidence[r].backward for r in left)
        return [r for r in left if self.evidence[r].backward <= fewest * 2]

    def changing(self, left: list[Reading]) -> list[Reading]:
        """Evidence (4): drop a reading whose month or year changes clearly more often than its day."""
        return [r for r in left if not self._too_steady(r)] or left

    def _too_steady(self, reading: Reading) -> bool:
        year, month, day = (self.changes[place] for place in reading)
        if not day and month and self._last is not None and self._last[reading[2]] == 1:
            return False  # a chat on the first of each month looks like one in the days of a January: nobody can tell
        return any(n >= least and n >= day * _CLEARLY for n, least in ((month, _MONTHS), (year, _YEARS)))

    def samples(self, left: list[Reading]) -> tuple[str, ...]:
        """Up to three dates on which the readings differ most."""
        apart = {text: _apart(numbers_of(text), left) for text in self.dates}
        telling = sorted((text for text in apart if apart[text]), key=lambda text: (-apart[text], text))
        return tuple(telling[:3])


def _apart(numbers: tuple[int, int, int], readings: list[Reading]) -> int:
    """How many days lie between the readings of one date."""
    days = [day for day in (day_number(numbers, reading) for reading in readings) if day]
    return max(days) - min(days) if days else 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The order: its `name`, None while it is open, and the `readings` that are left, one if it is decided.

    While it is open, `samples` are the dates to be shown to a person.
    """

    readings: tuple[Reading, ...]
    name: str | None
    samples: tuple[str, ...] = ()


def decide(tally: DateTally, answer: DateOrder | None, named: Callable[[], Iterable[tuple[str, date]]]) -> Decision:
    """Weigh the evidence. `named()` gives pairs of a header's date and the date in its medium's name; it may be costly.

    What a person answered counts more than evidence (3) and (4), and less than what is impossible.
    """
    left = tally.left()
    if len(left) == 1:
        return Decision((left[0],), NAMES[left[0]])
    if answer is not None and any(NAMES[reading] == answer for reading in left):
        return Decision(tuple(reading for reading in left if NAMES[reading] == answer)[:1], answer)
    if not tally.samples(left):
        return Decision((left[0],), None)  # 5/5, 6/6: both readings are the same
    left = _by_names(left, named()) or left
    left = _year_last(tally.changing(left))
    if len(left) == 1 or NAMES[left[0]] == "year-first":
        return Decision((left[0],), NAMES[left[0]])
    return Decision(tuple(left), None, tally.samples(left))


def _by_names(left: list[Reading], named: Iterable[tuple[str, date]]) -> list[Reading]:
    """Evidence (3): the one reading under which headers and the names of their media tell the same day."""
    hits = dict.fromkeys(left, 0)
    for text, day in named:
        for reading in left:
            hits[reading] += day_number(numbers_of(text), reading) == day.toordinal()
    most = max(hits.values())
    best = [reading for reading, count in hits.items() if count == most]
    others = sum(count for reading, count in hits.items() if reading not in best)
    return best if most and most >= others * _CLEARLY else []


def _year_last(left: list[Reading]) -> list[Reading]:
    """Where two-digit years leave both open, the year stands last: phones that write it first write four digits."""
    return [reading for reading in left if reading[0] == 2] or left
