"""CreateVault: a new vault, its key in this computer's password safe, and its first recovery sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import Damaged, KeychainError, NoVaultHere, PlaceMissing
from vault.progress import Progress
from vault.repository.creating import can_be_created, stored_config
from vault.repository.ids import id_of
from vault.repository.process import is_gone, this_process
from vault.repository.repository import NewKey, Repository
from vault.services.key_labels import COMPUTER, sheet_label
from vault.services.sheet import Sheet, local_day
from vault.services.this_computer import keep_secret, keychain_name, keychain_problem, new_secret
from vault.services.vault import Desk, OpenedVault, vault_name
from vault.settings import BegunCreation
from vault.storage.backend import Backend

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
        a vault. With a pack, an index, a backup, or a config that is not the noted one, it is a vault.
        """
        begun = self._abandoned(folder)
        return begun is not None and can_be_created(self.desk.open_backend(folder), begun.keys)

    def run(self, folder: Path, progress: Progress, hand_out: Callable[[Sheet], None] = lambda _: None) -> Created:
        """Raises VaultExistsHere, FolderNotEmpty or a StorageError; a password safe that fails is no obstacle.

        `hand_out` gives the sheet to the person before the vault counts as made; what it raises is raised, and the
        vault, which nobody can open then, gives way to the next creation in its place. So does what an earlier
        creation left that was killed on this computer before it came to that.
        The password safe is tried first, so that a vault has a way in by this computer only where that will last.
        """
        progress.check_cancelled()
        problem = keychain_problem(self.desk.key_store)
        secret = None if problem else new_secret()
        with self._making(folder, secret) as (repository, code):
            key_id = None
            if secret is not None:
                keys = repository.keys()
                key_id = next(key.id for key in keys if key.label == COMPUTER)
                problem = keep_secret(self.desk, repository, key_id, secret)
            sheet = Sheet(vault_name(folder), local_day(self.desk.clock()), FIRST_SHEET, code)
            hand_out(sheet)
            return self._remembered(folder, repository, sheet, None if problem else key_id, problem)

    def _abandoned(self, folder: Path) -> BegunCreation | None:
        """The note of a creation in this folder whose process is gone for certain, or gave up."""
        begun = self.desk.settings.begun_creation(folder.absolute())
        return begun if begun is not None and (not begun.process or is_gone(begun.process)) else None

    @contextmanager
    def _making(self, folder: Path, secret: str | None) -> Iterator[tuple[Repository, RecoveryCode]]:
        """The new vault, noted as begun until somebody opened it: after the block, or in it."""
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

        begun, backend = self._abandoned(folder), self.desk.open_backend(folder)
        abandoned = begun.keys if begun else ()
        old = self._vault_there(backend) if abandoned else None
        try:
            made = Repository.create(backend, ways_in, scrypt_n=self.desk.scrypt_n, begins=begins, abandoned=abandoned)
            if old is not None:
                self._forget(old, abandoned)
            yield made, codes[-1]
        except BaseException:
            if mine.keys:
                settings.creation_begins(replace(mine, process=""))
            raise

    @staticmethod
    def _vault_there(backend: Backend) -> str | None:
        with suppress(NoVaultHere, Damaged, PlaceMissing):
            return id_of(stored_config(backend))
        return None

    def _forget(self, public_id: str, key_ids: Sequence[str]) -> None:
        """What the password safe may have got of a vault that gave way; one that does not answer is left alone."""
        with suppress(KeychainError):
            for key_id in key_ids:
                self.desk.key_store.remove(public_id, key_id)

    def _remembered(
        self, folder: Path, repository: Repository, sheet: Sheet, key_id: str | None, problem: KeychainError | None
    ) -> Created:
        vault, now = self.desk.unlocked(folder, repository), self.desk.clock()
        keychain = keychain_name(self.desk.key_store) if key_id else None
        self.desk.note(vault, key_id=key_id, keychain=keychain, sheet_number=FIRST_SHEET, sheet_made_on=now)
        return Created(vault, sheet, problem)
