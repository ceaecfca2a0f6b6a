"""Sizes, counts and dates as people read them: numbers by their locale, day and month in the language of our text."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QTime

_UNITS = ("kB", "MB", "GB", "TB", "PB")


def locale() -> QLocale:
    """The person's locale; the bare C locale (servers, tests) groups no digits, so British English stands in."""
    system = QLocale()
    if system.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return system


def count(number: int) -> str:
    """12480 → "12,480"."""
    return locale().toString(number)


def counted(number: int, one: str, many: str) -> str:
    """(1, "chat", "chats") → "1 chat"; (28, …) → "28 chats"."""
    return f"{count(number)} {one if number == 1 else many}"


def size(number: int) -> str:
    """Bytes as "812 bytes", "41 MB", "8.2 GB": powers of 1000, as disks are sold and file managers count."""
    if number < 1000:
        return counted(number, "byte", "bytes")
    step, value = 0, number / 1000
    while value >= 999.5 and step < len(_UNITS) - 1:
        step, value = step + 1, value / 1000
    unit = _UNITS[step]
    decimals = 1 if unit in ("GB", "TB", "PB") or (unit == "MB" and value < 9.95) else 0
    return f"{locale().toString(value, 'f', decimals)} {unit}"


def day(moment: date | datetime) -> str:
    """20 November 2026 (November 20, 2026 where that is the custom)."""
    return _written(moment, "MMMM d, yyyy" if _month_first() else "d MMMM yyyy")


def short_day(moment: date | datetime) -> str:
    """24 Nov 2026: also the form that names of folders have, so it is the same for everybody."""
    return _written(moment, "d MMM yyyy")


def weekday_day(moment: date | datetime, today: date) -> str:
    """Friday 20 November; with the year where it is not this one."""
    pattern = "dddd, MMMM d" if _month_first() else "dddd d MMMM"
    year = _local(moment).year
    return _written(moment, pattern if year == today.year else pattern + (", yyyy" if _month_first() else " yyyy"))


def moment(when: datetime) -> str:
    """3 April 2024, 21:15: day and time as people read them here; of an instant, as clocks show it here."""
    here = when.astimezone() if when.tzinfo else when
    time = locale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    return f"{day(here)}, {time}"


def span(first: date | datetime | None, last: date | datetime | None, today: date) -> str:
    """From first to last message: "March 2015 – today", "May 2021 – June 2023", "3 May 2024" or ""."""
    if first is None or last is None:
        return ""
    start, end = _local(first), _local(last)
    if start == end:
        return "today" if end == today else day(end)
    ending = "today" if end == today else _written(end, "MMMM yyyy")
    beginning = _written(start, "MMMM yyyy")
    return ending if beginning == ending else f"{beginning} – {ending}"


def time_left(seconds: float) -> str:
    """Say it as "less than a minute left", "about 4 minutes left", "about 2 hours left"."""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {counted(minutes, 'minute', 'minutes')} left"
    return f"about {counted(round(minutes / 60), 'hour', 'hours')} left"


def _local(moment: date | datetime) -> date:
    """The calendar day here, for the instants in UTC that the services give."""
    if isinstance(moment, datetime):
        return (moment.astimezone() if moment.tzinfo else moment).date()
    return moment


def _written(moment: date | datetime, pattern: str) -> str:
    """By an English pattern: our sentences are English, and a German month in them would read as a mistake."""
    here = _local(moment)
    english = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return english.toString(QDate(here.year, here.month, here.day), pattern)


def _month_first() -> bool:
    """Whether an English reader of this locale puts the month before the day."""
    here = locale()
    return here.language() == QLocale.Language.English and here.territory() == QLocale.Country.UnitedStates
