"""What a key looks like: how many characters, in which groups and rows, and what was typed of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_DIGITS = "0123456789"
_HEX = _DIGITS + "abcdef"
_SIGNAL = _DIGITS + "abcdefghijklmnopqrstuvwxyz#="
_BETWEEN = frozenset(" -\t\r\n\u00a0\u2009\u202f.,:/")


@dataclass(frozen=True, slots=True)
class KeyShape:
    """Rows of groups of characters, as the app shows them. No rows: a password, of which nothing is known.

    `file` is the usual name of a file that can be chosen instead, "" where there is none; not `typed`: only that file
    opens it.
    """

    allowed: str = ""
    group: int = 0
    groups: int = 0
    rows: int = 0
    file: str = ""
    typed: bool = True

    @property
    def per_row(self) -> int:
        """Characters in a row."""
        return self.group * self.groups

    @property
    def length(self) -> int:
        """Characters in all."""
        return self.per_row * self.rows

    def clean(self, text: str) -> str:
        """What counts of what was typed: in small letters, without what stands between groups."""
        return "".join(letter for letter in text.lower() if letter in self.allowed)

    def strange(self, text: str) -> str:
        """Characters that such a key never has, each once."""
        found = (letter for letter in text if letter.lower() not in self.allowed and letter not in _BETWEEN)
        return "".join(dict.fromkeys(found))

    def grouped(self, text: str) -> str:
        """One row as the app shows it: groups with a space between them."""
        return " ".join(text[at : at + self.group] for at in range(0, len(text), self.group))

    def split(self, text: str) -> tuple[str, ...]:
        """What was pasted at once, row by row."""
        clean = self.clean(text)
        return tuple(clean[at : at + self.per_row] for at in range(0, self.length, self.per_row))


SHAPES: Mapping[str, KeyShape] = {
    "whatsapp-key": KeyShape(_HEX, 4, 4, 4, "encrypted_backup.key"),
    "whatsapp-key-file": KeyShape(file="key", typed=False),
    "signal-30-digits": KeyShape(_DIGITS, 5, 3, 2),
    "signal-recovery-key": KeyShape(_SIGNAL, 4, 4, 4),
    "signal-desktop-key": KeyShape(_HEX, 4, 4, 4, "config.json"),
    "iphone-password": KeyShape(),
}
"""By SecretKind; and for WhatsApp's own locked backups, which only a file from inside the phone opens."""


def shape_of(kind: str) -> KeyShape:
    """The shape of a kind of key; that of a password for a kind that we do not know."""
    return SHAPES.get(kind, KeyShape())


@dataclass(frozen=True, slots=True)
class TypedKey:
    """How far the typing is: `ready` when it can be tried, and one line about it."""

    ready: bool
    words: str
    wrong: bool = False


def judge(kind: str, text: str) -> TypedKey:
    """What to say of what was typed so far."""
    shape = shape_of(kind)
    if not shape.typed:
        return TypedKey(False, "")
    if not shape.rows:
        return TypedKey(bool(text), "")
    strange = shape.strange(text)
    if strange:
        shown = " ".join(strange[:4])
        return TypedKey(False, f"Such a key never has {shown} in it.", wrong=True)
    typed = len(shape.clean(text))
    if typed > shape.length:
        return TypedKey(False, f"{typed - shape.length} too many: it has {shape.length}.", wrong=True)
    if typed == shape.length:
        return TypedKey(True, f"All {shape.length} are there.")
    return TypedKey(False, f"{typed} of {shape.length}")
