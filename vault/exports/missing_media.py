"""Files that an export names and does not hold: each told once, and not a page of them for every message.

Apps cut one download into several zips; when one of them was not given, thousands of photos are missing at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from vault.exports.base import Skipped

MOST_TOLD = 200
_MOST_KNOWN = 100_000


class MissingMedia:
    """What is missing in one reading."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._more = 0

    def note(self, place: str) -> Iterator[Skipped]:
        """A file that a message names and that is not there: told unless it was told before, or too many were."""
        if place in self._known:
            return
        if len(self._known) < _MOST_KNOWN:
            self._known.add(place)
        if len(self._known) <= MOST_TOLD:
            yield Skipped(place, "media-missing")
        else:
            self._more += 1

    def rest(self) -> Iterator[Skipped]:
        """At the end: how many more there were, in one line."""
        if self._more:
            yield Skipped(f"(+ {self._more})", "media-missing")
