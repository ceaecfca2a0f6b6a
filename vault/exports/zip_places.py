"""Which members of a zip a run of its bytes belongs to: damage to a part of an archive has names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from vault.errors import ExportError
from vault.exports.archive import Archive
from vault.exports.base import Source


class ZipPlaces:
    """Where the members of an archive stand; none where it is no zip, or its directory cannot be read any more."""

    def __init__(self, source: Source) -> None:
        """Read the directory, at its end, and nothing else of it. Raises what Source.open raises."""
        self._starts: list[int] = []
        self._names: list[str] = []
        try:
            with Archive(source) as archive:
                places = sorted((member.offset, member.name) for member in archive.members)
        except ExportError:
            return
        self._starts, self._names = [start for start, _ in places], [name for _, name in places]

    def names(self, parts: Iterable[tuple[int, int]]) -> list[str]:
        """The members of which a byte stands in one of these parts, (start, end), in the order of the archive."""
        found: dict[str, None] = {}
        for start, end in parts:
            first = max(0, bisect_left(self._starts, start + 1) - 1)  # the one that began before
            found.update(dict.fromkeys(self._names[first : bisect_left(self._starts, end)]))
        return list(found)
