"""Time zones as people call them: "Berlin (Europe)" for Europe/Berlin."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_name(zone: str) -> str:
    """The city of a zone: "Europe/Berlin" → "Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def zone_words(zone: str) -> str:
    """City and region: "Europe/Berlin" → "Berlin (Europe)"."""
    region = zone.partition("/")[0]
    return f"{zone_name(zone)} ({region})" if region != zone else zone


@cache
def zones() -> tuple[str, ...]:
    """Every zone that is named after a place, by its city; then UTC."""
    named = [zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS and "/" in zone]
    return (*sorted(named, key=lambda zone: (zone_name(zone).casefold(), zone)), "UTC")
