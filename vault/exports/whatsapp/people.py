"""Who wrote: telling a sender from the beginning of a service message that has a colon in it.

Android writes service messages without a sender, and some have colons: `Anna changed the subject to "Party: tonight"`.
Rules that need no language come first: quotation marks that do not close, and what is known of a text's other
senders. Words come second.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from vault.exports.whatsapp.headers import BLANKS, MARKS
from vault.exports.whatsapp.words import SERVICE_PHRASES

MOST_NAMES = 50_000  # of distinct senders kept; no group is that large
LONGEST_PLAIN_NAME = 25  # characters: as long as a name can be that people give themselves in WhatsApp
_ALWAYS = 20  # messages that all begin with the same words
OFTEN = 2  # a text that begins more lines than this is a name
_SCHEMES = ("http", "https")
_MARK, _BLANK = re.compile(f"[{MARKS}]"), re.compile(f"[{BLANKS}]+")
_PAIRS = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("„", "“”"), ("‹", "›"))


def name_of(raw: str) -> str:
    """A sender's name without marks, with plain blanks: direction marks stand around phone numbers."""
    return _BLANK.sub(" ", _MARK.sub("", raw)).strip()


def _letters(text: str) -> str:
    """Letters and digits only: file names have no colons."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _quotes_open(text: str) -> bool:
    """Whether a quotation begins in `text` and does not end there."""
    if text.count('"') % 2:
        return True
    for begin, ends in _PAIRS:
        if begin in text:
            last = text.rindex(begin)
            return not any(end in text[last + 1 :] for end in ends)
    return "”" in text and text.count("”") % 2 == 1  # Swedes and Finns open and close with the same mark


@dataclass(slots=True)
class People:
    """The senders of a text, collected while it is surveyed, then asked for one by one.

    spaced: texts before `: `; tight: texts before a colon without a blank; longer: such texts and what follows up to
    the next `: `, for names with a colon. speakers did something that the app does not do itself. colons: senders
    and what stands before the first colon of their bodies; of those in proofs something followed that nobody types.
    """

    spaced: Counter[str] = field(default_factory=Counter)
    tight: Counter[str] = field(default_factory=Counter)
    longer: Counter[str] = field(default_factory=Counter)
    speakers: set[str] = field(default_factory=set)
    colons: Counter[tuple[str, str]] = field(default_factory=Counter)
    proofs: set[tuple[str, str]] = field(default_factory=set)
    _prefixes: dict[str, frozenset[str]] | None = None
    first: str | None = None
    _names: dict[tuple[str, bool], str | None] = field(default_factory=dict)

    def note(self, raw: str, spaced: bool, by_app: bool, count: int = 1) -> None:
        """Count a possible sender. `by_app`: the body is something that the app itself may say."""
        (self.spaced if spaced else self.tight)[raw] += count
        if not by_app:
            self.speakers.add(raw)
        if self.first is None:
            self.first = raw

    def sender(self, raw: str, spaced: bool) -> str | None:
        """The sender's name; None if the text before the colon is the beginning of a service message."""
        key = raw, spaced
        if key not in self._names:
            if len(self._names) > MOST_NAMES:
                self._names.clear()
            self._names[key] = self._judged(raw, spaced)
        return self._names[key]

    def _judged(self, raw: str, spaced: bool) -> str | None:
        name = name_of(raw)
        if not name or self._is_service(raw, name):
            return None
        if spaced or raw in self.spaced:
            return name
        plausible = not self.spaced or self.tight[raw] > 1
        return name if plausible and not raw.endswith(_SCHEMES) else None

    def note_colon(self, raw: str, prefix: str, *, proof: bool) -> None:
        """Count a body with a colon of its own; `proof`: what follows is a placeholder, a file… of the app's."""
        key = raw, prefix
        if key in self.colons or len(self.colons) < MOST_NAMES:
            self.colons[key] += 1
            if proof:
                self.proofs.add(key)

    def prefixes(self, chat_name: str | None = None) -> dict[str, frozenset[str]]:
        """For senders whose name has a colon in it, as "Work: Anna", the parts behind it, by the part before it.

        Words are a part of a name if photos and deleted messages follow them, too; if they begin every one of many
        messages; or if the chat is called so.
        """
        if self._prefixes is None:
            found: dict[str, set[str]] = {}
            for (raw, prefix), count in self.colons.items():
                proven = count > OFTEN and (raw, prefix) in self.proofs
                always = count >= _ALWAYS and count == self.spaced[raw]
                if proven or always or (chat_name and _letters(f"{raw}{prefix}") == _letters(chat_name)):
                    found.setdefault(raw, set()).add(prefix)
            self._prefixes = {raw: frozenset(prefixes) for raw, prefixes in found.items()}
        return self._prefixes

    def longer_sender(self, raw: str, rest: str) -> str | None:
        """The name with a colon in it that `raw` begins, if most lines that begin with `raw` begin with that name."""
        end = rest.find(": ")
        longer = f"{raw}:{rest[:end]}" if end >= 0 and self.spaced else ""
        return longer if self.longer[longer] > max(OFTEN, self.tight[raw] // 2) else None

    def _is_service(self, raw: str, name: str) -> bool:
        """Whether a service message begins so. What begins many lines is a name, however odd."""
        often = self.spaced[raw] + self.tight[raw] > OFTEN
        lowered = name.casefold()
        worded = len(name) > LONGEST_PLAIN_NAME and any(phrase in lowered for phrase in SERVICE_PHRASES)
        return (worded and (not often or _quotes_open(name))) or (not often and _quotes_open(name))

    def room(self, chat_name: str | None) -> str | None:
        """The name under which the iPhone writes a group's service messages: the group's own, which never speaks."""
        silent = {name_of(raw) for raw in self.spaced.keys() - self.speakers}
        first = None if self.first is None else name_of(self.first)
        for name in (chat_name, first):
            if name in silent:
                return name
        return None

    def names(self) -> list[str]:
        """All senders, in the order of their first words."""
        found: dict[str, None] = {}
        for raw in self.spaced:
            prefixes = self.prefixes().get(raw, frozenset())
            longer = (
                [prefix for sender, prefix in self.colons if sender == raw and prefix in prefixes] if prefixes else []
            )
            found |= dict.fromkeys(f"{name_of(raw)}: {name_of(prefix)}" for prefix in longer)
            rest = self.spaced[raw] - sum(self.colons[raw, prefix] for prefix in longer)
            if rest > 0 and (name := self.sender(raw, spaced=True)) is not None:
                found[name] = None
        found |= {name: None for raw in self.tight if (name := self.sender(raw, spaced=False)) is not None}
        return list(found)
