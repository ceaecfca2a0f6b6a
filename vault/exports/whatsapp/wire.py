"""The few protobuf messages in WhatsApp's files, read without a schema: numbers and bytes by their field's number.

Facts: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator

_BYTES, _VARINT = 2, 0
_FIXED = {1: 8, 5: 4}  # bytes of the wire types that have a fixed length
_LONGEST = 63  # bits of a number


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends. Raises IndexError, ValueError."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at
        if shift > _LONGEST:
            raise ValueError


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in their order. Raises IndexError, ValueError where it is none."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = varint(data, at)
            yield number, value
            continue
        if wire != _BYTES and wire not in _FIXED:
            raise ValueError
        length, at = varint(data, at) if wire == _BYTES else (_FIXED[wire], at)
        if at + length > len(data):
            raise ValueError
        yield number, data[at : at + length]
        at += length


def fields_of(data: bytes) -> dict[int, int | bytes]:
    """The fields of a message by number, the last of each. Raises IndexError, ValueError where it is none."""
    return dict(fields(data))


def texts_of(data: object, number: int) -> list[bytes]:
    """The bytes of each field of one number; none where `data` is no message."""
    if not isinstance(data, bytes):
        return []
    try:
        return [value for each, value in fields(data) if each == number and isinstance(value, bytes)]
    except (IndexError, ValueError):
        return []
