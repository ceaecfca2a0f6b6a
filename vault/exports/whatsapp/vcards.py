"""Cards of contacts that people sent, as words: the name and the numbers and addresses on them."""

from __future__ import annotations

import re

from vault.exports.whatsapp.people import name_of

_LINE = re.compile(r"^(?:item\d{1,3}\.)?(?P<what>FN|TEL|EMAIL)(?:;[^:\n]{0,200})?:(?P<said>[^\n]{1,300})", re.M | re.I)
_MOST = 20  # lines of one card
_LONGEST = 100_000  # characters: what stands behind is a picture


def words_of(card: str) -> str:
    """The name on a card, then its numbers and addresses, each on a line; "" where it has none."""
    said: dict[str, None] = {}
    name = ""
    for found in _LINE.finditer(card[:_LONGEST].replace("\r", "")):
        words = name_of(found["said"]).replace("\\", "")
        if found["what"].upper() == "FN":
            name = name or words
        elif len(said) < _MOST:
            said[words] = None
    return "\n".join(line for line in (name, *said) if line)
