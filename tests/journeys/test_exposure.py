"""Unprotected copies from being found to being put right, in the real window with the real password safe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.builders import make_export
from tests.journeys.dropbox import SNIPPETS, installs_dropbox, leaves_chats, locks, looks, moves
from tests.journeys.laptop import SOON, Laptop, brings_back, restored_files
from vault.services.move_out import FOLDER

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


@pytest.fixture
def dropbox(home: Path) -> Path:
    """What the client on this computer copies to the internet."""
    return installs_dropbox(home)


@pytest.fixture
def moved(home: Path) -> Path:
    """Where copies are moved to."""
    return home / FOLDER


def test_found_locked_compared_moved_and_looked_at_again(
    laptop: Laptop, stick: Path, dropbox: Path, moved: Path, tmp_path: Path
) -> None:
    export = leaves_chats(dropbox)
    before = {path.name: path.read_bytes() for path in dropbox.rglob("*") if path.is_file()}
    laptop.has_vault(stick / "vault")
    person = laptop.starts()
    looks(person)
    person.waits_for("Four copies of your chats can be read by others.", export.name, *SNIPPETS)
    person.waits_for("Dropbox, anyone with your password and anyone you shared the folder with can open it.")

    locks(person, export)
    person.waits_for("Move the readable copy out of Dropbox?", "It also disappears from Dropbox itself.")
    assert export.read_bytes() == before[export.name], "until the person says so, nothing is moved"
    moves(person)
    person.waits_for("What is left to do", "Dropbox may keep it in its bin", "Unprotected copies, 3")
    assert not export.exists()
    assert (moved / export.name).read_bytes() == before[export.name]
    person.presses("Look again")
    person.waits_for("Moved out of Dropbox.", "A locked copy is in your vault")
    person.presses("Done")
    person.waits_for("Three copies of your chats can be read by others.")
    person.presses("Home")
    person.waits_for("One readable copy lies in your Dropbox")  # two more are only like chats
    person.presses("Look at them")

    for name in SNIPPETS:  # whether an importer reads them or not: they are locked all the same
        locks(person, dropbox / name)
        moves(person, asked=False)
        person.presses("Done")
    person.waits_for("We found no copy of your chats that others can read.")
    assert {path.name: path.read_bytes() for path in moved.iterdir()} == before
    assert [path for path in dropbox.rglob("*") if path.is_file()] == []
    laptop.stops()

    shutil.rmtree(moved)
    person = laptop.starts()
    person.presses("Get chats back")
    target = tmp_path / "back"
    target.mkdir()
    brings_back(person, target)
    assert restored_files(target).items() >= before.items(), "the vault has every byte that lay in the cloud"


def test_put_back_and_found_again(laptop: Laptop, stick: Path, dropbox: Path, moved: Path) -> None:
    export = make_export(dropbox, "Anna")
    data = export.read_bytes()
    laptop.has_vault(stick / "vault")
    person = laptop.starts()
    looks(person)
    locks(person, export)
    moves(person)
    person.presses("Put it back")
    person.waits_for("It still lies where it was.", patience=SOON)
    assert (export.read_bytes(), list(moved.iterdir())) == (data, [])
    person.presses("Back to the list" if person.can_press("Back to the list") else "Done")
    person.waits_for("One copy of your chats can be read by others.")


def test_this_is_fine_is_remembered_and_taken_back(laptop: Laptop, stick: Path, dropbox: Path) -> None:
    export = make_export(dropbox, "Anna")
    laptop.has_vault(stick / "vault")
    person = laptop.starts()
    looks(person)
    person.presses(f"More: {export.name}")
    person.presses(f"This is fine: {export.name}")
    person.waits_for("We keep that in mind", "You said: this is fine")
    laptop.stops()

    person = laptop.starts()
    person.presses("Unprotected copies")
    person.waits_for("We found no copy of your chats that others can read.", "You said: this is fine")
    person.presses(f"Take it back: {export.name}")
    person.waits_for("One copy of your chats can be read by others.")
