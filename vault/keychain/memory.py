"""MemoryKeyStore: a password safe in memory that can be told to fail in each way that a real one does."""

from __future__ import annotations

from dataclasses import dataclass, field

from vault.errors import KeychainForgetful, KeychainLocked, KeychainSilent, NoKeychain


@dataclass(slots=True)
class MemoryKeyStore:
    """A KeyStore for tests, pictures and trials. Set a flag, and every call fails in that way until it is unset.

    `absent` there is no password safe; `silent` it does not answer; `locked`; `forgetful` it keeps nothing.
    """

    absent: bool = False
    silent: bool = False
    locked: bool = False
    forgetful: bool = False
    entries: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Its class name."""
        self._answer()
        return "MemoryKeyStore"

    def get(self, vault: str, key_id: str) -> str | None:
        """The secret, or None."""
        self._answer()
        return self.entries.get((vault, key_id))

    def put(self, vault: str, key_id: str, secret: str) -> None:
        """Keep it."""
        self._answer()
        self.entries[vault, key_id] = secret

    def remove(self, vault: str, key_id: str) -> None:
        """Forget it, if it is there."""
        self._answer()
        self.entries.pop((vault, key_id), None)

    def wipe(self) -> None:
        """Forget everything, as a new profile or a reset password does."""
        self.entries.clear()

    def _answer(self) -> None:
        if self.absent:
            raise NoKeychain(("MemoryKeyStore: absent",))
        if self.silent:
            raise KeychainSilent(0.0)
        if self.locked:
            raise KeychainLocked
        if self.forgetful:
            raise KeychainForgetful
