"""Local times become instants as zoneinfo says, also around the days when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.exports.wall_clock import WallClock

ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]


@given(st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))
def test_it_agrees_with_zoneinfo(local: datetime, zone: str) -> None:
    assert WallClock(zone).instant(local) == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_it_agrees_on_every_minute_around_a_change(zone: str) -> None:
    clock = WallClock(zone)
    for start in (datetime(2024, 3, 31), datetime(2024, 10, 27), datetime(2024, 4, 7), datetime(2024, 10, 6)):
        for minute in range(24 * 60):
            local = start + timedelta(minutes=minute)
            assert clock.instant(local) == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_it_says_where_the_zone_is_from() -> None:
    assert WallClock("Europe/Berlin").iso("2021-04-28T10:15:00").zone == "asked"
    assert WallClock(None).iso("2021-04-28T10:15:00").zone == "assumed"
    exact = WallClock(None).iso("2021-04-28T10:15:00.500+02:00")
    assert (exact.utc, exact.zone) == (datetime(2021, 4, 28, 8, 15, 0, 500_000, UTC), "exact")


@pytest.mark.parametrize("wording", ["", "soon", "2021-13-01T00:00:00", "0001-01-01T00:00:00+14:00", "1" * 100])
def test_what_is_no_date_has_no_instant(wording: str) -> None:
    assert WallClock("UTC").iso(wording).utc is None


@pytest.mark.parametrize("local", [datetime.min, datetime.max])
@pytest.mark.parametrize("zone", [None, "Pacific/Apia", "Pacific/Honolulu"])
def test_the_ends_of_the_calendar_do_no_harm(local: datetime, zone: str | None) -> None:
    assert WallClock(zone).moment(local, "x").text == "x"
