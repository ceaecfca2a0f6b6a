"""KeyStore: keeps the secret that opens a vault on this computer. What services know of a password safe."""

from __future__ import annotations

from typing import Protocol


class KeyStore(Protocol):
    """One secret for each vault (its public id) and key file (its id).

    Every method and `name` may take as long as the store's time limit and may raise NoKeychain, KeychainLocked,
    KeychainSilent or KeychainForgetful. Call them off the GUI thread. None of the errors holds a secret.
    """

    @property
    def name(self) -> str:
        """The class name of the password safe, as "SecretService.Keyring", to be remembered beside the key's id."""

    def get(self, vault: str, key_id: str) -> str | None:
        """The secret, or None: never stored here, or stored and lost. The two cannot be told apart."""

    def put(self, vault: str, key_id: str, secret: str) -> None:
        """Store it, read it back and compare. The same again does nothing; another secret takes its place.

        After KeychainSilent it may still arrive: forget the key file, not only the call.
        """

    def remove(self, vault: str, key_id: str) -> None:
        """Forget it. Nothing happens where there is nothing."""
