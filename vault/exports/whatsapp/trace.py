"""The course of a chat's times, kept while it is surveyed: enough to tell afterwards which messages are only quoted.

The rules are those of whatsapp_quotes.Course, Credits and QuoteGuard for a text of one style, in one loop each.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import add

from vault.exports.whatsapp.clock import Timepiece
from vault.exports.whatsapp.columns import Columns
from vault.exports.whatsapp.dates import BIRTH
from vault.exports.whatsapp.people import People
from vault.exports.whatsapp.stamps import Times
from vault.exports.whatsapp.text import LONGEST_MESSAGE

BACK = 3600  # seconds that messages run backwards without remark: they arrive late, and clocks are set back
MOST_TRACED = 4_000_000  # messages; sixteen bytes each
_HEADER = 6  # characters of a header beside date, clock and sender, near enough
_NEVER = -(1 << 60)


class _Numbers(dict[object, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, thing: object) -> int:
        number = self[thing] = len(self)
        return number


class Trace:
    """Times, senders and lengths of bodies of all messages of a text. `whole`: none was left out.

    What pieces tell is taken out of them when they are no longer held, or when something runs backwards.
    """

    def __init__(self) -> None:
        self.whole = True
        self.times = Times()
        self._held: list[Columns] | None = []
        self._senders = _Numbers()
        self._days, self._clocks, self._who, self._sizes = array("I"), array("I"), array("I"), array("I")

    def add(self, columns: Columns) -> None:
        """Take in a piece."""
        if self._held is None:
            self._note(columns)
        else:
            self._held.append(columns)

    def release(self) -> None:
        """Hold no pieces from now on: they are many."""
        for columns in self._held or ():
            self._note(columns)
        self._held = None

    def _note(self, columns: Columns) -> None:
        if len(self._days) > MOST_TRACED:
            self.whole = False
            return
        self._days.extend(columns.days)
        self._clocks.extend(columns.clocks)
        self._who.extend(map(self._senders.__getitem__, self._keys(columns)))
        self._sizes.extend(map(len, columns.bodies))

    @staticmethod
    def _keys(columns: Columns) -> Iterable[object]:
        """Senders; those with a colon and no blank behind it as pairs, for they may be none."""
        if not columns.odd:
            return columns.senders
        keys: list[object] = list(columns.senders)
        for row, (_, gap) in columns.odd.items():
            if not gap and columns.bodies[row]:
                keys[row] = columns.senders[row], gap
        return keys

    def _tables(self, timepiece: Timepiece) -> tuple[list[int], list[int]]:
        """Seconds by the numbers of dates, and of clocks; far below zero where they are not known.

        Those of a phone without a clock are not. They count from WhatsApp's birth: small numbers are quicker.
        """
        clocks = (timepiece.seconds(*clock) for clock in self.times.clocks)
        days = ((timepiece.day(day) or 0) - BIRTH for day in self.times.dates)
        known = [day * 86_400 if day >= 0 else _NEVER for day in days]
        return known, [_NEVER if each is None else each for each in clocks]

    def _is_straight(self, timepiece: Timepiece) -> bool:
        """Whether all times of the pieces that are held are known, and none is earlier than one above it."""
        if self._held is None:
            return False
        (days, clocks), latest = self._tables(timepiece), 0
        for columns in self._held:
            times = list(map(add, map(days.__getitem__, columns.days), map(clocks.__getitem__, columns.clocks)))
            if times != sorted(times) or (times and times[0] < latest):
                return False
            latest = times[-1] if times else latest
        return True

    def _seconds(self, timepiece: Timepiece) -> list[int]:
        """When each message was sent; -1 where it is not known."""
        days, clocks = self._tables(timepiece)
        times = map(add, map(days.__getitem__, self._days), map(clocks.__getitem__, self._clocks))
        return [time if time >= 0 else -1 for time in times]

    def _ends(self) -> Iterator[int]:
        """Where each message ends, in characters; marks and odd blanks in headers aside."""
        stamp = (
            len(self.times.dates[0]) + len("".join(self.times.clocks[0])) + 2
            if self.times.dates and self.times.clocks
            else 0
        )
        senders = [_length(key) for key in self._senders]
        rows = zip(self._who, self._sizes, strict=True)
        return accumulate(stamp + senders[who] + size + _HEADER for who, size in rows)

    def quoted(self, timepiece: Timepiece, people: People) -> tuple[set[str] | None, list[int]]:
        """Who writes in the ordinary course of the chat, and the numbers of messages that are only quoted.

        None where nothing runs backwards: then everybody does, and nothing is.
        """
        if self._is_straight(timepiece):
            return None, []
        self.release()
        times = self._seconds(timepiece)
        if times == sorted(times):
            return None, []
        peaks = accumulate(times, max)
        if not any(time < peak - BACK for time, peak in zip(times, peaks, strict=True) if time >= 0):
            return None, []
        names = [_name(people, key) for key in self._senders]
        rows = list(zip(times, self._ends(), map(names.__getitem__, self._who), strict=True))
        credited = _credited(rows)
        return credited, _rejected(rows, credited)


def _length(key: object) -> int:
    """Characters of a sender."""
    parts = key if isinstance(key, tuple) else (key,)
    return sum(len(part) + 1 for part in parts if isinstance(part, str))


def _name(people: People, key: object) -> str | None:
    if isinstance(key, tuple):
        return None if key[0] is None else people.sender(key[0], False)
    return people.sender(key, True) if isinstance(key, str) else None


_Rows = Sequence[tuple[int, int, str | None]]


def _credited(rows: _Rows) -> set[str]:
    """Everybody who wrote while the chat went on in time; see whatsapp_quotes.Credits."""
    credited: set[str] = set()
    waiting: set[str] = set()
    reference, container = -1, 0
    for time, end, sender in rows:
        if 0 <= time < reference - BACK:
            if end - container <= LONGEST_MESSAGE:
                if sender is not None:
                    waiting.add(sender)
                continue
            credited |= waiting
            reference = time
        elif time > reference:
            reference = time
        container = end
        if waiting:
            waiting.clear()
        if sender is not None:
            credited.add(sender)
    return credited


def _rejected(rows: _Rows, credited: set[str]) -> list[int]:
    """Messages that are back in the past and from nobody who is credited; see whatsapp_quotes.QuoteGuard."""
    rejected = []
    reference, container, last = -1, 0, True
    for number, (time, end, sender) in enumerate(rows):
        if 0 <= time < reference - BACK and end - container <= LONGEST_MESSAGE:
            last = last if sender is None else sender in credited
            if not last:
                rejected.append(number)
            continue
        if time > reference or 0 <= time < reference - BACK:
            reference = time
        container, last = end, True
    return rejected
