"""WaysIn: who can open this vault, and taking one of them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vault.services.vault import Desk, OpenedVault

WayKind = Literal["sheet", "computer", "other"]


@dataclass(frozen=True, slots=True)
class WayIn:
    """One key file. `number` is the sheet's number; `this_computer` tells whether its key is the one used here."""

    key_id: str
    label: str
    kind: WayKind
    created: datetime
    this_computer: bool
    number: int | None
    hostname: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """The way in that is gone. `may_know_key`: whoever used it may have copied the vault's key, which stays."""

    way: WayIn
    may_know_key: bool


@dataclass(frozen=True, slots=True)
class WaysIn:
    """List and remove ways in."""

    desk: Desk

    def list(self, vault: OpenedVault) -> list[WayIn]:
        """All of them, oldest first."""
        raise NotImplementedError

    def remove(self, vault: OpenedVault, key_id: str) -> Removed:
        """Take one away. Raises LastWayIn where nobody, or no proved sheet, would be left."""
        raise NotImplementedError
