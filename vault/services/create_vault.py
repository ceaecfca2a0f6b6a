"""CreateVault: a new vault, its key in this computer's password safe, and its first recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vault.errors import KeychainError
from vault.progress import Progress
from vault.services.sheet import Sheet
from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class Created:
    """The new vault, opened; its first sheet; and why the password safe did not take the key, if it did not."""

    vault: OpenedVault
    sheet: Sheet
    keychain_problem: KeychainError | None


@dataclass(frozen=True, slots=True)
class CreateVault:
    """Make a vault in a new or empty folder."""

    desk: Desk

    def run(self, folder: Path, progress: Progress) -> Created:
        """Raises VaultExistsHere, FolderNotEmpty or a StorageError; a password safe that fails is no obstacle."""
        raise NotImplementedError
