"""The key of Signal Desktop's database, which Signal locks with a secret in this computer's password safe.

Signal leaves that to Electron, and Electron to Chromium, whose way is called safe storage:

Linux    `v11` AES-128-CBC under a secret in the Secret Service or KWallet; `v10` the same under a secret all know
macOS    `v10` AES-128-CBC under a secret in the Keychain
Windows  `v10` AES-256-GCM under a key in `Local State`, which Windows itself locks for this user (DPAPI)

Nothing is written, and only items that are called so are looked at. Facts: Chromium's os_crypt.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from vault.crypto.media_ciphers import NotAuthentic, open_cbc, open_gcm, pbkdf2, without_padding
from vault.errors import KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.allow_list import PasswordSafe, trusted_here
from vault.keychain.asking import NoAnswer, ask
from vault.keychain.os_keychain import as_ours

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

LABELS = ("Signal Safe Storage", "Chromium Safe Storage")
APPLICATIONS = ("Signal", "signal", "signal-desktop", "Signal Beta", "chromium", "Chromium")
_FOLDERS = (("Signal Keys", "Signal Safe Storage"), ("Chromium Keys", "Chromium Safe Storage"))
_ACCOUNTS = ("Signal Key", "Signal")
_EVERYBODYS, _SALT, _IV = b"peanuts", b"saltysalt", b" " * 16
_ROUNDS = {"linux": 1, "darwin": 1003}
_NONCE, _TAG = 12, 16
_DPAPI = b"DPAPI"
_KEY = re.compile(rb"[0-9a-fA-F]{64}")
_MOST_SEALED = 4096

Unprotect = Callable[[bytes], bytes]
"""What Windows does to open something that is locked for this user. Raises OSError."""


class _Config(msgspec.Struct):
    key: str = ""
    encrypted_key: str = msgspec.field(default="", name="encryptedKey")


class _Crypt(msgspec.Struct):
    encrypted_key: str = ""


class _State(msgspec.Struct):
    os_crypt: _Crypt = msgspec.field(default_factory=_Crypt)


def signal_desktop_key(
    config: bytes,
    local_state: bytes | None = None,
    *,
    timeout: float = 10.0,
    system: str = sys.platform,
    trusted: Sequence[PasswordSafe] | None = None,
    unprotect: Unprotect | None = None,
) -> str | None:
    """The 64 hex digits out of Signal's config.json, and of Windows its `Local State`.

    None where this computer has not what opens it: another computer's folder, another user's, a new password safe.
    Raises NoKeychain, KeychainLocked, KeychainSilent. Call it off the GUI thread; `timeout` limits every question.
    """
    told = _decoded(config)
    if told is None:
        return None
    if found := _checked(told.key.encode()):
        return found
    try:
        sealed = bytes.fromhex(told.encrypted_key[: 2 * _MOST_SEALED])
    except ValueError:
        return None
    if sealed[:3] not in (b"v10", b"v11"):
        return None
    if system == "win32":
        return _windows(sealed[3:], local_state or b"", unprotect)
    rounds = _ROUNDS["darwin" if system == "darwin" else "linux"]
    if sealed.startswith(b"v10") and system != "darwin":
        return _opened(sealed[3:], _EVERYBODYS, rounds)
    for secret in _secrets(trusted_here(system) if trusted is None else trusted, timeout):
        if found := _opened(sealed[3:], secret.encode(), rounds):
            return found
    return None


def _decoded(config: bytes) -> _Config | None:
    try:
        return msgspec.json.decode(config, type=_Config)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def _checked(key: bytes) -> str | None:
    return key.decode().lower() if _KEY.fullmatch(key) else None


def _opened(sealed: bytes, secret: bytes, rounds: int) -> str | None:
    """Decrypt; nothing authenticates this form, so that only what looks like a key is one."""
    key = pbkdf2(secret, _SALT, rounds, 16, "sha1")
    try:
        return _checked(b"".join(without_padding(open_cbc(key, _IV, [sealed]))))
    except NotAuthentic:
        return None


def _windows(sealed: bytes, local_state: bytes, unprotect: Unprotect | None) -> str | None:
    try:
        wrapped = base64.b64decode(msgspec.json.decode(local_state, type=_State).os_crypt.encrypted_key, validate=True)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, binascii.Error):
        return None
    if not wrapped.startswith(_DPAPI):
        return None
    try:
        key = (unprotect or _this_windows())(wrapped.removeprefix(_DPAPI))
        plain = open_gcm(key, sealed[:_NONCE], [sealed[_NONCE:-_TAG]], sealed[-_TAG:])
        return _checked(b"".join(plain))
    except (NotAuthentic, OSError, ValueError):
        return None


def _this_windows() -> Unprotect:
    from vault.keychain.dpapi import unprotect

    return unprotect


# -- asking the password safe --------------------------------------------------------------------------


def _secrets(trusted: Sequence[PasswordSafe], timeout: float) -> Iterator[str]:
    """Every secret that Signal may have stored, asked for one password safe after the other.

    Raises NoKeychain where none of them is there.
    """
    reasons: list[str] = []
    for each in trusted:
        safe: KeyringBackend | None = None
        try:
            safe = ask(each.build, timeout)
            found = ask(partial(_found_in, safe), timeout)
        except NoAnswer:
            if getattr(safe, "waits_for_person", False):
                raise KeychainLocked from None
            raise KeychainSilent(timeout) from None
        except Exception as error:
            ours = as_ours(each.name, error)
            if not isinstance(ours, NoKeychain):
                raise ours from error
            reasons += ours.reasons
        else:
            yield from found
    if trusted and len(reasons) == len(trusted):
        raise NoKeychain(tuple(reasons))


def _found_in(safe: KeyringBackend) -> list[str]:
    """On the worker thread: the secrets of a password safe that are called as Signal calls them."""
    safe.priority  # noqa: B018 - raises where it is not there at all
    search = getattr(safe, "secrets_called", None)
    if search is not None:
        secrets: list[str] = search(APPLICATIONS, LABELS)
        return secrets
    if type(safe).__name__ == "DBusKeyring":
        pairs = list(_FOLDERS)
    else:
        pairs = [(label, account) for label in LABELS for account in _ACCOUNTS]
    found = (safe.get_password(service, account) for service, account in pairs)
    return [secret for secret in found if secret]
