"""JSON larger than memory: the elements of its arrays as Python objects, one after the other.

    for array, number, value in items(members.read(name), members.path, "chats/list/*/messages"):
        array.owner.fields["name"]   # the chat's own keys, as far as they stood before its messages

Only one element is decoded at a time; everything beside the arrays is kept only where it belongs to an object on the
way to one. Where the keys that are needed stand behind the array, read owners() first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from vault.exports.json_values import BROKEN, Broken, decode
from vault.exports.json_window import DEEPEST, END, WHOLE, Window

__all__ = ["BROKEN", "Array", "Broken", "Owner", "decode", "items", "owners"]

Place = tuple[str | int, ...]
_MOST_FIELDS = 4 * 1024 * 1024  # bytes of one object's own keys and values together
_NEAR = 64 * 1024  # bytes: how far ahead a separator is looked for
_FIRST_KEY = re.compile(rb'\s*"[^"\\]{1,60}"\s*:')
_check = msgspec.json.Decoder(type=msgspec.Raw).decode
_decode = msgspec.json.Decoder().decode
_CLOSE, _COMMA = ord("]"), ord(",")


@dataclass(slots=True)
class Owner:
    """An object on the way to an array; `fields` are its other keys so far, `counts` how many elements its arrays had.

    A field's value may be BROKEN. `place` is the way to it from the root: ("chats", "list", 3).
    """

    place: Place
    parent: Owner | None
    fields: dict[str, object] = field(default_factory=dict, repr=False)
    counts: dict[str, int] = field(default_factory=dict, repr=False)
    kept: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Array:
    """An array at one of the paths asked for: `path` is that path, `place` where it really is.

    `owner` is the innermost object around it; for an array that is in none, an Owner without fields.
    """

    path: str
    place: Place
    owner: Owner


Element = tuple[Array, int, object]


def items(pieces: Iterable[bytes], path: Path, *arrays: str) -> Iterator[Element]:
    """Each element of the arrays, in the text's order: the array, the element's number from 0, and its value.

    `arrays` are keys joined by `/`; `*` is any key or any number; "" is the root itself. What stands at such a path
    and is no array counts as a field. The value is BROKEN where an element cannot be decoded, or is larger than
    16 MiB or deeper than 64 brackets. Raises ExportDamaged when the text breaks off or is no JSON, after everything
    before that was given; and whatever `pieces` raise.
    """
    return Walk(Window(pieces, path), decode).all(arrays)


def owners(pieces: Iterable[bytes], path: Path, *arrays: str) -> Iterator[Owner]:
    """Each object that holds such an array, or could, when it is whole: the inner before the outer. Raises as items."""
    found: list[Owner] = []
    for _ in Walk(Window(pieces, path), _checked, found.append).all(arrays):
        if found:
            yield from found
            found.clear()
    yield from found


def _checked(data: bytes) -> object:
    """Not decoded, only looked through: five times as fast."""
    try:
        return _check(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return decode(data)


@dataclass(slots=True)
class _Node:
    """What is asked for below a place."""

    path: str | None = None
    below: dict[str, _Node] = field(default_factory=dict)

    def next(self, key: str) -> _Node | None:
        return self.below.get(key) or self.below.get("*")


def _tree(arrays: Iterable[str]) -> _Node:
    root = _Node()
    for path in arrays:
        node = root
        for key in path.split("/") if path else ():
            node = node.below.setdefault(key, _Node())
        node.path = path
    return root


@dataclass(slots=True)
class _Separator:
    """What stands between two elements of an array, as learnt from the last two: most apps write it always alike.

    It only guesses where an element ends: what lies before must decode as one whole value, else the guess was wrong.
    """

    mark: bytes = b""
    step: int = 0
    hits: int = 0
    misses: int = 0

    @property
    def worthy(self) -> bool:
        return self.misses <= 8 + self.hits // 4

    def learn(self, window: Window, before: bytes) -> None:
        """`before` is what stands from the last element's end to the next one's beginning, both brackets included."""
        if before[:1] not in (b"}", b"]") or before[-1:] not in (b"{", b"["):
            return
        key = None if b"\n" in before else _FIRST_KEY.match(window.data, window.at + 1)
        self.mark, self.step = before + (key[0] if key else b""), len(before) - 1


class Walk:
    """One way through the text."""

    def __init__(
        self, window: Window, read: Callable[[bytes], object], close: Callable[[Owner], None] | None = None
    ) -> None:
        self._window, self._read, self._close = window, read, close
        self._separators: dict[str, _Separator] = {}

    def all(self, arrays: Iterable[str]) -> Iterator[Element]:
        window = self._window
        if window.peek() == END:
            raise window.damaged("nothing")
        yield from self._value(_tree(arrays), (), Owner((), None), None)
        if window.peek() not in (END, 0):
            raise window.damaged("more after the end")

    def _value(self, node: _Node, place: Place, owner: Owner, key: str | None) -> Iterator[Element]:
        """Whatever stands here; a field of `owner` if it is nothing on the way, or not what it should be."""
        first = self._window.peek()
        if first == ord("[") and node.path is not None:
            yield from self._elements(Array(node.path, place, owner))
        elif first == ord("{") and node.below:
            yield from self._object(node, place, owner)
        elif first == ord("[") and "*" in node.below:
            yield from self._list(node.below["*"], place, owner)
        elif key is None:
            self._window.value()
        else:
            self._field(owner, key)

    def _object(self, node: _Node, place: Place, parent: Owner) -> Iterator[Element]:
        window, owner = self._window, Owner(place, parent)
        window.at += 1
        while window.peek() != ord("}"):
            key = self._key()
            window.take(b":")
            below = node.next(key)
            if below is None:
                self._field(owner, key)
            else:
                yield from self._value(below, (*place, key), owner, key)
            if window.peek() == _COMMA:
                window.at += 1
            elif window.peek() != ord("}"):
                raise window.damaged("no comma")
        window.at += 1
        if self._close:
            self._close(owner)

    def _key(self) -> str:
        if self._window.peek() != ord('"'):
            raise self._window.damaged("no key")
        key = decode(self._window.value() or b"")
        return key if isinstance(key, str) else ""

    def _field(self, owner: Owner, key: str) -> None:
        """Keep an object's own value, unless there are too many of them."""
        data = self._window.value()
        owner.kept += len(key) + (len(data) if data is not None else 0)
        if owner.kept <= _MOST_FIELDS:
            owner.fields[key] = BROKEN if data is None else decode(data)

    def _list(self, node: _Node, place: Place, owner: Owner) -> Iterator[Element]:
        """An array of objects that hold the arrays."""
        window, number = self._window, 0
        window.at += 1
        while window.peek() != _CLOSE:
            yield from self._value(node, (*place, number), owner, None)
            number += 1
            self._comma()
        window.at += 1

    def _comma(self) -> None:
        if self._window.peek() == _COMMA:
            self._window.at += 1
        elif self._window.peek() != _CLOSE:
            raise self._window.damaged("no comma")

    def _elements(self, array: Array) -> Iterator[Element]:
        window, number = self._window, 0
        separator = self._separators.setdefault(array.path, _Separator())
        window.at += 1
        while window.peek() != _CLOSE:
            if separator.mark and separator.worthy:
                for value in self._quick(separator):
                    yield array, number, value
                    number += 1
            start = window.at
            data = window.value()
            yield array, number, BROKEN if data is None else self._read(data)
            number += 1
            end, whole = window.at, window.data
            self._comma()
            window.peek()
            if window.data is whole and start < end < window.at:
                separator.learn(window, whole[end - 1 : window.at + 1])
        window.at += 1
        array.owner.counts[array.path] = array.owner.counts.get(array.path, 0) + number

    def _quick(self, separator: _Separator) -> Iterator[object]:
        """Elements as long as the separator is found and what lies before it is one whole value."""
        window, read, mark, step = self._window, _strictly(self._read), separator.mark, separator.step
        while True:
            if len(window.data) - window.at < _NEAR:
                window.fill()
            at = window.data.find(mark, window.at, window.at + _NEAR)
            if at < 0:
                return
            value = read(window.data[window.at : at + 1])
            if value is BROKEN:
                separator.misses += 1
                return
            separator.hits += 1
            window.at = at + step
            yield value


def _strictly(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """The same reading, and BROKEN for everything that is not quite right."""
    strict: Callable[[bytes], object] = _check if read is _checked else _decode

    def one(data: bytes) -> object:
        if data.count(b"[") + data.count(b"{") > DEEPEST and not WHOLE.fullmatch(data):
            return BROKEN
        try:
            return strict(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return BROKEN

    return one
