"""Invented vaults and exports for tests of everything above the repository."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.clock import Clock
from tests.exports import made_telegram
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.services import Services, build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.backend import Backend
from vault.storage.memory import MemoryBackend

QUICK_SCRYPT = 16
FIRST_DAY = datetime(2026, 5, 1, 9, 0)


@dataclass
class Shelves:
    """Vaults in memory by folder: several computers that share one see the same vaults."""

    backends: dict[Path, MemoryBackend] = field(default_factory=dict)

    def open(self, folder: Path) -> Backend:
        """The one of this folder, an empty one where there was none."""
        return self.backends.setdefault(folder.absolute(), MemoryBackend(str(folder)))


@dataclass
class Computer:
    """A computer with its own home, password safe and settings; `shelves` is what is plugged into it."""

    home: Path
    clock: Clock
    shelves: Shelves
    key_store: MemoryKeyStore
    services: Services

    @property
    def desk(self) -> Desk:
        return self.services.desk

    def backend(self, folder: Path) -> MemoryBackend:
        """What lies behind a folder."""
        return self.shelves.backends[folder.absolute()]

    def restarted(self) -> Computer:
        """The same computer after the program was closed and opened again: nothing is left in memory."""
        return make_computer(self.home, self.clock, self.shelves, key_store=self.key_store)


def make_computer(
    home: Path, clock: Clock, shelves: Shelves | None = None, *, key_store: MemoryKeyStore | None = None
) -> Computer:
    """A computer whose files lie below `home`; vaults lie in memory."""
    shelves, key_store = shelves or Shelves(), key_store or MemoryKeyStore()
    places = Places.under(home)
    desk = Desk(Settings(places.settings), key_store, shelves.open, places, clock, QUICK_SCRYPT)
    return Computer(home, clock, shelves, key_store, build_services(desk))


def make_vault(computer: Computer, folder: Path, *, proved: bool = False) -> Created:
    """A new vault; with `proved`, its sheet was shown as well."""
    created = computer.services.create.run(folder, NoProgress())
    if proved:
        computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    return created


def back_up(computer: Computer, vault: OpenedVault, *paths: Path) -> None:
    """Back up exports and insist that all is well."""
    report = computer.services.back_up.run(vault, paths, {}, NoProgress())
    assert report.failed == ()
    assert all(line.verified and not line.warnings for line in report.backups)


# -- exports -----------------------------------------------------------------------------------------


def lines(count: int, *, start: int = 0, people: Sequence[str] = ("Anna", "Ben"), words: str = "Message") -> list[str]:
    """`count` messages as Android writes them, one every ten minutes from message number `start` on."""
    made = []
    for number in range(start, start + count):
        when = FIRST_DAY + timedelta(minutes=10 * number)
        made.append(f"{when:%Y-%m-%d, %H:%M} - {people[number % len(people)]}: {words} {number}")
    return made


def make_export(folder: Path, chat: str = "Anna", content: Iterable[str] | None = None, *, name: str = "") -> Path:
    """An Android export without media: one text file."""
    text = "\n".join(lines(20) if content is None else content) + "\n"
    path = folder / (name or f"WhatsApp Chat with {chat}.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def make_zip_export(
    folder: Path,
    chat: str = "Anna",
    content: Iterable[str] | None = None,
    media: Mapping[str, bytes] | None = None,
) -> Path:
    """An Android export with media: a zip of the text and the photos that it speaks of."""
    photos = {"IMG-20260501-WA0001.jpg": bytes(range(256)) * 300} if media is None else media
    when = FIRST_DAY + timedelta(days=100)
    spoken = [f"{when:%Y-%m-%d, %H:%M} - Anna: {name} (file attached)" for name in photos]
    text = "\n".join([*(lines(20) if content is None else content), *spoken]) + "\n"
    path = folder / f"WhatsApp Chat with {chat}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"WhatsApp Chat with {chat}.txt", text)
        for name, data in photos.items():
            archive.writestr(name, data)
    return path


def make_folder_export(folder: Path, files: Mapping[str, bytes]) -> Path:
    """An export of Telegram, which is a folder, with these files in it as well."""
    made = folder / "ChatExport_2021-04-28"
    for name, data in {**made_telegram.folder(""), **files}.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(data)
    return made


def folder_content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
