"""CreateVault: a new vault, its key in this computer's password safe, and its first recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import KeychainError
from vault.progress import Progress
from vault.repository.creating import can_be_created
from vault.repository.process import is_gone, this_process
from vault.repository.repository import NewKey, Repository
from vault.services.key_labels import COMPUTER, sheet_label
from vault.services.sheet import Sheet, local_day
from vault.services.this_computer import keep_secret, keychain_name, keychain_problem, new_secret
from vault.services.vault import Desk, OpenedVault
from vault.settings import BegunCreation

FIRST_SHEET = 1


@dataclass(frozen=True, slots=True)
class Created:
    """The new vault, opened; its first sheet; and why the password safe did not take the key, if it did not."""

    vault: OpenedVault
    sheet: Sheet
    keychain_problem: KeychainError | None


@dataclass(frozen=True, slots=True)
class CreateVault:
    """Make a vault in a new or empty folder, or where an earlier attempt was killed."""

    desk: Desk

    def is_unfinished(self, folder: Path) -> bool:
        """Whether all that lies in a folder is what a creation left that was killed on this computer. StorageErrors.

        Nobody but this computer's own note of it tells that: key files alone may as well be the first that arrived of
        a vault. With a config, a pack, an index or a backup it is one, whatever the note says.
        """
        begun = self._abandoned(folder)
        return begun is not None and can_be_created(self.desk.open_backend(folder), begun.keys)

    def run(self, folder: Path, progress: Progress) -> Created:
        """Raises VaultExistsHere, FolderNotEmpty or a StorageError; a password safe that fails is no obstacle.

        What an earlier creation left that was killed on this computer before there was a vault gives way. The password
        safe holds nothing of that: it gets a secret only once the vault is there.
        The password safe is tried first, so that a vault has a way in by this computer only where that will last.
        """
        progress.check_cancelled()
        problem = keychain_problem(self.desk.key_store)
        secret = None if problem else new_secret()
        repository, code = self._make(folder, secret)
        key_id = None
        if secret is not None:
            keys = repository.keys()
            key_id = next(key.id for key in keys if key.label == COMPUTER)
            problem = keep_secret(self.desk, repository, key_id, secret)
        return self._remembered(folder, repository, code, None if problem else key_id, problem)

    def _abandoned(self, folder: Path) -> BegunCreation | None:
        """The note of a creation in this folder whose process is gone for certain, or gave up."""
        begun = self.desk.settings.begun_creation(folder.absolute())
        return begun if begun is not None and (not begun.process or is_gone(begun.process)) else None

    def _make(self, folder: Path, secret: str | None) -> tuple[Repository, RecoveryCode]:
        codes: list[RecoveryCode] = []
        settings, mine = self.desk.settings, BegunCreation(str(folder.absolute()), (), this_process())

        def ways_in(public_id: str) -> Sequence[NewKey]:
            codes.append(RecoveryCode.random(public_id))
            sheet = NewKey(codes[-1].password, sheet_label(FIRST_SHEET))
            return [sheet] if secret is None else [NewKey(secret, COMPUTER), sheet]

        def begins(keys: Sequence[str]) -> None:
            nonlocal mine
            mine = replace(mine, keys=tuple(keys))
            settings.creation_begins(mine)

        abandoned = self._abandoned(folder)
        try:
            made = Repository.create(
                self.desk.open_backend(folder),
                ways_in,
                scrypt_n=self.desk.scrypt_n,
                begins=begins,
                abandoned=abandoned.keys if abandoned else (),
            )
        except BaseException:
            if mine.keys:
                settings.creation_begins(replace(mine, process=""))
            raise
        settings.creation_ends(folder.absolute())
        return made, codes[-1]

    def _remembered(
        self,
        folder: Path,
        repository: Repository,
        code: RecoveryCode,
        key_id: str | None,
        problem: KeychainError | None,
    ) -> Created:
        vault, now = self.desk.unlocked(folder, repository), self.desk.clock()
        keychain = keychain_name(self.desk.key_store) if key_id else None
        self.desk.note(vault, key_id=key_id, keychain=keychain, sheet_number=FIRST_SHEET, sheet_made_on=now)
        return Created(vault, Sheet(vault.name, local_day(now), FIRST_SHEET, code), problem)
