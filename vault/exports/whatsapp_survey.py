"""The first reading of a whole text: its styles, the order of its dates, its clock, its people, its placeholders.

What is found here decides how the second reading understands each line, so that the first message is read with what
the last one tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from vault.exports.archive import Member
from vault.exports.whatsapp_bodies import MARK, Bodies, Placeholders
from vault.exports.whatsapp_clock import ClockTally, rough_seconds
from vault.exports.whatsapp_dates import DateTally
from vault.exports.whatsapp_headers import LONGEST_SENDER, MARKS, Grammar, Style, find_headers
from vault.exports.whatsapp_people import MOST_NAMES, People
from vault.exports.whatsapp_text import is_clean, pieces

MOST_STYLES = 6
MOST_CLOCKS = 200_000
BACK = 3600  # seconds that messages run backwards without remark: they arrive late, and clocks are set back
Texts = Callable[[], Iterator[str]]
_PERHAPS = re.compile(rf"\n[{MARKS}]*\[?\d")
_LONGER = re.compile(rf"[^\n]{{0,{LONGEST_SENDER}}}?(?=: )")
_NAMED_DAY = re.compile(r"-(20\d\d)(\d\d)(\d\d)-WA\d|-(20\d\d)-(\d\d)-(\d\d)-\d\d-\d\d-\d\d\.")


class Survey:
    """What one reading of a text found. `runs_back`: within one day, some header is earlier than one above it."""

    def __init__(self, grammar: Grammar, members: Sequence[Member]) -> None:
        self.grammar = grammar
        self.dates = [DateTally(style.widths) for style in grammar.styles]
        self.clocks = [ClockTally(has_seconds=bool(style.clock[1])) for style in grammar.styles]
        self.people = People()
        self.placeholders = Placeholders()
        self.foreign: Counter[Style] = Counter()
        self.headers = 0
        self.clean = True
        self.runs_back = False
        self._bodies = Bodies(grammar.styles[0].system, members, self.placeholders)
        self._senders: dict[tuple[str, bool, bool], int] = {}
        self._seconds: dict[tuple[int, str, str], int] = {}

    def read(self, texts: Iterator[str]) -> None:
        """Go through the whole text once."""
        fields, cuts = self.grammar.fields, [-2 if style.clock[1] else None for style in self.grammar.styles]
        last_style, last_date, last_word, last_clock, latest = -1, "", "", "", 0
        for style, header, buffer, _, end in pieces(self._watched(texts), self.grammar.patterns):
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
        self._settle()

    def _watched(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self.clean = self.clean and is_clean(text)
            yield text

    def _new_clock(self, style: int, word: str, clock: str) -> int:
        self.clocks[style].feed(word, clock)
        if len(self._seconds) > MOST_CLOCKS:
            self._seconds.clear()
        seconds = self._seconds[style, word, clock] = rough_seconds(clock, word)
        return seconds

    def _note(self, sender: str | None, gap: bool, body: str) -> None:
        """Keep what a piece tells about people, placeholders and other styles."""
        marked = body.startswith(MARK)
        if sender is not None:
            key = sender, gap or not body.strip(), marked and not self._bodies.is_deed(body)
            count = self._senders.get(key, 0)
            if count or len(self._senders) < MOST_NAMES:
                self._senders[key] = count + 1
            if not key[1]:
                self._note_longer(sender, body)
        if marked or "<" in body:
            self.placeholders.note(body)
        if "\n" in body and _PERHAPS.search(body):
            self._note_foreign(body)

    def _note_longer(self, sender: str, body: str) -> None:
        longer = _LONGER.match(body)
        if longer and len(self.people.longer) < MOST_NAMES:
            self.people.longer[f"{sender}:{longer[0]}"] += 1

    def _note_foreign(self, body: str) -> None:
        for sighting in find_headers(body[body.index("\n") :]):
            if sighting.style in self.foreign or len(self.foreign) < 100:
                self.foreign[sighting.style] += 1

    def _settle(self) -> None:
        for (sender, spaced, by_app), count in self._senders.items():
            self.people.note(sender, spaced, by_app, count)
        self._senders.clear()

    def others(self) -> Sequence[Style]:
        """Styles seen inside bodies: quoted lines, or a second export in the same file."""
        known = self.grammar.styles
        return [style for style, _ in self.foreign.most_common(MOST_STYLES) if style not in known]


def survey(texts: Texts, styles: Sequence[Style], members: Sequence[Member] = ()) -> Survey:
    """Survey a text whose beginning shows `styles`, the first of them its own; again if it has more."""
    first = Survey(Grammar(styles[:MOST_STYLES]), members)
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
