"""The second reading of a text: records in their order, and the account of every line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vault.chats.message import Message, Moment
from vault.exports.base import Account, Skipped
from vault.exports.whatsapp.bodies import SERVICE, VIEW_ONCE, Bodies
from vault.exports.whatsapp.clock import Timepiece
from vault.exports.whatsapp.headers import Grammar
from vault.exports.whatsapp.people import People, name_of
from vault.exports.whatsapp.quotes import QuoteGuard
from vault.exports.whatsapp.text import LONGEST_MESSAGE, MOST_CHARACTERS, LineCount, cleaned, is_clean, pieces

# The groups named in FIELDS: date, before, clock, after, sender, gap, stamp. The sender is None where no colon stands.
_Fields = Any


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that the survey of a text gave: `conversation` is the chat's key, `room` see People.room.

    `clean`: every byte was text.
    """

    conversation: str
    grammar: Grammar
    timepieces: Sequence[Timepiece]
    people: People
    bodies: Bodies
    room: str | None
    clean: bool


class Reader:
    """Reads a text once. `guard` None means that no line can be a quotation."""

    def __init__(self, known: Understanding, guard: QuoteGuard | None) -> None:
        self._known, self._guard = known, guard
        self._key, self._room, self._clean = known.conversation, known.room, known.clean
        self._sender, self._body = known.people.sender, known.bodies.read
        self._prefixes = known.people.prefixes()
        self._lines = LineCount()
        self._line = 1
        self._notices: list[Skipped] = []
        self._messages = self._service = self._continuation = self._blank = self._skipped = 0

    def records(self, texts: Iterator[str]) -> Iterator[Message | Skipped]:
        """Messages and what is none, in the text's order."""
        stray = Stray("before-first-message")
        for style, fields, text in self._entries(self._counted(texts)):
            if style < 0:
                stray.add(text)
                continue
            if stray.lines:
                self._leave_out(stray)
            yield self._message(self._known.timepieces[style], fields, text)
            if self._notices:
                yield from self._notices
                self._notices.clear()
            stray.why = "too-long"
        self._leave_out(stray)
        yield from self._notices

    def account(self) -> Account:
        """What became of every line that was read so far."""
        counts = self._messages, self._service, self._continuation, self._blank, self._skipped
        return Account(self._lines_read(), *counts)

    def _lines_read(self) -> int:
        return self._lines.lines

    def _counted(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self._lines.add(text)
            yield text

    def _entries(self, texts: Iterator[str]) -> Iterator[tuple[int, _Fields, str]]:
        """Style, fields and body of each message; -1, None and the text for what belongs to none."""
        fields_of, guarded = self._known.grammar.fields, self._guard is not None
        held: tuple[int, _Fields, str] | None = None
        quoted: list[str] = []
        position = room = 0
        last = -1, ""
        for style, header, buffer, start, end in pieces(texts, self._known.grammar.patterns):
            position += end - start
            fields: _Fields = None if header is None else header.group(*fields_of[style])
            usual = header is not None and not guarded and (style, fields[0]) == last
            if header is not None and (usual or self._begins(style, fields, header.end() == end, position)):
                if held is not None:
                    yield _joined(held, quoted)
                held, room = (style, fields, buffer[header.end() : end]), position + MOST_CHARACTERS
                last = style, fields[0]
            elif header is not None and held is not None and position < room:
                quoted.append(buffer[start:end])
            else:
                if held is not None:
                    yield _joined(held, quoted)
                held = None
                yield -1, None, buffer[start:end]
        if held is not None:
            yield _joined(held, quoted)

    def _begins(self, style: int, fields: _Fields, empty: bool, position: int) -> bool:
        """Whether a line in the form of a header is one: its date exists, and it is no quotation."""
        day, before, clock, after, raw, gap, _ = fields
        timepiece = self._known.timepieces[style]
        if timepiece.day(day) is None:
            return False
        if self._guard is None:
            return True
        sender = None if raw is None else self._known.people.sender(raw, bool(gap) or empty)
        return self._guard.accepts(style, timepiece.when(day, clock, before or after), position, sender)

    def _message(self, timepiece: Timepiece, fields: _Fields, body: str) -> Message:
        """Make the record of a header and its body, with the quotations in it."""
        day, before, clock, after, raw, gap, stamp = fields
        return self._made(timepiece.moment(stamp, day, clock, before or after), raw, gap, body)

    def _made(self, sent: Moment, raw: str | None, gap: str | None, body: str) -> Message:
        """Make the record of what was said at a time, as it stands in the text."""
        if body.endswith("\r"):
            body = body[:-1]
        place = f"line {self._line}"
        self._line += 1
        if "\n" in body:
            self._count_lines(body, place)
        if not self._clean and not is_clean(f"{raw}{body}"):
            raw, body = raw and cleaned(raw), cleaned(body)
            self._notices.append(Skipped(place, "not-utf8"))
        if raw is None:
            return self._said_by_app(sent, body, place)
        sender, text = self._spaced(raw, body) if gap else self._tight(raw, body)
        if sender is None:
            return self._said_by_app(sent, f"{raw}:{gap or ''}{body}", place)
        found = self._body(text, sender, self._room)
        if found is SERVICE:
            return self._said_by_app(sent, text, place)
        if not gap and text == ".":
            found = VIEW_ONCE
        self._messages += 1
        return Message(self._key, sender, sent, text, found.kind, place, found.attachments, (), found.edited)

    def _said_by_app(self, sent: Moment, text: str, place: str) -> Message:
        self._service += 1
        return Message(self._key, None, sent, text, "service", place)

    def _spaced(self, raw: str, body: str) -> tuple[str | None, str]:
        """The sender before a colon with a blank, and the body; more of it is the name where the name has a colon."""
        prefixes = self._prefixes.get(raw) if self._prefixes else None
        if prefixes:
            prefix, colon, rest = body.partition(": ")
            if colon and prefix in prefixes:
                return f"{name_of(raw)}: {name_of(prefix)}", rest
        return self._sender(raw, True), body

    def _tight(self, raw: str, body: str) -> tuple[str | None, str]:
        """The sender before a colon without a blank, and the body. A name may have a colon of its own."""
        if not body.strip():
            return self._sender(raw, True), body
        if longer := self._known.people.longer_sender(raw, body):
            return name_of(longer), body[len(longer) - len(raw) + 1 :]
        return self._sender(raw, False), body

    def _count_lines(self, body: str, place: str) -> None:
        if len(body) > LONGEST_MESSAGE:
            self._notices.append(Skipped(place, "too-long"))
        lines = body.split("\n")[1:]
        blank = sum(not line.strip() for line in lines)
        self._blank += blank
        self._continuation += len(lines) - blank
        self._line += len(lines)

    def _leave_out(self, stray: Stray) -> None:
        """Account for lines under no header; report them if any of them has something in it."""
        self._blank += stray.blank
        self._skipped += stray.lines - stray.blank
        first, last = self._line, self._line + stray.lines - 1
        self._line += stray.lines
        if stray.lines > stray.blank:
            self._notices.append(Skipped(f"line {first}" if first == last else f"lines {first}-{last}", stray.why))
        stray.lines = stray.blank = 0


def _joined(held: tuple[int, _Fields, str], quoted: list[str]) -> tuple[int, _Fields, str]:
    """A message with the quotations in its body."""
    if not quoted:
        return held
    body = held[2] + "".join(quoted)
    quoted.clear()
    return held[0], held[1], body


@dataclass(slots=True)
class Stray:
    """Lines under no header, as they come."""

    why: str
    lines: int = 0
    blank: int = 0

    def add(self, text: str) -> None:
        """Add text; each line in it begins with its line feed."""
        lines = text.split("\n")[1:]
        self.lines += len(lines)
        self.blank += sum(not line.strip() for line in lines)
