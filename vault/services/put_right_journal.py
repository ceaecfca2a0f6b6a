"""What was done to put copies right, and what the person said about needing them: kept where nobody else can read it.

An entry is written before a copy is moved, so that one that was interrupted is still known.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from vault.errors import PlaceFailed
from vault.library.index import LibraryUnusable
from vault.services.put_right_plan import Target
from vault.services.scan_report import from_json, to_json
from vault.services.vault import OpenedVault

log = logging.getLogger(__name__)

DEEDS: Final = "put-right/journal"
NEEDED: Final = "put-right/needed"
Stage = Literal["locked", "moving", "moved", "undone"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done with one copy. `path` was its place; `sha256` (hex) is of its bytes; times in UTC; no contents.

    `stage`: in the vault; about to be moved, or interrupted while it was; moved; brought back. `to` and `put_at` say
    where it was moved (None where the bin does not tell). `ticked` are the steps at the provider that the person did.
    """

    path: str
    provider: str | None
    app: str | None
    sha256: str
    size: int
    snapshot: str
    locked_on: datetime
    stage: Stage = "locked"
    to: Target | None = None
    put_at: str | None = None
    moved_on: datetime | None = None
    undone_on: datetime | None = None
    ticked: tuple[str, ...] = ()

    @property
    def id(self) -> tuple[str, str, datetime]:
        """One copy of one content at one place; one that came back there later is another."""
        return self.path, self.sha256, self.locked_on


@dataclass(frozen=True, slots=True)
class NeededAnswer:
    """What the person said to "Could you need it for a court, the police, work or insurance?", and when (UTC)."""

    could_need: bool
    on: datetime


def deeds(vault: OpenedVault) -> tuple[Deed, ...]:
    """Everything that was done, oldest first; nothing where this computer does not give it just now."""
    found: tuple[Deed, ...] | None = from_json(_read(vault, DEEDS), tuple[Deed, ...])
    return found or ()


def last_deed(vault: OpenedVault, path: str) -> Deed | None:
    """The newest one about the copy at this path."""
    return next((deed for deed in reversed(deeds(vault)) if deed.path == path), None)


def write_down(vault: OpenedVault, deed: Deed) -> Deed:
    """Keep it in place of what was known of the same copy. It is on the disk on return. Raises PlaceFailed."""
    others = [each for each in _to_change(vault) if each.id != deed.id]
    _put(vault, DEEDS, (*others, deed))
    return deed


def tick(vault: OpenedVault, path: str, step: str, *, done: bool) -> Deed | None:
    """Note that a step at the provider was done, or was not after all. None where nothing is known of this copy."""
    deed = last_deed(vault, path)
    if deed is None:
        return None
    others = tuple(each for each in deed.ticked if each != step)
    return write_down(vault, replace(deed, ticked=(*others, step) if done else others))


def needed(vault: OpenedVault) -> NeededAnswer | None:
    """The answer; None until it was asked."""
    answer: NeededAnswer | None = from_json(_read(vault, NEEDED), NeededAnswer)
    return answer


def answer_needed(vault: OpenedVault, answer: NeededAnswer) -> NeededAnswer:
    """Keep it, in place of an earlier one. Raises PlaceFailed."""
    _put(vault, NEEDED, answer)
    return answer


def _to_change(vault: OpenedVault) -> Sequence[Deed]:
    """As `deeds`, but what cannot be read must not be written over."""
    try:
        kept = vault.notes.get(DEEDS)
    except LibraryUnusable as error:
        raise PlaceFailed("notes", str(error)) from None
    found: tuple[Deed, ...] | None = from_json(kept, tuple[Deed, ...])
    if kept is not None and found is None:
        raise PlaceFailed("notes", "unknown form")
    return found or ()


def _read(vault: OpenedVault, key: str) -> bytes | None:
    try:
        return vault.notes.get(key)
    except LibraryUnusable as error:
        log.info("a note could not be read: %s", error)
        return None


def _put(vault: OpenedVault, key: str, value: object) -> None:
    try:
        vault.notes.put(key, to_json(value))
    except LibraryUnusable as error:
        raise PlaceFailed("notes", str(error)) from None
