"""Lists that an app writes with the newest first, given with the oldest first, in bounded memory.

Nothing readable may touch a disk, and a chat of many years is larger than memory is meant to be. So the records are
packed as they come and unpacked from the end; a list that is too large even so is turned round in blocks, each of
some millions of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
import zstandard

from vault.exports.loose_json import text

BATCH = 1024  # records packed together
_LARGEST = 1 << 63
_DEEPEST = 64
MOST_PACKED = 96 * 1024 * 1024  # bytes in memory; a message takes 30 to 60 of them

Record = dict[str, object]
When = Callable[[Record], int | None]


def in_time_order(records: Iterable[Record], when: When) -> Iterator[Record]:
    """The same records, turned round if their first is later than their last.

    `when` gives any number that grows with time, or None. Records of one moment keep the order of saying: they are
    turned round with the others. Values must be such as JSON has.
    """
    block = _Block(when)
    for record in records:
        block.take(record)
        if block.packed > MOST_PACKED:
            yield from block.give()
            block = _Block(when)
    yield from block.give()


class _Block:
    """Records that are turned round together."""

    def __init__(self, when: When) -> None:
        self._when = when
        self._first: int | None = None
        self._last: int | None = None
        self._batches: list[bytes] = []
        self._open: list[Record] = []
        self.packed = 0
        self._pack = zstandard.ZstdCompressor(level=1).compress

    def take(self, record: Record) -> None:
        """Add one at the end."""
        time = self._when(record)
        if time is not None:
            self._first = time if self._first is None else self._first
            self._last = time
        self._open.append(record)
        if len(self._open) == BATCH:
            packed = bytes(memoryview(self._pack(_encoded(self._open))))  # a copy: the packer's own holds far more room
            self._batches.append(packed)
            self.packed += len(packed)
            self._open = []

    def give(self) -> Iterator[Record]:
        """All of them, and let go of them."""
        backwards = self._first is not None and self._last is not None and self._first > self._last
        return self._backwards() if backwards else self._forwards()

    def _backwards(self) -> Iterator[Record]:
        yield from reversed(self._open)
        while self._batches:
            yield from reversed(_unpacked(self._batches.pop()))

    def _forwards(self) -> Iterator[Record]:
        self._batches.reverse()
        while self._batches:
            yield from _unpacked(self._batches.pop())
        yield from self._open


def _unpacked(batch: bytes) -> list[Record]:
    return _DECODER.decode(zstandard.ZstdDecompressor().decompress(batch))


def _encoded(records: list[Record]) -> bytes:
    try:
        return _ENCODER.encode(records)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return _ENCODER.encode([_plain(record, 0) for record in records])


def _plain(value: object, depth: int) -> object:
    """What can be packed: no half of a surrogate pair, no number beyond 64 bits, nothing too deep."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else None
    if depth >= _DEEPEST:
        return None
    if isinstance(value, dict):
        return {text(str(key)): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value]
    return text(value if isinstance(value, str) else str(value))


_ENCODER = msgspec.msgpack.Encoder(decimal_format="number")
_DECODER = msgspec.msgpack.Decoder(list[dict[str, object]])
