"""A window on JSON that streams by: finds where a value ends, without reading what is in it.

A value's end is found by one regular expression where the value is shallow and lies in the window, else by following
strings and brackets through as many pieces as it takes. Nothing here decodes: see json_stream.
Grammar: RFC 8259. Strings are followed leniently: any byte may stand in them, and any byte behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from vault.errors import ExportDamaged

MOST_VALUE = 16 * 1024 * 1024  # bytes of one value: decoding takes up to twenty times as much memory
DEEPEST = 64
END = -1
_SHALLOW = 6  # brackets within brackets that one expression follows
_MOST_SCALAR = 4096  # bytes of a number or a word
_QUOTE = ord('"')
_BOM = b"\xef\xbb\xbf"

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'[^"{}\[\]]*+(?:' + _STRING + rb'[^"{}\[\]]*+)*+'


def _nested() -> bytes:
    pattern = rb"[{\[]" + _FLAT + rb"[}\]]"
    for _ in range(_SHALLOW):
        pattern = rb"[{\[]" + _FLAT + rb"(?:" + pattern + _FLAT + rb")*+[}\]]"
    return pattern


WHOLE = re.compile(_nested(), re.DOTALL)
"""An object or array with all that is in it, unless it is deeper than this expression follows."""
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_MARK = re.compile(rb'["{}\[\]]')
_SCALAR_REST = re.compile(rb"[^\s,:\]}\[{\"]*+")
_SPACE = re.compile(rb"[ \t\r\n]*+")


class Window:
    """What of the stream is in memory: `data`, read up to `at`. Raises ExportDamaged where JSON ends too early."""

    def __init__(self, pieces: Iterable[bytes], path: Path) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._path = path
        self._before = 0  # bytes that have left the window
        self.data = b""
        self.at = 0
        while len(self.data) < len(_BOM) and self.fill():
            pass
        if self.data.startswith(_BOM):
            self.at = len(_BOM)

    def fill(self) -> bool:
        """Let what was read go and take the next piece in; False at the stream's end."""
        piece = next((piece for piece in self._pieces if piece), None)
        if piece is None:
            return False
        self._before += self.at
        self.data = self.data[self.at :] + piece if self.at < len(self.data) else piece
        self.at = 0
        return True

    def damaged(self, what: str) -> ExportDamaged:
        """The error to raise for what stands here: its place, never its text."""
        return ExportDamaged(self._path, f"JSON: {what} at byte {self._before + self.at}")

    def peek(self) -> int:
        """The next byte that is no white space, which then stands at `at`; END where there is none."""
        while True:
            match = _SPACE.match(self.data, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.data):
                return self.data[self.at]
            if not self.fill():
                return END

    def take(self, expected: bytes) -> None:
        """Step over a mark that must stand here."""
        if self.peek() != expected[0]:
            raise self.damaged(f"no {expected.decode()}")
        self.at += 1

    def value(self, most: int = MOST_VALUE) -> bytes | None:
        """The bytes of the value that stands here, and step over it; None if it is larger or deeper than allowed."""
        first = self.peek()
        if first == END:
            raise self.damaged("the end is missing")
        if first in b"{[":
            match = WHOLE.match(self.data, self.at)
            if match is None:
                return self._followed(most)
            self.at = match.end()
            whole = match[0]
            return whole if len(whole) <= most else None
        return self._followed(most) if first == _QUOTE else self._scalar()

    def _scalar(self) -> bytes | None:
        """A number, true, false, null, NaN: up to the next mark."""
        while True:
            match = _SCALAR_REST.match(self.data, self.at)
            end = match.end() if match else self.at
            if end < len(self.data) or not self.fill():
                break
            if end - self.at > _MOST_SCALAR:
                raise self.damaged("a word without an end")
        if end == self.at:
            raise self.damaged("no value")
        whole = self.data[self.at : end]
        self.at = end
        return whole if len(whole) <= _MOST_SCALAR else None

    def _followed(self, most: int) -> bytes | None:
        """Follow a string or brackets through the pieces. What grows too large is let go as it is read."""
        trail, fits, end = _Trail(), True, self.at
        while not trail.ended:
            end = trail.follow(self.data, end)
            fits = fits and end - self.at <= most and trail.deepest <= DEEPEST
            if trail.ended:
                break
            if not fits:
                self.at = end
            end -= self.at
            if not self.fill():
                self.at = len(self.data)
                raise self.damaged("the end is missing")
        whole = self.data[self.at : end] if fits else None
        self.at = end
        return whole


class _Trail:
    """How deep in brackets a reading is, and whether in a string; `ended` when the first thing is closed again."""

    def __init__(self) -> None:
        self.depth = self.deepest = 0
        self.in_string = self.ended = False

    def follow(self, data: bytes, at: int) -> int:
        """Read on from `at`; gives where the value ends, or how far `data` could be understood."""
        while not self.ended:
            if self.in_string:
                match = _STRING_REST.match(data, at)
                at = match.end() if match else at
                if at >= len(data) or data[at] != _QUOTE:
                    return at  # a backslash whose other half is in the next piece stands here, or nothing
                self.in_string, at = False, at + 1
            else:
                mark = _MARK.search(data, at)
                if mark is None:
                    return len(data)
                at = mark.end()
                self._step(data[at - 1])
            self.ended = self.depth <= 0 and not self.in_string
        return at

    def _step(self, mark: int) -> None:
        if mark == _QUOTE:
            self.in_string = True
        elif mark in b"{[":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        else:
            self.depth -= 1
