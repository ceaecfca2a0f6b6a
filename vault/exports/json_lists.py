"""The objects of a list in an export's JSON, counted as they are taken; what is no object is noted, not lost.

For formats whose messages stand in lists. Damage is told after the list, in few words however much there is of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vault.errors import ExportDamaged
from vault.exports.base import Skipped
from vault.exports.json_regions import Region
from vault.exports.json_stream import Owner
from vault.exports.loose_json import Object
from vault.exports.region_order import When, regions_in_order
from vault.exports.streamed import Count

Numbered = tuple[int, Object]
"""An object and its number in the list, from 1."""
_MOST_TOLD = 20


@dataclass(slots=True)
class Taking:
    """Takes objects out of lists of one file; `place` is the file's name in the export, `path` the export's.

    `owner` is the object around the last list: its fields are whole when the walk has left it. A text that breaks off
    ends the list: that counts as one more record.
    """

    count: Count
    place: str
    path: Path
    owner: Owner | None = None
    _spoilt: list[str] = field(default_factory=list)
    _more: int = 0

    def forward(self, regions: Iterable[Region]) -> Iterator[Numbered]:
        """Each object in the text's order."""
        for region in self.whole(regions):
            self.owner = region.array.owner
            yield from self._objects(region)

    def oldest_first(self, regions: Iterable[Region], when: When) -> Iterator[Numbered]:
        """Each object in order of time, whichever way round the list is: see region_order.

        All of the list was walked through before the first is given.
        """
        for objects in self.lists_oldest_first(regions, when):
            yield from objects

    def lists_oldest_first(self, regions: Iterable[Region], when: When) -> Iterator[list[Numbered]]:
        """The same in lists of some hundred: one step of a generator for each object is a tenth of all the time."""
        for region, backwards in regions_in_order(self.whole(regions), self.path, when):
            self.owner = region.array.owner
            objects = self._objects(region)
            if backwards:
                objects.reverse()
            yield objects

    def _objects(self, region: Region) -> list[Numbered]:
        self.count.record(region.count)
        numbered = enumerate(region.values(self.path), region.first + 1)
        found: list[Numbered] = [(number, value) for number, value in numbered if isinstance(value, dict)]
        if len(found) < region.count:
            good = {number for number, _ in found}
            for number in range(region.first + 1, region.first + 1 + region.count):
                if number not in good:
                    self._spoil(f"{self.place} #{number}")
        return found

    def whole(self, regions: Iterable[Region]) -> Iterator[Region]:
        """The regions until the text breaks off: for who groups them before their objects are taken."""
        try:
            yield from regions
        except ExportDamaged:
            self.count.record()
            self._spoil(self.place)

    def where(self, number: int) -> str:
        """Where in the export an object stands."""
        return f"{self.place} #{number}"

    def _spoil(self, where: str) -> None:
        if len(self._spoilt) < _MOST_TOLD:
            self._spoilt.append(where)
        else:
            self._more += 1

    def spoilt(self) -> Iterator[Skipped]:
        """What could not be read, once."""
        for where in self._spoilt:
            yield self.count.skip(where, "damaged")
        if self._more:
            yield self.count.skip(f"{self.place} (+ {self._more})", "damaged", self._more)
        self._spoilt, self._more = [], 0
