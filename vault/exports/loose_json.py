"""Values out of JSON that others wrote: each asked for by the type it should have, and nothing where it has another.

An export may hold anything anywhere. These functions never raise, so that a mapper reads like the format's
description and still survives a null, a number or a list where a text belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from vault.chats.message import Moment

Object = Mapping[str, object]
NOTHING: Object = MappingProxyType({})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 10**30
FAR = 4_000_000_000_000
"""Milliseconds: of the year 2096. Before it a float of seconds tells milliseconds apart."""
_from_seconds = datetime.fromtimestamp
_LONGEST_NUMBER = 30  # characters; int() of a million digits would take minutes


def text(value: object) -> str:
    """A text; "" for anything else. Halves of surrogate pairs, which no encoding takes, become U+FFFD."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    return value if _is_whole(value) else _paired(value)


def _is_whole(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _paired(value: str) -> str:
    """JSON may write an emoji as two escapes; readers that do not join them leave two halves."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def name(value: object) -> str:
    """A text without blanks around it: what a person or a chat is called."""
    return text(value).strip()


def whole(value: object) -> int | None:
    """A whole number, also one in quotes or with a fraction of nothing; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) > _LONGEST_NUMBER:
        return None
    try:
        return int(value) if isinstance(value, str | float) else _decimal(value)
    except (ValueError, OverflowError):
        return None


def _decimal(value: object) -> int | None:
    """What streaming readers make of numbers with a point: a Decimal, told by its method."""
    convert = getattr(value, "__int__", None)
    adjusted = getattr(value, "adjusted", None)
    if convert is None or adjusted is None or adjusted() > _LONGEST_NUMBER:
        return None
    return int(convert())


def mapping(value: object) -> Object:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else NOTHING


def objects(value: object) -> list[Object]:
    """The objects in a list; what is no object is left out. One object by itself counts as a list of it."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts in a list that are not empty."""
    return [text(each) for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def instant(ticks: int | None, per_second: int = 1000) -> datetime | None:
    """The instant so many ticks after 1970, in UTC; None where a calendar has no such day."""
    if ticks is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=ticks * 1_000_000 // per_second)
    except (OverflowError, ValueError):
        return None


def milliseconds(ticks: int) -> Moment:
    """When, of milliseconds after 1970: what most apps write, in half the time that moment() takes."""
    if 0 <= ticks < FAR:
        return Moment(_from_seconds(ticks / 1000, UTC), repr(ticks), "exact")  # twice as fast as str()
    try:
        return Moment(EPOCH + timedelta(milliseconds=ticks), f"{ticks}", "exact")
    except (OverflowError, ValueError):
        return Moment(None, str(ticks)[:_LONGEST_NUMBER] if abs(ticks) < _LARGEST else "", "exact")


def moment(ticks: object, per_second: int = 1000) -> Moment:
    """When, of a number of ticks after 1970; its text is the number as the export has it."""
    number = whole(ticks)
    if number is not None and abs(number) >= _LARGEST:
        number = None  # Python refuses to write numbers of thousands of digits
    return Moment(instant(number, per_second), "" if number is None else str(number), "exact")
