"""The recovery sheet: what stands on it, proving that it was kept, and making a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from vault.services.vault import Desk, OpenedVault

if TYPE_CHECKING:
    from vault.crypto.recovery_code import RecoveryCode


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: the vault's name, the day, the sheet's number, and the code, which no repr shows."""

    vault_name: str
    made_on: date
    number: int
    code: RecoveryCode = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProveSheet:
    """Find out whether the person has the sheet at hand."""

    desk: Desk

    def rows_to_ask(self, sheet: Sheet) -> tuple[int, int]:
        """Two different row numbers (1 to 4, ascending), drawn by the program."""
        raise NotImplementedError

    def prove_rows(self, vault: OpenedVault, sheet: Sheet, typed: Mapping[int, str]) -> None:
        """Compare two typed rows with the sheet that was made in this session.

        Raises RowMistake, CodeIncomplete, RowsSwapped, or ProofFailed for faultless rows of another sheet.
        """
        raise NotImplementedError

    def prove_code(self, vault: OpenedVault, code: RecoveryCode) -> None:
        """Prove all four rows by opening the vault with them. Raises OtherVaultsSheet or SheetReplaced."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class NewSheet:
    """Make a new sheet. The old one opens the vault until the new one is proved."""

    desk: Desk

    def run(self, vault: OpenedVault) -> Sheet:
        """A new code with its own key file, proven by opening; the old code is never shown again."""
        raise NotImplementedError
