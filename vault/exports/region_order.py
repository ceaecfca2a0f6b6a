"""Lists in JSON that an app writes with the newest first, given with the oldest first, in bounded memory.

Nothing readable may touch a disk, and a chat of many years is larger than memory is meant to be. So the list's text is
held as it is, packed where it is long, and decoded from its end; a list that is too long even so is turned round in
blocks, each of some millions of messages. time_order does the same for records that are no text any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import zstandard

from vault.exports.json_regions import Region
from vault.exports.loose_json import Object

MOST_OPEN = 16 * 1024 * 1024
"""Bytes of text that are held as they are."""
MOST_PACKED = 96 * 1024 * 1024
"""Bytes of packed text; a message takes 20 to 60 of them."""

When = Callable[[Object], int | None]


def regions_in_order(regions: Iterable[Region], path: Path, when: When) -> Iterator[tuple[Region, bool]]:
    """The same regions, and whether each is to be read from its end: if a list's first is later than its last.

    `when` gives any number that grows with time, or None. Records of one moment are turned round with the others.
    """
    block = _Block(path, when)
    for region in regions:
        block.take(region)
        if block.packed > MOST_PACKED:
            yield from block.give()
            block = _Block(path, when)
    yield from block.give()


class _Block:
    """Regions that are turned round together."""

    def __init__(self, path: Path, when: When) -> None:
        self._path, self._when = path, when
        self._held: list[Region] = []
        self._open = self.packed = 0
        self._pack = zstandard.ZstdCompressor(level=1).compress
        self._unpack = zstandard.ZstdDecompressor().decompress
        self._first: int | None = None
        self._last: Region | None = None

    def take(self, region: Region) -> None:
        """Add one at the end."""
        if not self._held:
            self._first = self._time(region, last=False)
        self._last = region
        size = len(region.text or b"")
        if region.text is not None and self._open + size > MOST_OPEN:
            packed = bytes(memoryview(self._pack(region.text)))  # a copy: what the packer gives holds far more room
            self.packed += len(packed)
            self._held.append(replace(region, text=packed, packed=True))
        else:
            self._open += size
            self._held.append(region)

    def give(self) -> Iterator[tuple[Region, bool]]:
        """All of them, and let go of them."""
        last = self._time(self._last, last=True) if self._last is not None else None
        backwards = self._first is not None and last is not None and self._first > last
        if not backwards:
            self._held.reverse()
        while self._held:
            region = self._held.pop()
            if region.packed and region.text is not None:
                region = replace(region, text=self._unpack(region.text), packed=False)
            yield region, backwards

    def _time(self, region: Region, *, last: bool) -> int | None:
        """The time of a region's first or last record that has one."""
        values = list(region.values(self._path))
        for value in reversed(values) if last else values:
            if isinstance(value, dict) and (time := self._when(value)) is not None:
                return time
        return None
