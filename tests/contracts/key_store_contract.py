"""What every key store must do. Each implementation's test inherits this class and says how to hurt its safe."""

from __future__ import annotations

import secrets
import string
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vault.errors import KeychainError, KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.key_store import KeyStore

VAULT = "5d41402abc4b2a76b9719d911017c592" * 2
OTHER_VAULT = "7d793037a0760186574b0282f2f435e7" * 2
KEY_ID, NEXT_KEY_ID = "0a" * 32, "0b" * 32
SECRET = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="  # as services make them: 44 characters of base64


class KeyStoreContract:
    """Inherit, give a `store` fixture whose safe is empty and works, and the ways to hurt it."""

    def another(self, store: KeyStore) -> KeyStore:
        """A second store on the same safe, as the next run of the program makes it."""
        raise NotImplementedError

    def lock(self, store: KeyStore) -> None:
        """Lock the safe."""
        raise NotImplementedError

    def unlock(self, store: KeyStore) -> None:
        """Unlock it again."""
        raise NotImplementedError

    def silence(self, store: KeyStore) -> None:
        """Let it answer no more."""
        raise NotImplementedError

    def wipe(self, store: KeyStore) -> None:
        """Let it forget everything."""
        raise NotImplementedError

    def take_away(self, store: KeyStore) -> None:
        """Let there be no safe any more."""
        raise NotImplementedError

    # -- keeping ---------------------------------------------------------------------------------

    def test_what_was_put_comes_back_also_to_the_next_run(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        assert store.get(VAULT, KEY_ID) == SECRET
        assert self.another(store).get(VAULT, KEY_ID) == SECRET

    def test_what_was_never_put_is_none(self, store: KeyStore) -> None:
        assert store.get(VAULT, KEY_ID) is None

    def test_every_vault_and_every_key_has_its_own_entry(self, store: KeyStore) -> None:
        entries = {
            (vault, key): f"{vault[:2]}{key[:2]}" for vault in (VAULT, OTHER_VAULT) for key in (KEY_ID, NEXT_KEY_ID)
        }
        for (vault, key), secret in entries.items():
            store.put(vault, key, secret)
        assert {(vault, key): store.get(vault, key) for vault, key in entries} == entries

    def test_the_new_key_leaves_the_old_one_until_it_is_removed(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, "old")
        store.put(VAULT, NEXT_KEY_ID, "new")
        assert store.get(VAULT, KEY_ID) == "old"
        store.remove(VAULT, KEY_ID)
        assert (store.get(VAULT, KEY_ID), store.get(VAULT, NEXT_KEY_ID)) == (None, "new")

    def test_putting_again_does_nothing_and_another_secret_takes_its_place(self, store: KeyStore) -> None:
        for secret in ("one", "one", "two"):
            store.put(VAULT, KEY_ID, secret)
            assert store.get(VAULT, KEY_ID) == secret
        store.remove(VAULT, KEY_ID)
        assert store.get(VAULT, KEY_ID) is None

    def test_removing_what_is_not_there_is_no_fault(self, store: KeyStore) -> None:
        store.remove(VAULT, KEY_ID)
        store.put(VAULT, NEXT_KEY_ID, SECRET)
        store.remove(VAULT, KEY_ID)
        assert store.get(VAULT, NEXT_KEY_ID) == SECRET

    def test_any_secret_of_base64_comes_back_as_it_was(self, store: KeyStore) -> None:
        letters = string.ascii_letters + string.digits + "+/="
        for _ in range(5):
            secret = "".join(secrets.choice(letters) for _ in range(44))
            store.put(VAULT, KEY_ID, secret)
            assert store.get(VAULT, KEY_ID) == secret

    def test_several_threads_may_ask_at_once(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        fresh = self.another(store)
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(lambda _: fresh.get(VAULT, KEY_ID), range(8))) == {SECRET}

    def test_its_name_is_a_class_and_stays_the_same(self, store: KeyStore) -> None:
        name = store.name
        store.put(VAULT, KEY_ID, SECRET)
        assert store.name == self.another(store).name == name
        assert name
        assert all(part.isidentifier() for part in name.split("."))

    # -- failing ---------------------------------------------------------------------------------

    def test_locked_is_locked_and_nothing_is_lost(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        self.lock(store)
        for one in (store, self.another(store)):
            self.expect(KeychainLocked, one)
        self.unlock(store)
        assert store.get(VAULT, KEY_ID) == SECRET

    def test_silent_is_silent(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        self.silence(store)
        self.expect(KeychainSilent, store)

    def test_wiped_is_as_on_the_first_day(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        self.wipe(store)
        assert store.get(VAULT, KEY_ID) is None
        assert self.another(store).get(VAULT, KEY_ID) is None
        store.remove(VAULT, KEY_ID)
        store.put(VAULT, KEY_ID, SECRET)
        assert store.get(VAULT, KEY_ID) == SECRET

    def test_gone_is_gone(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        self.take_away(store)
        for one in (store, self.another(store)):
            self.expect(NoKeychain, one)

    def expect(self, error: type[KeychainError], store: KeyStore) -> None:
        """Every call fails in the same way, and the secret is in none of what is raised."""
        calls: list[Callable[[], object]] = [
            lambda: store.get(VAULT, KEY_ID),
            lambda: store.put(VAULT, NEXT_KEY_ID, SECRET),
            lambda: store.remove(VAULT, KEY_ID),
        ]
        for call in calls:
            with pytest.raises(error) as caught:
                call()
            assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)

    # -- showing nothing -------------------------------------------------------------------------

    def test_no_secret_in_its_repr(self, store: KeyStore) -> None:
        store.put(VAULT, KEY_ID, SECRET)
        assert SECRET not in repr(store) + str(store)
