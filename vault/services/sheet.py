"""The recovery sheet: what stands on it, proving that it was kept, and making a new one.

While the session that made a sheet lasts, two rows of the program's choosing prove it, compared with the sheet in
memory. Later only all four rows do, by opening the vault. Nothing derived from a single row is ever kept: one row has
35 bits and could be guessed in seconds.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from vault.crypto.recovery_code import ROWS, RecoveryCode, check_row, tidy_row
from vault.errors import (
    CodeIncomplete,
    Damaged,
    OtherVaultsSheet,
    ProofFailed,
    RowMistake,
    RowsSwapped,
    SheetReplaced,
    WrongKey,
)
from vault.repository.repository import NewKey, Repository
from vault.services.key_labels import sheet_label, sheet_number
from vault.services.vault import Desk, OpenedVault
from vault.storage.backend import Backend


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: the vault's name, the day, the sheet's number, and the code, which no repr shows."""

    vault_name: str
    made_on: date
    number: int
    code: RecoveryCode = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProveSheet:
    """Find out whether the person has the sheet at hand. Remembers which rows it asked for last, of each sheet."""

    desk: Desk
    _asked: dict[RecoveryCode, tuple[int, int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rows_to_ask(self, sheet: Sheet) -> tuple[int, int]:
        """Two different row numbers (1 to 4, ascending), drawn by the program."""
        first, second = sorted(secrets.SystemRandom().sample(range(1, ROWS + 1), 2))
        self._asked[sheet.code] = (first, second)
        return first, second

    def prove_rows(self, vault: OpenedVault, sheet: Sheet, typed: Mapping[int, str]) -> None:
        """Compare the two rows asked for last with the sheet made in this session; then open the vault with it.

        Raises CodeIncomplete for a row that was asked for and is missing, RowMistake, RowsSwapped, ProofFailed for
        faultless rows of another sheet, and what `prove_code` raises.
        """
        self.compare_rows(sheet, typed)
        self.prove_code(vault, sheet.code)

    def compare_rows(self, sheet: Sheet, typed: Mapping[int, str]) -> None:
        """Only the comparison; the rows asked for are other ones next time. Raises the same CodeErrors."""
        asked = self._asked.get(sheet.code) or self.rows_to_ask(sheet)
        for number in asked:
            _require_faultless(number, typed.get(number, ""))
        wrong = tuple(number for number in asked if not _is_row(sheet.code, number, typed[number]))
        if wrong:
            raise ProofFailed(wrong)
        self._asked.pop(sheet.code, None)

    def prove_code(self, vault: OpenedVault, code: RecoveryCode) -> None:
        """Prove all four rows by opening the vault with them; older sheets stop working then.

        Raises OtherVaultsSheet, SheetReplaced, Damaged, or a StorageError where an old sheet could not be removed.
        """
        repository = open_with_code(vault.repository.backend, code, vault.repository.public_id)
        number = number_of_key(repository)
        repository.close()
        note_proof(self.desk, vault, number)
        retire_sheets_below(vault, number)


@dataclass(frozen=True, slots=True)
class NewSheet:
    """Make a new sheet. The old one opens the vault until the new one is proved."""

    desk: Desk

    def run(self, vault: OpenedVault) -> Sheet:
        """A new code with its own key file, proven by opening; the old code is never shown again."""
        keys = vault.repository.keys()
        numbers = [sheet_number(key.label) or 0 for key in keys]
        number = max([*numbers, vault.memory.sheet_number]) + 1
        code = RecoveryCode.random(vault.repository.public_id)
        vault.repository.add_key(NewKey(code.password, sheet_label(number)), scrypt_n=self.desk.scrypt_n)
        now = self.desk.clock()
        self.desk.note(vault, sheet_number=number, sheet_made_on=now, sheet_proved_on=None)
        return Sheet(vault.name, local_day(now), number, code)


def open_with_code(backend: Backend, code: RecoveryCode, known_id: str | None = None) -> Repository:
    """Open by the sheet's own key file. OtherVaultsSheet, SheetReplaced, Damaged, NoVaultHere, NewerFormat.

    `known_id` is the vault's public id, where that is known otherwise than by the config that lies there now.
    """
    public_id = Repository.public_id_of(backend)
    belongs = code.belongs_to(public_id)
    try:
        return Repository.open(backend, code.password)
    except WrongKey:
        raise (SheetReplaced if belongs else OtherVaultsSheet) from None
    except Damaged as damage:
        # A config that is damaged changes the id that sheets are told apart by, and then the key decides. With that
        # damaged too, only a config that is whole for certain tells that the sheet is another vault's.
        if not belongs and damage.what == "key" and public_id == known_id:
            raise OtherVaultsSheet from None
        raise


def number_of_key(repository: Repository) -> int:
    """The number of the sheet that opened this repository; 0 where its key file does not say."""
    keys = repository.keys()
    labels = {key.id: key.label for key in keys}
    return sheet_number(labels.get(repository.key_id, "")) or 0


def note_proof(desk: Desk, vault: OpenedVault, number: int) -> None:
    """Remember that sheet `number` was at hand just now."""
    note_sheet(desk, vault, number)
    desk.note(vault, sheet_proved_on=desk.clock())


def note_sheet(desk: Desk, vault: OpenedVault, number: int) -> None:
    """Remember which sheet opens the vault; that proves nothing. One that was proved keeps its proof."""
    if number != vault.memory.sheet_number:
        desk.note(vault, sheet_number=number, sheet_made_on=_made_on(vault, number), sheet_proved_on=None)


def retire_sheets_below(vault: OpenedVault, number: int) -> None:
    """Older sheets stop opening the vault."""
    keys = vault.repository.keys()
    for key in keys:
        older = sheet_number(key.label)
        if older is not None and older < number:
            vault.repository.remove_key(key.id)


def local_day(moment: datetime) -> date:
    """The day that a calendar beside this computer shows."""
    return moment.astimezone().date()


def _made_on(vault: OpenedVault, number: int) -> datetime | None:
    keys = vault.repository.keys()
    return next((key.created for key in keys if sheet_number(key.label) == number), None)


def _require_faultless(number: int, text: str) -> None:
    verdict = check_row(number, text)
    if verdict in ("empty", "unfinished"):
        raise CodeIncomplete(number)
    if verdict == "mistake":
        raise RowMistake(number)
    if isinstance(verdict, tuple):
        raise RowsSwapped(number, verdict[1])


def _is_row(code: RecoveryCode, number: int, text: str) -> bool:
    return hmac.compare_digest(tidy_row(text), code.rows[number - 1])
