"""The second reading of a text of one style, column by column: the quick way, which most chats go.

Ordinary messages (of a known sender, on one line, without a sign of the app's) are made all at once; the others are
read as whatsapp_reader reads them. What is only quoted is known before by its number, and goes into the body above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any

from vault.chats.message import Kind, Message
from vault.exports.base import Skipped
from vault.exports.whatsapp_bodies import LONGEST_PLACEHOLDER, MARK
from vault.exports.whatsapp_columns import Columns, Cutter
from vault.exports.whatsapp_reader import Reader, Stray, Understanding
from vault.exports.whatsapp_text import LONGEST_MESSAGE

_SIGNS = (MARK, "<", "://")
_LAST = (")", "）")
_FIRST_LINE = re.compile(r"[^\n]*[:：)）]\s*\n")  # of a poll, or a file's name with its caption below
_PLACEHOLDERS = ("omitted", "deleted")
_MOST_NAMES = 50_000


class ColumnReader(Reader):
    """Reads a text once. `rejected` are the numbers of messages that are only quoted."""

    def __init__(self, known: Understanding, rejected: Sequence[int]) -> None:
        super().__init__(known, None)
        self._rejected = frozenset(rejected)
        self._names: dict[str | None, str] = {}
        self._placeholders: dict[str, Kind] = {}

    def records(self, texts: Iterator[str]) -> Iterator[Message | Skipped]:
        """Messages and what is none, in the text's order."""
        stray = Stray("before-first-message")
        cutter = Cutter(self._known.grammar.styles[0], whole=bool(self._rejected))
        pieces: Iterable[Columns] = cutter.cut(self._counted(texts))
        if self._rejected:
            pieces = self._accepted(pieces)
        for columns in pieces:
            stray.add(columns.before)
            if columns.bodies:
                self._leave_out(stray)
                yield from self._messages_of(columns)
        self._leave_out(stray)
        yield from self._notices

    def _accepted(self, pieces: Iterable[Columns]) -> Iterator[Columns]:
        """Pieces with quotations in the bodies above them; a piece's last message waits for what quotes may follow."""
        number = 0
        pending: list[tuple[Any, ...]] = []
        for columns in pieces:
            rows = pending
            for row in zip(*_lists(columns), strict=True):
                if number in self._rejected and rows:
                    rows[-1] = (*rows[-1][:-1], f"{rows[-1][-1]}{row[0]}{row[-1]}")
                else:
                    rows.append(row)
                number += 1
            pending = rows[-1:]
            yield _with(columns.before, rows[:-1])
        yield _with("", pending)

    def _messages_of(self, columns: Columns) -> Iterator[Message | Skipped]:
        """Ordinary messages at once, the others one by one, in their order."""
        bodies = columns.bodies
        if "\r" in columns.text:
            bodies = [body[:-1] if body[-1:] == "\r" else body for body in bodies]
        senders = list(map(self._names.get, columns.senders))
        moments = self._known.timepieces[0].moments(columns.stamps, columns.dates, columns.clocks, columns.words)
        kinds: list[Kind] = ["text"] * len(bodies)
        special = self._special(columns, senders, bodies)
        special = [n for n in special if senders[n] is None or not self._is_known(n, columns.gaps[n], bodies[n], kinds)]
        lines = self._lines_of(columns, special)
        start = 0
        for stop in (*special, len(bodies)):
            if stop > start:
                self._messages += stop - start
                yield from map(
                    Message, repeat(self._key), senders[start:stop], moments[start:stop], bodies[start:stop],
                    kinds[start:stop], map("line {}".format, lines[start:stop]),
                )  # fmt: skip
            if stop < len(bodies):
                self._line = lines[stop]
                yield from self._read_one(columns, stop)
            start = stop + 1
        self._line = lines[-1]

    def _is_known(self, number: int, gap: str | None, body: str, kinds: list[Kind]) -> bool:
        """Whether a body was met before that is the app's placeholder for something, whoever sent it."""
        kind = self._placeholders.get(body) if gap else None
        if kind is not None:
            kinds[number] = kind
        return kind is not None

    def _lines_of(self, columns: Columns, special: Sequence[int]) -> Sequence[int]:
        """The line of each message, and of what follows; further lines are counted but those of special messages."""
        bodies = columns.bodies
        more = [number for number, body in enumerate(bodies) if "\n" in body]
        if not more:
            return range(self._line, self._line + len(bodies) + 1)
        steps, known = [1] * len(bodies), frozenset(special)
        for number in more:
            lines = bodies[number].split("\n")
            steps[number] = len(lines)
            if number not in known:
                blank = sum(not line.strip() for line in lines[1:])
                self._blank += blank
                self._continuation += len(lines) - 1 - blank
        return list(accumulate(steps, initial=self._line))

    def _special(self, columns: Columns, senders: Sequence[str | None], bodies: Sequence[str]) -> list[int]:
        """The numbers of messages that need a closer look. What no body of a piece has is looked for in none."""
        text, found = columns.text, set[int]()
        if None in senders:
            found.update(number for number, sender in enumerate(senders) if sender is None)
        if "" in columns.gaps:
            found.update(number for number, gap in enumerate(columns.gaps) if not gap)
        if "" in bodies:
            found.update(number for number, body in enumerate(bodies) if not body)
        if text.count("\n") > len(bodies):
            found.update(n for n, body in enumerate(bodies) if "\n" in body and _FIRST_LINE.match(body))
            found.update(n for n, body in enumerate(bodies) if len(body) > LONGEST_MESSAGE)
        for sign in (sign for sign in _SIGNS if sign in text):
            found.update(number for number, body in enumerate(bodies) if sign in body)
        signs = self._known.bodies.signs
        found.update(number for number, body in enumerate(bodies) if len(body) <= LONGEST_PLACEHOLDER and signs(body))
        if any(last in text for last in _LAST):
            found.update(number for number, body in enumerate(bodies) if body[-1:] in _LAST)
        return sorted(found)

    def _read_one(self, columns: Columns, number: int) -> Iterator[Message | Skipped]:
        raw, gap, body = columns.senders[number], columns.gaps[number], columns.bodies[number]
        fields = (
            columns.dates[number], columns.words[number], columns.clocks[number], "", raw, gap, columns.stamps[number],
        )  # fmt: skip
        message = self._message(self._known.timepieces[0], fields, body)
        yield message
        if self._notices:
            yield from self._notices
            self._notices.clear()
        if (
            gap
            and raw is not None
            and raw not in self._names
            and raw not in self._prefixes
            and self._clean
            and len(self._names) < _MOST_NAMES
        ):
            sender = self._sender(raw, True)
            if sender is not None:
                self._names[raw] = sender
        if message.kind in _PLACEHOLDERS and message.text == body and self._is_lasting(body, message):
            self._placeholders[body] = message.kind

    def _is_lasting(self, body: str, message: Message) -> bool:
        """Whether these words mean the same whoever sends them."""
        whoever = self._room is None or MARK not in body
        return whoever and len(body) <= LONGEST_PLACEHOLDER and "\n" not in body and not message.attachments


def _lists(columns: Columns) -> Sequence[Sequence[Any]]:
    return (
        columns.heads, columns.stamps, columns.dates, columns.clocks, columns.words, columns.senders, columns.gaps,
        columns.bodies,
    )  # fmt: skip


def _with(before: str, rows: Sequence[tuple[Any, ...]]) -> Columns:
    """A piece of these rows."""
    heads, stamps, dates, clocks, words, senders, gaps, bodies = zip(*rows, strict=True) if rows else [()] * 8
    text = "".join(f"\n{body}" for body in bodies)
    return Columns(text, before, heads, stamps, dates, clocks, words, senders, gaps, bodies)
