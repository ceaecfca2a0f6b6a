"""Dates as Google Chat's export words them: "Thursday, November 3, 2016 at 11:59:50 AM UTC".

The wording follows the account's language; the time is always UTC. English is read at once, other languages by the
names of their months and days. A date that cannot be read for certain stays a wording.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from vault.chats.message import Moment
from vault.exports.whatsapp.clock_words import AFTERNOON, IDLE, MORNING, spoken

_LONGEST = 100
_ENGLISH = re.compile(
    r"(?:[A-Za-z]+, )?([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})(?: at |, | )(\d{1,2}):(\d\d):(\d\d)\s?([AP])M UTC"
)
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ABBREVIATED = {name: number for number, name in enumerate(_SHORT, 1)}
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.]|時|时|시 ?| นาฬิกา )(\d\d?)(?:[:.]|分|분 ?| นาที )(\d\d?)(?:秒|초| วินาที)?(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_IN_NUMBERS = re.compile(
    r"(?P<year>\d{4})[年년] ?(?P<month>\d\d?)[月월] ?(?P<day>\d\d?)[日일]"
    r"|(?P<day2>\d\d?) tháng (?P<month2>\d\d?),? (?:năm )?(?P<year2>\d{4})"
)
_DIGIT = re.compile(r"\d")
_HALF_BEFORE = re.compile(r"(午後|下午|오후)|(午前|上午|오전)")
_PARTS = re.compile(r"[\s,.()،’']+")
_ZONES = ("UTC", "GMT")
_KNOWN = MORNING | AFTERNOON | IDLE


_Month = tuple[int, tuple[tuple[str, ...], ...]]
"""A month, 1 to 12, and the forms of the days' names in the language that calls it so, Monday first."""


def _months() -> dict[str, list[_Month]]:
    """What each word means in the languages that have it, in lower case."""
    found: dict[str, list[_Month]] = {}
    languages = tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text("utf-8"))
    for words in languages.values():
        months, days = (
            tuple(tuple(names.split("|")) for names in words[key].split(", ")) for key in ("months", "days")
        )
        for number, names in enumerate(months, 1):
            for name in names:
                found.setdefault(name, []).append((number, days))
    return found


_MONTHS = _months()


def google_moment(wording: str) -> Moment:
    """When; `utc` is None where the wording is of a language whose months are not known, or no date."""
    return Moment(_read(wording) if len(wording) <= _LONGEST else None, wording[:_LONGEST], "exact")


def _read(wording: str) -> datetime | None:
    found = _ENGLISH.fullmatch(wording)
    if found is not None and (month := _ABBREVIATED.get(found[1].lower())):
        hour = int(found[4]) % 12 + (12 if found[7] == "P" else 0)
        return _date(int(found[3]), month, int(found[2]), hour, int(found[5]), int(found[6]))
    return _iso(wording) or _worded(wording)


def _date(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _iso(wording: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(wording)
        return None if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _worded(wording: str) -> datetime | None:
    """A date in another language: its clock, and before it the year, the month's name or number, and the day."""
    plain = wording if wording.isascii() else _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), wording)
    plain = plain.rstrip()
    clock = _CLOCK.search(plain)
    if clock is None or not plain.endswith(_ZONES):
        return None
    date, after = plain[: clock.start()].lower(), spoken(plain[clock.end() : -3].strip(" ,"))
    before = _HALF_BEFORE.search(date)
    day = _day(date)
    if day is None or (after and after not in _KNOWN):
        return None
    hour = int(clock[1])
    if after in AFTERNOON or (before and before[1]):
        hour = hour % 12 + 12
    elif after in MORNING or before:
        hour %= 12
    return _date(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3]))


@lru_cache(4096)  # most messages are of the day of the one before
def _day(date: str) -> datetime | None:
    """The day. Where languages name different months alike, the day of the week decides; if not, nothing does."""
    if numbers := _IN_NUMBERS.search(date):
        year, month, day = (int(numbers[name] or numbers[f"{name}2"]) for name in ("year", "month", "day"))
        return _date(year, month, day, 0, 0, 0)
    years = _YEAR.findall(date)
    days = _DAY.findall(date.replace(years[0], " ")) if len(years) == 1 else []
    if len(days) != 1:
        return None
    found: dict[bool, set[datetime]] = {True: set(), False: set()}
    for month, names in (each for part in _PARTS.split(date) for each in _MONTHS.get(part, ())):
        read = _date(int(years[0]), month, int(days[0]), 0, 0, 0)
        named = [number for number, forms in enumerate(names) if any(form in date for form in forms)]
        if read is not None and (not named or read.weekday() in named):
            found[bool(named)].add(read)
    certain = found[True] or found[False]
    return certain.pop() if len(certain) == 1 else None
