"""StatusOf: what could be brought back today, computed from facts and not from what the last job said."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vault.errors import (
    ChatVaultError,
    Damaged,
    KeychainEmpty,
    KeychainError,
    KeychainLocked,
    KeychainSilent,
    NewerFormat,
    NoPermission,
    NoVaultHere,
    ObjectMissing,
    PlaceMissing,
    StillArriving,
    StorageError,
    WrongKey,
)
from vault.library.index import LibraryUnusable
from vault.services.arriving import arriving, stubs_by_name
from vault.services.browse import Chat, chats_in
from vault.services.contents import FAULTS, Inventory, take_stock
from vault.services.key_labels import sheet_number
from vault.services.missing_backups import missing_backups
from vault.services.open_vault import OpenVault
from vault.services.presence import something_is_gone
from vault.services.status_rules import (
    ChatFacts,
    ChatState,
    Facts,
    NextStep,
    Reason,
    State,
    Status,
    judge,
)
from vault.services.this_computer import keychain_name
from vault.services.vault import Desk, OpenedVault

__all__ = ["ChatState", "NextStep", "Reason", "State", "Status", "StatusOf"]

_TROUBLES: tuple[tuple[type[ChatVaultError], Reason], ...] = (
    (PlaceMissing, "place-missing"),
    (NoPermission, "no-permission"),
    (ObjectMissing, "cannot-open"),
    (StorageError, "place-failed"),
    (NoVaultHere, "not-a-vault"),
    (NewerFormat, "newer-format"),
    (StillArriving, "still-arriving"),
    (Damaged, "cannot-open"),
    (KeychainEmpty, "keychain-empty"),
    (WrongKey, "keychain-empty"),
    (KeychainLocked, "keychain-locked"),
    (KeychainSilent, "keychain-silent"),
    (KeychainError, "no-keychain"),
)


@dataclass(frozen=True, slots=True)
class StatusOf:
    """Find the facts and judge them. Reads the vault only."""

    desk: Desk

    def run(self, vault: OpenedVault | Path | None) -> Status:
        """Of an opened vault, of the one in a folder (opened by the password safe and closed again), or of none.

        What is in the way is an answer, not an error.
        """
        if vault is None:
            return judge(Facts(self.desk.clock(), trouble="no-vault"))
        if isinstance(vault, OpenedVault):
            return judge(self._facts(vault))
        return judge(self._facts_in(vault.absolute()))

    def of_trouble(self, folder: Path, error: ChatVaultError) -> Status:
        """The status when opening the vault in `folder` was refused with `error`."""
        return judge(self._trouble_facts(folder.absolute(), error))

    def _facts_in(self, folder: Path) -> Facts:
        try:
            vault = OpenVault(self.desk).by_keychain(folder)
        except ChatVaultError as error:
            return self._trouble_facts(folder, error)
        try:
            return self._facts(vault)
        finally:
            vault.close()

    def _facts(self, vault: OpenedVault) -> Facts:
        try:
            return self._found(vault)
        except ChatVaultError as error:
            return self._trouble_facts(vault.folder, error)

    def _found(self, vault: OpenedVault) -> Facts:
        with suppress(*FAULTS):
            vault.repository.require_same_vault()
        memory = self.desk.settings.memory(vault.repository.public_id) or vault.memory
        missing = missing_backups(vault)
        inventory, damaged = take_stock(vault), memory.damage_found_on is not None
        # Damage found since makes an earlier check worthless; what was read back one by one still counts.
        read = _read_back(vault, inventory, None if damaged else memory.last_checked_on)
        is_lacking = bool(inventory.unreadable or missing) or something_is_gone(vault, inventory)
        waits = is_lacking or stubs_by_name(vault.folder)
        is_arriving = waits and not damaged and arriving(vault.folder) is not None
        times = [entry.time for entry in inventory.entries]
        return Facts(
            now=self.desk.clock(),
            vault=vault.name,
            place=str(vault.folder),
            is_damaged=damaged or (is_lacking and not is_arriving),
            is_arriving=is_arriving,
            sheet_proved_on=memory.sheet_proved_on if _has_sheet(vault, memory.sheet_number) else None,
            last_checked_on=memory.last_checked_on,
            last_rehearsed_on=memory.last_rehearsed_on,
            chats=tuple(_chat_facts(chat, read) for chat in chats_in(vault, inventory)),
            newest=max(times, default=None),
            backups=len(times),
            unread_backups=sum(not is_read for is_read in read.values()),
            other_backups=inventory.others,
            free=_free_space(vault),
        )

    def _trouble_facts(self, folder: Path, error: ChatVaultError) -> Facts:
        memory = self.desk.settings.by_folder(folder)
        reason = next((reason for kind, reason in _TROUBLES if isinstance(error, kind)), None)
        if reason is None:
            raise error
        if reason == "keychain-empty" and memory and memory.keychain:
            name = keychain_name(self.desk.key_store)
            reason = "keychain-changed" if name and name != memory.keychain else reason
        return Facts(
            now=self.desk.clock(),
            vault=folder.name or str(folder),
            place=str(folder),
            trouble=reason,
            sheet_proved_on=memory.sheet_proved_on if memory else None,
            last_checked_on=memory.last_checked_on if memory else None,
            last_rehearsed_on=memory.last_rehearsed_on if memory else None,
        )


def _read_back(vault: OpenedVault, inventory: Inventory, checked_on: datetime | None) -> Mapping[str, bool]:
    """Whether each backup was read whole on this computer, one by one or by a full health check since it was made."""
    with suppress(LibraryUnusable):
        done = vault.library.read_back()
        return {
            entry.snapshot: entry.snapshot in done or _is_before(entry.time, checked_on) for entry in inventory.entries
        }
    return {entry.snapshot: _is_before(entry.time, checked_on) for entry in inventory.entries}


def _is_before(made: datetime, checked_on: datetime | None) -> bool:
    return checked_on is not None and made < checked_on


def _chat_facts(chat: Chat, read: Mapping[str, bool]) -> ChatFacts:
    is_read = all(read[backup.snapshot] for backup in chat.backups)
    return ChatFacts(chat.name, chat.app, chat.messages, chat.backups[-1].time, is_read, chat.last, chat.exact)


def _has_sheet(vault: OpenedVault, number: int) -> bool:
    """Whether the sheet that was proved still opens the vault."""
    keys = vault.repository.keys()
    return any(sheet_number(key.label) == number for key in keys)


def _free_space(vault: OpenedVault) -> int | None:
    try:
        return vault.repository.backend.free_space()
    except StorageError:
        return None
