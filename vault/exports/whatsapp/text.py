"""A chat's text as a stream of pieces, each one header with its body, in flat memory whatever the size.

Lines end at a line feed only, with or without a carriage return: the other characters that Python counts as line
ends occur inside messages.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

# The longest message that WhatsApp sends has 65,536 characters. What is much longer was not written by it.
LONGEST_MESSAGE = 65_536
MOST_CHARACTERS = 4 * 1024 * 1024
_BLOCK = 32 * 1024  # what is made of so much still fits a processor's cache
_GLANCE = 1024  # bytes that show a text's encoding
_RARE = 16  # one byte of so many is a zero in UTF-16, and one zero of so many may stand in the other place
_SURROGATES = re.compile("[\udc80-\udcff]+")
Chunks = Callable[[], Iterator[bytes]]


class LineCount:
    """Counts lines as the text goes by, knowing nothing of headers: the other side of the account."""

    def __init__(self) -> None:
        self._feeds = 0
        self._open = False

    def add(self, text: str) -> None:
        """Count a further part of the text."""
        if text:
            self._feeds += text.count("\n")
            self._open = not text.endswith("\n")

    @property
    def lines(self) -> int:
        """So many so far; a last line without a line feed counts."""
        return self._feeds + self._open


def decoded(chunks: Iterable[bytes], no_text: Callable[[], None] | None = None) -> Iterator[str]:
    """Text of UTF-8 or UTF-16, with or without a mark. Bytes that are no UTF-8 become lone surrogates.

    `no_text` is called before the first of those are given.
    """
    decoder: codecs.IncrementalDecoder | None = None
    for chunk in chain(chunks, (b"",)):
        if decoder is None:
            decoder = _decoder_for(chunk)
        for start in range(0, len(chunk), _BLOCK):
            yield _decoded(decoder, chunk[start : start + _BLOCK], no_text)
    if decoder is not None:
        yield _decoded(decoder, b"", no_text, final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder, data: bytes, no_text: Callable[[], None] | None, *, final: bool = False
) -> str:
    """Some more of it. A decoder is strict until it cannot be: so nobody has to look for surrogates in all texts."""
    state = decoder.getstate()
    try:
        return decoder.decode(data, final)
    except UnicodeDecodeError:
        if no_text is not None:
            no_text()
        decoder.errors = "surrogateescape"
        decoder.setstate(state)
        return decoder.decode(data, final)


def _decoder_for(start: bytes) -> codecs.IncrementalDecoder:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    if form := unmarked_utf16(start):
        return codecs.getincrementaldecoder(form)("replace")
    return codecs.getincrementaldecoder("utf-8-sig")("strict")


def unmarked_utf16(start: bytes) -> str | None:
    """Which UTF-16 a text without a mark is in, by its first bytes; None if it is in none.

    Digits, blanks and line ends have a zero in every pair, in the same place but for some emoji; a text in UTF-8 has
    no zeros.
    """
    start = start[:_GLANCE]
    if start.count(0) * _RARE < len(start):
        return None
    first, second = start[0::2].count(0), start[1::2].count(0)
    if second > first * _RARE:
        return "utf-16-le"
    return "utf-16-be" if first > second * _RARE else None


def is_clean(text: str) -> bool:
    """Whether every byte of it was text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def cleaned(text: str) -> str:
    """Text with U+FFFD in place of bytes that were none."""
    return _SURROGATES.sub("\ufffd", text)


# Number of the pattern, header, buffer, start, end: a header and what follows it up to the next, with
# `buffer[header.end():end]` the body, its last line end removed. Without a header (-1, None): text before the first
# one, or the rest of a body beyond all measure; it begins with a line feed unless it goes on with a line.
Piece = tuple[int, "re.Match[str] | None", str, int, int]


def pieces(texts: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[Piece]:
    """Cut a text at its headers. Every character but the very last line feed is in exactly one piece."""
    buffer = "\n"
    for text in texts:
        buffer += text
        limit = max(buffer.rfind("\n"), 0)  # what stands behind is an unfinished line
        found = _headers(buffer, limit, patterns)
        rest = found[-1][1].start() if found else limit  # the last body may go on
        yield from _pieces(buffer, found[:-1], rest)
        buffer = buffer[rest:]
        if len(buffer) > MOST_CHARACTERS:
            yield from _pieces(buffer, _headers(buffer, len(buffer), patterns), len(buffer))
            buffer = ""
    end = len(buffer) - buffer.endswith("\n")
    yield from _pieces(buffer, _headers(buffer, end, patterns), end)


def _headers(buffer: str, end: int, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, re.Match[str]]]:
    """Every header before `end` with the number of its pattern; where two patterns match, the first one's."""
    if len(patterns) == 1:
        return [(0, match) for match in patterns[0].finditer(buffer, 0, end)]
    found: dict[int, tuple[int, re.Match[str]]] = {}
    for number, pattern in enumerate(patterns):
        for match in pattern.finditer(buffer, 0, end):
            found.setdefault(match.start(), (number, match))
    return [found[start] for start in sorted(found)]


def _pieces(buffer: str, found: Sequence[tuple[int, re.Match[str]]], end: int) -> Iterator[Piece]:
    """Give the text before the first header, if any, and each header's piece, the last one up to `end`."""
    stops = [*(match.start() for _, match in found), end]
    if stops[0] > 0:
        yield -1, None, buffer, 0, stops[0]
    for (style, match), stop in zip(found, stops[1:], strict=True):
        yield style, match, buffer, match.start(), stop
