"""The first reading of a whole text: its styles, the order of its dates, its clock, its people, its placeholders.

What is found here decides how the second reading understands each line, so that the first message is read with what
the last one tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from vault.exports.archive import Member
from vault.exports.whatsapp.bodies import MARK, Bodies, Placeholders
from vault.exports.whatsapp.clock import ClockTally, rough_seconds
from vault.exports.whatsapp.columns import COLON, Columns, Cutter
from vault.exports.whatsapp.dates import DateTally
from vault.exports.whatsapp.headers import LONGEST_SENDER, MARKS, Grammar, Style, find_headers
from vault.exports.whatsapp.people import MOST_NAMES, People
from vault.exports.whatsapp.stamps import Times, TooLong
from vault.exports.whatsapp.text import pieces
from vault.exports.whatsapp.trace import BACK, Trace

MOST_STYLES = 6
MOST_CLOCKS = 200_000
MOST_HELD = 250_000  # messages: some sixty megabytes; no export of WhatsApp's has so many
Texts = Callable[[], Iterator[str]]
_PERHAPS = re.compile(rf"\n[{MARKS}]*\[?\d")
_LONGER = re.compile(rf"[^\n]{{0,{LONGEST_SENDER}}}?(?=: )")
_NAMED_DAY = re.compile(r"-(20\d\d)(\d\d)(\d\d)-WA\d|-(20\d\d)-(\d\d)-(\d\d)-\d\d-\d\d-\d\d\.")


class Survey:
    """What one reading of a text found. `runs_back`: within one day, some header is earlier than one above it."""

    def __init__(self, grammar: Grammar, members: Sequence[Member], *, quick: bool = True) -> None:
        self.grammar = grammar
        self.dates = [DateTally(style.widths) for style in grammar.styles]
        self.clocks = [ClockTally(has_seconds=bool(style.clock[1])) for style in grammar.styles]
        self.people = People()
        self.placeholders = Placeholders()
        self.foreign: Counter[Style] = Counter()
        self.headers = 0
        self.lines = 0
        self.held: list[Columns] | None = []
        self.runs_back = False
        self.trace: Trace | None = Trace() if quick and len(grammar.styles) == 1 else None
        self._bodies = Bodies(grammar.styles[0].system, members, self.placeholders)
        self._senders: dict[tuple[str | None, bool, bool], int] = {}
        self._seconds: dict[tuple[int, str, str], int] = {}
        self._cuts = [-2 if style.clock[1] else None for style in grammar.styles]
        self._pairs: set[tuple[str, str]] = set()
        self._turn = -1, ""

    def read(self, texts: Iterator[str]) -> None:
        """Go through the whole text once."""
        if self.trace is not None:
            self._read_columns(texts, self.trace)
        else:
            self._read_pieces(texts)
        self._settle()

    def _read_columns(self, texts: Iterator[str], trace: Trace) -> None:
        """Of one style: column by column. Raises TooLong."""
        style, times, last, known = self.grammar.styles[0], trace.times, -1, 0
        cutter = Cutter(style, times)
        for columns in cutter.cut(texts):
            self.headers += len(columns.days)
            known = self._note_clocks(times, known)
            for day in _changes(columns.days):
                if day != last:
                    last = day
                    self.dates[0].feed(times.dates[day])
            if any(style.words):
                self._note_turns(columns, times.clocks)
            trace.add(columns)
            self._note_senders(columns)
            self._note_bodies(columns)
            self._hold(columns, trace)
        self.lines = cutter.lines

    def _hold(self, columns: Columns, trace: Trace) -> None:
        """Keep what was cut, if all of it is not too much: then the text need not be cut again to be read."""
        if self.headers > MOST_HELD and self.held is not None:
            self.held = None
            trace.release()
        elif self.held is not None:
            self.held.append(columns)

    def _note_clocks(self, times: Times, known: int) -> int:
        """Clocks beyond the `known` ones, without their seconds, and the words beside them; how many are known now."""
        for clock, word in times.clocks[known:]:
            pair = word, clock[: self._cuts[0]]
            if pair not in self._pairs:
                self.clocks[0].feed(*pair)
                if len(self._pairs) < MOST_CLOCKS:
                    self._pairs.add(pair)
        return len(times.clocks)

    def _note_turns(self, columns: Columns, clocks: Sequence[tuple[str, str]]) -> None:
        """Which word followed which within a day."""
        last_day, last_word = self._turn
        words = (clocks[clock][1] for clock in columns.clocks)
        for (day, word), _ in groupby(zip(columns.days, words, strict=True)):
            if day == last_day:
                self.clocks[0].turned(last_word, word)
            last_day, last_word = day, word
        self._turn = last_day, last_word

    def _note_senders(self, columns: Columns) -> None:
        """Who writes. What needs a closer look is taken out of the sum and noted by itself."""
        bodies, plain, special = columns.bodies, Counter(columns.senders), set[int]()
        special.update(row for row in columns.signs.get(MARK, ()) if bodies[row][:1] == MARK)
        special.update(row for row, (_, gap) in columns.odd.items() if gap == "")
        for row in special:
            plain[columns.senders[row]] -= 1
        for sender, count in plain.items():
            self._count(sender, True, False, count)
        for row in sorted(special):
            self._note_person(columns.senders[row], bool(columns.gap(row)), bodies[row])

    def _note_bodies(self, columns: Columns) -> None:
        """Placeholders, names with colons, other styles. What no body of a piece has is looked for in none."""
        bodies, signs = columns.bodies, columns.signs
        marked = (row for row in signs.get(MARK, ()) if bodies[row][:1] == MARK)
        noted = Counter([bodies[row] for row in dict.fromkeys((*signs.get("<", ()), *marked))])
        for body, times in noted.items():
            self.placeholders.note(body, times)
        for row in columns.long:
            if _PERHAPS.search(bodies[row]):
                self._note_foreign(bodies[row])
        for row in signs.get(COLON, ()):
            sender = columns.senders[row]
            if columns.gap(row) and sender is not None and COLON in bodies[row][:LONGEST_SENDER]:
                self._note_colon(sender, bodies[row])

    def _read_pieces(self, texts: Iterator[str]) -> None:
        """Of several styles: header by header."""
        fields, cuts = self.grammar.fields, self._cuts
        last_style, last_date, last_word, last_clock, latest = -1, "", "", "", 0
        for style, header, buffer, _, end in pieces(texts, self.grammar.patterns):
            if header is None:
                continue
            self.headers += 1
            day, before, clock, after, sender, gap, _ = header.group(*fields[style])
            word, clock = before or after, clock[: cuts[style]]
            if day != last_date or style != last_style:
                self.dates[style].feed(day)
                last_date, last_style, last_word, last_clock, latest = day, style, word, "", 0
            if clock != last_clock or word != last_word:
                seconds = self._seconds.get((style, word, clock), -1)
                if seconds < 0:
                    seconds = self._new_clock(style, word, clock)
                if word != last_word:
                    self.clocks[style].turned(last_word, word)
                self.runs_back = self.runs_back or seconds < latest - BACK
                last_word, last_clock, latest = word, clock, max(latest, seconds)
            self._note(sender, bool(gap), buffer[header.end() : end])

    def _new_clock(self, style: int, word: str, clock: str) -> int:
        self.clocks[style].feed(word, clock)
        if len(self._seconds) > MOST_CLOCKS:
            self._seconds.clear()
        seconds = self._seconds[style, word, clock] = rough_seconds(clock, word)
        return seconds

    def _note(self, sender: str | None, gap: bool, body: str) -> None:
        """Keep what a piece tells about people, placeholders and other styles."""
        marked = body.startswith(MARK)
        self._note_person(sender, gap, body)
        if gap and sender is not None and ": " in body[:LONGEST_SENDER]:
            self._note_colon(sender, body)
        if marked or "<" in body:
            self.placeholders.note(body)
        if "\n" in body and _PERHAPS.search(body):
            self._note_foreign(body)

    def _note_person(self, sender: str | None, gap: bool, body: str) -> None:
        marked, spaced = body.startswith(MARK), gap or not body.strip()
        self._count(sender, spaced, marked and not self._bodies.is_deed(body), 1)
        if sender is not None and not spaced:
            self._note_longer(sender, body)

    def _note_colon(self, sender: str, body: str) -> None:
        """Keep what begins a body before a colon: it may be the other half of a name."""
        prefix, _, rest = body.partition(": ")
        if prefix and "\n" not in prefix and "://" not in prefix and MARK not in prefix and "<" not in prefix:
            known = (sender, prefix) in self.people.proofs
            self.people.note_colon(sender, prefix, proof=not known and self._bodies.is_deed(rest))

    def _count(self, sender: str | None, spaced: bool, by_app: bool, number: int) -> None:
        key = sender, spaced, by_app
        if sender is not None and (key in self._senders or len(self._senders) < MOST_NAMES):
            self._senders[key] = self._senders.get(key, 0) + number

    def _note_longer(self, sender: str, body: str) -> None:
        longer = _LONGER.match(body)
        if longer and len(self.people.longer) < MOST_NAMES:
            self.people.longer[f"{sender}:{longer[0]}"] += 1

    def _note_foreign(self, body: str) -> None:
        for sighting in find_headers(body[body.index("\n") :]):
            if sighting.style in self.foreign or len(self.foreign) < 100:
                self.foreign[sighting.style] += 1

    def _settle(self) -> None:
        order = dict.fromkeys(sender for sender, _, _ in self._senders)
        rank = {sender: number for number, sender in enumerate(order)}
        for (sender, spaced, by_app), count in sorted(self._senders.items(), key=lambda item: rank[item[0][0]]):
            if sender is not None and count:
                self.people.note(sender, spaced, by_app, count)
        self._senders.clear()

    def others(self) -> Sequence[Style]:
        """Styles seen inside bodies: quoted lines, or a second export in the same file."""
        known = self.grammar.styles
        return [style for style, _ in self.foreign.most_common(MOST_STYLES) if style not in known]


def _changes(days: Sequence[int]) -> Iterable[int]:
    """The days of some messages, each run of the same day once. They ascend in most pieces."""
    found = dict.fromkeys(days)
    return found if len(found) < 2 or days == sorted(days) else (day for day, _ in groupby(days))


def survey(texts: Texts, styles: Sequence[Style], members: Sequence[Member] = ()) -> Survey:
    """Survey a text whose beginning shows `styles`, the first of them its own; again if it has more."""
    grammar = Grammar(styles[:MOST_STYLES])
    first = Survey(grammar, members)
    try:
        first.read(texts())
    except TooLong:
        first = Survey(grammar, members, quick=False)
        first.read(texts())
    others = first.others()[: MOST_STYLES - len(first.grammar.styles)]
    if not others:
        return first
    second = Survey(Grammar([*first.grammar.styles, *others]), members)
    second.read(texts())
    return second


def named_days(texts: Iterator[str], grammar: Grammar) -> Iterator[tuple[str, date]]:
    """Dates of headers of the first style whose body names a medium by its day, with that day."""
    place = grammar.fields[0][0]
    for style, header, buffer, _, end in pieces(texts, grammar.patterns):
        if header is not None and style == 0 and (named := _NAMED_DAY.search(buffer, header.end(), end)):
            year, month, day = (int(number) for number in named.groups() if number)
            try:
                yield header.group(place), date(year, month, day)
            except ValueError:
                continue
