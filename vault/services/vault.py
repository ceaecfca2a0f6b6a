"""Desk and OpenedVault: what every deed is built with, and the unlocked vault that it works on."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vault.places import Places
from vault.settings import Settings, VaultMemory

if TYPE_CHECKING:
    from vault.keychain.key_store import KeyStore
    from vault.library.index import Library
    from vault.repository.repository import Repository
    from vault.storage.backend import Backend


@dataclass(frozen=True, slots=True)
class Desk:
    """What every deed is built with; the composition roots fill it. `clock` tells the time in UTC, with its zone."""

    settings: Settings
    key_store: KeyStore
    open_backend: Callable[[Path], Backend]
    places: Places
    clock: Callable[[], datetime]
    scrypt_n: int = 32768


@dataclass(slots=True)
class OpenedVault:
    """An unlocked vault. `name` is the folder's name; `memory` is replaced, never changed, as things are learnt."""

    folder: Path
    name: str
    repository: Repository
    library: Library
    memory: VaultMemory

    def chat_id(self, app: str, key: str) -> str:
        """The id of a chat: 16 hex digits that tell nothing without the vault's key, so settings may hold them."""
        secret = self.repository.derive(b"chat-vault chat ids v1")
        return hmac.new(secret, f"{app}\0{key}".encode(), hashlib.sha256).hexdigest()[:16]

    def close(self) -> None:
        """Close the library and forget the keys."""
        self.library.close()
        self.repository.close()
