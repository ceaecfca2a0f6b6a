"""The password safe in memory keeps the contract of the real one."""

from __future__ import annotations

import pytest

from tests.contracts.key_store_contract import KEY_ID, SECRET, VAULT, KeyStoreContract
from vault.errors import KeychainError, KeychainForgetful
from vault.keychain.key_store import KeyStore
from vault.keychain.memory import MemoryKeyStore


def memory(store: KeyStore) -> MemoryKeyStore:
    assert isinstance(store, MemoryKeyStore)
    return store


class TestMemoryKeyStore(KeyStoreContract):
    @pytest.fixture
    def store(self) -> MemoryKeyStore:
        return MemoryKeyStore()

    def another(self, store: KeyStore) -> KeyStore:
        old = memory(store)
        return MemoryKeyStore(old.absent, old.silent, old.locked, old.forgetful, old.entries)

    def lock(self, store: KeyStore) -> None:
        memory(store).locked = True

    def unlock(self, store: KeyStore) -> None:
        memory(store).locked = False

    def silence(self, store: KeyStore) -> None:
        memory(store).silent = True

    def wipe(self, store: KeyStore) -> None:
        memory(store).wipe()

    def take_away(self, store: KeyStore) -> None:
        memory(store).absent = True


def test_a_forgetful_one_says_so_at_every_call() -> None:
    store = MemoryKeyStore(forgetful=True)
    with pytest.raises(KeychainForgetful):
        store.put(VAULT, KEY_ID, SECRET)
    with pytest.raises(KeychainForgetful):
        store.get(VAULT, KEY_ID)
    with pytest.raises(KeychainForgetful):
        assert store.name
    assert store.entries == {}


@pytest.mark.parametrize("flag", ["absent", "silent", "locked", "forgetful"])
def test_each_failure_ends_when_its_flag_is_unset(flag: str) -> None:
    store = MemoryKeyStore()
    store.put(VAULT, KEY_ID, SECRET)
    setattr(store, flag, True)
    with pytest.raises(KeychainError):
        store.get(VAULT, KEY_ID)
    setattr(store, flag, False)
    assert store.get(VAULT, KEY_ID) == SECRET
