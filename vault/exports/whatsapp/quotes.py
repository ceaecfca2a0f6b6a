"""Which lines only look like headers: people paste messages from other chats into their own.

A line in the form of a header is a message if it goes on in time, or if its sender writes elsewhere in the chat. Only
a line that is earlier than what stands above it, from somebody who never writes in the ordinary course of the chat, is
quoted text and stays in the body it stands in. In doubt it is a message: a quotation taken for one is a nuisance,
a message taken for a quotation would be lost among another's words.

Two measures help. Messages arrive late and clocks are set back, so an hour backwards means nothing. And a body has an
end: what goes on for longer than WhatsApp's longest message is no quotation, but a phone whose clock was wrong for a
while, or a second export put behind the first. Such a second export may have another style; a few lines of another
style are messages only if they go on in time and somebody known wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vault.exports.whatsapp.clock import Timepiece
from vault.exports.whatsapp.dates import BIRTH
from vault.exports.whatsapp.headers import Grammar
from vault.exports.whatsapp.people import MOST_NAMES, People
from vault.exports.whatsapp.text import LONGEST_MESSAGE, pieces
from vault.exports.whatsapp.trace import BACK


def _trusted(when: int | None) -> int | None:
    """A time before WhatsApp was there is that of a phone without a clock, and no quotation's."""
    return None if when is None or when < BIRTH * 24 * 3600 else when


@dataclass(slots=True)
class Course:
    """Follows the time of a chat: `reference` is how far it has come, at the header that stands at `container`."""

    reference: int | None = None
    container: int = 0

    def onward(self, when: int | None) -> bool:
        """Whether a header at this time (seconds, None if unknown) goes on with the chat."""
        when = _trusted(when)
        return when is None or self.reference is None or when >= self.reference - BACK

    def follow(self, when: int | None, position: int) -> bool:
        """Move on to a header at `position` (in characters); False if it is back in the past and may be quoted."""
        when = _trusted(when)
        if not self.onward(when):
            if position - self.container <= LONGEST_MESSAGE:
                return False
            self.reference = None  # too far for a quotation: the clock above was wrong
        if when is not None:
            self.reference = when if self.reference is None else max(when, self.reference)
        self.container = position
        return True


@dataclass(slots=True)
class Credits:
    """Who writes in the ordinary course of the chat, and which styles are its own. Found in a reading of its own."""

    senders: set[str] = field(default_factory=set)
    styles: set[int] = field(default_factory=lambda: {0})
    _course: Course = field(default_factory=Course)
    _waiting: set[str] = field(default_factory=set)
    _strangers: set[str] = field(default_factory=set)
    _own: int = 0

    def note(self, style: int, when: int | None, position: int, sender: str | None) -> None:
        """Take in the next line that looks like a header."""
        if style not in self.styles and not self._admit(style, position, sender):
            return
        self._own = position
        self._strangers.clear()
        turned = self._course.reference
        if not self._course.follow(when, position):
            self._keep(self._waiting, sender)
            return
        if turned is not None and self._course.reference is not None and self._course.reference < turned:
            self.senders |= self._waiting
        self._waiting.clear()
        self._keep(self.senders, sender)

    def _admit(self, style: int, position: int, sender: str | None) -> bool:
        """Whether a foreign style has gone on for so long that it must be the chat's own."""
        self._keep(self._strangers, sender)
        if position - self._own <= LONGEST_MESSAGE:
            return False
        self.styles.add(style)
        self.senders |= self._strangers
        return True

    @staticmethod
    def _keep(names: set[str], sender: str | None) -> None:
        if sender is not None and len(names) < MOST_NAMES:
            names.add(sender)


class QuoteGuard:
    """Decides line by line in the second reading, with what the Credits found."""

    def __init__(self, known: Credits) -> None:
        self._credits = known
        self._course = Course()
        self._last = True

    def accepts(self, style: int, when: int | None, position: int, sender: str | None) -> bool:
        """Whether this line begins a message. A service message in a quotation goes with the line above it."""
        known = self._last if sender is None else sender in self._credits.senders
        if style in self._credits.styles:
            self._last = self._course.follow(when, position) or known
        else:
            self._last = sender is not None and known and self._course.onward(when)
        return self._last


def find_credits(texts: Iterator[str], grammar: Grammar, timepieces: Sequence[Timepiece], people: People) -> Credits:
    """Read the text for nothing but the Credits."""
    found, position = Credits(), 0
    for style, header, _, start, end in pieces(texts, grammar.patterns):
        position += end - start
        if header is not None:
            day, before, clock, after, raw, gap, _ = header.group(*grammar.fields[style])
            if timepieces[style].day(day) is not None:
                sender = None if raw is None else people.sender(raw, bool(gap) or header.end() == end)
                found.note(style, timepieces[style].when(day, clock, before or after), position, sender)
    return found
