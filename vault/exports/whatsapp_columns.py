"""A chat's text in columns: all dates, all senders, all bodies of a piece at once, where its headers have one style.

One call of a compiled pattern cuts a quarter of a megabyte; going through the columns costs a fraction of looking at
each line. Which messages are only quoted follows from their times, and those are kept, a few bytes a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vault.exports.whatsapp_headers import Style

LONGEST_BODY = 1024 * 1024  # characters: texts with longer ones are read piece by piece


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers of a piece and their bodies, without the line end behind them. `before` is what no header precedes.

    `text` is the piece itself: to look in all of it for what most pieces have not. `words` stand beside the clocks.
    """

    text: str
    before: str
    heads: Sequence[str]
    stamps: Sequence[str]
    dates: Sequence[str]
    clocks: Sequence[str]
    words: Sequence[str]
    senders: Sequence[str | None]
    gaps: Sequence[str | None]
    bodies: Sequence[str]


class Cutter:
    """Cuts a text of one style. `whole`: give the headers as they are written, too. `too_long`: some body was."""

    def __init__(self, style: Style, *, whole: bool = False) -> None:
        form = style.pattern().pattern
        if not any(style.words):
            form = form.replace("(?P<before>)", "").replace("(?P<after>)", "")
        self._pattern = re.compile(f"(?P<head>{form})") if whole else re.compile(form)
        self._whole, self._worded = whole, any(style.words)
        self._places = {name: place - 1 for name, place in self._pattern.groupindex.items()}
        self._width = self._pattern.groups + 1
        self.too_long = False

    def cut(self, texts: Iterable[str]) -> Iterator[Columns]:
        """Every character but line ends, and what separates the parts of headers, is in exactly one column."""
        buffer, held = "\n", _Held()
        for text in texts:
            buffer += text
            limit = buffer.rfind("\n")  # what stands behind is an unfinished line
            if limit > 0:
                yield from self._columns(buffer[:limit], held)
                buffer = buffer[limit:]
            self.too_long = self.too_long or len(buffer) + held.size > LONGEST_BODY
        yield from self._columns(buffer[: len(buffer) - buffer.endswith("\n")], held)
        if held.row:
            yield self._table(held.text, "", held.take())

    def _columns(self, text: str, held: _Held) -> Iterator[Columns]:
        """All but the last message, which may go on."""
        cells: list[str | None] = self._pattern.split(text)
        before, goes_on = cells[0] or "", bool(held.row)
        if goes_on:
            held.add(before)
        if len(cells) == 1:
            if not goes_on:
                yield self._table(text, before, ())
            return
        start = held.take() if goes_on else []
        whole = held.text + text
        held.begin(cells[-self._width :], text)
        yield self._table(whole, "" if goes_on else before, [*start, *cells[1 : -self._width]])

    def _table(self, text: str, before: str, cells: Sequence[str | None]) -> Columns:
        width, places = self._width, self._places
        columns: dict[str, Any] = {name: cells[place::width] for name, place in places.items()}
        bodies: Any = cells[width - 1 :: width]
        words = [""] * len(bodies)
        if self._worded:
            words = [first or second for first, second in zip(columns["before"], columns["after"], strict=True)]
        return Columns(
            text, before, columns["head"] if self._whole else (), columns["stamp"], columns["date"], columns["clock"],
            words, columns["sender"], columns["gap"], bodies,
        )  # fmt: skip


class _Held:
    """The last message of what was cut so far."""

    def __init__(self) -> None:
        self.row: list[str | None] = []
        self.text = ""
        self.size = 0
        self._parts: list[str] = []

    def begin(self, row: list[str | None], text: str) -> None:
        """Hold a row, its body last, and the piece that it is from."""
        self.row, self._parts = row[:-1], [row[-1] or ""]
        self.text, self.size = text, len(self._parts[0])

    def add(self, text: str) -> None:
        """The body goes on."""
        if self.row:
            self._parts.append(text)
            self.text += text
            self.size += len(text)

    def take(self) -> list[str | None]:
        """The row with all of its body."""
        row, self.row = [*self.row, "".join(self._parts)], []
        self._parts, self.size = [], 0
        return row
