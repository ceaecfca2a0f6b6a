"""Adding chats in the real window: from the picture of an app, and from one drop of everything with a lock in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import Person

from tests.builders import lines, make_export
from tests.exports.made_whatsapp_databases import CANARY, DIGITS, encrypted, new_store
from tests.journeys.laptop import SAMPLES, SOON, Laptop, drops
from vault.ui.widgets.drop_zone import WaitingDropZone

pytestmark = [pytest.mark.journey, pytest.mark.keychain]

ROWS = ["".join(DIGITS.split())[at : at + 16] for at in range(0, 64, 16)]
ZIP = next(path for path in SAMPLES if path.suffix == ".zip")


@pytest.fixture
def person(laptop: Laptop, stick: Path) -> Person:
    """Somebody at Home, with an empty vault."""
    laptop.has_vault(stick / "vault")
    person = laptop.starts()
    person.waits_for("no chat is in it yet")
    return person


@pytest.fixture
def dropped(tmp_path: Path) -> list[Path]:
    """A folder with a text and a locked backup, a zip, and something that is no chat."""
    folder = tmp_path / "From my phone"
    make_export(folder, "Ben", lines(12))
    (folder / "msgstore.db.crypt15").write_bytes(encrypted(new_store(), "crypt15"))
    junk = tmp_path / "tax 2025.pdf"
    junk.write_bytes(b"%PDF-1.4 nothing to see")
    return [folder, ZIP, junk]


def types_the_key(person: Person, rows: list[str]) -> None:
    for number, row in enumerate(rows, 1):
        person.types(f"Row {number} of 4 of the key", row)


def comes_to_the_key(person: Person, dropped: list[Path]) -> None:
    drops(person, *dropped)
    person.waits_for("We found 3 exports of chats.", "Locked", "tax 2025.pdf", "Left where it is", patience=SOON)
    person.presses("Continue")
    person.waits_for("Type the 64 digits of WhatsApp’s key", "Where do I find it?")


def test_a_folder_a_zip_and_junk_with_a_wrong_key_and_the_right_one(person: Person, dropped: list[Path]) -> None:
    comes_to_the_key(person, dropped)
    assert not person.can_press("Open it")
    types_the_key(person, ["0000 1111 2222 3333"] * 4)
    person.waits_for("All 64 are there.")
    person.presses("Open it")
    person.waits_for("This does not open “msgstore.db.crypt15”.", "another backup or another phone", patience=SOON)
    types_the_key(person, ROWS)
    person.presses("Open it")
    person.waits_for("All 3 files are in your vault.", "Read back and compared", patience=SOON)
    person.waits_for("The chats in it", "Ben", "1 other thing holds no chat that we know.", "itself leaves out")
    person.presses("Done")
    person.waits_for("can be brought back", "Ben", patience=SOON)


def test_kept_locked_and_opened_later(person: Person, dropped: list[Path]) -> None:
    comes_to_the_key(person, dropped)
    person.presses("Keep it locked for now")
    person.waits_for("All 3 files are in your vault.", "“msgstore.db.crypt15” is kept locked.", patience=SOON)
    assert not person.sees(CANARY)
    person.presses("Type its key: “msgstore.db.crypt15” is kept locked.")
    person.waits_for("Type the 64 digits of WhatsApp’s key", patience=SOON)
    types_the_key(person, ROWS)
    person.presses("Open it")
    person.waits_for("15 messages found.", "Choir", patience=SOON)
    person.presses("Done")


def test_a_password_is_told_how_to_become_a_key(person: Person, dropped: list[Path]) -> None:
    comes_to_the_key(person, dropped)
    person.types("Row 1 of 4 of the key", "our cat Mia")
    person.waits_for("Such a key never has", "A password or passkey only fetches the key from WhatsApp.")
    person.presses("Back")
    person.presses("Cancel")
    person.waits_for("no chat is in it yet")


def test_from_the_picture_of_an_app_to_its_chat(person: Person) -> None:
    person.presses("Add chats")
    person.waits_for("Which app are your chats in?", "Signal", "Telegram", "Another app")
    person.types("Search for an app", "whats")
    person.presses("WhatsApp")
    person.waits_for("Get chats out of WhatsApp", "Recommended", "64-digit key", "Do not send it through a cloud")
    person.presses("iPhone")
    person.waits_for("Encrypt local backup", "AirDrop")
    person.drops([ZIP], WaitingDropZone)
    person.waits_for("It is in your vault.", "Read back and compared", "What WhatsApp itself leaves out", patience=SOON)
    person.presses("Done")
    person.waits_for("can be brought back")
