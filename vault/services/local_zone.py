"""The IANA name of this computer's time zone, where it can be found out."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LINK = Path("/etc/localtime")  # Linux and macOS: a link into a folder named zoneinfo


def local_zone() -> str | None:
    """As "Europe/Berlin"; None where the system does not say."""
    candidates = (os.environ.get("TZ", "").lstrip(":"), _linked_zone())
    return next((name for name in candidates if name and _is_zone(name)), None)


def _linked_zone() -> str:
    try:
        target = str(_LINK.resolve())
    except (OSError, RuntimeError):
        return ""
    return target.partition("/zoneinfo/")[2]


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
