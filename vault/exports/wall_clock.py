"""Local time without a zone, turned into an instant in the zone that was asked or is assumed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from vault.chats.message import Moment, ZoneSource

_MOST_KEPT = 50_000
_LONGEST = 40  # characters of a date's wording that are kept
_LAST_SECOND = timedelta(minutes=59, seconds=59)


class WallClock:
    """For one export. `zone` is Answers.zone: an IANA name, or None for this computer's zone."""

    def __init__(self, zone: str | None) -> None:
        self._zone = None if zone is None else ZoneInfo(zone)
        self.source: ZoneSource = "assumed" if zone is None else "asked"
        self._hours: dict[datetime, timedelta | None] = {}

    def instant(self, local: datetime) -> datetime | None:
        """A naive local time in UTC; None beyond the calendar.

        A time that clocks skip counts as if they had not; one that comes twice is the first.
        """
        hour = local.replace(minute=0, second=0, microsecond=0)
        if hour not in self._hours:
            if len(self._hours) > _MOST_KEPT:
                self._hours.clear()
            self._hours[hour] = self._shift(hour)
        shift = self._hours[hour]
        try:
            return self._exactly(local) if shift is None else local.replace(tzinfo=UTC) - shift
        except OverflowError:
            return None

    def _shift(self, hour: datetime) -> timedelta | None:
        """How far clocks are ahead of UTC all through an hour; None if they are changed within it."""
        begin, end = self._exactly(hour), self._exactly(hour + _LAST_SECOND)
        if begin is None or end is None or end - begin != _LAST_SECOND:
            return None
        return hour.replace(tzinfo=UTC) - begin

    def _exactly(self, local: datetime) -> datetime | None:
        try:
            return (local if self._zone is None else local.replace(tzinfo=self._zone)).astimezone(UTC)
        except (OverflowError, OSError, ValueError):
            return None  # some systems know no local time before 1970

    def moment(self, local: datetime | None, wording: str) -> Moment:
        """When, of a local time (None where it could not be read) and the export's own wording of it."""
        return Moment(None if local is None else self.instant(local), wording[:_LONGEST], self.source)

    def iso(self, wording: str) -> Moment:
        """When, of `2021-04-28T10:15:00` or `2021-04-28 10:15:00`; one that tells its offset is exact."""
        try:
            read = datetime.fromisoformat(wording if len(wording) <= _LONGEST else "")
            if read.tzinfo is not None:
                return Moment(read.astimezone(UTC), wording[:_LONGEST], "exact")
        except (ValueError, OverflowError):
            return Moment(None, wording[:_LONGEST], self.source)
        return self.moment(read, wording)
