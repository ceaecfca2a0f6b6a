"""Decoding one JSON value as chat apps write them: quickly where it is right, leniently where it is a little wrong.

Lenient about: bytes that are no UTF-8 and half surrogate pairs (U+FFFD), NaN and infinities (None), control characters
in strings, and Telegram's `\\xHH` for them (https://github.com/telegramdesktop/tdesktop export_output_json.cpp).
"""

from __future__ import annotations

import json
import re
from typing import Final

import msgspec

MOST_DIGITS = 400  # of an integer; no app writes a number with more


class Broken:
    """What stands for a value that cannot be decoded. It is no dict, no list and no str."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = Broken()

_quick = msgspec.json.Decoder().decode
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|x(?P<byte>[0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def decode(data: bytes) -> object:
    """The value, or BROKEN. Raises nothing."""
    try:
        return _quick(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        return _lenient(data)


def _lenient(data: bytes) -> object:
    text = _ESCAPE.sub(_mended, data.decode("utf-8", "replace"))
    try:
        return json.loads(text, strict=False, parse_constant=_nothing, parse_int=_integer, parse_float=_real)
    except (ValueError, RecursionError):
        return BROKEN


def _mended(match: re.Match[str]) -> str:
    if match["byte"]:
        return f"\\u00{match['byte']}"
    return "\\ufffd" if match["half"] else match[0]


def _nothing(_: str) -> None:
    return None


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MOST_DIGITS else None


def _real(digits: str) -> float | None:
    number = float(digits)
    return number if abs(number) < float("inf") else None
