"""The concrete desk of this computer, and the vault that a command is about, opened by keychain or by code file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from vault.cli.code_file import read_code, typed_by_a_person
from vault.keychain.os_keychain import OsKeychain
from vault.log import start_logging
from vault.places import Places
from vault.services.services import Services, build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.local import LocalBackend


def services_of_this_computer() -> Services:
    """Every deed, built on the real disk and the real password safe."""
    places = Places.of_this_computer()
    start_logging(places.logs)
    desk = Desk(
        settings=Settings(places.settings),
        key_store=OsKeychain(),
        open_backend=LocalBackend,
        places=places,
        clock=lambda: datetime.now(UTC),
    )
    return build_services(desk)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which vault, and how to open it: `--vault` or the last one used; `--code-file` or the password safe."""

    vault: Path | None
    code_file: str | None

    def folder(self, services: Services) -> Path:
        """The vault's folder; wrong usage where none was given and none is known."""
        folder = self.vault or services.open.last()
        if folder is None:
            raise click.UsageError("No vault is known on this computer yet: say --vault DIR, or create one.")
        return folder

    @contextmanager
    def opened(self, services: Services) -> Iterator[OpenedVault]:
        """The vault, open while the body runs."""
        folder = self.folder(services)
        if self.code_file is None:
            vault = services.open.by_keychain(folder)
        else:
            typed = typed_by_a_person(self.code_file)
            vault = services.open.by_code(folder, read_code(self.code_file), remember=False, typed=typed)
        try:
            yield vault
        finally:
            vault.close()
