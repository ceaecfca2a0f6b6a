"""The course of a chat's times, kept while it is surveyed: enough to tell afterwards which messages are only quoted.

The rules are those of whatsapp_quotes.Course, Credits and QuoteGuard for a text of one style, in one loop each.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from vault.exports.whatsapp_clock import Timepiece
from vault.exports.whatsapp_columns import Columns
from vault.exports.whatsapp_dates import BIRTH
from vault.exports.whatsapp_people import People
from vault.exports.whatsapp_text import LONGEST_MESSAGE

BACK = 3600  # seconds that messages run backwards without remark: they arrive late, and clocks are set back
MOST_TRACED = 4_000_000  # messages; sixteen bytes each
_HEADER = 6  # characters of a header beside date, clock and sender, near enough
_BIRTH = BIRTH * 24 * 3600


class _Numbers(dict[object, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, thing: object) -> int:
        number = self[thing] = len(self)
        return number


class Trace:
    """Dates, clocks, senders and ends of bodies of all messages of a text. `whole`: none was left out."""

    def __init__(self) -> None:
        self.whole = True
        self._dates, self._clocks, self._senders = _Numbers(), _Numbers(), _Numbers()
        self._columns = array("I"), array("I"), array("I"), array("I")

    def add(self, columns: Columns, *, worded: bool) -> None:
        """Take in a piece; `worded` where words stand beside its clocks."""
        if len(self._columns[0]) > MOST_TRACED:
            self.whole = False
            return
        dates, clocks, senders, sizes = self._columns
        dates.extend(map(self._dates.__getitem__, columns.dates))
        read = zip(columns.clocks, columns.words, strict=True) if worded else columns.clocks
        clocks.extend(map(self._clocks.__getitem__, read))
        senders.extend(map(self._senders.__getitem__, self._keys(columns)))
        sizes.extend(map(len, columns.bodies))

    @staticmethod
    def _keys(columns: Columns) -> Iterable[object]:
        """Senders; those with a colon and no blank behind it as pairs, for they may be none."""
        if "" not in columns.gaps:
            return columns.senders
        rows = zip(columns.senders, columns.gaps, columns.bodies, strict=True)
        return [sender if gap or not body else (sender, gap) for sender, gap, body in rows]

    def __len__(self) -> int:
        return len(self._columns[0])

    def _times(self, timepiece: Timepiece) -> list[int]:
        """Seconds of each message; -1 where they are not known, or those of a phone without a clock."""
        clocks = [(clock, "") if isinstance(clock, str) else clock for clock in self._clocks]
        seconds = [timepiece.seconds(*clock) for clock in clocks]  # type: ignore[misc]  # pairs of texts
        unknown = any(each is None for each in seconds)
        since = [0 if each is None else each for each in seconds]
        days = [(timepiece.day(str(day)) or 0) * 86_400 for day in self._dates]
        times = [days[day] + since[clock] for day, clock in zip(self._columns[0], self._columns[1], strict=True)]
        if unknown:
            away = {number for number, each in enumerate(seconds) if each is None}
            times = [-1 if clock in away else time for time, clock in zip(times, self._columns[1], strict=True)]
        if min(days, default=0) < _BIRTH:
            times = [time if time >= _BIRTH else -1 for time in times]
        return times

    def _ends(self) -> Iterator[int]:
        """Where each message ends, in characters; marks and odd blanks in headers aside."""
        lengths = [[_length(key) for key in keys] for keys in (self._dates, self._clocks, self._senders)]
        dates, clocks, senders = lengths
        rows = zip(*self._columns, strict=True)
        return accumulate(
            dates[date] + clocks[clock] + senders[sender] + size + _HEADER for date, clock, sender, size in rows
        )

    def quoted(self, timepiece: Timepiece, people: People) -> tuple[set[str] | None, list[int]]:
        """Who writes in the ordinary course of the chat, and the numbers of messages that are only quoted.

        None where nothing runs backwards: then everybody does, and nothing is.
        """
        times = self._times(timepiece)
        peaks = accumulate(times, max)
        if not any(time < peak - BACK for time, peak in zip(times, peaks, strict=True) if time >= 0):
            return None, []
        names = [_name(people, key) for key in self._senders]
        rows = list(zip(times, self._ends(), map(names.__getitem__, self._columns[2]), strict=True))
        credited = _credited(rows)
        return credited, _rejected(rows, credited)


def _length(key: object) -> int:
    """Characters of a sender, or of a clock and the word beside it."""
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
