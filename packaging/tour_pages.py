"""One laptop of the tour: the real window on the real password safe, and somebody who goes through its pages.

    python packaging/tour_pages.py first|second FOLDER ALBUM

FOLDER holds `stick` (where the vault is), `paper` (where the sheet is kept) and `back` (where chats come back to).
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from person import Person
from PySide6.QtCore import QLocale
from sheet_reader import rows_on

from vault.app import App, build, make_application
from vault.keychain.os_keychain import OsKeychain
from vault.places import Places, resources
from vault.services.move_out import FOLDER
from vault.ui.widgets.drop_zone import DropZone, WaitingDropZone

VAULT = "Family vault"
SHEET = "sheet.pdf"
COPY = "WhatsApp Chat with Papa.txt"


def first_laptop(person: Person, folder: Path) -> None:
    """From the first question to a green status, and a readable copy put right."""
    leave_a_copy_in_dropbox(Path.home())
    person.waits_for("Is this your first time")
    person.photographs("first-question")
    person.presses("This is my first time")
    make_vault(person, folder)
    person.waits_for("Shall we look for copies of your chats that others can read?", "Dropbox")
    person.photographs("first-scan")
    person.presses("Not now")
    person.waits_for("Your vault is ready for its first chat")
    person.photographs("home-empty")
    look_at_the_apps(person)
    person.drops(sorted((resources() / "samples").iterdir()), WaitingDropZone)
    person.waits_for("Read back and compared")
    person.photographs("report")
    person.presses("Done")
    person.waits_for("can be brought back", "The Albers Family", "Cycling Sundays", "Papa")
    person.photographs("home")
    person.drops([next((resources() / "samples").glob("*.txt"))], DropZone)
    person.waits_for("Nothing was stored twice")
    person.photographs("report-known-already")
    person.presses("Done")
    put_a_copy_right(person)
    read_about_it(person)
    person.presses("Vault and keys")
    person.waits_for(VAULT)
    person.photographs("vault-and-keys")


def look_at_the_apps(person: Person) -> None:
    """The apps with their pictures, and how chats are got out of one of them."""
    person.presses("Add chats")
    person.waits_for("Which app are your chats in?", "Signal", "Another app")
    person.photographs("add-chats")
    person.presses("WhatsApp")
    person.waits_for("Get chats out of WhatsApp", "Recommended")
    person.photographs("guide-android")
    person.presses("iPhone")
    person.waits_for("Encrypt local backup")
    person.photographs("guide-iphone")


def leave_a_copy_in_dropbox(home: Path) -> None:
    """What many people have: an export in a folder that a cloud's client copies to the internet."""
    dropbox = home / "Dropbox"
    (dropbox / "Old phone").mkdir(parents=True)
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(dropbox)}}))
    shutil.copyfile(resources() / "samples" / COPY, dropbox / "Old phone" / COPY)


def put_a_copy_right(person: Person) -> None:
    """Look for unprotected copies; the one that is found is locked, compared, and moved out of the cloud."""
    person.presses("Unprotected copies")
    person.waits_for("Let us look for copies of your chats that others can read.")
    person.photographs("unprotected-never")
    person.presses("Look now")
    person.waits_for("One copy of your chats can be read by others.", COPY)
    person.waits_until(lambda: person.can_press("Look again"), "for the end of the scan")
    person.photographs("unprotected")
    person.presses(f"Lock it in my vault: {COPY}")
    person.waits_for("Locked and compared.")
    person.photographs("put-right-locked")
    person.presses(f"Move it to “{FOLDER}” on this computer")
    person.waits_for("Could you need this for a court")
    person.photographs("put-right-court")
    person.presses("No")
    person.waits_for("Moved out of Dropbox.", "What is left to do")
    person.photographs("put-right-moved")
    person.presses("Done")
    person.waits_for("We found no copy of your chats that others can read.")
    person.photographs("unprotected-nothing-left")


def read_about_it(person: Person) -> None:
    """The check-up of the phone, and the first of the pages that explain."""
    person.presses("Begin check-up")
    person.waits_for("0 of 20 answered", "WhatsApp")
    person.photographs("check-up")
    person.presses("It backs up, not end-to-end encrypted")
    person.waits_for("1 of 20 answered")
    person.photographs("check-up-answered")
    person.presses("Back to unprotected copies")
    person.presses("Six pages that explain")
    person.waits_for("undoes the lock")
    person.photographs("learn")
    person.presses("Close")


def make_vault(person: Person, folder: Path) -> None:
    """The create wizard; the sheet is saved and two rows of it are typed back."""
    person.waits_for("Where shall your vault be?")
    with person.chooses(folder / "stick"):
        person.presses("Choose another folder…")
    person.waits_for("stick")
    person.types("Name of the vault", VAULT)
    person.photographs("create-where")
    person.presses("Make my vault")
    person.waits_for("Print this sheet")
    with person.chooses(folder / "paper" / SHEET):
        person.presses("Save as PDF…")
    person.waits_until((folder / "paper" / SHEET).exists, "for the sheet")
    person.waits_for("Saved")
    person.photographs("create-sheet")
    person.presses("I have it")
    person.waits_for("Type back two rows")
    person.photographs("create-proof")
    rows = rows_on(folder / "paper" / SHEET)
    for number in person.rows_asked():
        person.types(f"Row {number}", rows[number - 1].lower())
    person.photographs("create-proof-typed")
    person.presses("Check")
    person.waits_for("is ready", "You have the recovery sheet")
    person.photographs("create-done")
    person.presses("Put my first chat in")


def second_laptop(person: Person, folder: Path) -> None:
    """Everything comes back with the vault's folder and the sheet."""
    person.waits_for("Is this your first time")
    person.presses("I am bringing my chats back")
    person.waits_for("What do you have from before?")
    person.photographs("restore-have")
    person.presses("Continue")
    person.waits_for("Where is your vault?")
    with person.chooses(folder / "stick"):
        person.presses("Look in another folder…")
    person.waits_for(VAULT)
    person.photographs("restore-find")
    person.presses("Continue")
    person.waits_for("Type the four rows from your sheet")
    for number, row in enumerate(rows_on(folder / "paper" / SHEET), 1):
        person.types(f"Row {number}", row)
    person.photographs("restore-rows")
    person.presses("Continue")
    person.waits_for("This is what is in your vault", "The Albers Family")
    person.photographs("restore-inside")
    person.presses("Bring them back")
    person.waits_for("Where shall they go?")
    with person.chooses(folder / "back"):
        person.presses("Choose another place…")
    person.waits_for("Put them here")
    person.photographs("restore-where")
    person.presses("Put them here")
    person.waits_for("3 of 3 chats are back, compared bit for bit")
    person.photographs("restore-result")
    person.presses("Protect this computer")
    person.waits_for("This computer opens the vault from now on")
    person.photographs("restore-protected")
    person.presses("Done")
    person.waits_for("The Albers Family", "Papa")
    person.photographs("home-on-the-second-laptop")


PARTS: dict[str, Callable[[Person, Path], None]] = {"first": first_laptop, "second": second_laptop}


def main(part: str, folder: Path, album: Path) -> None:
    """Open the window as `chat-vault` does, and go through this part."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    make_application(["chat-vault"])
    app: App = build(Places.of_this_computer(), OsKeychain())
    app.show()
    person = Person(app.window, album)
    try:
        PARTS[part](person, folder)
    except BaseException:
        person.photographs(f"stopped-on-the-{part}-laptop")
        raise
    finally:
        app.take_down()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
