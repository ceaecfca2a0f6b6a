"""The index in memory: in which pack, and where in it, each blob lies.

A vault of a terabyte has more than a million blobs, and they must be known within seconds: almost nothing here takes a
step of Python's own for each of them. Ids are the keys of some dicts (160 bytes each, with the row's number), whose
salted hash no list of ids made for it can slow down; places stand in one flat array. The same blob in several packs
is kept with every place: when one pack is damaged, another may serve.
"""

from __future__ import annotations

import struct
import threading
from array import array
from collections.abc import Iterable
from itertools import chain, repeat
from operator import add

from vault.errors import Damaged
from vault.repository.blob import BLOB_KINDS, BlobKind, BlobPlace, PackEntry
from vault.repository.index_rows import MAX_NUMBER, NOT_COMPRESSED, IndexRows, rows_of

__all__ = ["MAX_NUMBER", "Index"]

# A place: the pack's number times two plus the kind's, offset, length, plain length. Together, because memory that is
# far apart is slow: one look-up reads one line of it.
_PLACE = struct.Struct("=4I")
_WORDS = 4
_DICTS = 32  # while one dict of a million grows, no other thread runs, and a window stands still
_MOST_COPIES, _MOST_FURTHER = 16, 1_000_000  # of one blob, and of all: who copies more wants to exhaust memory
_MAX_ROWS = 4_000_000  # some three terabytes of photos, and 700 MB of memory: nobody's index may take more
_Spot = tuple[int, int, int, int]


class Index:
    """Look up from any thread; additions take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: tuple[dict[bytes, int], ...] = tuple({} for _ in range(_DICTS))  # by an id's first byte
        self._places = array("I")
        self._packs: list[str] = []
        self._pack_numbers: dict[str, int] = {}
        self._further: dict[int, dict[_Spot, None]] = {}
        self._further_count = 0

    def __len__(self) -> int:
        """How many different blobs."""
        return sum(map(len, self._rows))

    @property
    def packs(self) -> tuple[str, ...]:
        """The ids of all packs that an index file names."""
        return tuple(self._packs)

    def add_pack(self, pack_id: str, entries: Iterable[PackEntry]) -> None:
        """Take in what a pack holds."""
        self.add_rows(rows_of(pack_id, tuple(entries)))

    def add_rows(self, rows: IndexRows) -> None:
        """Take in what an index file says. Damaged("index", …) for more than any vault has."""
        with self._lock:
            start = len(self._places) // _WORDS
            if start + len(rows.ids) > _MAX_ROWS:
                raise Damaged("index", "", "more blobs than any vault has")
            self._places.extend(self._placed(rows))  # before the ids: whoever finds a row finds it filled
            dicts = self._rows
            for row, blob_id in enumerate(rows.ids, start):
                if (first := dicts[blob_id[0] % _DICTS].setdefault(blob_id, row)) != row:
                    self._add_further(first, self._spot(row))

    def places(self, blob_id: str) -> list[BlobPlace]:
        """Every place of a blob; empty when it is unknown."""
        row = self._row(bytes.fromhex(blob_id))
        if row is None:
            return []
        return [self._place(blob_id, spot) for spot in (self._spot(row), *self._further_spots(row))]

    def has(self, kind: BlobKind, blob_id: bytes) -> bool:
        """Whether a blob of this kind is stored. The same bytes as a file's piece and as a tree are two blobs."""
        row = self._row(blob_id)
        if row is None:
            return False
        if BLOB_KINDS[self._places[row * _WORDS] & 1] == kind:
            return True
        return any(BLOB_KINDS[spot[0] & 1] == kind for spot in self._further_spots(row))

    def _row(self, blob_id: bytes) -> int | None:
        return self._rows[blob_id[0] % _DICTS].get(blob_id)

    def _placed(self, rows: IndexRows) -> array[int]:
        """The places of these rows, as they stand in memory."""
        numbers = [self._number_of(pack_id) * 2 for pack_id in rows.packs]
        packs = array("I", map(add, chain.from_iterable(map(repeat, numbers, rows.counts)), rows.kinds))
        placed = array("I", bytes(_PLACE.size * len(packs)))
        for word, column in enumerate((packs, rows.offsets, rows.lengths, rows.plain_lengths)):
            memoryview(placed)[word::_WORDS] = memoryview(column)
        return placed

    def _add_further(self, row: int, spot: _Spot) -> None:
        """Another copy; two index files that name the same place give one."""
        if spot == self._spot(row) or self._further_count >= _MOST_FURTHER:
            return
        spots = self._further.setdefault(row, {})
        if len(spots) < _MOST_COPIES and spot not in spots:
            spots[spot] = None
            self._further_count += 1

    def _further_spots(self, row: int) -> tuple[_Spot, ...]:
        return tuple(self._further.get(row, ()))  # in one go: another thread may be adding

    def _spot(self, row: int) -> _Spot:
        return _PLACE.unpack_from(self._places, row * _PLACE.size)

    def _place(self, blob_id: str, spot: _Spot) -> BlobPlace:
        pack, offset, length, plain = spot
        entry = PackEntry(blob_id, BLOB_KINDS[pack & 1], offset, length, None if plain == NOT_COMPRESSED else plain)
        return BlobPlace(self._packs[pack >> 1], entry)

    def _number_of(self, pack_id: str) -> int:
        number = self._pack_numbers.get(pack_id)
        if number is None:
            number = self._pack_numbers[pack_id] = len(self._packs)
            self._packs.append(pack_id)
        return number
