"""A home with Dropbox on it, for journeys: the client's own settings, its folder, and chats that lie readable there."""

from __future__ import annotations

import json
from pathlib import Path

from person import Person

from tests.builders import make_export
from tests.journeys.laptop import SOON
from vault.services.move_out import FOLDER

SNIPPETS = {
    "chat.json": '{"chat": "Hey, are you coming tonight? I have the keys.", "timestamp": "2026-05-01T19:02:11Z"}\n',
    "leaky_backup.txt": "2026-05-01 19:02 Anna: Are you coming tonight?\n2026-05-01 19:03 Ben: Yes, at eight\n"
    "2026-05-01 19:03 Anna: Bring the keys\n2026-05-01 19:05 Ben: ok\n",
    "archived_data.log": "[2026-05-01 19:02:11] Anna: Are you coming tonight?\n[2026-05-01 19:03:40] Ben: Yes\n"
    "[2026-05-01 19:04:02] Anna: Bring the keys\n",
}
"""The three plain snippets of the issue: no program's export, and chats all the same."""
TO_THE_FOLDER = f"Move it to “{FOLDER}” on this computer"


def installs_dropbox(home: Path) -> Path:
    """The folder that the client on this home copies to the internet."""
    folder = home / "Dropbox"
    folder.mkdir()
    (home / ".dropbox").mkdir()
    told = json.dumps({"personal": {"path": str(folder), "host": 1, "is_team": False}})
    (home / ".dropbox" / "info.json").write_text(told)
    return folder


def leaves_chats(dropbox: Path, name: str = "Anna") -> Path:
    """A readable export in a folder of the Dropbox, and the three snippets beside; returns the export."""
    for file, text in SNIPPETS.items():
        (dropbox / file).write_text(text)
    return make_export(dropbox / "Old phone", name)


def looks(person: Person) -> None:
    """To the page of unprotected copies, and look for them the first time."""
    person.presses("Unprotected copies")
    person.presses("Look now")
    person.waits_until(lambda: person.can_press("Look again"), "for the end of the scan", SOON)


def locks(person: Person, copy: Path) -> None:
    """Up to where the copy is in the vault and was compared."""
    person.presses(f"Lock it in my vault: {copy.name}")
    person.waits_for("Locked and compared.", patience=SOON)


def moves(person: Person, *, asked: bool = True) -> None:
    """Out of the Dropbox, into the folder on this computer; `asked`: the question that comes once."""
    person.presses(TO_THE_FOLDER)
    if asked:
        person.waits_for("Could you need this for a court")
        person.presses("No")
    person.waits_for("Moved out of Dropbox.", patience=SOON)
