"""Desk and OpenedVault: what every deed is built with, and the unlocked vault that it works on."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from vault.keychain.key_store import KeyStore
from vault.library.index import Library, LibraryUnusable
from vault.library.notes import Notes
from vault.places import Places
from vault.repository.repository import Repository
from vault.settings import Settings, VaultMemory
from vault.storage.backend import Backend

log = logging.getLogger(__name__)

LIBRARY_INFO = b"chat-vault library v1"
NOTES_INFO = b"chat-vault notes v1"
CHAT_ID_INFO = b"chat-vault chat ids v1"


@dataclass(slots=True)
class OpenedVault:
    """An unlocked vault. `name` is the folder's name; `memory` is replaced, never changed, as things are learnt.

    `notes` hold what was found and answered on this computer: encrypted, and not in the vault's folder.
    """

    folder: Path
    name: str
    repository: Repository = field(repr=False)
    library: Library = field(repr=False)
    memory: VaultMemory
    notes: Notes = field(repr=False)

    def chat_id(self, app: str, key: str) -> str:
        """The id of a chat: 16 hex digits that tell nothing without the vault's key, so settings may hold them."""
        return chat_id(self.repository, app, key)

    def close(self) -> None:
        """Close the library and the notes, and forget the keys."""
        self.library.close()
        self.notes.close()
        self.repository.close()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every deed is built with; the composition roots fill it. `clock` tells the time in UTC, with its zone."""

    settings: Settings
    key_store: KeyStore
    open_backend: Callable[[Path], Backend]
    places: Places
    clock: Callable[[], datetime]
    scrypt_n: int = 32768

    def unlocked(self, folder: Path, repository: Repository) -> OpenedVault:
        """An opened repository with its library and what is remembered of it; remembers where it was seen."""
        folder, name = folder.absolute(), vault_name(folder)
        known = self.settings.memory(repository.public_id)
        memory = known or VaultMemory(public_id=repository.public_id, folder=str(folder), name=name)
        vault = OpenedVault(folder, name, repository, self._library(repository), memory, self._notes(repository))
        self.note(vault, folder=str(folder), name=name)
        self.settings.creation_ends(folder)
        return vault

    def note(self, vault: OpenedVault, **changes: Any) -> None:
        """Remember changes of VaultMemory's fields, on top of what another process may have noted."""
        latest = self.settings.memory(vault.memory.public_id) or vault.memory
        vault.memory = replace(latest, **changes)
        self.settings.remember(vault.memory)

    def library_path(self, public_id: str) -> Path:
        """The file of this vault's library."""
        return self.places.library / f"{public_id[:32]}.db"

    def notes_path(self, public_id: str) -> Path:
        """The file of this vault's notes."""
        return self.places.library / f"{public_id[:32]}.notes.db"

    def _library(self, repository: Repository) -> Library:
        key = repository.derive(LIBRARY_INFO)
        try:
            return Library(self.library_path(repository.public_id), key)
        except LibraryUnusable as error:
            log.info("library in memory only: %s", error)
            return Library(None, key)

    def _notes(self, repository: Repository) -> Notes:
        key = repository.derive(NOTES_INFO)
        try:
            return Notes(self.notes_path(repository.public_id), key)
        except LibraryUnusable as error:
            log.info("notes in memory only: %s", error)
            return Notes(None, key)


def vault_name(folder: Path) -> str:
    """What a vault is called: as its folder."""
    return folder.absolute().name or str(folder.absolute())


def chat_id(repository: Repository, app: str, key: str) -> str:
    """The id of a chat in this vault, see OpenedVault.chat_id."""
    secret = repository.derive(CHAT_ID_INFO)
    return hmac.new(secret, f"{app}\0{key}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]
