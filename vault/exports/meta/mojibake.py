"""Text that was written as UTF-8 and then read as Latin-1, made right again.

Facebook and Instagram write each byte of a text's UTF-8 as a character of its own: "ö" comes as "Ã¶". The damage
is undone for each text by itself, because an export may hold right and wrong ones side by side.
"""

from __future__ import annotations


def repaired(text: str) -> str:
    """The text as it was meant; what is not damaged in this way comes back as it is. Never raises."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text  # a character beyond U+00FF, or bytes that are no UTF-8: not this damage
