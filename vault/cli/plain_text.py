"""Text of others on a terminal: names in an export could carry escape codes that move the cursor or hide a line."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\ufffd"
TURNS_TEXT_ROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_text(text: str) -> str:
    """The same text with control characters and direction overrides made visible."""
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    odd = unicodedata.category(character) in ("Cc", "Cs") or character in TURNS_TEXT_ROUND
    return REPLACEMENT if odd else character
