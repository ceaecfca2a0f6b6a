"""A table of ids: each gets the number of its row. Flat arrays: 48 bytes an id at most, a million in 48 MB.

A dict of a million 32-byte keys takes three times that. Python's own salted hash spreads them: index files may come
from anybody who once held the key, and ids chosen to collide must not stall us.
"""

from __future__ import annotations

from array import array

from vault.repository.ids import ID_BYTES

_EMPTY = 0xFFFF_FFFF
_FIRST_SLOTS = 1 << 10


class IdTable:
    """Open addressing over ids that never go away. Find from any thread; add from one at a time."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self._slots = _empty_slots(_FIRST_SLOTS)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def find(self, blob_id: bytes) -> int:
        """The row of an id, -1 if it is not here."""
        slots = self._slots  # one table for the whole search, though another thread may put a larger one in place
        row = slots[self._slot_of(blob_id, slots)]
        return -1 if row == _EMPTY else row

    def add(self, blob_id: bytes) -> int:
        """The row of an id, a new one if need be: rows count from 0."""
        slot = self._slot_of(blob_id, self._slots)
        row = self._slots[slot]
        if row != _EMPTY:
            return row
        row = self._count
        self._ids += blob_id
        self._count = row + 1
        self._slots[slot] = row
        if self._count * 2 > len(self._slots):
            self._grow()
        return row

    def id_at(self, row: int) -> bytes:
        """The id of a row."""
        return bytes(self._ids[row * ID_BYTES : (row + 1) * ID_BYTES])

    def _slot_of(self, blob_id: bytes, slots: array[int]) -> int:
        """Where the id is, or the free slot where it would go."""
        mask = len(slots) - 1
        slot = hash(blob_id) & mask
        while (row := slots[slot]) != _EMPTY:
            if self._ids[row * ID_BYTES : (row + 1) * ID_BYTES] == blob_id:
                return slot
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        slots = _empty_slots(len(self._slots) * 2)
        mask = len(slots) - 1
        for row in range(self._count):
            slot = hash(self.id_at(row)) & mask
            while slots[slot] != _EMPTY:
                slot = (slot + 1) & mask
            slots[slot] = row
        self._slots = slots


def _empty_slots(count: int) -> array[int]:
    return array("I", [_EMPTY]) * count
