"""Which pack holds what is needed: all index files, gone through bit by bit, against the marks of what is needed.

Nothing here grows with the number of blobs but some bytes for each that is needed: a vault may hold a million. A blob
that lies in several packs is kept in one of them, its keeper: in one that is there, and best used otherwise.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from vault.progress import Progress
from vault.repository.blob import BLOB_KINDS, MAX_BLOB_BYTES, MAX_TREE_BYTES, BlobKind, PackEntry
from vault.repository.index_file import PackContents
from vault.repository.pack import FRAME_BYTES, entry_bytes
from vault.repository.packer import PACK_BYTES
from vault.repository.prune_marks import Marks, known_or_refused

if TYPE_CHECKING:
    from vault.repository.repository import Repository

_NOWHERE = 0xFFFF_FFFF
_LARGEST_SHARE = 2.0  # of what is not there, or must stay as it is: no share of ours is as large

TREES = 1  # the kind of a pack of folders' listings


class Survey:
    """Packs by number, in the order in which index files name them. Bytes by number:
    `sizes` of the file, `blobs` of what lies in it with its list, `wanted` and `kept`.

    `wanted` is what of a pack is needed, copies of the same blob counted in each; `kept` what is needed from there.
    `odd` are packs of which two index files say different things: they stay as they are, and so do
    `heavy` ones: they hold a blob larger than ours may be. `twice`: whether any needed blob lies in two packs.
    """

    def __init__(self, repository: Repository, marks: Marks, progress: Progress) -> None:
        """Go through all index files. UseUnknown where one is damaged."""
        self.marks = marks
        self.ids: list[str] = []
        self.sizes, self.blobs, self.wanted, self.kept = array("Q"), array("Q"), array("Q"), array("Q")
        self.kinds = bytearray()
        self.odd: set[int] = set()
        self.heavy: set[int] = set()
        self.twice = False
        self._repository = repository
        self._progress = progress
        self._numbers: dict[str, int] = {}
        self._said: dict[int, int] = {}
        self._present = set(repository.backend.list("data"))
        self._keepers = {kind: array("I", [_NOWHERE]) * len(marks[kind]) for kind in BLOB_KINDS}
        self._lengths = {kind: array("I", [0]) * len(marks[kind]) for kind in BLOB_KINDS}
        self._count()
        if self.twice:
            self._choose_keepers()

    def number(self, pack_id: str) -> int | None:
        """The number of a pack; None for one that no index file names."""
        return self._numbers.get(pack_id)

    def is_there(self, pack: int) -> bool:
        """Whether its file lay at the place when the survey began."""
        return self.ids[pack] in self._present

    def keeper(self, kind: BlobKind, blob_id: str) -> int | None:
        """The pack that a needed blob is needed from; None for a blob that nothing needs."""
        row = self.marks[kind].find(bytes.fromhex(blob_id))
        return None if row < 0 else self._keepers[kind][row]

    def missing(self) -> int:
        """How many needed blobs no index file names."""
        return sum(keepers.count(_NOWHERE) for keepers in self._keepers.values())

    def each_pack(self, index_ids: list[str] | None = None) -> Iterator[tuple[int, PackContents]]:
        """What the index files say, one of them in memory at a time; what two of them say alike comes once."""
        seen: set[tuple[int, int]] = set()
        for index_id in self._repository.backend.list("index") if index_ids is None else index_ids:
            self._progress.check_cancelled()
            for pack in known_or_refused(partial(self._repository.load_index_file, index_id)):
                number = self._number_of(pack.pack_id)
                said = (number, hash(frozenset(pack.entries)))
                if said not in seen:
                    seen.add(said)
                    yield number, pack

    def _number_of(self, pack_id: str) -> int:
        number = self._numbers.get(pack_id)
        if number is None:
            number = self._numbers[pack_id] = len(self.ids)
            self.ids.append(pack_id)
            self.kinds.append(0)
            for column in (self.sizes, self.blobs, self.wanted, self.kept):
                column.append(0)
        return number

    def _count(self) -> None:
        named: set[int] = set()
        for number, pack in self.each_pack():
            if number in named:
                self.odd.add(number)
            else:
                named.add(number)
                self.sizes[number] = FRAME_BYTES
            for entry in pack.entries:
                self.blobs[number] += _taken(entry)
                self.sizes[number] += _taken(entry)
                if _is_heavy(entry):
                    self.heavy.add(number)
                self._count_needed(number, entry)
            self.kinds[number] = TREES if pack.entries and pack.entries[0].kind == "tree" else 0

    def _count_needed(self, number: int, entry: PackEntry) -> None:
        row = self.marks[entry.kind].find(bytes.fromhex(entry.blob_id))
        if row < 0:
            return
        self.wanted[number] += _taken(entry)
        if self._keepers[entry.kind][row] == _NOWHERE:
            self._keep(entry, row, number)
        elif self._keepers[entry.kind][row] != number:
            self.twice = True

    def _choose_keepers(self) -> None:
        for number, pack in self.each_pack():
            share = self._unused_share(number)
            for entry in pack.entries:
                row = self.marks[entry.kind].find(bytes.fromhex(entry.blob_id))
                if row < 0:
                    continue
                before = self._keepers[entry.kind][row]
                if before != number and share < self._unused_share(before):
                    self.kept[before] -= self._lengths[entry.kind][row]
                    self._keep(entry, row, number)

    def _keep(self, entry: PackEntry, row: int, number: int) -> None:
        self._keepers[entry.kind][row] = number
        self._lengths[entry.kind][row] = _taken(entry)
        self.kept[number] += _taken(entry)

    def _unused_share(self, number: int) -> float:
        """By this the best of several packs is found: the smallest. An odd one stays anyway, so it is the best."""
        if not self.is_there(number):
            return _LARGEST_SHARE
        return -1.0 if number in self.odd else 1 - self.wanted[number] / self.sizes[number]


def _taken(entry: PackEntry) -> int:
    """What a blob takes in its pack: itself, and its line in the pack's list."""
    return entry.length + entry_bytes(entry)


def _is_heavy(entry: PackEntry) -> bool:
    """Whether our packs might not take it; what compressed well elsewhere may do less so here."""
    if entry.kind == "data":
        return entry.plain_length > MAX_BLOB_BYTES
    return entry.plain_length > MAX_TREE_BYTES or entry.length > PACK_BYTES // 2
