"""The real password safe, a real gnome-keyring on a private bus, keeps the same contract."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from private_bus import PrivateBus

from tests.contracts.key_store_contract import KEY_ID, SECRET, VAULT, KeyStoreContract
from vault.errors import KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.key_store import KeyStore
from vault.keychain.os_keychain import OsKeychain

pytestmark = pytest.mark.keychain
SHORT = 0.3  # seconds: as long as a test wants to wait for nothing
PATIENT = 60  # seconds: longer than any keyring takes that answers, on any machine


class TestOsKeychain(KeyStoreContract):
    _bus: PrivateBus

    @pytest.fixture
    def store(self, bus: PrivateBus) -> Iterator[OsKeychain]:
        self._bus = bus
        yield OsKeychain(timeout=PATIENT)
        bus.thaw()
        gc.collect()  # a connection left open would be a ResourceWarning now, in the test that left it

    def another(self, store: KeyStore) -> KeyStore:
        return OsKeychain(timeout=PATIENT)

    def lock(self, store: KeyStore) -> None:
        self._bus.lock()

    def unlock(self, store: KeyStore) -> None:
        self._bus.unlock()

    def silence(self, store: KeyStore) -> None:
        assert isinstance(store, OsKeychain)
        store._timeout = SHORT
        self._bus.freeze()

    def wipe(self, store: KeyStore) -> None:
        self._bus.wipe()

    def take_away(self, store: KeyStore) -> None:
        self._bus.stop_keyring()


def test_nothing_is_asked_before_it_is_used(bus: PrivateBus) -> None:
    bus.stop_keyring()
    store = OsKeychain(timeout=PATIENT)
    bus.start_keyring()
    store.put(VAULT, KEY_ID, SECRET)
    assert store.get(VAULT, KEY_ID) == SECRET


def test_a_failure_is_not_remembered(bus: PrivateBus) -> None:
    store = OsKeychain(timeout=PATIENT)
    bus.lock()
    with pytest.raises(KeychainLocked):
        store.get(VAULT, KEY_ID)
    bus.stop_keyring()
    with pytest.raises(NoKeychain):
        store.get(VAULT, KEY_ID)
    bus.start_keyring()
    assert store.get(VAULT, KEY_ID) is None
    assert store.name == "SecretService.Keyring"


def test_the_canary_leaves_nothing_behind(bus: PrivateBus) -> None:
    import secretstorage

    store = OsKeychain(timeout=PATIENT)
    store.put(VAULT, KEY_ID, SECRET)
    connection = secretstorage.dbus_init()
    try:
        items = list(secretstorage.get_default_collection(connection).get_all_items())
        assert [item.get_attributes()["service"] for item in items] == [f"chat-vault/{VAULT}/{KEY_ID}"]
    finally:
        connection.close()


def test_a_locked_one_answers_at_once(bus: PrivateBus) -> None:
    bus.lock()
    with pytest.raises(KeychainLocked):  # at its limit it would be silent
        OsKeychain(timeout=PATIENT).get(VAULT, KEY_ID)


def test_a_silent_one_takes_no_longer_than_its_limit_and_stops_no_other_thread(bus: PrivateBus) -> None:
    store = OsKeychain(timeout=SHORT)
    bus.freeze()
    outcomes: list[type[BaseException]] = []

    def use() -> None:
        try:
            store.get(VAULT, KEY_ID)
        except KeychainSilent as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENT)
    assert outcomes == [KeychainSilent] * 3  # nobody else would ever tell them
    bus.thaw()
    store._timeout = PATIENT
    assert store.get(VAULT, KEY_ID) is None


def test_a_bus_that_is_slow_to_greet_is_silent_and_not_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one second jeepney would give up, and a key that is there would be taken for one that never was."""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        with pytest.raises(KeychainSilent):
            OsKeychain(timeout=2).get(VAULT, KEY_ID)


def test_the_workers_that_wait_are_daemons(bus: PrivateBus) -> None:
    store = OsKeychain(timeout=PATIENT)
    assert store.get(VAULT, KEY_ID) is None
    store._timeout = SHORT
    bus.freeze()
    before = threading.enumerate()
    with pytest.raises(KeychainSilent):
        store.get(VAULT, KEY_ID)
    waiting = [thread for thread in threading.enumerate() if thread not in before]
    assert waiting
    assert all(thread.daemon for thread in waiting)
    bus.thaw()
    for thread in waiting:
        thread.join(timeout=PATIENT)
        assert not thread.is_alive()
