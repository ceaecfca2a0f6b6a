"""Files that are no chat, or not whole: each is told on Home in its own words, and the vault is as before."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from person import Person

from tests.journeys.laptop import SAMPLES, SOON, Laptop, drops, packs_of
from vault.errors import ArchiveCutOff, ArchiveRefused, EmptyExport, ExportError, ExportMissing, NotAChat
from vault.ui.messages import words

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


@pytest.fixture
def person(laptop: Laptop, stick: Path) -> Person:
    """Somebody at Home, with an empty vault."""
    laptop.has_vault(stick / "vault")
    person = laptop.starts()
    person.waits_for("no chat is in it yet")
    return person


def is_refused(person: Person, error: ExportError) -> None:
    """Drop the file; the window must say what is the matter with it, and that nothing was changed."""
    drops(person, error.path)
    told = words(error)
    person.waits_for(told.headline, told.what_happened, told.unharmed, patience=SOON)


def test_a_text_that_is_no_chat(person: Person, tmp_path: Path, stick: Path) -> None:
    file = tmp_path / "recipe.txt"
    file.write_text("Flour\nWater\nSalt\nKnead it for as long as a song takes.\n" * 20)
    is_refused(person, NotAChat(file))
    assert packs_of(stick / "vault") == []


def test_an_empty_zip(person: Person, tmp_path: Path, stick: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Anna.zip"
    zipfile.ZipFile(file, "w").close()
    is_refused(person, EmptyExport(file))
    assert packs_of(stick / "vault") == []


def test_a_zip_that_is_cut_off(person: Person, tmp_path: Path, stick: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Anna.zip"
    whole = next(path for path in SAMPLES if path.suffix == ".zip").read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    is_refused(person, ArchiveCutOff(file))
    assert packs_of(stick / "vault") == []


def test_a_zip_that_wants_out(person: Person, tmp_path: Path, stick: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Anna.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("_chat.txt", "[24/11/2026, 12:00:00] Anna: hello\r\n")
        archive.writestr("../../.bashrc", "echo harm")
    is_refused(person, ArchiveRefused(file, "escape"))
    assert packs_of(stick / "vault") == []


def test_a_file_that_has_gone(person: Person, tmp_path: Path) -> None:
    is_refused(person, ExportMissing(tmp_path / "WhatsApp Chat with Anna.zip"))


def test_the_same_export_twice(person: Person, stick: Path) -> None:
    drops(person, SAMPLES[0])
    person.waits_for("Read back and compared", patience=SOON)
    person.presses("Done")
    before = packs_of(stick / "vault")
    drops(person, SAMPLES[0])
    person.waits_for("Nothing was stored twice", patience=SOON)
    assert packs_of(stick / "vault") == before
    assert len(list((stick / "vault" / "snapshots").iterdir())) == 1


def test_dates_that_only_a_person_can_read(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Anna.txt"
    file.write_text("03/04/2026, 09:00 - Anna: hello\n05/06/2026, 09:01 - Ben: hello back\n")
    drops(person, file)
    person.waits_for("We found 1 export of chats.", "One question", patience=SOON)
    person.presses("Continue")
    person.waits_for("Which of these days is right?", "4 March 2026")
    person.presses("3 April 2026")
    person.waits_for("The first messages, as you would see them here", "hello back")
    person.presses("Continue")
    person.waits_for("Read back and compared", patience=SOON)
    person.presses("Done")
    person.waits_for("Anna")
