"""OpenVault: by this computer's password safe, or by the recovery sheet; and finding where vaults lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import KeychainError
from vault.services.vault import Desk, OpenedVault

if TYPE_CHECKING:
    from vault.crypto.recovery_code import RecoveryCode


@dataclass(frozen=True, slots=True)
class FoundVault:
    """A folder that holds a vault: when it last changed, its size in bytes, and whether its parts are all there."""

    folder: Path
    name: str
    changed: datetime
    size: int
    complete: bool


@dataclass(frozen=True, slots=True)
class OpenVault:
    """Open an existing vault. Nothing here ever makes a new vault key."""

    desk: Desk

    def by_keychain(self, folder: Path) -> OpenedVault:
        """With the key from the password safe. Raises KeychainEmpty where it has none for this vault."""
        raise NotImplementedError

    def by_code(self, folder: Path, code: RecoveryCode, *, remember: bool) -> OpenedVault:
        """With the whole sheet, which proves it. Raises OtherVaultsSheet, SheetReplaced or Damaged.

        `remember` also makes this computer a way in; where the password safe fails, the vault is open all the
        same and `memory.key_id` stays None.
        """
        raise NotImplementedError

    def add_this_computer(self, vault: OpenedVault) -> KeychainError | None:
        """Make this computer a way in; returns why the password safe did not take the key, or None when it did."""
        raise NotImplementedError

    def last(self) -> Path | None:
        """Folder of the vault used last, whether it is there just now or not."""
        raise NotImplementedError

    def find(self, folders: Sequence[Path] | None = None) -> list[FoundVault]:
        """Vaults in `folders`, newest first, two levels deep; None: where people put them. Follows no links."""
        raise NotImplementedError
