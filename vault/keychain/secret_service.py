"""The Secret Service of Linux desktops (GNOME Keyring, KWallet's, KeePassXC's), with four things put right.

keyring's own class leaves its D-Bus connection open when the collection is locked, raises a different error for each
way of being locked, and cannot tell that it waits for a person to answer the desktop's dialog. And what it connects
with takes a bus that does not greet it within a second for none at all.
Import this module on Linux only: elsewhere there is no secretstorage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import secretstorage
from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]
from keyring.backends import SecretService
from keyring.errors import KeyringLocked
from secretstorage.exceptions import ItemNotFoundException, LockedException, PromptDismissedException

IS_LOCKED = "org.freedesktop.Secret.Error.IsLocked"

# A computer that has just been started may be busy for longer; who asks has a limit for the whole question.
vars(secretstorage)["open_dbus_connection"] = partial(open_dbus_connection, auth_timeout=None)


class PlainSecretService(SecretService.Keyring):
    """keyring's class; locked is always KeyringLocked, and no connection is left behind."""

    waits_for_person = False

    def get_preferred_collection(self) -> secretstorage.Collection:
        """The default collection, unlocked. The caller closes its connection."""
        connection = secretstorage.dbus_init()
        try:
            with _locked_is_locked():
                return self._unlocked(connection)
        except BaseException:
            connection.close()
            raise

    def _unlocked(self, connection: DBusConnection) -> secretstorage.Collection:
        try:
            collection = secretstorage.Collection(connection)
        except ItemNotFoundException:
            with self._person_asked():
                collection = secretstorage.get_default_collection(connection)  # makes one, by the desktop's dialog
        if collection.is_locked():
            with self._person_asked():
                collection.unlock()
        if collection.is_locked():
            raise KeyringLocked
        return collection

    def secrets_called(self, applications: Sequence[str], labels: Sequence[str]) -> list[str]:
        """Secrets of items with one of these values as `application` and one of these labels, in this order.

        Other programs name theirs so (libsecret's attributes); keyring's own class knows its own attributes only.
        """
        collection = self.get_preferred_collection()
        try:
            with _locked_is_locked():
                items = [item for app in applications for item in collection.search_items({"application": app})]
                named = [item for label in labels for item in items if item.get_label() == label]
                return [item.get_secret().decode("utf-8", "replace") for item in named]
        finally:
            collection.connection.close()

    @contextmanager
    def _person_asked(self) -> Iterator[None]:
        """While this lasts, the desktop may show its dialog."""
        self.waits_for_person = True
        try:
            yield
        finally:
            self.waits_for_person = False

    def get_password(self, service: str, username: str) -> str | None:
        """As the base class."""
        with _locked_is_locked():
            found: str | None = super().get_password(service, username)  # type: ignore[no-untyped-call]
            return found

    def set_password(self, service: str, username: str, password: str) -> None:
        """As the base class."""
        with _locked_is_locked():
            super().set_password(service, username, password)  # type: ignore[no-untyped-call]

    def delete_password(self, service: str, username: str) -> None:
        """As the base class."""
        with _locked_is_locked():
            super().delete_password(service, username)  # type: ignore[no-untyped-call]


@contextmanager
def _locked_is_locked() -> Iterator[None]:
    """The dialog was dismissed, or it was locked again between two calls: one error for all."""
    try:
        yield
    except (LockedException, PromptDismissedException) as error:
        raise KeyringLocked from error
    except DBusErrorResponse as error:
        if error.name == IS_LOCKED:
            raise KeyringLocked from error
        raise
