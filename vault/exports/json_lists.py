"""The objects of a list in an export's JSON, counted as they are taken; what is no object is noted, not lost.

For formats whose messages stand in lists. Damage is told after the list, in few words however much there is of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vault.errors import ExportDamaged
from vault.exports.base import Skipped
from vault.exports.json_stream import Element, Owner
from vault.exports.loose_json import whole
from vault.exports.streamed import Count
from vault.exports.time_order import Record

NUMBER = "#"
"""Under this key each object carries its number in the list, from 1: no app has such a key."""
_MOST_TOLD = 20


@dataclass(slots=True)
class Taking:
    """Takes objects out of lists of one file; `place` is the file's name in the export.

    `owner` is the object around the last list: its fields are whole when the walk has left it.
    """

    count: Count
    place: str
    owner: Owner | None = None
    _spoilt: list[str] = field(default_factory=list)
    _more: int = 0

    def objects(self, elements: Iterable[Element]) -> Iterator[Record]:
        """Each object, with its NUMBER. A text that breaks off ends the list: that counts as one more record."""
        try:
            for array, number, value in elements:
                self.owner = array.owner
                self.count.record()
                if isinstance(value, dict):
                    value[NUMBER] = number + 1
                    yield value
                else:
                    self._spoil(f"{self.place} #{number + 1}")
        except ExportDamaged:
            self.broken()

    def whole(self, elements: Iterable[Element]) -> Iterator[Element]:
        """The elements until the text breaks off: for who groups them before their objects are taken."""
        try:
            yield from elements
        except ExportDamaged:
            self.broken()

    def broken(self) -> None:
        """The text breaks off here: one more record, that is spoilt."""
        self.count.record()
        self._spoil(self.place)

    def where(self, record: Record) -> str:
        """Where in the export an object stands."""
        return f"{self.place} #{whole(record.get(NUMBER)) or 0}"

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
