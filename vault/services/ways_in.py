"""WaysIn: who can open this vault, and taking one of them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vault.errors import LastWayIn, ObjectMissing
from vault.services.key_labels import WayKind, kind_of, sheet_number
from vault.services.this_computer import forget_this_computer
from vault.services.vault import Desk, OpenedVault

__all__ = ["Removed", "WayIn", "WayKind", "WaysIn"]


@dataclass(frozen=True, slots=True)
class WayIn:
    """One key file. `number` is the sheet's number; `this_computer` tells whether its key is the one used here.

    `created` is None where a key file of another program has no readable date.
    """

    key_id: str
    label: str
    kind: WayKind
    created: datetime | None
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
        ours, keys = vault.memory.key_id, vault.repository.keys()
        return [
            WayIn(
                key.id,
                key.label,
                kind_of(key.label),
                key.created,
                key.id == ours,
                sheet_number(key.label),
                key.hostname,
            )
            for key in keys
        ]

    def remove(self, vault: OpenedVault, key_id: str) -> Removed:
        """Take one away, and its secret from the password safe where that is ours.

        Raises LastWayIn where nobody could open the vault any more, or no sheet that was proved would be left for
        whoever loses this computer; ObjectMissing where it is gone already.
        """
        ways = self.list(vault)
        way = next((way for way in ways if way.key_id == key_id), None)
        if way is None:
            raise ObjectMissing(str(vault.folder), f"keys/{key_id}")
        if not self._may_go(vault, way, [other for other in ways if other is not way]):
            raise LastWayIn(way.label)
        if way.this_computer:
            self.desk.note(vault, key_id=None, keychain=None)
            forget_this_computer(self.desk, vault, key_id)
        else:
            vault.repository.remove_key(key_id)
        return Removed(way, may_know_key=True)

    @staticmethod
    def _may_go(vault: OpenedVault, way: WayIn, others: Sequence[WayIn]) -> bool:
        """A proved sheet must be left; only a foreign computer may go without one, while this one stays."""
        memory = vault.memory
        proved = memory.sheet_number if memory.sheet_proved_on else None
        if any(other.kind == "sheet" and other.number == proved for other in others):
            return True
        return way.kind != "sheet" and not way.this_computer and any(other.this_computer for other in others)
