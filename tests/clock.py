"""A clock for tests: it stands still until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that stands at 24 November 2026, 12:00 UTC until it is told to move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """Move on by what timedelta takes: days=3, hours=1."""
        self.now += timedelta(**delta)
