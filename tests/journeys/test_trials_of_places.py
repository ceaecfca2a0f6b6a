"""Vaults that are not whole and disks that do not serve: what is lost is named, what is left comes back."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.laptop import (
    SAMPLES,
    SOON,
    Laptop,
    brings_back,
    drops,
    goes_to_the_rows,
    moves_to,
    packs_of,
    restored_files,
    types_the_rows,
)
from vault.errors import DiskFull, NoPermission, NoVaultHere, PlaceMissing, ReadOnlyPlace
from vault.services.sheet import Sheet
from vault.ui.messages import words

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


@pytest.fixture
def vault(stick: Path) -> Path:
    return stick / "vault"


@pytest.fixture
def sheet(laptop: Laptop, vault: Path) -> Sheet:
    """The laptop has a vault with the three samples; this is its sheet."""
    return laptop.has_vault(vault, SAMPLES)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "back"
    folder.mkdir()
    return folder


def test_a_folder_that_is_no_vault(laptop: Laptop, stick: Path) -> None:
    empty = stick / "photos"
    empty.mkdir()
    person = laptop.starts()
    person.presses("I am bringing my chats back")
    person.presses("Continue")
    with person.chooses(empty):
        person.presses("Look in another folder…")
    told = words(NoVaultHere(str(empty)))
    person.waits_for(told.headline, told.what_happened)
    assert list(empty.iterdir()) == []


def test_half_a_vault(new_laptop: Callable[[str], Laptop], sheet: Sheet, vault: Path, target: Path) -> None:
    lost = packs_of(vault)[0]
    lost.unlink()
    person = new_laptop("other").starts()
    goes_to_the_rows(person, vault)
    types_the_rows(person, sheet.code.rows)
    person.presses("Continue")
    brings_back(person, target)
    assert not person.sees("3 of 3")
    person.waits_for("Parts of the vault that it needs are not there", patience=2)
    originals = {path.name: path.read_bytes() for path in SAMPLES}
    assert restored_files(target).items() <= originals.items(), "what came back must be whole"


def test_a_flipped_byte(new_laptop: Callable[[str], Laptop], sheet: Sheet, vault: Path, target: Path) -> None:
    pack = packs_of(vault)[0]
    data = bytearray(pack.read_bytes())
    data[len(data) // 3] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)
    person = new_laptop("other").starts()
    goes_to_the_rows(person, vault)
    types_the_rows(person, sheet.code.rows)
    person.presses("Continue")
    brings_back(person, target)
    assert not person.sees("3 of 3")
    person.waits_for("The bytes in the vault are no longer those that were stored", patience=2)
    originals = {path.name: path.read_bytes() for path in SAMPLES}
    assert restored_files(target).items() <= originals.items()


def test_a_flipped_byte_turns_the_status_red(laptop: Laptop, sheet: Sheet, vault: Path) -> None:
    pack = packs_of(vault)[0]
    data = bytearray(pack.read_bytes())
    data[len(data) // 3] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)
    person = laptop.starts()
    person.presses("Vault and keys")
    person.presses("Read every byte")
    person.waits_until(lambda: any(name in text for text in person.reads() for name in ("Cycling", "Albers", "Papa")),
                       "for the name of the chat that is touched", SOON)  # fmt: skip
    person.presses("Home")
    person.waits_for("We could not read all of your vault", patience=SOON)


def big_export(folder: Path, size: int) -> Path:
    """A chat with photos that cannot be made smaller."""
    file = folder / "WhatsApp Chat with Big.zip"
    with zipfile.ZipFile(file, "w") as archive:
        names = [f"IMG-20260101-WA{number:04}.jpg" for number in range(size // 500_000)]
        lines = [
            f"{13 + n % 10}/01/2026, 09:{n % 60:02} - Big: {name} (file attached)\n" for n, name in enumerate(names)
        ]
        archive.writestr("WhatsApp Chat with Big.txt", "".join(lines))
        for name in names:
            archive.writestr(name, os.urandom(500_000))
    return file


def test_a_full_disk(laptop: Laptop, small_disk: Path, tmp_path: Path) -> None:
    laptop.has_vault(small_disk / "vault", SAMPLES)
    before = {path.name for path in (small_disk / "vault" / "snapshots").iterdir()}
    person = laptop.starts()
    drops(person, big_export(tmp_path, 4_000_000))
    told = words(DiskFull(str(small_disk / "vault")))
    person.waits_for(told.headline, told.unharmed, patience=SOON)
    assert {path.name for path in (small_disk / "vault" / "snapshots").iterdir()} == before
    laptop.stops()
    laptop.starts().waits_for("The Albers Family", "Cycling Sundays", "Papa")


def test_no_room_for_what_comes_back(laptop: Laptop, vault: Path, small_disk: Path, tmp_path: Path) -> None:
    laptop.has_vault(vault, [big_export(tmp_path, 4_000_000)])
    person = laptop.starts()
    person.presses("Get chats back")
    person.waits_for("This is what is in your vault")
    person.presses("Bring them back")
    person.waits_for("Where shall they go?")
    with person.chooses(small_disk):
        person.presses("Choose another place…")
    person.waits_for("not enough room")
    assert not person.can_press("Put them here")
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


def test_a_write_protected_vault(
    new_laptop: Callable[[str], Laptop], laptop: Laptop, sheet: Sheet, vault: Path, target: Path,
    write_protected: Callable[[Path], None],
) -> None:  # fmt: skip
    write_protected(vault)
    person = laptop.starts()
    person.waits_for("Papa")
    extra = target.parent / "WhatsApp Chat with Anna.txt"
    extra.write_text("24/11/2026, 09:00 - Anna: hello\n")
    drops(person, extra)
    mounted = os.statvfs(vault).f_flag & os.ST_RDONLY
    told = words(ReadOnlyPlace(str(vault), writing=True) if mounted else NoPermission(str(vault), writing=True))
    person.waits_for(told.headline, told.what_happened, patience=SOON)
    laptop.stops()

    person = new_laptop("other").starts()  # to bring chats back, reading is enough
    goes_to_the_rows(person, vault)
    types_the_rows(person, sheet.code.rows)
    person.presses("Continue")
    brings_back(person, target)
    assert person.sees("3 of 3 chats are back, compared bit for bit")


def test_a_disk_that_is_not_plugged_in(laptop: Laptop, sheet: Sheet, vault: Path, tmp_path: Path) -> None:
    elsewhere = moves_to(vault, tmp_path)
    vault.rename(vault.with_name("gone"))
    person = laptop.starts()
    told = words(PlaceMissing(str(vault)))
    person.waits_for(told.headline)
    vault.with_name("gone").rename(vault)
    person.presses("Try again")
    person.waits_for("Papa")
    assert elsewhere.exists()
