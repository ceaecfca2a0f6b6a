"""The index in memory: in which pack, and where in it, each blob lies.

Flat arrays, one row a blob and a constant-time lookup, because a vault may hold a million of them. The same blob in
several packs is kept with every place: when one pack is damaged, another may serve.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable

from vault.repository.blob import BLOB_KINDS, BlobKind, BlobPlace, PackEntry
from vault.repository.id_table import IdTable

_NOT_COMPRESSED = 0xFFFF_FFFF
MAX_NUMBER = _NOT_COMPRESSED - 1  # of offsets and lengths, bytes


class Index:
    """Look up from any thread; additions take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blobs = IdTable()
        self._packs: list[str] = []
        self._pack_numbers: dict[str, int] = {}
        self._pack_of = array("I")
        self._kinds = bytearray()
        self._offsets = array("I")
        self._lengths = array("I")
        self._plain_lengths = array("I")
        self._further: dict[int, list[BlobPlace]] = {}

    def __len__(self) -> int:
        """How many different blobs."""
        return len(self._blobs)

    @property
    def packs(self) -> tuple[str, ...]:
        """The ids of all packs that an index file names."""
        return tuple(self._packs)

    def add_pack(self, pack_id: str, entries: Iterable[PackEntry]) -> None:
        """Take in what a pack holds."""
        with self._lock:
            pack = self._number_of(pack_id)
            for entry in entries:
                self._add(pack, entry)

    def places(self, blob_id: str) -> list[BlobPlace]:
        """Every place of a blob; empty when it is unknown."""
        row = self._blobs.find(bytes.fromhex(blob_id))
        if row < 0:
            return []
        return [self._place(row, blob_id), *self._further.get(row, ())]

    def has(self, kind: BlobKind, blob_id: bytes) -> bool:
        """Whether a blob of this kind is stored. The same bytes as a file's piece and as a tree are two blobs."""
        row = self._blobs.find(blob_id)
        if row < 0:
            return False
        if BLOB_KINDS[self._kinds[row]] == kind:
            return True
        return any(place.entry.kind == kind for place in self._further.get(row, ()))

    def _add(self, pack: int, entry: PackEntry) -> None:
        key = bytes.fromhex(entry.blob_id)
        row = self._blobs.find(key)
        if row >= 0:
            self._add_further(row, BlobPlace(self._packs[pack], entry))
            return
        self._pack_of.append(pack)
        self._kinds.append(BLOB_KINDS.index(entry.kind))
        self._offsets.append(entry.offset)
        self._lengths.append(entry.length)
        plain = entry.uncompressed_length
        self._plain_lengths.append(_NOT_COMPRESSED if plain is None else plain)
        self._blobs.add(key)  # last: whoever finds the row finds it filled

    def _add_further(self, row: int, place: BlobPlace) -> None:
        """Another copy; two index files that name the same place give one."""
        further = self._further.get(row, [])
        if place != self._place(row, place.entry.blob_id) and place not in further:
            self._further[row] = [*further, place]

    def _place(self, row: int, blob_id: str) -> BlobPlace:
        plain = self._plain_lengths[row]
        entry = PackEntry(
            blob_id,
            BLOB_KINDS[self._kinds[row]],
            self._offsets[row],
            self._lengths[row],
            None if plain == _NOT_COMPRESSED else plain,
        )
        return BlobPlace(self._packs[self._pack_of[row]], entry)

    def _number_of(self, pack_id: str) -> int:
        number = self._pack_numbers.get(pack_id)
        if number is None:
            number = self._pack_numbers[pack_id] = len(self._packs)
            self._packs.append(pack_id)
        return number
