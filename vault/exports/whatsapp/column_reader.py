"""The second reading of a text of one style, column by column: the quick way, which most chats go.

Ordinary messages (of a known sender, on one line, without a sign of the app's) are made all at once; the others are
read as whatsapp_reader reads them. What is only quoted is known before by its number, and goes into the body above it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import add

from vault.chats.message import Kind, Message, Moment
from vault.exports.base import Skipped
from vault.exports.whatsapp.bodies import LONGEST_PLACEHOLDER, MARK
from vault.exports.whatsapp.columns import Columns, Cutter, chained, taken, without
from vault.exports.whatsapp.reader import Reader, Stray, Understanding
from vault.exports.whatsapp.stamps import Times
from vault.exports.whatsapp.survey import Survey
from vault.exports.whatsapp.text import LONGEST_MESSAGE

_SIGNS = (MARK, "<", "://")
_LAST = (")", "）")
_HEADING = frozenset(":：)）")  # ends the first line of a poll, or of a file's name with its caption below
_PLACEHOLDERS = ("omitted", "deleted")
_MOST_NAMES = 50_000
_THREE_DIGITS, _NUMBERS = [f"{number:03}" for number in range(1000)], [f"{number}" for number in range(1000)]


class ColumnReader(Reader):
    """Reads a text once. `rejected` are the numbers of messages that are only quoted."""

    def __init__(self, known: Understanding, found: Survey, rejected: Sequence[int]) -> None:
        super().__init__(known, None)
        self._found = found
        self._rejected = frozenset(rejected)
        self._times = Times() if found.trace is None else found.trace.times
        self._cutter = Cutter(known.grammar.styles[0], self._times)
        self._names: dict[str | None, str] = {}
        self._same: set[str | None] = set()  # those whose name is what stands in the text
        self._placeholders: dict[str, Kind] = {}

    def records(self, texts: Iterator[str]) -> Iterator[Message | Skipped]:
        """Messages and what is none, in the text's order. A text that was cut and held is not read again."""
        return chain.from_iterable(self._records(texts))

    def _records(self, texts: Iterator[str]) -> Iterator[Iterable[Message | Skipped]]:
        """What records gives, in lists and the like: each is to be exhausted before the next is asked for."""
        stray = Stray("before-first-message")
        held = self._found.held
        pieces: Iterable[Columns] = self._cutter.cut(texts) if held is None else held
        if self._rejected:
            pieces = self._accepted(pieces)
        for columns in pieces:
            stray.add(columns.before)
            if columns.bodies:
                self._leave_out(stray)
                yield from self._messages_of(columns)
        self._leave_out(stray)
        yield self._notices

    def _lines_read(self) -> int:
        return self._cutter.lines if self._found.held is None else self._found.lines

    def _accepted(self, pieces: Iterable[Columns]) -> Iterator[Columns]:
        """Pieces with quotations in the bodies above them; a piece's last message waits for what quotes may follow."""
        number, held = 0, Columns()
        for columns in pieces:
            rows, first = chained(held, columns), len(held.bodies)
            gone, last = [], first - 1
            for row in range(first, len(rows.bodies)):
                if number + row - first in self._rejected and last >= 0:
                    rows.bodies[last] += f"\n{self._cutter.head_of(rows, row)}{rows.bodies[row]}"
                    rows.long = sorted({*rows.long, last})
                    gone.append(row)
                else:
                    last = row
            number += len(columns.bodies)
            without(rows, gone)
            held = taken(rows, len(rows.bodies) - 1) if rows.bodies else Columns()
            rows.look_for_signs()
            yield rows
        held.look_for_signs()
        yield held

    def _messages_of(self, columns: Columns) -> Iterator[Iterable[Message | Skipped]]:
        """Ordinary messages at once, the others one by one, in their order."""
        bodies = columns.bodies
        if "\r" in columns.signs:
            bodies = [body[:-1] if body[-1:] == "\r" else body for body in bodies]
        senders = columns.senders
        if not self._same.issuperset(senders):
            senders = list(map(self._names.get, senders))
        moments = self._known.timepieces[0].moments(columns.stamps, columns.days, columns.clocks, self._times)
        kinds: list[Kind] = ["text"] * len(bodies)
        special = self._special(columns, senders, bodies)
        special = [n for n in special if senders[n] is None or not self._is_known(n, columns.gap(n), bodies[n], kinds)]
        places, lines = self._places(columns, special)
        start = 0
        for stop in (*special, len(bodies)):
            if stop > start:
                self._messages += stop - start
                yield map(
                    Message, repeat(self._key), senders[start:stop], moments[start:stop], bodies[start:stop],
                    kinds[start:stop], places[start:stop],
                )  # fmt: skip
            self._line = lines[stop]
            if stop < len(bodies):
                yield self._read_one(columns, stop, moments[stop])
            start = stop + 1

    def _is_known(self, number: int, gap: str | None, body: str, kinds: list[Kind]) -> bool:
        """Whether a body was met before that is the app's placeholder for something, whoever sent it."""
        kind = self._placeholders.get(body) if gap else None
        if kind is not None:
            kinds[number] = kind
        return kind is not None

    def _places(self, columns: Columns, special: Sequence[int]) -> tuple[list[str], dict[int, int]]:
        """What stands for the line of each message, and the lines of special ones and of what follows all.

        Further lines are counted but those of special messages.
        """
        bodies, further = columns.bodies, {row: columns.bodies[row].count("\n") for row in columns.long}
        places = _written(self._line, len(bodies) + sum(further.values()))
        known = frozenset(special)
        for row, more in further.items():
            del places[row + 1 : row + 1 + more]
            if row not in known:
                blank = list(map(str.strip, bodies[row].split("\n")[1:])).count("")
                self._blank += blank
                self._continuation += more - blank
        before = list(accumulate(further.values(), initial=self._line))
        return places, {row: row + before[bisect_left(columns.long, row)] for row in (*special, len(bodies))}

    def _special(self, columns: Columns, senders: Sequence[str | None], bodies: Sequence[str]) -> list[int]:
        """The numbers of messages that need a closer look. What no body of a piece has is looked for in none."""
        signs, found = columns.signs, set(self._known.bodies.perhaps(bodies))
        if None in senders:
            found.update(row for row, sender in enumerate(senders) if sender is None)
        found.update(row for row, (_, gap) in columns.odd.items() if not gap)
        for row in columns.long:
            first = bodies[row].partition("\n")[0].rstrip()
            if first[-1:] in _HEADING or len(bodies[row]) > LONGEST_MESSAGE:
                found.add(row)
        for sign in _SIGNS:
            found.update(signs.get(sign, ()))
        if not signs.keys().isdisjoint(_LAST):
            found.update(row for row, body in enumerate(bodies) if body[-1:] in _LAST)
        return sorted(found)

    def _read_one(self, columns: Columns, number: int, moment: Moment) -> Iterator[Message | Skipped]:
        raw, gap, body = columns.senders[number], columns.gap(number), columns.bodies[number]
        message = self._made(moment, raw, gap, body)
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
                if raw == sender:
                    self._same.add(raw)
        if message.kind in _PLACEHOLDERS and message.text == body and self._is_lasting(body, message):
            self._placeholders[body] = message.kind

    def _is_lasting(self, body: str, message: Message) -> bool:
        """Whether these words mean the same whoever sends them."""
        whoever = self._room is None or MARK not in body
        return whoever and len(body) <= LONGEST_PLACEHOLDER and "\n" not in body and not message.attachments


def _written(first: int, number: int) -> list[str]:
    """What stands for so many lines in reports. Written a thousand at a time."""
    stop, places = first + number, list[str]()
    for thousand in range(first // 1000, (stop - 1) // 1000 + 1):
        before = f"line {thousand or ''}"
        numbers = _THREE_DIGITS if thousand else _NUMBERS
        places += map(add, repeat(before), numbers[max(first - thousand * 1000, 0) : stop - thousand * 1000])
    return places
