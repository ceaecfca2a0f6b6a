"""Who can open the vault, its sheet and its health: the page with the real deeds behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from vault.progress import Progress
from vault.services.check import Health, HealthProblem
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.services.ways_in import WayIn
from vault.settings import VaultMemory
from vault.ui import figures
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import keys_words
from vault.ui.viewmodels.vault_and_keys import VaultAndKeysViewModel
from vault.ui.views.vault_and_keys import VaultAndKeysView
from vault.ui.widgets.text import TextLabel

TODAY = date(2026, 11, 24)
MADE = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "computer", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    folder = tmp_path / "Family vault"
    folder.mkdir()
    made = make_vault(computer, folder)
    back_up(computer, made.vault, make_export(tmp_path / "exports"), make_export(tmp_path / "exports", "Ben", lines(7)))
    return made


@pytest.fixture
def view(computer: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[VaultAndKeysView]:
    viewmodel = VaultAndKeysViewModel(computer.services, tasks)
    made = VaultAndKeysView(viewmodel)
    qtbot.addWidget(made)
    made.resize(832, 760)
    made.show()
    viewmodel.show(created.vault)
    qtbot.waitUntil(lambda: bool(viewmodel.state.ways) and not viewmodel.state.busy)
    yield made
    viewmodel.close()


def texts(view: VaultAndKeysView) -> str:
    return "\n".join(label.text() for label in view.findChildren(TextLabel) if label.isVisible())


def buttons(view: VaultAndKeysView, words: str) -> list[QPushButton]:
    return [b for b in view.findChildren(QPushButton) if b.isVisible() and b.text() == words]


def shown(qtbot: QtBot, view: VaultAndKeysView, words: str) -> None:
    """Wait until this can be read."""
    qtbot.waitUntil(lambda: words in texts(view))


def plugged_in(computer: Computer, created: Created, tmp_path: Path, clock: Clock) -> OpenedVault:
    """Another computer opens the vault with the sheet and keeps a key of its own."""
    other = make_computer(tmp_path / "other", clock, computer.shelves)
    return other.services.open.by_code(created.vault.folder, created.sheet.code, remember=True)


def test_every_way_in_is_listed(qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created) -> None:
    # a key file bears the computer's own time, whatever the clock of this test says
    made = {way.kind: way.created for way in computer.services.ways_in.list(created.vault)}
    here, sheet = made["computer"], made["sheet"]
    assert here is not None
    assert sheet is not None
    shown(qtbot, view, "Two keys open “Family vault”.")
    said = texts(view)
    assert "This computer" in said
    assert f"Its key lies in the password safe · since {figures.day(here)}" in said
    assert "Recovery sheet 1" in said
    assert f"Made {figures.day(sheet)} · not typed back yet" in said


def test_another_computer_is_taken_away_after_a_question_that_promises_no_more_than_is_true(
    qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created, tmp_path: Path, clock: Clock
) -> None:
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    plugged_in(computer, created, tmp_path, clock).close()
    view.arrived()
    shown(qtbot, view, "Another computer")
    name = "Remove Another computer"
    (remove,) = [b for b in view.findChildren(QPushButton) if b.accessibleName() == name]
    remove.click()
    said = texts(view)
    assert "It no longer opens this vault. Your chats stay in the vault." in said
    assert "Whoever used it may have copied the vault's key: what they have, they keep." in said
    assert view.focusWidget() is view.question.keep, "the careful answer has the keyboard"
    QTest.keyClick(view.question.keep, Qt.Key.Key_Escape)
    assert not view.question.isVisible()
    assert len(computer.services.ways_in.list(created.vault)) == 3
    remove.click()
    view.question.remove.click()
    shown(qtbot, view, "Another computer no longer opens this vault.")
    shown(qtbot, view, "Two keys open")
    assert len(computer.services.ways_in.list(created.vault)) == 2


def test_the_last_way_in_stays(qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created) -> None:
    (remove,) = [b for b in view.findChildren(QPushButton) if b.accessibleName() == "Remove Recovery sheet 1"]
    remove.click()
    assert "That page, and every copy of it, no longer opens this vault." in texts(view)
    view.question.remove.click()
    qtbot.waitUntil(lambda: view.viewmodel.state.trouble is not None)
    assert len(computer.services.ways_in.list(created.vault)) == 2
    assert "Two keys open" in texts(view)


def test_a_computer_without_a_key_can_get_one(
    qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created
) -> None:
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    key_id = created.vault.memory.key_id
    assert key_id is not None
    computer.services.ways_in.remove(created.vault, key_id)
    view.arrived()
    shown(qtbot, view, "This computer has no key")
    (give,) = buttons(view, "Give it a key")
    give.click()
    shown(qtbot, view, "This computer opens the vault by itself from now on.")
    shown(qtbot, view, "Two keys open")


def test_a_locked_password_safe_is_said(
    qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created
) -> None:
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    assert created.vault.memory.key_id is not None
    computer.services.ways_in.remove(created.vault, created.vault.memory.key_id)
    computer.key_store.locked = True
    view.arrived()
    shown(qtbot, view, "This computer has no key")
    buttons(view, "Give it a key")[0].click()
    shown(qtbot, view, "This computer's password safe is locked.")


def test_an_unproved_sheet_has_the_one_filled_button(
    qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created
) -> None:
    filled = [b for b in view.findChildren(QPushButton) if b.isVisible() and b.property("kind") == "primary"]
    assert filled == [view.sheet.prove]
    with qtbot.waitSignal(view.viewmodel.sheet_wanted) as wanted:
        view.sheet.prove.click()
    assert wanted.args == ["prove"]
    with qtbot.waitSignal(view.viewmodel.sheet_wanted) as wanted:
        view.sheet.new.click()
    assert wanted.args == ["new"]
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    view.arrived()
    shown(qtbot, view, "proved on 24 November 2026")
    assert not [b for b in view.findChildren(QPushButton) if b.isVisible() and b.property("kind") == "primary"]
    with qtbot.waitSignal(view.viewmodel.sheet_wanted) as wanted:
        view.sheet.test.click()
    assert wanted.args == ["prove"]


def test_a_quick_check_promises_less_than_a_full_one(qtbot: QtBot, view: VaultAndKeysView) -> None:
    view.health.quick.click()
    shown(qtbot, view, "All parts are there and fit together.")
    assert "Only reading every byte proves" in texts(view)
    assert "Not every byte has been read yet" in texts(view)
    view.health.all.click()
    shown(qtbot, view, "Every byte is as it was written.")
    assert "Every byte was last read on Tuesday 24 November, and all was well." in texts(view)


def test_damage_names_the_chats(qtbot: QtBot, view: VaultAndKeysView, computer: Computer, created: Created) -> None:
    backend = computer.backend(created.vault.folder)
    for key in [key for key in backend.files if key[0] == "data"]:
        backend.files[key] = bytes(len(backend.files[key]))
    view.health.all.click()
    shown(qtbot, view, "of your vault cannot be read.")
    assert "Damage was found on Tuesday 24 November." in texts(view)
    assert "Nothing was deleted." in texts(view)


def test_a_check_can_be_cancelled(qtbot: QtBot, view: VaultAndKeysView, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(service: object, vault: object, read_all: bool, progress: Progress) -> Health:
        done = 0
        while True:
            done += 1
            progress.update("checking", done, 100_000)
            progress.check_cancelled()
            time.sleep(0.001)

    monkeypatch.setattr(type(view.viewmodel._services.check), "run", endless)
    view.health.all.click()
    shown(qtbot, view, "Reading every byte of your vault")
    shown(qtbot, view, " of 100 kB")
    assert not view.health.quick.isEnabled()
    (cancel,) = buttons(view, "Cancel")
    cancel.click()
    qtbot.waitUntil(lambda: view.viewmodel.state.checking is None)
    assert view.viewmodel.state.result is None
    assert view.viewmodel.state.trouble is None, "a cancel is no failure"
    assert view.health.quick.isEnabled()


# -- words -------------------------------------------------------------------------------------------

MEMORY = VaultMemory("00", "/v", "v", sheet_number=2, sheet_made_on=MADE)


def _sheet(number: int) -> WayIn:
    return WayIn("k", f"recovery sheet {number}", "sheet", MADE, this_computer=False, number=number)


@pytest.mark.parametrize(
    ("count", "title"),
    [(1, "One key opens “v”."), (3, "Three keys open “v”."), (12, "12 keys open “v”.")],
)
def test_the_title_counts_the_keys(count: int, title: str) -> None:
    assert keys_words.title("v", [_sheet(1)] * count) == title


def test_an_older_sheet_says_how_long_it_works() -> None:
    assert keys_words.way_row(_sheet(1), MEMORY).detail == "Made 3 May 2026 · works until sheet 2 is proved"
    proved = replace(MEMORY, sheet_proved_on=datetime(2026, 11, 14, 12, tzinfo=UTC))
    assert keys_words.way_row(_sheet(2), proved).detail == "Made 3 May 2026 · proved 14 November 2026"
    assert keys_words.way_row(_sheet(2), proved).pill == "Proved"
    assert keys_words.way_row(_sheet(3), MEMORY).pill == "Not proved"


def test_a_key_of_another_program_is_listed_too() -> None:
    foreign = WayIn("k", "anna@desktop", "other", None, this_computer=False, number=None)
    row = keys_words.way_row(foreign, MEMORY)
    assert (row.name, row.detail) == ("“anna@desktop”", "Made by another program")
    nameless = keys_words.way_row(replace(foreign, label=""), MEMORY)
    assert nameless.name == "A key without a name"
    question = keys_words.removal(foreign, row)
    assert "may have copied" in question.does_not


def test_removing_this_computer_says_what_follows() -> None:
    here = WayIn("k", "computer", "computer", MADE, this_computer=True, number=None)
    question = keys_words.removal(here, keys_words.way_row(here, MEMORY))
    assert question.does == "This computer asks for the recovery sheet each time. Your chats stay in the vault."


def test_no_sheet_known_is_said() -> None:
    card = keys_words.sheet_card(VaultMemory("00", "/v", "v"))
    assert (card.headline, card.known) == ("We know of no recovery sheet here", False)


def test_damage_without_names_is_said_as_such() -> None:
    result = keys_words.health_result(Health(False, True, 10, (HealthProblem("index", ()),)))
    assert result.headline == "1 part of your vault cannot be read."
    assert result.lines[0] == "We cannot tell which chats are touched."


def test_damaged_photos_are_named() -> None:
    problem = HealthProblem("pack", ("Anna",), ("Anna.zip",), ("IMG-1.jpg",))
    result = keys_words.health_result(Health(False, True, 10, (problem,)))
    assert result.lines[:2] == ("Touched: “Anna”.", "Damaged inside: “IMG-1.jpg”.")
