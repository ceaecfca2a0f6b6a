"""OpenVault: by this computer's password safe, or by the recovery sheet. Nothing here ever makes a new vault key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError, KeychainEmpty, KeychainError, WrongKey
from vault.progress import NoProgress, Progress
from vault.repository.repository import Repository
from vault.services.arriving import or_arriving
from vault.services.find_vaults import FoundVault, find_vaults, likely_folders
from vault.services.relock_left import forget_relocked, settle_relock
from vault.services.sheet import note_proof, note_sheet, number_of_key, open_with_code, retire_sheets_below
from vault.services.this_computer import add_this_computer, keychain_name
from vault.services.vault import Desk, OpenedVault
from vault.storage.backend import Backend

__all__ = ["FoundVault", "OpenVault"]


@dataclass(frozen=True, slots=True)
class OpenVault:
    """Open an existing vault, or find where vaults lie."""

    desk: Desk

    def by_keychain(self, folder: Path) -> OpenedVault:
        """With the key from the password safe.

        Settings may be lost: the password safe is asked for every key file of the vault. Raises KeychainEmpty where it
        has none that opens, Damaged where it has one and the key file or the vault is damaged, the other
        KeychainErrors, NoVaultHere, StillArriving, NewerFormat, StorageError.
        """
        with _told_if_arriving(folder):
            repository = self._by_keychain(folder)
        vault = self.desk.unlocked(folder, repository)
        self.desk.note(vault, key_id=repository.key_id, keychain=keychain_name(self.desk.key_store))
        forget_relocked(self.desk, vault)
        return vault

    def _by_keychain(self, folder: Path) -> Repository:
        settle_relock(self.desk, folder)
        backend = self.desk.open_backend(folder)
        remembered = self.desk.settings.by_folder(folder.absolute())
        public_ids = (Repository.public_id_of(backend), remembered.public_id if remembered else "")
        repository = self._by_any_key(backend, *dict.fromkeys(filter(None, public_ids)))
        if repository is None:
            raise KeychainEmpty(folder.absolute().name or str(folder))
        return repository

    def by_code(self, folder: Path, code: RecoveryCode, *, remember: bool, typed: bool = True) -> OpenedVault:
        """With the whole sheet. Writes nothing to the vault unless `remember` is set.

        `typed`: a person typed it from the sheet, which proves that they have it. A file that a script hands over
        proves nothing: it may lie on this very computer. `remember` also makes this computer a way in; where the
        password safe fails, the vault is open all the same and `memory.key_id` stays None. Raises OtherVaultsSheet,
        SheetReplaced, Damaged, NoVaultHere, StillArriving, NewerFormat, StorageError.
        """
        with _told_if_arriving(folder):
            settle_relock(self.desk, folder)
            known = self.desk.settings.by_folder(folder.absolute())
            repository = open_with_code(self.desk.open_backend(folder), code, known.public_id if known else None)
        vault, number = self.desk.unlocked(folder, repository), number_of_key(repository)
        try:
            if typed:
                note_proof(self.desk, vault, number)
            elif vault.memory.sheet_number == 0:
                note_sheet(self.desk, vault, number)
            if remember:
                add_this_computer(self.desk, vault)
            if remember and typed:
                retire_sheets_below(vault, number)
            forget_relocked(self.desk, vault)
        except BaseException:
            vault.close()
            raise
        return vault

    def add_this_computer(self, vault: OpenedVault) -> KeychainError | None:
        """Make this computer a way in; returns why the password safe did not take the key, or None when it did."""
        return add_this_computer(self.desk, vault)

    def last(self) -> Path | None:
        """Folder of the vault used last, whether it is there just now or not."""
        remembered = self.desk.settings.vaults()
        return Path(remembered[0].folder) if remembered else None

    def find(self, folders: Sequence[Path] | None = None, progress: Progress | None = None) -> list[FoundVault]:
        """Vaults in `folders`, newest first, two levels deep; None: where people put them. Follows no links.

        Asks `progress` before each folder whether to stop.
        """
        known = [Path(memory.folder) for memory in self.desk.settings.vaults()]
        where = [*known, *likely_folders(self.desk.places.documents)] if folders is None else folders
        return find_vaults(where, progress or NoProgress())

    def _by_any_key(self, backend: Backend, *public_ids: str) -> Repository | None:
        """The vault opened by whatever secret the password safe has for any of its key files.

        A damaged config has another public id: under the one remembered of this folder its keys are found, and the
        damage is called damage.
        """
        for public_id in public_ids:
            memory = self.desk.settings.memory(public_id)
            first = memory.key_id if memory else None
            for key_id in sorted(Repository.key_ids(backend), key=lambda key_id: key_id != first):
                secret = self.desk.key_store.get(public_id, key_id)
                if secret is not None:
                    with suppress(WrongKey):
                        return Repository.open(backend, secret, key_hint=key_id)
        return None


@contextmanager
def _told_if_arriving(folder: Path) -> Iterator[None]:
    """StillArriving in the place of what is the matter only because a cloud has not brought everything yet."""
    try:
        yield
    except ChatVaultError as error:
        told = or_arriving(folder.absolute(), error)
        if told is error:
            raise
        raise told from error
