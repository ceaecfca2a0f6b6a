"""Apple's clock: seconds, or since iOS 11 and macOS 10.13 nanoseconds, since 1 January 2001 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vault.chats.message import Moment

_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_LEAST_NANOSECONDS = 10**12  # as seconds that were 30,000 years, as nanoseconds a quarter of an hour


def apple_moment(value: int | None) -> Moment:
    """When, of a 64-bit number of either unit; without an instant for 0, for none, and for what no calendar has."""
    return Moment(apple_instant(value), str(value), "exact") if value else Moment(None, "", "exact")


def apple_instant(value: int) -> datetime | None:
    """The instant in UTC; None beyond the calendar."""
    try:
        if -_LEAST_NANOSECONDS < value < _LEAST_NANOSECONDS:
            return _EPOCH + timedelta(0, value)
        return _EPOCH + timedelta(0, 0, value // 1000)
    except OverflowError:
        return None
