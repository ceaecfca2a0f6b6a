"""JSON larger than memory, many elements of an array at a time: for lists of small records, in a third of the time.

A region is a stretch of an array's text that holds whole elements. Where an element ends is guessed by what stands
between elements; the guess is right if the stretch reads as whole JSON, because reading it is deterministic: a cut
within a string or a bracket leaves that open. Elements that fit no guess are taken one by one, as json_stream does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from vault.errors import ExportDamaged
from vault.exports.json_stream import BROKEN, Array, Element, Owner, Walk, items
from vault.exports.json_window import Window

REGION = 128 * 1024
"""Bytes of a region at most, but for single elements that are larger."""
_TRIES = 4  # guesses for the end of one region
_ONE_BY_ONE = 16  # elements after a wrong guess
_count = msgspec.json.Decoder(type=list[msgspec.Raw]).decode
_decode = msgspec.json.Decoder(type=list[object]).decode


@dataclass(frozen=True, slots=True)
class Region:
    """Elements of `array` from `first` on, `count` of them: `text` is what stands between brackets.

    None stands for a single element that is larger than 16 MiB or deeper than 64 brackets. `packed` tells that whoever
    holds it has packed the text.
    """

    array: Array
    first: int
    count: int
    text: bytes | None = field(repr=False)
    packed: bool = False

    def values(self, path: Path) -> Iterable[object]:
        """The elements; BROKEN for one that cannot be decoded. `path` is for an error's words."""
        if self.text is None:
            return (BROKEN,)
        whole = b"[" + self.text + b"]"
        try:
            return _decode(whole)
        except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
            return (value for _, _, value in items((whole,), path, ""))


def regions(pieces: Iterable[bytes], path: Path, *arrays: str) -> Iterator[Region]:
    """The arrays' elements in the text's order, many at a time. Paths and errors are those of json_stream.items."""
    for _, _, region in _Regions(Window(pieces, path), _kept).all(arrays):
        if isinstance(region, Region):
            yield region


def elements(pieces: Iterable[bytes], path: Path, *arrays: str) -> Iterator[Element]:
    """What json_stream.items gives, in two thirds of the time; an element may be as deep as Python decodes it.

    For those who do not follow values down by calling themselves. Raises as items.
    """
    for region in regions(pieces, path, *arrays):
        array = region.array
        for number, value in enumerate(region.values(path), region.first):
            yield array, number, value


def quick_owners(pieces: Iterable[bytes], path: Path, *arrays: str) -> Iterator[Owner]:
    """What json_stream.owners gives, in a third of the time. A text that breaks off ends it: nothing is raised."""
    found: list[Owner] = []
    try:
        for _ in _Regions(Window(pieces, path), _kept, found.append).all(arrays):
            yield from found
            found.clear()
    except ExportDamaged:
        pass
    yield from found


def _kept(data: bytes) -> object:
    return data


class _Regions(Walk):
    """A way through the text that gives Regions as the values of its elements."""

    def __init__(
        self, window: Window, read: Callable[[bytes], object], close: Callable[[Owner], None] | None = None
    ) -> None:
        super().__init__(window, read, close)
        self._marks: dict[str, bytes] = {}

    def _elements(self, array: Array) -> Iterator[Element]:
        window, number, singly = self._window, 0, 0
        window.at += 1
        while window.peek() != ord("]"):
            region = None
            if not singly and (mark := self._marks.get(array.path)):
                region = self._guess(array, number, mark)
                singly = 0 if region else _ONE_BY_ONE
            if region is not None:
                yield array, number, region
                number += region.count
                continue
            singly = max(0, singly - 1)
            yield array, number, Region(array, number, 1, window.value())
            number += 1
            self._learn(array)
        window.at += 1
        array.owner.counts[array.path] = array.owner.counts.get(array.path, 0) + number

    def _guess(self, array: Array, number: int, mark: bytes) -> Region | None:
        """As many elements as there are up to a mark in the next REGION bytes."""
        window = self._window
        if len(window.data) - window.at < REGION:
            window.fill()
        end = min(len(window.data), window.at + REGION)
        for _ in range(_TRIES):
            at = window.data.rfind(mark, window.at, end)
            if at < 0:
                return None
            text = window.data[window.at : at + 1]
            try:
                count = len(_count(b"[" + text + b"]"))
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                end = at
                continue
            window.at = at + 1
            self._comma()
            return Region(array, number, count, text)
        return None

    def _learn(self, array: Array) -> None:
        """Step over what stands behind an element that was taken by itself, and keep it for the next guess."""
        window = self._window
        end, whole = window.at, window.data
        self._comma()
        window.peek()
        between = whole[end - 1 : window.at + 1] if window.data is whole else b""
        if between[:1] == b"}" and between[-1:] == b"{":
            self._marks[array.path] = between + _key_at(window)


def _key_at(window: Window) -> bytes:
    """The next element's first key with its quotes, so that elements of inner lists are not taken for these."""
    start = window.at + 1
    end = window.data.find(b":", start, start + 80)
    key = window.data[start:end] if end > 0 else b""
    return key if key.count(b'"') == 2 and b"\\" not in key else b""
