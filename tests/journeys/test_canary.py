"""A canary: what stands in a chat, the sheet's code and the keychain's secret must not lie readable anywhere after."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from private_bus import PrivateBus

from tests.builders import make_export
from tests.journeys.dropbox import installs_dropbox, locks, moves
from tests.journeys.laptop import (
    SOON,
    Laptop,
    brings_back,
    drops,
    goes_to_the_rows,
    makes_a_vault,
    restored_files,
    types_the_rows,
)
from vault.keychain.os_keychain import OsKeychain
from vault.places import Places
from vault.repository.repository import Repository
from vault.services.move_out import FOLDER
from vault.settings import Settings
from vault.storage.local import LocalBackend

pytestmark = [pytest.mark.journey, pytest.mark.keychain]

CANARY = f"quixotl{secrets.token_hex(8)}"  # in a message; new each time, so that other runs leave no trace of it
NAME = f"Zuleika{secrets.token_hex(8)}"  # of a person, and so of the chat
EVERYBODYS_TEMP = [path for path in map(Path, ("/tmp", "/var/tmp", "/dev/shm")) if path.is_dir()]  # noqa: S108
PHOTO = secrets.token_hex(24)  # in an attachment
LARGEST = 32 << 20  # bytes; nothing that this journey makes comes near it, other programs' files in /tmp do


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A chat export that holds all three."""
    folder = tmp_path / "phone"
    folder.mkdir()
    file = folder / f"WhatsApp Chat with {NAME}.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        text = (
            f"24/11/2026, 09:00 - {NAME}: {CANARY}\n24/11/2026, 09:01 - Ben: IMG-20261124-WA0001.jpg (file attached)\n"
        )
        archive.writestr(f"WhatsApp Chat with {NAME}.txt", text * 40)
        archive.writestr("IMG-20261124-WA0001.jpg", PHOTO * 400)
    return file


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of everything in this process."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def forms(secret: str) -> set[bytes]:
    """How a text could lie on a disk: as most programs write it, as Windows and Qt do, small or capital."""
    texts = {secret, secret.lower(), secret.upper()}
    return {text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le", "utf-16-be")}


def of_other_tests(tmp_path: Path) -> Path:
    """Where the tests that run beside this one keep what they make: much, readable, and not ours."""
    return [folder for folder in tmp_path.parents if folder.name.startswith("pytest-")][-1]


def written_since(start: float, apart_from: Path, *folders: Path) -> Iterator[Path]:
    """Every file below `folders`, on the same disk, that changed since then; `apart_from` is not entered from above."""
    for folder in folders:
        disk = folder.stat().st_dev
        for place, inside, names in os.walk(folder):
            below = [Path(place) / name for name in inside]
            inside[:] = [path.name for path in below if path != apart_from and _disk_of(path) == disk]
            yield from (path for name in names if _is_new(path := Path(place) / name, start))


def _disk_of(path: Path) -> int | None:
    try:
        return path.lstat().st_dev
    except OSError:  # other programs' files come and go
        return None


def _is_new(path: Path, start: float) -> bool:
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(facts.st_mode) and facts.st_mtime >= start - 2 and facts.st_size <= LARGEST


def holds(path: Path, kept: dict[str, set[bytes]]) -> list[str]:
    """Which secrets lie in a file, or in its name."""
    try:
        data = os.fsencode(path) + path.read_bytes()
    except OSError:
        return []
    return [what for what, shapes in kept.items() if any(shape in data for shape in shapes)]


def test_nothing_readable_is_left_behind(
    laptop: Laptop, bus: PrivateBus, new_laptop: Callable[[str], Laptop], home: Path, stick: Path, export: Path,
    temp: Path, tmp_path: Path,
) -> None:  # fmt: skip
    start = time.time()
    dropbox = installs_dropbox(home)
    leak = make_export(dropbox, NAME, [f"24/11/2026, 09:00 - {NAME}: {CANARY}"] * 40)
    leaked = leak.read_bytes()
    paper, target = tmp_path / "paper", tmp_path / "back"
    paper.mkdir()
    target.mkdir()
    person = laptop.starts()
    rows = makes_a_vault(person, stick, paper / "sheet.pdf")
    for number in person.rows_asked():
        person.types(f"Row {number}", rows[number - 1])
    person.presses("Check")
    person.presses("Put my first chat in")
    person.presses("Look now")
    person.waits_until(lambda: person.can_press("Look again"), "for the end of the scan", SOON)
    locks(person, leak)
    moves(person)
    person.presses("Done")
    person.presses("Home")
    drops(person, export)
    person.waits_for("Read back and compared", patience=SOON)
    person.presses("Done")
    person.waits_for(NAME)
    person.presses("Vault and keys")
    person.presses("Read every byte")
    person.presses("Home")
    person.waits_for("can be brought back", patience=SOON)
    laptop.stops()
    secret = _secret_in_the_keychain(laptop, stick / "Family vault")

    other = new_laptop("other")
    person = other.starts()
    goes_to_the_rows(person, stick / "Family vault")
    types_the_rows(person, rows)
    person.presses("Continue")
    brings_back(person, target)
    assert restored_files(target) == {export.name: export.read_bytes(), leak.name: leaked}
    other.stops()

    kept = {"a message": forms(CANARY), "a name": forms(NAME), "a photo": forms(PHOTO)}
    kept |= {f"row {n}": forms(row) for n, row in enumerate(rows, 1)}
    kept |= {"the code": forms("-".join(rows)), "the keychain's secret": forms(secret)}
    places = [home, tmp_path, temp, stick, bus.folder, *EVERYBODYS_TEMP]
    allowed = (export.parent, paper, target, home / FOLDER)
    found = {}
    looked_at = 0
    for path in set(written_since(start, of_other_tests(tmp_path), *places)):
        looked_at += 1
        if not any(path.is_relative_to(folder) for folder in allowed) and (what := holds(path, kept)):
            found[str(path)] = what
    assert looked_at > 15, "the search must have seen the vault, two libraries, settings and logs"
    assert found == {}
    assert holds(export, kept) == ["a message", "a name", "a photo"], "the search must find what is there"


def _secret_in_the_keychain(laptop: Laptop, vault: Path) -> str:
    """What the real keyring keeps for this laptop."""
    public_id = Repository.public_id_of(LocalBackend(vault))
    memory = Settings(Places.under(laptop.home).settings).memory(public_id)
    assert memory is not None
    assert memory.key_id is not None
    secret = OsKeychain(timeout=60).get(public_id, memory.key_id)
    assert secret is not None
    assert len(secret) == 44
    return secret
