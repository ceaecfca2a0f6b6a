"""The password safes that we trust with a key, by operating system, built from their classes and from nothing else.

keyring.get_keyring() is never called: it lets PYTHON_KEYRING_BACKEND, keyringrc.cfg and plug-ins decide, and any of
them may name a back-end that says yes and keeps nothing. The classes here are made deaf to KEYRING_PROPERTY_* too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

APP = "Chat Vault"
LOCAL_MACHINE = 2  # CRED_PERSIST_LOCAL_MACHINE by its value: not every version of pywin32-ctypes has the name


@dataclass(frozen=True, slots=True)
class PasswordSafe:
    """One that we trust. `name` is what settings remember; `build` makes it, without asking it anything yet."""

    name: str
    build: Callable[[], KeyringBackend]


def trusted_here(system: str = sys.platform) -> tuple[PasswordSafe, ...]:
    """Those of this operating system, in the order in which they are asked; none where we know none."""
    if system == "win32":
        return (PasswordSafe("Windows.WinVaultKeyring", _windows),)
    if system == "darwin":
        return (PasswordSafe("macOS.Keyring", _macos),)
    if system.startswith(("linux", "freebsd")):
        return (PasswordSafe("SecretService.Keyring", _secret_service), PasswordSafe("kwallet.DBusKeyring", _kwallet))
    return ()


def _windows() -> KeyringBackend:
    from keyring.backends.Windows import WinVaultKeyring

    safe = _deaf(WinVaultKeyring)
    safe.persist = LOCAL_MACHINE  # type: ignore[attr-defined]  # its default roams; this key is this computer's
    return safe


def _macos() -> KeyringBackend:
    from keyring.backends.macOS import Keyring

    return _deaf(Keyring, keychain=None)  # else it reads KEYCHAIN_PATH


def _secret_service() -> KeyringBackend:
    from vault.keychain.secret_service import PlainSecretService

    return _deaf(PlainSecretService, appid=APP)


def _kwallet() -> KeyringBackend:
    from keyring.backends.kwallet import DBusKeyring

    return _deaf(DBusKeyring, appid=APP)  # else the person is asked to trust whatever sys.argv[0] says


def _deaf(safe: type[KeyringBackend], **fixed: str | None) -> KeyringBackend:
    """An instance that no environment variable can change; `fixed` are attributes that it shall have."""
    deaf = type(safe.__name__, (safe,), {"set_properties_from_env": lambda _self: None, **fixed})
    built: KeyringBackend = deaf()
    return built
