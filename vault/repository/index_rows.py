"""What packs hold, column by column: a million blobs of an index as a few long arrays instead of a million objects."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vault.repository.blob import BLOB_KINDS, PackEntry
from vault.repository.pack import ENTRY_BYTES, FRAME_BYTES, PLAIN_ENTRY_BYTES

NOT_COMPRESSED = 0xFFFF_FFFF
MAX_NUMBER = NOT_COMPRESSED - 1  # of offsets and lengths, bytes


@dataclass(frozen=True, slots=True)
class IndexRows:
    """One entry a blob in every column, pack after pack: the first `counts[0]` entries lie in `packs[0]`, and so on.

    `kinds` holds numbers of BLOB_KINDS; `plain_lengths` NOT_COMPRESSED where a blob is not.
    """

    packs: list[str]
    counts: list[int]
    ids: list[bytes] = field(repr=False)
    kinds: bytes | bytearray = field(repr=False)
    offsets: array[int] = field(repr=False)
    lengths: array[int] = field(repr=False)
    plain_lengths: array[int] = field(repr=False)

    def spans(self) -> Iterator[tuple[str, range]]:
        """Each pack's id and the numbers of its entries."""
        start = 0
        for pack_id, count in zip(self.packs, self.counts, strict=True):
            yield pack_id, range(start, start + count)
            start += count

    def by_pack(self) -> Iterator[tuple[str, tuple[PackEntry, ...]]]:
        """Each pack's id and its entries."""
        for pack_id, numbers in self.spans():
            yield pack_id, tuple(map(self.entry, numbers))

    def file_bytes(self, numbers: range) -> int:
        """The bytes of a pack's file with these blobs."""
        some = slice(numbers.start, numbers.stop)
        plain = self.plain_lengths[some].count(NOT_COMPRESSED)
        entries = plain * PLAIN_ENTRY_BYTES + (len(numbers) - plain) * ENTRY_BYTES
        return sum(self.lengths[some]) + entries + FRAME_BYTES

    def entry(self, number: int) -> PackEntry:
        """One blob."""
        plain = self.plain_lengths[number]
        return PackEntry(
            self.ids[number].hex(),
            BLOB_KINDS[self.kinds[number]],
            self.offsets[number],
            self.lengths[number],
            None if plain == NOT_COMPRESSED else plain,
        )


def rows_of(pack_id: str, entries: Sequence[PackEntry]) -> IndexRows:
    """One pack's entries as columns."""
    plain_lengths = (
        NOT_COMPRESSED if entry.uncompressed_length is None else entry.uncompressed_length for entry in entries
    )
    return IndexRows(
        [pack_id],
        [len(entries)],
        [bytes.fromhex(entry.blob_id) for entry in entries],
        bytes(BLOB_KINDS.index(entry.kind) for entry in entries),
        array("I", [entry.offset for entry in entries]),
        array("I", [entry.length for entry in entries]),
        array("I", plain_lengths),
    )
