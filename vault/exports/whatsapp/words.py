"""The app's own words in the languages we know, read from whatsapp_words.toml, and how words are compared."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib import resources

from vault.exports.whatsapp.headers import BLANKS, MARKS

_MARK, _BLANK = re.compile(f"[{MARKS}]"), re.compile(f"[{BLANKS}]+")


def bare(text: str) -> str:
    """Words to be compared: NFC, no marks, plain blanks, no angle brackets around, no dot behind, lower case."""
    words = _BLANK.sub(" ", _MARK.sub("", unicodedata.normalize("NFC", text))).strip()
    return words.strip("<>").strip(" .。").casefold()


_LISTS = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _words(name: str) -> tuple[str, ...]:
    return tuple(bare(word) for word in _LISTS[name])


OMITTED = frozenset(_words("omitted"))
DELETED = frozenset(_words("deleted"))
EDITED = frozenset(_words("edited"))
ATTACHED = frozenset(_words("attached"))
LIVE_LOCATIONS = frozenset(_words("live_locations"))
CALLS = _words("calls")
SERVICE_PHRASES = _words("service_phrases")
OMISSION = _words("omission")
_KINDS: dict[str, list[str]] = _LISTS["kinds"]


def omitted_kind(words: str) -> str | None:
    """What a placeholder of the iPhone says was left out, as an Attachment's kind; None if it is no placeholder.

    `words` are bare. Nouns of other kinds than those known give "file".
    """
    if not words.endswith(OMISSION):
        return None
    ending = next(ending for ending in OMISSION if words.endswith(ending))
    noun = words[: -len(ending)]
    return next((kind for kind, parts in _KINDS.items() if any(part in noun for part in parts)), "file")
