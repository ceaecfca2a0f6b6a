"""A laptop for journeys: the real window on a home of its own, and the person before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from person import Person
from sheet_reader import rows_on

from vault.app import App, build
from vault.keychain.key_store import KeyStore
from vault.keychain.os_keychain import OsKeychain
from vault.places import Places, resources
from vault.progress import NoProgress
from vault.services.sheet import Sheet
from vault.ui.widgets.drop_zone import DropZone, FirstDropZone

SAMPLES = sorted((resources() / "samples").iterdir())
CHEAP = 16  # scrypt's cost: what is tried here is not how long guessing would take
SOON = 240.0  # seconds within which even a busy machine has stored a small chat


@dataclass
class Laptop:
    """One computer. `app` is its program, while it runs; the password safe is that of the present bus."""

    home: Path
    app: App | None = None

    def starts(self, key_store: KeyStore | None = None) -> Person:
        """Open the program, as after logging in."""
        self.app = build(Places.under(self.home), key_store or OsKeychain(timeout=60), scrypt_n=CHEAP)
        self.app.show()
        return Person(self.app.window)

    def stops(self) -> None:
        """Close the program."""
        if self.app is not None:
            self.app.take_down()
            self.app = None

    def has_vault(self, folder: Path, exports: Iterable[Path] = (), key_store: KeyStore | None = None) -> Sheet:
        """Make a vault as the create wizard would, quicker: its sheet is proved, `exports` are in it."""
        app = build(Places.under(self.home), key_store or OsKeychain(timeout=60), scrypt_n=CHEAP)
        services = app.services
        created = services.create.run(folder, NoProgress())
        services.prove_sheet.prove_code(created.vault, created.sheet.code)
        report = services.back_up.run(created.vault, list(exports), {}, NoProgress())
        assert not report.failed
        created.vault.close()
        app.take_down()
        return created.sheet


def makes_a_vault(person: Person, stick: Path, sheet: Path) -> tuple[str, ...]:
    """Up to the page where two rows are asked for; the sheet's rows, as read from its PDF."""
    (stick / "holiday.txt").write_text("sun cream")
    person.presses("This is my first time")
    person.waits_for("Where shall your vault be?")
    with person.chooses(stick):
        person.presses("Choose another folder…")
    person.waits_for(stick.name)
    person.types("Name of the vault", "Family vault")
    person.presses("Make my vault")
    person.waits_for("Print this sheet")
    with person.chooses(sheet):
        person.presses("Save as PDF…")
    person.waits_for("Saved")
    assert sheet.stat().st_mode & 0o777 == 0o600
    rows = rows_on(sheet)
    person.presses("I have it")
    person.waits_for("Type back two rows")
    assert len(person.rows_asked()) == 2
    return rows


def goes_to_the_rows(person: Person, vault: Path) -> None:
    """From the first question of the restore wizard to where the rows are typed."""
    person.presses("I am bringing my chats back")
    person.waits_for("What do you have from before?")
    person.presses("Continue")
    person.waits_for("Where is your vault?")
    with person.chooses(vault):
        person.presses("Look in another folder…")
    person.waits_for(vault.name)
    person.presses("Continue")
    person.waits_for("Type the four rows from your sheet")


def types_the_rows(person: Person, rows: Iterable[str]) -> None:
    """One row after the other."""
    for number, row in enumerate(rows, 1):
        person.types(f"Row {number}", row)


def brings_back(person: Person, target: Path) -> None:
    """From what is inside to the result, into a new folder below `target`."""
    person.waits_for("This is what is in your vault")
    person.presses("Bring them back")
    person.waits_for("Where shall they go?")
    with person.chooses(target):
        person.presses("Choose another place…")
    person.waits_for(target.name)
    person.presses("Put them here")
    person.waits_until(lambda: person.can_press("Done"), "for the result", SOON)


def restored_files(target: Path) -> dict[str, bytes]:
    """File name to bytes of all that came back."""
    return {path.name: path.read_bytes() for path in target.rglob("*") if path.is_file()}


def drops(person: Person, *exports: Path) -> None:
    """Let go of files over the drop zone of Home, whichever it is."""
    zones = (DropZone, FirstDropZone)
    person.waits_until(lambda: any(person.has(zone) for zone in zones), "for somewhere to drop")
    person.drops(exports, next(zone for zone in zones if person.has(zone)))


def packs_of(vault: Path) -> list[Path]:
    """The files that hold the vault's bytes, the largest first."""
    packs = [path for path in (vault / "data").rglob("*") if path.is_file()]
    return sorted(packs, key=lambda path: path.stat().st_size, reverse=True)


def moves_to(vault: Path, folder: Path) -> Path:
    """The vault as it comes to another computer: a copy of its folder."""
    return Path(shutil.copytree(vault, folder / vault.name))
