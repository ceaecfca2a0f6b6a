"""OsKeychain: the real password safe of this computer.

It is chosen at first use: the first of the allow-list that is there and keeps a canary. If one is locked, silent or
forgetful, that is the answer and the next one is *not* tried: a key that lands in another store today is lost tomorrow.
Nothing is remembered of a failure, so that a person can unlock it and try again.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from vault.errors import KeychainError, KeychainForgetful, KeychainLocked, KeychainSilent, NoKeychain
from vault.keychain.allow_list import PasswordSafe, trusted_here
from vault.keychain.asking import NoAnswer, ask

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend  # takes 0.15 s to load, so only when something is asked

T = TypeVar("T")
USER = "chat-vault"
_PATHS = re.compile(r"\S*[/\\]\S*")


@dataclass(frozen=True, slots=True)
class _Chosen:
    name: str
    safe: KeyringBackend


class OsKeychain:
    """A KeyStore on the operating system's password safe. May be used from any thread except the GUI's.

    `timeout` limits every single call, in seconds; `trusted` stands in for this system's allow-list in tests.
    """

    def __init__(self, timeout: float = 10.0, *, trusted: Sequence[PasswordSafe] | None = None) -> None:
        self._timeout = timeout
        self._trusted = trusted_here() if trusted is None else tuple(trusted)
        self._choosing = threading.Lock()
        self._chosen: _Chosen | None = None

    @property
    def name(self) -> str:
        """The class name of the password safe in use. Chooses it, so it raises what `get` raises."""
        return self._choice().name

    def get(self, vault: str, key_id: str) -> str | None:
        """The secret; None when this password safe does not have it (any more)."""
        entry = _entry(vault, key_id)
        return self._ask(lambda safe: safe.get_password(entry, USER))

    def put(self, vault: str, key_id: str, secret: str) -> None:
        """Store, read back, compare."""
        entry = _entry(vault, key_id)
        self._ask(lambda safe: _store(safe, entry, secret))

    def remove(self, vault: str, key_id: str) -> None:
        """Forget the secret, if it is there."""
        entry = _entry(vault, key_id)
        self._ask(lambda safe: _remove(safe, entry))

    # -- asking ----------------------------------------------------------------------------------

    def _ask(self, question: Callable[[KeyringBackend], T]) -> T:
        chosen = self._choice()
        return self._within_limit(chosen.name, chosen.safe, lambda: question(chosen.safe))

    def _choice(self) -> _Chosen:
        """The chosen password safe; chosen now if it was not yet. Two threads never choose at the same time."""
        if not self._choosing.acquire(timeout=self._timeout):
            raise KeychainSilent(self._timeout)
        try:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen
        finally:
            self._choosing.release()

    def _choose(self) -> _Chosen:
        """The first one that is there and keeps the canary. NoKeychain names all and why."""
        reasons: list[str] = []
        for trusted in self._trusted:
            try:
                safe = self._within_limit(trusted.name, None, trusted.build)
                self._within_limit(trusted.name, safe, partial(_try, safe))
            except NoKeychain as absent:
                reasons += absent.reasons
            else:
                return _Chosen(trusted.name, safe)
        raise NoKeychain(tuple(reasons))

    def _within_limit(self, name: str, safe: KeyringBackend | None, question: Callable[[], T]) -> T:
        """Ask on a thread of its own, with the time limit. The one place where foreign errors become ours."""
        try:
            return ask(question, self._timeout)
        except KeychainError:
            raise
        except NoAnswer:
            if getattr(safe, "waits_for_person", False):
                raise KeychainLocked from None  # its dialog is on the screen and nobody has answered it yet
            raise KeychainSilent(self._timeout) from None
        except Exception as error:
            raise as_ours(name, error) from error


def as_ours(name: str, error: Exception) -> KeychainError:
    """What a password safe's own error means to us."""
    from keyring.errors import KeyringLocked

    return KeychainLocked() if isinstance(error, KeyringLocked) else NoKeychain((_reason(name, error),))


# -- on the worker thread ----------------------------------------------------------------------------


def _entry(vault: str, key_id: str) -> str:
    """The service name: one for each vault and key file, so that no entry is ever written over another."""
    return f"chat-vault/{vault}/{key_id}"


def _store(safe: KeyringBackend, entry: str, secret: str) -> None:
    """Reads first: some password safes tell only a reader that they are locked."""
    if safe.get_password(entry, USER) == secret:
        return
    safe.set_password(entry, USER, secret)
    if safe.get_password(entry, USER) != secret:
        raise KeychainForgetful


def _remove(safe: KeyringBackend, entry: str) -> None:
    if safe.get_password(entry, USER) is not None:
        safe.delete_password(entry, USER)


def _try(safe: KeyringBackend) -> None:
    """See whether it is there at all (`priority` raises where not); then store something worthless and read it.

    Under a name of its own: two programs may try at the same time.
    """
    safe.priority  # noqa: B018
    entry = _entry("canary", secrets.token_hex(8))
    try:
        _store(safe, entry, secrets.token_urlsafe(33))
    finally:
        with suppress(Exception):
            _remove(safe, entry)


def _reason(name: str, error: BaseException) -> str:
    """Why one does not serve, for developers: no path, and nothing that was to be stored."""
    said = _PATHS.sub("…", str(error)) if isinstance(error, RuntimeError | ImportError) else ""
    return f"{name}: {type(error).__name__} {said}".rstrip()
