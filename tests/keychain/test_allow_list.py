"""Only password safes of the list are ever asked, in its order, and none takes over from one that is there."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordSetError

from tests.contracts.key_store_contract import KEY_ID, NEXT_KEY_ID, SECRET, VAULT
from vault.errors import KeychainError, KeychainForgetful, KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.allow_list import PasswordSafe, trusted_here
from vault.keychain.os_keychain import OsKeychain


class Safe(KeyringBackend):
    """A back-end of our own making, in memory."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.calls.append("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls.append("set")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls.append("delete")
        del self.kept[service, username]


class LockedSafe(Safe):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("in words of its own")


class WedgedSafe(Safe):
    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait()
        return None


class RefusingSafe(Safe):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(f"could not store {password}")


class GarblingSafe(Safe):
    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:-1])


NULL: KeyringBackend = null.Keyring()  # type: ignore[no-untyped-call]
FAIL: KeyringBackend = fail.Keyring()  # type: ignore[no-untyped-call]


def trusted(*safes: KeyringBackend) -> list[PasswordSafe]:
    def giving(safe: KeyringBackend) -> PasswordSafe:
        return PasswordSafe(type(safe).__name__, lambda: safe)

    return [giving(safe) for safe in safes]


def store_on(*safes: KeyringBackend, timeout: float = 60) -> OsKeychain:
    return OsKeychain(timeout, trusted=trusted(*safes))


@pytest.mark.parametrize(
    ("first", "error"),
    [(LockedSafe(), KeychainLocked), (WedgedSafe(), KeychainSilent), (NULL, KeychainForgetful),
     (GarblingSafe(), KeychainForgetful)],
    ids=lambda value: type(value).__name__ if isinstance(value, KeyringBackend) else "",
)  # fmt: skip
def test_one_that_is_there_and_fails_is_not_passed_over(first: KeyringBackend, error: type[KeychainError]) -> None:
    second = Safe()
    with pytest.raises(error):
        store_on(first, second, timeout=0.5 if isinstance(first, WedgedSafe) else 60).put(VAULT, KEY_ID, SECRET)
    assert second.calls == []


def test_one_that_is_not_there_is_passed_over() -> None:
    second = Safe()
    store = store_on(FAIL, second)
    store.put(VAULT, KEY_ID, SECRET)
    assert store.name == "Safe"
    assert list(second.kept.values()) == [SECRET]


def test_of_two_the_first_is_pinned_and_an_old_key_does_not_come_back() -> None:
    first, second = Safe(), Safe()
    for safe in (first, second):
        safe.kept[f"chat-vault/{VAULT}/{KEY_ID}", "chat-vault"] = "old"
    store = store_on(first, second)
    store.put(VAULT, KEY_ID, SECRET)
    store.remove(VAULT, KEY_ID)
    assert store.get(VAULT, KEY_ID) is None
    assert second.calls == []


def test_where_nothing_serves_the_reasons_name_each_and_no_secret() -> None:
    class NoModule(Safe):
        priority = property(lambda _self: (_ for _ in ()).throw(RuntimeError("no socket at /home/anna/bus")))

    with pytest.raises(NoKeychain) as caught:
        store_on(NoModule(), RefusingSafe(), FAIL).put(VAULT, KEY_ID, SECRET)
    reasons = caught.value.reasons
    assert [reason.split(":")[0] for reason in reasons] == ["NoModule", "RefusingSafe", "Keyring"]
    assert reasons[0] == "NoModule: RuntimeError no socket at …"
    assert reasons[1] == "RefusingSafe: PasswordSetError"


def test_an_empty_list_is_no_keychain() -> None:
    with pytest.raises(NoKeychain):
        OsKeychain(trusted=[]).get(VAULT, KEY_ID)
    assert trusted_here("plan9") == ()


def test_each_operating_system_has_its_own() -> None:
    names = {system: [safe.name for safe in trusted_here(system)] for system in ("win32", "darwin", "linux")}
    assert names == {
        "win32": ["Windows.WinVaultKeyring"],
        "darwin": ["macOS.Keyring"],
        "linux": ["SecretService.Keyring", "kwallet.DBusKeyring"],
    }


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_each_is_built_deaf_to_the_environment(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_APPID", "somebody else")
    monkeypatch.setenv("KEYRING_PROPERTY_KEYCHAIN", "not mine")
    for safe in trusted_here(system):
        built = safe.build()
        assert type(built).__name__ in (safe.name.split(".")[1], "PlainSecretService")
        assert getattr(built, "appid", "Chat Vault") == "Chat Vault"
        assert getattr(built, "keychain", None) is None


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, dict[str, Any]]]:
    """Windows' Credential Manager, as the module that speaks with it shows it."""
    kept: dict[str, dict[str, Any]] = {}

    class NotFound(Exception):
        winerror = 1168

        def __init__(self, funcname: str) -> None:
            self.funcname = funcname

    def read(*, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N803
        if TargetName not in kept:
            raise NotFound("CredRead")
        blob = kept[TargetName]["CredentialBlob"].encode("utf-16-le")
        return {**kept[TargetName], "CredentialBlob": blob}

    def write(credential: dict[str, Any], flags: int) -> None:
        assert len(credential["CredentialBlob"].encode("utf-16-le")) <= 2560
        assert len(credential["TargetName"]) <= 32767
        kept[credential["TargetName"]] = credential

    def delete(*, Type: int, TargetName: str) -> None:  # noqa: N803
        if kept.pop(TargetName, None) is None:
            raise NotFound("CredDelete")

    package, win32cred = ModuleType("win32ctypes.pywin32"), ModuleType("win32cred")
    vars(package).update(win32cred=win32cred, pywintypes=SimpleNamespace(error=NotFound))
    vars(win32cred).update(
        CredRead=read, CredWrite=write, CredDelete=delete, CRED_TYPE_GENERIC=1, CRED_PERSIST_ENTERPRISE=3
    )
    monkeypatch.setitem(sys.modules, "win32ctypes", ModuleType("win32ctypes"))
    monkeypatch.setitem(sys.modules, "win32ctypes.pywin32", package)
    sys.modules.pop("keyring.backends.Windows", None)
    yield kept
    sys.modules.pop("keyring.backends.Windows", None)  # it was loaded with our module in the place of Windows'


def test_on_windows_entries_stay_on_this_computer_and_never_meet(credentials: dict[str, dict[str, Any]]) -> None:
    store = OsKeychain(trusted=trusted_here("win32"))
    for key_id, secret in ((KEY_ID, "old"), (NEXT_KEY_ID, SECRET)):
        store.put(VAULT, key_id, secret)
    assert store.name == "Windows.WinVaultKeyring"
    assert (store.get(VAULT, KEY_ID), store.get(VAULT, NEXT_KEY_ID)) == ("old", SECRET)
    assert sorted(credentials) == [f"chat-vault/{VAULT}/{KEY_ID}", f"chat-vault/{VAULT}/{NEXT_KEY_ID}"]
    assert {credential["Persist"] for credential in credentials.values()} == {2}
    store.remove(VAULT, KEY_ID)
    credentials.pop(f"chat-vault/{VAULT}/{NEXT_KEY_ID}")  # as a reset of the Windows password does
    assert (store.get(VAULT, KEY_ID), store.get(VAULT, NEXT_KEY_ID)) == (None, None)


def test_nothing_of_ours_is_read_from_keyring_settings() -> None:
    assert not [name for name in os.environ if name.startswith(("KEYRING_", "PYTHON_KEYRING"))]
    OsKeychain()
    assert "keyring.backends.chainer" not in sys.modules
