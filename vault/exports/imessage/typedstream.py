"""The text of an attributed string as Messages stores it: a "typedstream" of NeXT's archiver.

After the names of its classes stands the type `+` and the text: its length (one byte below 0x80; 0x81
and two bytes; 0x82 and four, little-endian), then UTF-8. The attributes behind it are not needed: which part of the
text is a picture shows by U+FFFC. Facts: ../shared/reference/chat-formats.md §3.8.
"""

from __future__ import annotations

_MAGIC = b"\x04\x0bstreamtyped"
_TEXT = b"\x84\x01+"
_WIDTHS = {0x81: 2, 0x82: 4}


def text_of(data: bytes) -> str | None:
    """The text; None where there is none. Of one that was cut off, and of a length beyond the end, what is there."""
    start = data.find(_TEXT) if data.startswith(_MAGIC) else -1
    if start < 0 or start + len(_TEXT) >= len(data):
        return None
    start += len(_TEXT)
    first = data[start]
    start += 1
    if first in _WIDTHS:
        length = int.from_bytes(data[start : start + _WIDTHS[first]], "little")
        start += _WIDTHS[first]
    elif first < 0x80:
        length = first
    else:
        return None
    raw = data[start : start + length]
    return _readable(raw) if len(raw) < length else raw.decode("utf-8", "replace")


def _readable(raw: bytes) -> str:
    """What of the bytes is text before the first that is none: there something else begins, or a character is cut."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        return raw[: error.start].decode()
