"""Sheets that do not fit and password safes that do not serve: each has its own words, and none leads to a new key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from private_bus import PrivateBus

from tests.journeys.laptop import SAMPLES, Laptop, goes_to_the_rows, types_the_rows
from vault.crypto.recovery_code import ALPHABET
from vault.errors import KeychainEmpty, KeychainLocked, NoKeychain, OtherVaultsSheet
from vault.services.sheet import Sheet
from vault.ui.messages import words

pytestmark = [pytest.mark.journey, pytest.mark.keychain]


@pytest.fixture
def sheet(laptop: Laptop, stick: Path) -> Sheet:
    """The laptop has a vault with one chat in it; this is its sheet."""
    return laptop.has_vault(stick / "vault", [SAMPLES[1]])


def key_files(vault: Path) -> set[str]:
    return {path.name for path in (vault / "keys").iterdir()}


def with_a_mistake(row: str) -> str:
    """The row with its fourth character mistyped."""
    return row[:3] + ALPHABET[(ALPHABET.index(row[3]) + 1) % len(ALPHABET)] + row[4:]


def test_a_wrong_row_is_named_while_typing(new_laptop: Callable[[str], Laptop], sheet: Sheet, stick: Path) -> None:
    person = new_laptop("other").starts()
    goes_to_the_rows(person, stick / "vault")
    rows = list(sheet.code.rows)
    types_the_rows(person, [rows[0], rows[1], with_a_mistake(rows[2])])
    person.waits_for("Row 3 has a mistake")
    assert not person.can_press("Continue")
    person.types("Row 3", rows[2])
    person.types("Row 4", rows[3])
    person.waits_until(lambda: not person.sees("has a mistake"), "for the complaint to go")
    person.presses("Continue")
    person.waits_for("This is what is in your vault")


def test_another_vaults_sheet_is_recognised(
    laptop: Laptop, new_laptop: Callable[[str], Laptop], sheet: Sheet, stick: Path
) -> None:
    other_sheet = laptop.has_vault(stick / "another")
    person = new_laptop("other").starts()
    goes_to_the_rows(person, stick / "vault")
    types_the_rows(person, other_sheet.code.rows)
    person.presses("Continue")
    told = words(OtherVaultsSheet())
    person.waits_for(told.headline, told.what_happened)
    assert not person.sees("This is what is in your vault")


def test_a_locked_password_safe(laptop: Laptop, bus: PrivateBus, sheet: Sheet, stick: Path) -> None:
    before = key_files(stick / "vault")
    bus.lock()
    person = laptop.starts()
    told = words(KeychainLocked())
    person.waits_for(told.headline)
    bus.unlock()
    person.presses("Try again")
    person.waits_for("Papa" if "Papa" in SAMPLES[1].name else "can be brought back")
    assert key_files(stick / "vault") == before


def test_an_empty_password_safe_beside_a_vault(laptop: Laptop, bus: PrivateBus, sheet: Sheet, stick: Path) -> None:
    before = key_files(stick / "vault")
    bus.wipe()
    person = laptop.starts()
    person.waits_for(words(KeychainEmpty("x")).headline)
    assert key_files(stick / "vault") == before, "a new key beside a vault that cannot be opened"
    assert not person.can_press("Make my vault")
    types_the_rows(person, sheet.code.rows)
    person.presses("Open my vault")
    person.waits_for("can be brought back")
    after = key_files(stick / "vault")
    assert len(before & after) == 1, "the sheet stays; this computer's lost key gives way to its new one"
    assert len(after) == 2
    laptop.stops()
    laptop.starts().waits_for("can be brought back")
    assert key_files(stick / "vault") == after


def test_no_password_safe_at_all(new_laptop: Callable[[str], Laptop], stick: Path, tmp_path: Path) -> None:
    laptop = new_laptop("bare")
    (stick / "holiday.txt").write_text("sun cream")
    person = laptop.starts()
    person.presses("This is my first time")
    with person.chooses(stick):
        person.presses("Choose another folder…")
    person.waits_for(stick.name)
    person.types("Name of the vault", "vault")
    person.presses("Make my vault")
    person.waits_for("Print this sheet", words(NoKeychain()).headline)
    with person.chooses(tmp_path / "sheet.pdf"):
        person.presses("Save as PDF…")
    person.waits_for("Saved")
    assert len(key_files(stick / "vault")) == 1, "the sheet alone opens it"
    laptop.stops()

    person = laptop.starts()
    person.waits_for(words(NoKeychain()).headline)
    assert len(key_files(stick / "vault")) == 1
