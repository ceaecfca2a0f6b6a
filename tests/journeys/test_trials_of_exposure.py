"""What gets in the way of putting a copy right: each time it is told, and nothing is lost or moved half."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from person import Person

from tests.builders import make_export
from tests.journeys.dropbox import TO_THE_FOLDER, installs_dropbox, locks, looks, moves
from tests.journeys.laptop import SOON, Laptop, packs_of
from tests.journeys.test_trials_of_places import big_export
from vault.errors import CopyChanged, DiskFull
from vault.exposure import scan_worker
from vault.services.move_out import FOLDER
from vault.ui.messages import words

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


@pytest.fixture
def dropbox(home: Path) -> Path:
    """What the client on this computer copies to the internet."""
    return installs_dropbox(home)


@pytest.fixture
def as_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan has no rights that only the system's own account has."""
    if os.geteuid() == 0:
        plain = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
        command = [*plain, *scan_worker.worker_command()]
        monkeypatch.setattr(scan_worker, "worker_command", lambda: command)


def person_at(laptop: Laptop, vault: Path) -> Person:
    """Somebody with an empty vault, before the copies that were found."""
    laptop.has_vault(vault)
    person = laptop.starts()
    looks(person)
    return person


def test_the_vault_is_full(laptop: Laptop, small_disk: Path, dropbox: Path, home: Path) -> None:
    export = big_export(dropbox, 4_000_000)
    data = export.read_bytes()
    person = person_at(laptop, small_disk / "vault")
    person.presses(f"Lock it in my vault: {export.name}")
    told = words(DiskFull(str(small_disk / "vault")))
    person.waits_for(told.headline, told.unharmed, patience=SOON)
    assert not person.can_press(TO_THE_FOLDER), "what is not in the vault must not be moved"
    assert export.read_bytes() == data
    assert not (home / FOLDER).exists()
    assert list((small_disk / "vault" / "snapshots").iterdir()) == []
    person.presses("Back to the list")
    person.waits_for("One copy of your chats can be read by others.")


def test_the_file_changed_meanwhile(laptop: Laptop, stick: Path, dropbox: Path, home: Path) -> None:
    export = make_export(dropbox, "Anna")
    person = person_at(laptop, stick / "vault")
    locks(person, export)
    newer = make_export(home / "phone", "Anna", ["2026-05-02, 09:00 - Anna: one more"]).read_bytes()
    export.write_bytes(newer)
    person.presses(TO_THE_FOLDER)
    person.presses("No")
    told = words(CopyChanged(export))
    person.waits_for(told.headline, told.unharmed, patience=SOON)
    assert export.read_bytes() == newer
    assert not (home / FOLDER / export.name).exists()
    person.presses(told.button)  # what lies there now is locked as well, and only then moved
    person.waits_for("Locked and compared.", patience=SOON)
    moves(person, asked=False)
    assert (home / FOLDER / export.name).read_bytes() == newer
    assert len(list((stick / "vault" / "snapshots").iterdir())) == 2


def test_two_copies(laptop: Laptop, stick: Path, dropbox: Path, home: Path) -> None:
    first, second = make_export(dropbox / "A", "Anna"), make_export(dropbox / "B", "Anna")
    data = first.read_bytes()
    person = person_at(laptop, stick / "vault")
    person.waits_for("Two copies of your chats can be read by others.")
    locks(person, first)
    moves(person)
    assert first.exists() != second.exists()
    packs = packs_of(stick / "vault")
    person.presses("Done")
    person.waits_for("One copy of your chats can be read by others.", second.name)
    locks(person, second)
    person.waits_for("was in your vault already. Every byte was compared.")
    moves(person, asked=False)
    assert packs_of(stick / "vault") == packs, "nothing is stored twice"
    assert not first.exists()
    assert not second.exists()
    assert [path.read_bytes() for path in (home / FOLDER).iterdir()] == [data, data]


def test_a_folder_that_must_not_be_changed(
    laptop: Laptop, stick: Path, dropbox: Path, home: Path, write_protected: Callable[[Path], None]
) -> None:
    export = make_export(dropbox, "Anna")
    write_protected(dropbox)
    person = person_at(laptop, stick / "vault")
    locks(person, export)
    person.waits_for("The readable copy stays where it is.", "We are not allowed to change anything in this folder.")
    assert not person.can_press(TO_THE_FOLDER)
    assert export.exists()
    assert not (home / FOLDER).exists()


def test_a_folder_that_we_may_not_look_in(laptop: Laptop, stick: Path, dropbox: Path, as_anybody: None) -> None:
    closed = dropbox / "Private"
    make_export(closed, "Ben")
    export = make_export(dropbox, "Anna")
    closed.chmod(0)
    try:
        person = person_at(laptop, stick / "vault")
        person.waits_for("One copy of your chats can be read by others.", export.name)
        person.waits_for("We were not allowed to look in Private.")
        person.presses("What we did not look at")
        person.waits_for("allow your account to read it", "1 place that we were not allowed to look in")
    finally:
        closed.chmod(0o700)
    person.presses("Look again")
    person.waits_for("Two copies of your chats can be read by others.", patience=SOON)
