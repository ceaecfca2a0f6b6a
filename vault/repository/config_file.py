"""The config: a vault's version, its restic id, and the polynomial by which restic cuts. Sealed, never compressed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import msgspec

from vault.errors import Damaged, NewerFormat
from vault.repository.ids import is_id
from vault.repository.polynomial import is_irreducible, random_irreducible
from vault.storage.backend import CONFIG_NAME

NEWEST_VERSION = 2


class Config(msgspec.Struct, frozen=True, omit_defaults=True):
    """As restic writes it. `id` is random: it names the repository to restic; our public id is the file's SHA-256.

    `chat_vault_kept`, which restic passes over, holds values by name that were derived from the master key before a
    re-lock and must stay what they were: the seed of the chunker, or every known photo would be stored again.
    """

    version: int
    id: str
    chunker_polynomial: str
    chat_vault_kept: dict[str, bytes] = {}  # msgspec copies it; it writes bytes as base64

    @classmethod
    def random(cls) -> Config:
        """Of a new vault."""
        return cls(NEWEST_VERSION, secrets.token_hex(32), f"{random_irreducible():x}")

    def successor(self, kept: Mapping[str, bytes]) -> Config:
        """Of the vault that is to take this one's place: cut alike, with an id of its own."""
        return Config(self.version, secrets.token_hex(32), self.chunker_polynomial, dict(kept))

    @property
    def compresses(self) -> bool:
        """Whether this version knows compression."""
        return self.version >= 2


class _Version(msgspec.Struct):
    version: int


def encode_config(config: Config) -> bytes:
    """Its JSON."""
    return msgspec.json.encode(config)


def decode_config(document: bytes) -> Config:
    """NewerFormat for a version we do not know, Damaged("config", …) for what is no config."""
    try:
        version = msgspec.json.decode(document, type=_Version).version
        if version > NEWEST_VERSION:
            raise NewerFormat(version)
        config = msgspec.json.decode(document, type=Config)
        fits = version >= 1 and is_id(config.id) and is_irreducible(int(config.chunker_polynomial, 16))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("config", CONFIG_NAME, f"unreadable: {type(error).__name__}") from None
    if not fits:
        raise Damaged("config", CONFIG_NAME, "version, id or polynomial cannot be")
    return config
