"""Signal Desktop's key, out of a real gnome-keyring, and as macOS and Windows would have it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping

import pytest
import secretstorage
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from private_bus import PrivateBus

import vault.keychain.secret_service  # noqa: F401 - which waits for a busy bus
from vault.crypto.media_ciphers import pbkdf2
from vault.errors import KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.allow_list import PasswordSafe
from vault.keychain.safe_storage import signal_desktop_key

KEY = "ab" * 32
SECRET = "jZ8x+kingfisher/secret=="


def locked(secret: bytes, version: bytes = b"v11", rounds: int = 1, key: str = KEY) -> bytes:
    """config.json as Chromium's way leaves it."""
    padder = PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(pbkdf2(secret, b"saltysalt", rounds, 16, "sha1")), modes.CBC(b" " * 16)).encryptor()
    sealed = version + cipher.update(padder.update(key.encode()) + padder.finalize()) + cipher.finalize()
    return json.dumps({"encryptedKey": sealed.hex(), "safeStorageBackend": "gnome_libsecret"}).encode()


def store(label: str, secret: str, application: str = "Signal") -> None:
    connection = secretstorage.dbus_init()
    try:
        attributes = {"application": application, "xdg:schema": "chrome_libsecret_os_crypt_password_v2"}
        secretstorage.get_default_collection(connection).create_item(label, attributes, secret.encode())
    finally:
        connection.close()


@pytest.mark.keychain
@pytest.mark.parametrize("label", ["Signal Safe Storage", "Chromium Safe Storage"])
def test_the_real_keyring_opens_it(bus: PrivateBus, label: str) -> None:
    store(label, "of another program", "another")
    store(label, "an old one")
    store("Chromium Safe Storage", "a browser's", "chromium")
    store(label, SECRET)
    assert signal_desktop_key(locked(SECRET.encode()), timeout=60, system="linux") == KEY


@pytest.mark.keychain
def test_an_item_of_another_name_is_not_looked_at(bus: PrivateBus) -> None:
    store("My bank", SECRET)
    store("Signal Safe Storage", SECRET, "my bank")
    assert signal_desktop_key(locked(SECRET.encode()), timeout=60, system="linux") is None


@pytest.mark.keychain
def test_a_locked_a_silent_and_a_missing_keyring_are_told_apart(bus: PrivateBus) -> None:
    store("Signal Safe Storage", SECRET)
    config = locked(SECRET.encode())
    bus.lock()
    with pytest.raises(KeychainLocked):
        signal_desktop_key(config, timeout=60, system="linux")
    bus.unlock()
    assert signal_desktop_key(config, timeout=60, system="linux") == KEY
    bus.freeze()
    with pytest.raises(KeychainSilent):
        signal_desktop_key(config, timeout=0.3, system="linux")
    bus.thaw()
    bus.stop_keyring()
    with pytest.raises(NoKeychain):
        signal_desktop_key(config, timeout=60, system="linux")


def test_what_needs_no_password_safe() -> None:
    assert signal_desktop_key(json.dumps({"key": KEY.upper()}).encode(), trusted=()) == KEY
    assert signal_desktop_key(locked(b"peanuts", b"v10"), system="linux", trusted=()) == KEY
    assert signal_desktop_key(locked(b"walnuts", b"v10"), system="linux", trusted=()) is None


class Keeping(KeyringBackend):
    """A password safe that answers from a table, as macOS's class does."""

    priority = 1.0

    def __init__(self, kept: Mapping[tuple[str, str], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept = kept

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is ever written")


class DBusKeyring(Keeping):
    """Called as KWallet's class is."""


@pytest.mark.parametrize("account", ["Signal Key", "Signal"])
def test_macos(account: str) -> None:
    safe = Keeping({("Signal Safe Storage", account): SECRET})
    trusted = (PasswordSafe("macOS.Keyring", lambda: safe),)
    config = locked(SECRET.encode(), b"v10", 1003)
    assert signal_desktop_key(config, system="darwin", trusted=trusted) == KEY
    assert signal_desktop_key(locked(b"other", b"v10", 1003), system="darwin", trusted=trusted) is None


def test_kwallet() -> None:
    safe = DBusKeyring({("Chromium Keys", "Chromium Safe Storage"): SECRET})
    trusted = (PasswordSafe("kwallet.DBusKeyring", lambda: safe),)
    assert signal_desktop_key(locked(SECRET.encode()), system="linux", trusted=trusted) == KEY


def test_windows() -> None:
    key, nonce = os.urandom(32), os.urandom(12)
    sealed = b"v10" + nonce + AESGCM(key).encrypt(nonce, KEY.encode(), None)
    config = json.dumps({"encryptedKey": sealed.hex()}).encode()
    state = json.dumps({"os_crypt": {"encrypted_key": base64.b64encode(b"DPAPI" + key[::-1]).decode()}}).encode()
    assert signal_desktop_key(config, state, system="win32", unprotect=lambda data: data[::-1]) == KEY
    assert signal_desktop_key(config, state, system="win32", unprotect=lambda data: data) is None
    assert signal_desktop_key(config, None, system="win32", unprotect=lambda data: data) is None

    def refuses(data: bytes) -> bytes:
        raise OSError

    assert signal_desktop_key(config, state, system="win32", unprotect=refuses) is None
    assert signal_desktop_key(config, state, system="win32") is None  # here is no Windows


@given(st.binary(max_size=200) | st.dictionaries(st.sampled_from(["key", "encryptedKey"]),
    st.text(max_size=40) | st.integers() | st.none()).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_any_config_is_survived(config: bytes) -> None:
    assert signal_desktop_key(config, config, system="win32", unprotect=bytes) is None
    assert signal_desktop_key(config, system="linux", trusted=()) is None


def test_the_secret_is_in_no_error() -> None:
    def broken() -> KeyringBackend:
        raise RuntimeError(f"/home/olga {SECRET}")

    with pytest.raises(NoKeychain) as caught:
        signal_desktop_key(locked(SECRET.encode()), system="linux", trusted=(PasswordSafe("x.Y", broken),))
    assert "/home" not in f"{caught.value!r}"
