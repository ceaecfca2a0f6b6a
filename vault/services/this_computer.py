"""This computer as a way in: a random secret that only its password safe holds.

The password safe is a convenience, never the only key: nothing here makes a vault key, and every order of steps leaves
an older way in working until the newer one is proven.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from contextlib import suppress

from vault.errors import KeychainError, KeychainForgetful, ObjectMissing
from vault.keychain.key_store import KeyStore
from vault.repository.repository import NewKey, Repository
from vault.services.key_labels import COMPUTER
from vault.services.vault import Desk, OpenedVault

SECRET_BYTES = 32  # 44 characters of base64: fits every password safe (Windows takes 1280)


def new_secret() -> str:
    """256 random bits in base64."""
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def keychain_problem(key_store: KeyStore) -> KeychainError | None:
    """Try the password safe with something worthless: put, get, remove. None when it serves."""
    vault, key_id, canary = f"trial-{secrets.token_hex(8)}", "trial", new_secret()
    try:
        key_store.put(vault, key_id, canary)
        found = key_store.get(vault, key_id)
        key_store.remove(vault, key_id)
    except KeychainError as problem:
        return problem
    return None if _same(found, canary) else KeychainForgetful()


def keychain_name(key_store: KeyStore) -> str | None:
    """The password safe's name; None where it does not even answer that."""
    try:
        return key_store.name
    except KeychainError:
        return None


def keep_secret(desk: Desk, repository: Repository, key_id: str, secret: str) -> KeychainError | None:
    """Give the secret of a key file to the password safe; if it will not keep it, the key file goes again."""
    try:
        desk.key_store.put(repository.public_id, key_id, secret)
        if _same(desk.key_store.get(repository.public_id, key_id), secret):
            return None
        problem: KeychainError = KeychainForgetful()
    except KeychainError as error:
        problem = error
    repository.remove_key(key_id)
    return problem


def add_this_computer(desk: Desk, vault: OpenedVault) -> KeychainError | None:
    """Make this computer a way in, proven by reopening the vault; then its older way in goes, if it had one.

    Returns why the password safe would not, or None. Raises a StorageError where the vault cannot be written.
    """
    problem = keychain_problem(desk.key_store)
    if problem or _serves_already(desk, vault):
        return problem
    secret, older = new_secret(), vault.memory.key_id
    key = vault.repository.add_key(NewKey(secret, COMPUTER), scrypt_n=desk.scrypt_n)
    problem = keep_secret(desk, vault.repository, key.id, secret)
    if problem:
        return problem
    Repository.open(vault.repository.backend, secret, key_hint=key.id).close()
    desk.note(vault, key_id=key.id, keychain=keychain_name(desk.key_store))
    if older:
        forget_this_computer(desk, vault, older)
    return None


def forget_this_computer(desk: Desk, vault: OpenedVault, key_id: str) -> None:
    """Take the key file away, then its secret; a password safe that does not answer is left alone."""
    with suppress(ObjectMissing):
        vault.repository.remove_key(key_id)
    with suppress(KeychainError):
        desk.key_store.remove(vault.repository.public_id, key_id)


def _serves_already(desk: Desk, vault: OpenedVault) -> bool:
    """Whether the password safe holds the secret of a key file of ours that is still there."""
    key_id, keys = vault.memory.key_id, vault.repository.keys()
    if key_id is None or key_id not in {key.id for key in keys}:
        return False
    try:
        return desk.key_store.get(vault.repository.public_id, key_id) is not None
    except KeychainError:
        return False


def _same(found: str | None, secret: str) -> bool:
    return found is not None and hmac.compare_digest(found, secret)
