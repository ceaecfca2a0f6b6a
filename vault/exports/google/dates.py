"""Dates as Google Chat's export words them: "Thursday, November 3, 2016 at 11:59:50 AM UTC".

The wording follows the account's language; the time is always UTC. English is read at once, other languages by the
name of their month. A date that cannot be read for certain stays a wording.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from vault.chats.message import Moment

_LONGEST = 100
_ENGLISH = re.compile(
    r"(?:[A-Za-z]+, )?([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})(?: at |, | )(\d{1,2}):(\d\d):(\d\d)\s?([AP])M UTC"
)
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ABBREVIATED = {name: number for number, name in enumerate(_SHORT, 1)}
_MONTHS = (
    "january janvier enero gennaio januar janeiro januari jänner styczeń stycznia ocak januára január 1月 1월",
    "february février febrero febbraio februar fevereiro februari luty lutego şubat február 2月 2월",
    "march mars marzo märz março maart marts marzec marca mart március 3月 3월",
    "april avril abril aprile kwiecień kwietnia nisan április 4月 4월",
    "may mai mayo maggio maio mei maj maja mayıs május 5月 5월",
    "june juin junio giugno juni junho czerwiec czerwca haziran június 6月 6월",
    "july juillet julio luglio juli julho lipiec lipca temmuz július 7月 7월",
    "august août agosto augustus augusti sierpień sierpnia ağustos augusztus 8月 8월",
    "september septembre septiembre settembre setembro wrzesień września eylül szeptember 9月 9월",
    "october octobre octubre ottobre oktober outubro październik października ekim október 10月 10월",
    "november novembre noviembre novembro listopad listopada kasım 11月 11월",
    "december décembre diciembre dicembre dezember dezembro grudzień grudnia aralık 12月 12월",
)
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_WORD = re.compile(r"\d{1,2}[月월]|[^\W\d_]{3,}")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)[:.](\d\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|午後|下午|오후|nachm", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\b|午前|上午|오전|vorm", re.IGNORECASE)


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
    """A date in another language: its clock, its year, its month's name, and the number that is left."""
    clock, years = _CLOCK.search(wording), _YEAR.findall(wording)
    if clock is None or len(years) != 1 or not wording.rstrip().endswith(("UTC", "GMT")):
        return None
    date = wording[: clock.start()]
    month, left = _month(date)
    days = _DAY.findall(left.replace(years[0], " "))
    if month is None or len(days) != 1:
        return None
    hour = int(clock[1])
    if _AFTERNOON.search(wording) and hour < 12:
        hour += 12
    elif _MORNING.search(wording) and hour == 12:
        hour = 0
    return _date(int(years[0]), month, int(days[0]), hour, int(clock[2]), int(clock[3]))


def _month(date: str) -> tuple[int | None, str]:
    """The month, and the date without its name. Names of days and months can look alike: days come first."""
    comma, digit = date.find(","), next((at for at, mark in enumerate(date) if mark.isdigit()), 0)
    for start in (comma + 1 if comma >= 0 else digit, digit, 0):
        for word in _WORD.finditer(date, start):
            if month := _MONTH_OF.get(word[0].lower()):
                return month, date[: word.start()] + " " + date[word.end() :]
    return None, date
