"""Words: what is said about one error; and how a name is quoted in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Deed = Literal[
    "close", "retry", "choose-file", "choose-folder", "use-sheet", "open-it", "correct", "new-sheet", "check",
    "copy-report", "another-sheet",
]  # fmt: skip
"""What the button of a message does; the page that shows it knows how."""

NOTHING_CHANGED = "Nothing of yours was changed."
VAULT_WHOLE = "Your chats are still in the vault."

_LONGEST = 40
_RELOCKING = ".relocking"  # as vault.repository.relock_place calls the folder, inside the vault or beside it
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about an error, in sentences of at most 20 words; `small_print` is for whoever helps."""

    headline: str
    what_happened: str
    unharmed: str
    what_to_do: str
    button: str
    deed: Deed = "close"
    small_print: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is said, without the small print."""
        return tuple(part for part in (self.headline, self.what_happened, self.unharmed, self.what_to_do) if part)


def quoted(name: str) -> str:
    """A name in quotation marks, cut in the middle where it is long, so that a sentence stays one."""
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 + 1 :]}"
    return f"“{name}”"


def some_of(names: Sequence[str]) -> str:
    """The first few of many names, quoted, and how many there are besides."""
    shown = ", ".join(quoted(name) for name in names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else shown


def folder_name(place: str) -> str:
    """The last part of a folder's path, quoted; the vault's own name for the place in which it gets another key."""
    path = Path(place)
    for part in (path, *path.parents):
        if part.name == _RELOCKING:
            path = part.parent
        elif part.name.startswith(".") and part.name.endswith(_RELOCKING):
            path = Path(part.name[1 : -len(_RELOCKING)])
    return quoted(path.name or place)
