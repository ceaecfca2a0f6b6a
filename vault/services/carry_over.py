"""What this computer remembers of a vault, carried over to the vault's new key: library, notes, memory.

All of them go by the vault's public id and open with keys out of its own; after a re-lock those are others. The new
ones are made before the switch, while the old key is still at hand; until then nobody asks for them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from vault.errors import KeychainError, StorageError
from vault.library.index import LibraryUnusable
from vault.repository.repository import Repository
from vault.services.contents import FAULTS, take_stock
from vault.services.vault import LIBRARY_INFO, Desk, OpenedVault, chat_id
from vault.settings import VaultMemory

log = logging.getLogger(__name__)

_SNAPSHOT_ID = re.compile(rb"[0-9a-f]{64}")


def carry_over(
    desk: Desk, vault: OpenedVault, new: Repository, new_ids: Mapping[str, str], memory: VaultMemory
) -> None:
    """Make all three for `new`. `new_ids` are the backups' by the old ones; `memory` is completed and remembered.

    A library that does not serve is filled anew at the next catching up. Notes that do not serve are lost: the log
    says so.
    """
    chats = _chat_ids(vault, new)
    _carry_library(desk, vault, new, new_ids)
    orders = {chats.get(chat, chat): order for chat, order in vault.memory.date_orders.items()}
    desk.settings.remember(replace(memory, date_orders=orders))
    carried = desk.unlocked(vault.folder, new)
    try:
        names = vault.notes.keys()
        for key in names:
            start, slash, last = key.rpartition("/")
            carried.notes.put(f"{start}{slash}{chats.get(last, last)}", _with_new_ids(vault.notes.get(key), new_ids))
    except LibraryUnusable as error:
        log.warning("notes not carried over: %s", error)
    finally:
        carried.close()


def forget_vault(desk: Desk, public_id: str, key_ids: tuple[str, ...]) -> None:
    """Let go of all that this computer has of a vault that is no more, or never came to be: secrets, library, notes."""
    for key_id in key_ids:
        with suppress(KeychainError):
            desk.key_store.remove(public_id, key_id)
    desk.settings.forget(public_id)
    for path in (desk.library_path(public_id), desk.notes_path(public_id)):
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink()


def _chat_ids(vault: OpenedVault, new: Repository) -> dict[str, str]:
    """The chats' ids by the old ones; without those that cannot be read just now."""
    with suppress(StorageError, *FAULTS):
        found = {(chat.app, chat.key) for entry in take_stock(vault).entries for chat in entry.about.listed()}
        whole = {(entry.about.app, entry.about.key) for entry in take_stock(vault).entries}
        return {vault.chat_id(app, key): chat_id(new, app, key) for app, key in found | whole}
    return {}


def _carry_library(desk: Desk, vault: OpenedVault, new: Repository, new_ids: Mapping[str, str]) -> None:
    try:
        vault.library.copy_to(desk.library_path(new.public_id), new.derive(LIBRARY_INFO), new_ids)
    except LibraryUnusable as error:
        log.info("library not carried over: %s", error)


def _with_new_ids(value: bytes | None, new_ids: Mapping[str, str]) -> bytes:
    def new_id(found: re.Match[bytes]) -> bytes:
        return new_ids.get(found[0].decode("ascii"), "").encode("ascii") or found[0]

    return _SNAPSHOT_ID.sub(new_id, value or b"")
