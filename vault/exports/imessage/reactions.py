"""Reactions in Messages' database: rows of their own that point at another message, or at a part of it.

2000-2005 are the six that Messages began with, 2006 is any emoji, 3000-3006 take one back. A person has one reaction
on each part of a message: a later one stands in for the one before. 4000 is a vote in a poll, 2007 a sticker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vault.chats.message import ME, Reaction
from vault.exports.database import text
from vault.exports.imessage.people import UNKNOWN, People
from vault.exports.imessage.rows import ReactionRow

_EMOJI: Mapping[int, str] = {2000: "❤️", 2001: "👍", 2002: "👎", 2003: "😂", 2004: "‼️", 2005: "❓"}
_ANY_EMOJI, _TAKEN_BACK = 2006, range(3000, 3008)
_STICKERS = frozenset({1000, 2007})
_NOT_NAMED = "❔"
_REACTIONS = frozenset({*_EMOJI, _ANY_EMOJI, *_TAKEN_BACK, 4000})

_Said = tuple[int, int, str, str, str]  # date, number, part, sender, emoji ("" for one that was taken back)


def is_reaction(kind: int | None) -> bool:
    """Whether a message of this associated_message_type belongs to another one, and says nothing by itself."""
    return kind in _REACTIONS


def is_sticker(kind: int | None) -> bool:
    """Whether it is a sticker put onto another message."""
    return kind in _STICKERS


def target_of(about: str) -> tuple[str, str]:
    """The message that is meant, by its id, and which part of it: of `p:0/ID`, `bp:ID`, or the id alone."""
    part, slash, rest = about.rpartition("/")
    if slash:
        return rest, part
    return about.removeprefix("bp:"), ""


class Reactions:
    """All reactions of a database by the message that they are on; each is given once."""

    def __init__(self, rows: Iterable[ReactionRow], people: People) -> None:
        self._on: dict[str, list[_Said]] = {}
        for row in rows:
            if not is_reaction(row.about_type):
                continue
            target, part = target_of(text(row.about))
            sender = ME if row.from_me else people.name(row.handle) or UNKNOWN
            said = (row.date or 0, row.number, part, sender, _emoji(row))
            self._on.setdefault(target, []).append(said)

    def take(self, target: str) -> tuple[Reaction, ...]:
        """Those on a message, the oldest first."""
        said = self._on.pop(target, None)
        if said is None:
            return ()
        last: dict[tuple[str, str], str] = {}
        for _, _, part, sender, emoji in sorted(said):
            last.pop((part, sender), None)
            last[part, sender] = emoji
        return tuple(Reaction(emoji, sender) for (_, sender), emoji in last.items() if emoji)


def _emoji(row: ReactionRow) -> str:
    if row.about_type == _ANY_EMOJI:
        return text(row.emoji) or _NOT_NAMED
    return _EMOJI.get(row.about_type or 0, "")
