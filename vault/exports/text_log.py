"""Chats written as lines of text: each line begins a message, goes on with one, or is a heading.

WhatsApp's text has a reader of its own; this one serves the apps whose lines can be told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message
from vault.exports.base import Record
from vault.exports.streamed import Count
from vault.exports.wall_clock import WallClock
from vault.exports.whatsapp.text import cleaned, decoded

MOST_LINE = 1 << 20  # characters; what is longer is given in parts
HEADING = "heading"
"""What a grammar says of a line that is no part of any message: a title, a day."""


@dataclass(slots=True)
class Entry:
    """The beginning of a message: who (None for the app itself), when by the wall clock, and the first line."""

    sender: str | None = field(repr=False)
    local: datetime | None
    wording: str
    lines: list[str] = field(repr=False)
    kind: Kind = "text"


class Grammar(Protocol):
    """How one app writes its lines. It may remember the day that the last heading told."""

    def read(self, line: str, held: Entry | None) -> Entry | str | None:
        """An Entry, HEADING, or None for a line that goes on with `held`, the message before it."""

    def finish(self, entry: Entry) -> tuple[str, Kind]:
        """The text and kind of a message that is whole."""


def lines_of(pieces: Iterator[bytes]) -> Iterator[str]:
    """Lines without their ends. Bytes that are no text become U+FFFD; a line beyond MOST_LINE comes in parts."""
    held = ""
    for text in decoded(pieces):
        held += text
        *whole, held = held.split("\n")
        for line in whole:
            yield _plain(line)
        if len(held) > MOST_LINE:
            yield _plain(held)
            held = ""
    if held:
        yield _plain(held)


def _plain(line: str) -> str:
    line = line.removesuffix("\r")
    return line if line.isascii() else cleaned(line)


def read_log(
    lines: Iterator[str], grammar: Grammar, clock: WallClock, chat: Conversation, count: Count
) -> Iterator[Record]:
    """The conversation, then its messages; every line is a record."""
    yield chat
    held: Entry | None = None
    at = 0
    for number, line in enumerate(lines, start=1):
        count.record()
        found = grammar.read(line, held)
        if isinstance(found, Entry):
            if held is not None:
                yield _message(held, grammar, clock, chat, at)
            held, at = found, number
        elif found == HEADING or (held is None and not line.strip()):
            if held is not None:
                yield _message(held, grammar, clock, chat, at)
                held = None
            count.empty()
        elif held is None:
            yield count.skip(f"line {number}", "before-first-message")
        else:
            held.lines.append(line)
            count.part()
    if held is not None:
        yield _message(held, grammar, clock, chat, at)


def _message(entry: Entry, grammar: Grammar, clock: WallClock, chat: Conversation, line: int) -> Message:
    text, kind = grammar.finish(entry)
    kind = "service" if entry.sender is None else kind
    sent = clock.moment(entry.local, entry.wording)
    return Message(chat.key, entry.sender, sent, text, kind, f"line {line}")
