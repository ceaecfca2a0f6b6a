"""A moment, as scripts and as people read it."""

from __future__ import annotations

from datetime import UTC, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def moment(when: datetime | None) -> str | None:
    """`2026-11-24T12:00:00Z`, or None."""
    return None if when is None else when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def long_day(when: datetime) -> str:
    """`28 January 2025`, in local time."""
    day = when.astimezone()
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
