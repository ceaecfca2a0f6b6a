"""From the first question to everything being back on a new laptop, in the real window with the real keyring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from private_bus import PrivateBus

from tests.journeys.laptop import (
    SAMPLES,
    SOON,
    Laptop,
    brings_back,
    drops,
    goes_to_the_rows,
    makes_a_vault,
    restored_files,
    types_the_rows,
)

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


def test_chats_come_back_on_a_new_laptop(
    laptop: Laptop, bus: PrivateBus, new_laptop: Callable[[str], Laptop], stick: Path, tmp_path: Path
) -> None:
    person = laptop.starts()
    rows = makes_a_vault(person, stick, tmp_path / "sheet.pdf")
    person.presses("Later")
    person.waits_for("one thing is left", "was not shown to us yet")
    person.presses("Put my first chat in")
    person.waits_for("Shall we look for copies of your chats that others can read?")
    person.presses("Not now")
    drops(person, *SAMPLES)
    person.waits_for("Read back and compared", "All 3 files are in your vault", patience=SOON)
    person.presses("Done")
    person.waits_for("Not recoverable yet")  # no way round the proof, also not through a backup
    laptop.stops()

    person = laptop.starts()  # the keyring opens it
    person.waits_for("Not recoverable yet", "The Albers Family", "Cycling Sundays", "Papa")
    person.presses("Show your recovery sheet")
    person.waits_until(lambda: len(person.rows_asked()) == 4, "for four rows: the sheet is not in memory any more")
    types_the_rows(person, rows)
    person.presses("Check")
    person.waits_for("can be brought back with it")
    person.presses("Done")
    person.waits_for("Everything you saved up to", "can be brought back")
    laptop.stops()

    bus.wipe()
    other = new_laptop("other")
    person = other.starts()
    goes_to_the_rows(person, stick / "Family vault")
    types_the_rows(person, rows)
    person.presses("Continue")
    target = tmp_path / "back"
    target.mkdir()
    brings_back(person, target)
    assert person.sees("3 of 3 chats are back, compared bit for bit")
    assert restored_files(target) == {path.name: path.read_bytes() for path in SAMPLES}
    person.presses("Protect this computer")
    person.waits_for("This computer opens the vault from now on")
    person.presses("Done")
    person.waits_for("The Albers Family", "Papa")
    other.stops()

    person = other.starts()
    person.waits_for("The Albers Family", "can be brought back")
    person.presses("Vault and keys")
    person.waits_for("Family vault", "Recovery sheet 1")
