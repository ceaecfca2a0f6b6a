"""The second reading of a text: records in their order, and the account of every line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from vault.chats.message import Message, Moment
from vault.exports.base import Account, Skipped
from vault.exports.whatsapp_bodies import SERVICE, VIEW_ONCE, Bodies
from vault.exports.whatsapp_clock import Timepiece
from vault.exports.whatsapp_headers import Grammar
from vault.exports.whatsapp_people import People, name_of
from vault.exports.whatsapp_quotes import QuoteGuard
from vault.exports.whatsapp_text import LineCount, Piece, cleaned, is_clean, pieces


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
        self._lines = LineCount()
        self._line = 1
        self._position = 0
        self._messages = self._service = self._continuation = self._blank = self._skipped = 0

    def records(self, texts: Iterator[str]) -> Iterator[Message | Skipped]:
        """Messages and what is none, in the text's order."""
        held: Piece | None = None
        quoted: list[str] = []
        stray = _Stray("before-first-message")
        for piece in pieces(self._counted(texts), self._known.grammar.patterns):
            if piece.header is not None and self._begins(piece):
                if held is not None:
                    yield from self._message(held, quoted)
                    quoted = []
                yield from self._left_out(stray)
                held = piece
            elif piece.header is not None and held is not None:
                quoted.append(piece.buffer[piece.start : piece.end])
            else:
                if held is not None:
                    yield from self._message(held, quoted)
                    held, quoted, stray = None, [], _Stray("too-long")
                stray.add(piece.buffer[piece.start : piece.end])
            self._position += piece.end - piece.start
        if held is not None:
            yield from self._message(held, quoted)
        yield from self._left_out(stray)

    def account(self) -> Account:
        """What became of every line that was read so far."""
        counts = self._messages, self._service, self._continuation, self._blank, self._skipped
        return Account(self._lines.lines, *counts)

    def _counted(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self._lines.add(text)
            yield text

    def _begins(self, piece: Piece) -> bool:
        """Whether a line in the form of a header is one: its date exists, and it is no quotation."""
        style, header = piece.style, cast("re.Match[str]", piece.header)
        day, before, clock, after, raw, gap, _ = header.group(*self._known.grammar.fields[style])
        piece_of_time = self._known.timepieces[style]
        if piece_of_time.day(day) is None:
            return False
        if self._guard is None:
            return True
        sender = None if raw is None else self._known.people.sender(raw, bool(gap) or header.end() == piece.end)
        when = piece_of_time.when(day, clock, before or after)
        return self._guard.accepts(style, when, self._position, sender)

    def _message(self, piece: Piece, quoted: list[str]) -> Iterator[Message | Skipped]:
        """Make the record of a header and its body, with the quotations in it."""
        known, header = self._known, cast("re.Match[str]", piece.header)
        day, before, clock, after, raw, gap, stamp = header.group(*known.grammar.fields[piece.style])
        body = piece.buffer[header.end() : piece.end]
        if quoted:
            body += "".join(quoted)
        if body.endswith("\r"):
            body = body[:-1]
        place = f"line {self._line}"
        self._line += 1
        if "\n" in body:
            self._count_lines(body)
        if not known.clean and not is_clean(f"{raw}{body}"):
            raw, body = raw and cleaned(raw), cleaned(body)
            yield Skipped(place, "not-utf8")
        sent = known.timepieces[piece.style].moment(stamp, day, clock, before or after)
        yield self._record(raw, gap, body, sent, place)

    def _record(self, raw: str | None, gap: str | None, body: str, sent: Moment, place: str) -> Message:
        key, sender, found = self._known.conversation, None, SERVICE
        if raw is not None:
            sender, text = self._sender(raw, gap, body)
            if sender is not None:
                body = text
                found = self._known.bodies.read(body, sender, self._known.room)
                if not gap and body == ".":
                    found = VIEW_ONCE
        if raw is not None and sender is None:
            body = f"{raw}:{gap}{body}"
        if found.kind == "service":
            self._service += 1
            return Message(key, None, sent, body, "service", place)
        self._messages += 1
        return Message(key, sender, sent, body, found.kind, place, found.attachments, (), found.edited)

    def _sender(self, raw: str, gap: str | None, body: str) -> tuple[str | None, str]:
        """The sender and what is left of the body. A name may have a colon of its own."""
        spaced = bool(gap) or not body.strip()
        sender = self._known.people.sender(raw, spaced)
        if sender is None and not spaced and (longer := self._known.people.longer_sender(raw, body)):
            return name_of(longer), body[len(longer) - len(raw) + 1 :]
        return sender, body

    def _count_lines(self, body: str) -> None:
        lines = body.split("\n")[1:]
        blank = sum(not line.strip() for line in lines)
        self._blank += blank
        self._continuation += len(lines) - blank
        self._line += len(lines)

    def _left_out(self, stray: _Stray) -> Iterator[Skipped]:
        """Report lines under no header, if any of them has something in it."""
        if stray.lines:
            self._blank += stray.blank
            self._skipped += stray.lines - stray.blank
            first, last = self._line, self._line + stray.lines - 1
            self._line += stray.lines
            if stray.lines > stray.blank:
                yield Skipped(f"line {first}" if first == last else f"lines {first}-{last}", stray.why)
            stray.lines = stray.blank = 0


@dataclass(slots=True)
class _Stray:
    """Lines under no header, as they come."""

    why: str
    lines: int = 0
    blank: int = 0

    def add(self, text: str) -> None:
        """Add text; each line in it begins with its line feed."""
        lines = text.split("\n")[1:]
        self.lines += len(lines)
        self.blank += sum(not line.strip() for line in lines)
