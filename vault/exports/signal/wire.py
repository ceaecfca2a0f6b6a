"""Reads protobuf's wire format into structs, by a table of numbers: the few messages that a chat needs, no compiler.

A Spec says which struct a message becomes and which number is which of its fields; what a field holds follows from
its type. Fields that no Spec names are passed over, as the format wants it.
Facts: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

DEEPEST = 24  # messages within messages
_LONGEST_VARINT = 10  # bytes
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


class Malformed(ValueError):
    """The bytes are no message. It says nothing of them."""


class Spec:
    """How a message becomes a struct.

    `numbers` as "chat_id=1 revisions=6"; `parts` are Specs of fields that are messages; `words` the names of an
    enumeration's values. With `named`, the message becomes a mapping from the names in `parts` to what they hold.
    """

    def __init__(
        self,
        struct: type[msgspec.Struct] | None,
        numbers: str,
        parts: Mapping[str, Spec] | None = None,
        words: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.struct: Callable[..., Any] = dict if struct is None else struct
        self.parts, self.words = dict(parts or {}), dict(words or {})
        hints = get_type_hints(struct) if struct else {}
        self.fields: dict[int, tuple[str, bool, Callable[[Any, int], Any]]] = {}
        for pair in numbers.split():
            name, _, number = pair.partition("=")
            repeated, kind = _kind(hints.get(name, msgspec.Struct))
            wire, reading = _reading(kind, self.parts.get(name), self.words.get(name))
            self.fields[int(number) << 3 | wire] = name, repeated, reading


def _kind(hint: Any) -> tuple[bool, Any]:
    """Whether a field is repeated, and the type of one value: `int | None` is int, `int | str` an enumeration."""
    if get_origin(hint) is list:
        return True, get_args(hint)[0]
    if isinstance(hint, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
        return False, kinds[0]
    return False, hint


def _reading(kind: Any, spec: Spec | None, words: Sequence[str] | None) -> tuple[int, Callable[[Any, int], Any]]:
    if spec is not None:
        return _BYTES, lambda value, depth: read(spec, value, depth + 1)
    if words is not None:
        return _VARINT, lambda value, _: words[value] if value < len(words) else value
    if kind is bool:
        return _VARINT, lambda value, _: bool(value)
    if kind is str:
        return _BYTES, lambda value, _: value.decode("utf-8", "replace")
    if kind is bytes:
        return _BYTES, lambda value, _: value
    return _VARINT, lambda value, _: value


def read(spec: Spec, data: bytes, depth: int = 0) -> Any:
    """The struct that `data` is. Raises Malformed."""
    if depth > DEEPEST:
        raise Malformed
    fields, at, end = spec.fields, 0, len(data)
    values: dict[str, Any] = {}
    try:
        while at < end:
            tag = data[at]
            wire = tag & 7
            if tag > 127 or wire not in (_VARINT, _BYTES):  # seldom
                tag, value, at = _field(data, at, end)
            else:
                value = data[at + 1]
                at += 2
                if value > 127:
                    value, at = varint(data, at - 1)
                if wire == _BYTES:
                    start, at = at, at + value
                    if at > end:
                        raise Malformed
                    value = data[start:at]
            field = fields.get(tag)
            if field is not None:
                name, repeated, reading = field
                if repeated:
                    values.setdefault(name, []).append(reading(value, depth))
                else:
                    values[name] = reading(value, depth)
    except IndexError:
        raise Malformed from None
    return spec.struct(**values)


def fields_of(data: bytes) -> Iterator[tuple[int, Any]]:
    """Tags (number and kind in one) and values, as they stand. Raises Malformed, IndexError."""
    at, end = 0, len(data)
    while at < end:
        tag, value, at = _field(data, at, end)
        yield tag, value


def _field(data: bytes, at: int, end: int) -> tuple[int, Any, int]:
    """A tag, its value, and where the next one begins. Raises Malformed, IndexError."""
    tag, at = varint(data, at)
    wire = tag & 7
    if wire == _VARINT:
        value, at = varint(data, at)
        return tag, value, at
    if wire == _BYTES:
        length, at = varint(data, at)
    elif wire in (_EIGHT, _FOUR):
        length = 8 if wire == _EIGHT else 4
    else:
        raise Malformed
    if at + length > end:
        raise Malformed
    return tag, data[at : at + length], at + length


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where the next thing begins. Raises Malformed for more than 64 bits, IndexError at the end."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
        if shift > 63:
            raise Malformed


def delimited(pieces: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Messages that stand one after the other, each behind its length; `pieces` are cut anywhere.

    Raises Malformed for a message of more than `longest` bytes, and for one that is cut off.
    """
    source, buffer, at = iter(pieces), b"", 0
    while True:
        if len(buffer) - at < _LONGEST_VARINT:
            buffer, at = _filled(source, buffer[at:], _LONGEST_VARINT), 0
            if not buffer:
                return
        try:
            length, start = varint(buffer, at)
        except IndexError:
            raise Malformed from None
        if length > longest:
            raise Malformed
        if len(buffer) - start < length:
            buffer, start = _filled(source, buffer[start:], length), 0
            if len(buffer) < length:
                raise Malformed
        at = start + length
        yield buffer[start:at]


def _filled(source: Iterator[bytes], held: bytes, least: int) -> bytes:
    """What is held and as many further pieces as make `least` bytes, or all there are."""
    parts, length = [held], len(held)
    while length < least and (piece := next(source, None)) is not None:
        parts.append(piece)
        length += len(piece)
    return b"".join(parts)
