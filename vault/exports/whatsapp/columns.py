"""A chat's text in columns: all times, all senders, all bodies of a piece at once, where its headers have one style.

Most lines have a header of the usual kind. What stands between them is shown to the style's pattern: lines that go on
with a body, and headers that are odd in some way. What comes out is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from typing import Any, TypeVar

from vault.exports.whatsapp.headers import BLANKS, Style
from vault.exports.whatsapp.stamps import Stamps, Times, TooLong

LONGEST_BODY = 1024 * 1024  # characters: texts with longer ones are read piece by piece
COLON = ": "
_LAST = ("\r", ")", "）")
_ANYWHERE, _WITH_COLON = ("<", "\u200e"), ("://", COLON)
_T = TypeVar("_T")
_Odd = tuple[int, "re.Match[str]", str]  # the row before which it stands, header, body
_MOST_SENDERS = 50_000
_FEW = 32  # lines that are taken out one by one
_WIDTH = 6  # what a usual line is split into, with what stands before it


@dataclass(slots=True)
class Columns:
    """The messages of a piece.

    `before` is what no header precedes; each line in it begins with its line feed. `days` and `clocks` are numbers
    (see Times), `stamps` how both are written. `odd` gives whole headers and their gaps, by row, where they are not
    opening, stamp, closing, sender, colon and blank. `long` are the rows whose bodies have several lines. `signs` are
    the signs that most pieces have not: with the rows in which they occur; where only a body's end matters, as with
    brackets and carriage returns, without.
    """

    before: str = ""
    days: list[int] = field(default_factory=list)
    clocks: list[int] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    odd: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    long: list[int] = field(default_factory=list)
    signs: dict[str, list[int]] = field(default_factory=dict)

    def look_for_signs(self) -> None:
        """Look for what has to be looked at more closely. One character is found much faster than two."""
        bodies, text = self.bodies, "\n".join(self.bodies)
        self.signs = {sign: [] for sign in _LAST if sign in text}
        for sign in (*_ANYWHERE, *(_WITH_COLON if ":" in text else ())):
            if sign in text:
                self.signs[sign] = [row for row, body in enumerate(bodies) if sign in body]

    def gap(self, row: int) -> str | None:
        """What stands between colon and body; None where there is no colon."""
        return self.odd[row][1] if row in self.odd else " "


class _Senders(dict[str, str]):
    """One text for each sender, however often it is read."""

    def __missing__(self, name: str) -> str:
        if len(self) > _MOST_SENDERS:
            self.clear()
        self[name] = name
        return name


class Cutter:
    """Cuts a text of one style. `lines` were read so far, counted before it is known what those between rows are."""

    def __init__(self, style: Style, times: Times) -> None:
        self.lines = 0
        self._style, self._times = style, times
        self._pattern, self._stamps, self._senders = style.pattern(), Stamps(style, times), _Senders()
        self._usual = style.usual(times.closing) if times.closing else None

    def head_of(self, columns: Columns, row: int) -> str:
        """A header as it is written."""
        if row in columns.odd:
            return columns.odd[row][0]
        opening = "[" if self._style.bracketed else ""
        return f"{opening}{columns.stamps[row]}{self._times.closing}{columns.senders[row]}: "

    def cut(self, texts: Iterable[str]) -> Iterator[Columns]:
        """Every line is in exactly one row, or in `before`. A piece ends where a header begins.

        Raises TooLong.
        """
        buffer, least = "\n", 1
        for text in texts:
            buffer += text
            place = self._last_header(buffer, least)
            if place:
                yield self._rows(buffer[:place])
                buffer = buffer[place:]
            if len(buffer) > LONGEST_BODY:
                raise TooLong
            least = max(buffer.rfind("\n"), 1)  # that line is not finished; no header begins between
        yield self._rows(buffer[: len(buffer) - buffer.endswith("\n")])

    def _last_header(self, buffer: str, least: int) -> int:
        """Where the last header begins; 0 if none does from `least` on."""
        place = buffer.rfind("\n")
        while place >= least:
            if self._pattern.match(buffer, place):
                return place
            place = buffer.rfind("\n", 0, place)
        return 0

    def _rows(self, text: str) -> Columns:
        """The headers of some lines, with the lines below them."""
        usual = self._usual or self._learnt(text)
        parts = usual.split(text) if usual else [text]
        first, second = (self._stamps.clocks, self._stamps.days)[:: 1 if self._style.time_first else -1]
        columns = Columns(stamps=parts[1::_WIDTH], bodies=parts[5::_WIDTH])
        one = list(map(first.__getitem__, parts[2::_WIDTH]))
        other = list(map(second.__getitem__, parts[3::_WIDTH]))
        columns.clocks, columns.days = (one, other) if self._style.time_first else (other, one)
        columns.senders = list(map(self._senders.__getitem__, parts[4::_WIDTH]))
        self._take_in(columns, parts[::_WIDTH])
        columns.look_for_signs()
        return columns

    def _take_in(self, columns: Columns, between: Sequence[str]) -> None:
        """Take in what stands before each row, and behind the last: whole lines, each begins with its line feed."""
        others = "".join(between)
        self.lines += len(columns.bodies) + others.count("\n")
        if not others:
            return
        odd: list[_Odd] = []
        look = self._look_between if between[0] or self._pattern.search(others) else self._append
        for row in compress(count(), between):
            look(columns, row, between[row], odd)
        if odd:
            self._put_in(columns, odd)

    def _learnt(self, text: str) -> re.Pattern[str] | None:
        """The pattern of usual lines, as the first header shows it; None if there is no header."""
        match = self._pattern.search(text)
        if match is None:
            return None
        closing = text[match.end("stamp") : match.start("sender") if match["sender"] else match.end()]
        usual = {"]": "] "}.get(self._style.close, self._style.close)
        self._times.closing = closing if closing[-1:] in BLANKS else usual
        self._usual = self._style.usual(self._times.closing)
        return self._usual

    @staticmethod
    def _append(columns: Columns, row: int, text: str, _: list[_Odd]) -> None:
        """Put lines that begin no message into the body above a row."""
        columns.bodies[row - 1] += text
        columns.long.append(row - 1)

    def _look_between(self, columns: Columns, row: int, text: str, odd: list[_Odd]) -> None:
        """Take in lines that stand before a row. Headers among them are left in `odd`, with their bodies."""
        headers = list(self._pattern.finditer(text))
        stops = [*(header.start() for header in headers), len(text)]
        if stops[0] and row:
            self._append(columns, row, text[: stops[0]], odd)
        elif stops[0]:
            columns.before = text[: stops[0]]
        odd += [(row, header, text[header.end() : stop]) for header, stop in zip(headers, stops[1:], strict=True)]

    def _put_in(self, columns: Columns, odd: Sequence[_Odd]) -> None:
        """Put in rows with odd headers, each before the row that it is given with."""
        places = [place for place, _, _ in odd]
        columns.long = [row + bisect(places, row) for row in columns.long]
        for row, (_, header, body) in enumerate(odd):
            row += places[row]
            columns.days.insert(row, self._stamps.day(header))
            columns.clocks.insert(row, self._stamps.clock(header))
            columns.stamps.insert(row, header["stamp"])
            columns.senders.insert(row, header["sender"])
            columns.bodies.insert(row, body)
            columns.odd[row] = header[0][1:], header["gap"]
            if "\n" in body:
                columns.long.append(row)
        columns.long.sort()


def without(columns: Columns, rows: Sequence[int]) -> None:
    """Take out rows, whose numbers ascend."""
    _take_out(_lists(columns), rows)
    columns.odd = _rest(columns.odd, rows)
    gone = frozenset(rows)
    columns.long = [row - bisect(rows, row) for row in columns.long if row not in gone]


def _take_out(columns: Iterable[list[Any]], rows: Sequence[int]) -> None:
    """Take rows out of each of some columns."""
    if len(rows) < _FEW:
        for column in columns:
            for row in reversed(rows):
                del column[row]
        return
    keep = bytearray()
    for column in columns:
        if not keep:
            keep = bytearray(b"\1") * len(column)
            for row in rows:
                keep[row] = 0
        column[:] = compress(column, keep)


def _rest(by_row: dict[int, _T], rows: Sequence[int]) -> dict[int, _T]:
    """What is kept by row, when rows were taken out."""
    if not by_row:
        return by_row
    gone = frozenset(rows)
    return {row - bisect(rows, row): said for row, said in by_row.items() if row not in gone}


def _lists(columns: Columns) -> tuple[list[Any], ...]:
    return columns.days, columns.clocks, columns.stamps, columns.senders, columns.bodies


def chained(first: Columns, second: Columns) -> Columns:
    """The rows of two pieces, and what no header precedes in the second. Signs are not looked for."""
    shift, both = len(first.bodies), Columns(second.before)
    for column, one, other in zip(_lists(both), _lists(first), _lists(second), strict=True):
        column += one
        column += other
    both.odd = {**first.odd, **{row + shift: said for row, said in second.odd.items()}}
    both.long = first.long + [row + shift for row in second.long]
    return both


def taken(columns: Columns, start: int) -> Columns:
    """The rows from `start` on, taken out of a piece."""
    rest = Columns()
    for column, other in zip(_lists(columns), _lists(rest), strict=True):
        other[:] = column[start:]
        del column[start:]
    for row in [row for row in columns.odd if row >= start]:
        rest.odd[row - start] = columns.odd.pop(row)
    rest.long = [row - start for row in columns.long if row >= start]
    columns.long = [row for row in columns.long if row < start]
    return rest
