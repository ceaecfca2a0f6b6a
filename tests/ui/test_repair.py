"""The page "Repair", with the real deed behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, make_computer, make_export, make_vault, make_zip_export
from tests.clock import Clock
from tests.services.test_spent_backups import again, lose, oldest
from vault.progress import NoProgress
from vault.repository.check import Problem
from vault.repository.repair_plan import RepairPlan
from vault.services.check import HealthProblem, Touched
from vault.services.create_vault import Created
from vault.services.repair import PlannedRepair, RepairReport
from vault.services.spent_backups import SpentBackup
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import repair_words
from vault.ui.viewmodels.repair import RepairViewModel
from vault.ui.viewmodels.repair_words import HAVE_A_COPY, NOT_A_COPY
from vault.ui.viewmodels.vault_and_keys import VaultAndKeysViewModel
from vault.ui.views.repair import RepairView
from vault.ui.views.vault_and_keys import VaultAndKeysView

MEDIA = {"IMG-20260501-WA0001.jpg": os.urandom(3_000_000)}


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "computer", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    """Two chats, a copy of the vault on another disk, and a fault in Anna's photo."""
    made = make_vault(computer, tmp_path / "Family vault")
    back_up(computer, made.vault, make_export(tmp_path / "exports", "Ben"))
    back_up(computer, made.vault, make_zip_export(tmp_path / "exports", "Anna", media=MEDIA))
    backend = computer.backend(made.vault.folder)
    computer.shelves.open(tmp_path / "copy")
    computer.backend(tmp_path / "copy").files = dict(backend.files)
    key = max((key for key in backend.files if key[0] == "data"), key=lambda key: len(backend.files[key]))
    whole = bytearray(backend.files[key])
    whole[len(whole) // 2] ^= 4
    backend.files[key] = bytes(whole)
    return made


@pytest.fixture
def viewmodel(computer: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[RepairViewModel]:
    made = RepairViewModel(computer.services, tasks)
    made.begin(created.vault)
    qtbot.waitUntil(lambda: bool(made.state.told.sentence))
    yield made
    made.close()


@pytest.fixture
def view(viewmodel: RepairViewModel, qtbot: QtBot) -> RepairView:
    made = RepairView(viewmodel)
    qtbot.addWidget(made)
    made.show()
    return made


def said(viewmodel: RepairViewModel) -> str:
    told = viewmodel.state.told
    return "\n".join((told.sentence, told.detail, *(f"{line.text} {line.detail}" for line in told.lines)))


def test_without_a_copy_the_next_step_is_to_back_up_again(
    viewmodel: RepairViewModel, view: RepairView, created: Created, qtbot: QtBot
) -> None:
    assert viewmodel.state.told.sentence == "1 part of your vault is damaged."
    assert viewmodel.state.told.detail == "Touched: “Anna”."
    assert "IMG-20260501-WA0001.jpg" in said(viewmodel)
    assert created.vault.memory.damage_found_on is not None
    assert (view.do.text(), view.copy.isVisible()) == ("Repair", True)
    with qtbot.waitSignal(viewmodel.vault_changed):
        view.do.click()
    assert viewmodel.state.told.sentence.endswith("still not whole.")
    assert "Back up “WhatsApp Chat with Anna.zip” again." in said(viewmodel)
    assert view.do.text() == "Back it up again"
    with qtbot.waitSignal(viewmodel.wanted) as wanted:
        view.do.click()
    assert wanted.args == ["add-chats"]


def test_a_copy_makes_it_whole(
    viewmodel: RepairViewModel, view: RepairView, created: Created, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "copy"))
    view.copy.click()
    qtbot.waitUntil(lambda: bool(viewmodel.state.copies) and viewmodel.state.work is None)
    assert "is taken from “copy”" in said(viewmodel)
    with qtbot.waitSignal(viewmodel.vault_changed):
        view.do.click()
    assert viewmodel.state.told.sentence == "Your vault is whole again."
    assert not view.do.isVisible()
    assert created.vault.memory.damage_found_on is None
    viewmodel.begin(created.vault)
    qtbot.waitUntil(lambda: bool(viewmodel.state.told.sentence))
    assert viewmodel.state.told.sentence == "Nothing is damaged in your vault."
    assert (view.do.isVisible(), view.copy.isVisible()) == (False, False)


def test_a_folder_that_is_no_copy_is_refused(
    viewmodel: RepairViewModel, computer: Computer, created: Created, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    other = make_vault(computer, tmp_path / "Another vault")
    computer.shelves.open(tmp_path / "empty")
    for folder in (other.vault.folder, tmp_path / "empty", created.vault.folder):
        viewmodel.take_copy(folder)
        qtbot.waitUntil(lambda: viewmodel.state.work is None)
        assert viewmodel.state.trouble is NOT_A_COPY
        with qtbot.waitSignal(viewmodel.copy_wanted):
            viewmodel.help()
    assert viewmodel.state.copies == ()


def test_a_stop_leaves_the_page(viewmodel: RepairViewModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewmodel.left):
        viewmodel.repair()
        viewmodel.cancel()
        qtbot.waitUntil(lambda: viewmodel.state.work is None)
        if viewmodel.state.told.sentence:  # it was quicker than the word
            viewmodel.leave()


def test_the_vault_s_page_has_one_filled_button_then(
    computer: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot
) -> None:
    keys = VaultAndKeysViewModel(computer.services, tasks)
    view = VaultAndKeysView(keys)
    qtbot.addWidget(view)
    view.show()
    keys.show(created.vault)
    assert (view.health.repair.isVisible(), view.sheet.prove.isVisible()) == (False, True)
    keys.check(read_all=True)
    qtbot.waitUntil(lambda: keys.state.result is not None and not keys.state.busy)
    assert (view.health.repair.isVisible(), view.sheet.prove.isVisible()) == (True, False)
    with qtbot.waitSignal(keys.repair_wanted):
        view.health.repair.click()
    keys.forget_check()
    assert keys.state.result is None
    keys.close()


def test_a_damaged_key_asks_for_a_new_sheet() -> None:
    told = repair_words.done_words(RepairReport((), (HealthProblem("key", ()),)))
    assert (told.detail, told.button, told.deed) == ("No chat is touched.", "Make a new sheet", "new-sheet")
    told = repair_words.done_words(RepairReport((), (HealthProblem("blob", (), ("x" * 60 + ".zip",)),)))
    assert (told.detail, told.deed) == ("We cannot tell which chats are touched.", "add-chats")


DAY, NEWER = datetime(2026, 4, 17, 12, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC)
LOST = (HealthProblem("tree", ("Anna",), (), (), (Touched(("Anna",), "x.zip", DAY),)),)
SPENT = (SpentBackup("ab" * 32, DAY, ("Anna",), NEWER),)
PLAN = RepairPlan((Problem("tree", "ab" * 32, ()),))


def test_a_backup_that_nobody_can_read_may_be_let_go_but_a_copy_comes_first() -> None:
    told = repair_words.plan_words(PlannedRepair(PLAN, LOST, spent=SPENT), ())
    assert (told.button, told.deed, told.let_go, told.takes_copy) == (HAVE_A_COPY, "copy", "Let it go…", False)
    assert [line.text for line in told.lines] == [
        "The backup of 17 April 2026 cannot be read any more.",
        "Only a copy of your vault could bring it back.",
    ]
    without = repair_words.plan_words(PlannedRepair(PLAN, LOST), ())
    assert without.lines[0].text == "The backup of 17 April 2026 is not whole."
    assert without.let_go == ""
    after = repair_words.done_words(RepairReport(LOST, LOST, spent=SPENT))
    assert (after.deed, after.let_go) == ("copy", "Let it go…")
    gone = repair_words.done_words(RepairReport(LOST, (), removed=1))
    assert [line.text for line in gone.lines] == ["1 unreadable backup went off the list."]


def test_what_else_can_be_mended_comes_before_letting_go() -> None:
    more = (*LOST, HealthProblem("blob", ("Ben",), ("Ben.zip",), (), (Touched(("Ben",), "Ben.zip", NEWER),)))
    after = repair_words.done_words(RepairReport(more, more, spent=SPENT * 8))
    assert (after.button, after.deed, after.takes_copy) == ("Back it up again", "add-chats", True)
    assert (after.let_go, after.lines[-2].text) == ("Let them go…", "2 more backups cannot be read any more.")


def test_the_question_tells_how_many_and_of_which_day() -> None:
    asked = repair_words.let_go_words(SPENT)
    assert asked.sentence == "Let the backup of 17 April 2026 go for good?"
    assert (asked.button, asked.deed, asked.let_go) == ("Keep it", "keep", "Let go for good")
    assert "“Anna”" in asked.lines[0].detail
    assert "3 May 2026" in asked.lines[0].detail
    many = repair_words.let_go_words(SPENT * 8)
    assert many.sentence == "Let 8 backups go for good?"
    assert many.lines[-2].text == "2 more backups go, as unreadable as these."


def test_it_goes_when_it_was_asked_twice_and_nothing_else_does(
    computer: Computer, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    """The real deed: the listing of Anna's oldest backup is lost, and a newer one of the same bytes is whole."""
    vault = make_vault(computer, tmp_path / "Family vault").vault
    exports = tmp_path / "exports"
    back_up(computer, vault, make_zip_export(exports, "Anna", media=MEDIA))
    snapshot, _, tree = oldest(vault)
    lose(vault, tree)
    computer.services.check.run(vault, True, NoProgress())
    again(computer, vault, exports)
    viewmodel = RepairViewModel(computer.services, tasks)
    view = RepairView(viewmodel)
    qtbot.addWidget(view)
    view.show()
    viewmodel.begin(vault)
    qtbot.waitUntil(lambda: bool(viewmodel.state.told.sentence))
    while viewmodel.state.told.deed == "repair":
        view.do.click()
        qtbot.waitUntil(lambda: viewmodel.state.work is None)
    before = set(vault.repository.backend.list("snapshots"))
    assert snapshot in before
    viewmodel.let_go()
    assert viewmodel.state.work is None, "nobody was asked yet"
    view.ask_to_let_go.click()
    assert (view.do.text(), view.do.property("kind")) == ("Keep it", "primary")
    assert not any(widget.isVisible() for widget in (view.copy, view.back, view.ask_to_let_go))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert (viewmodel.state.asked, view.let_go.isVisible()) == (None, False)
    view.ask_to_let_go.click()
    view.do.click()
    assert set(vault.repository.backend.list("snapshots")) == before
    view.ask_to_let_go.click()
    view.let_go.click()
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    assert set(vault.repository.backend.list("snapshots")) == before - {snapshot}
    assert viewmodel.state.told.sentence == "Your vault is whole again."
    assert not view.ask_to_let_go.isVisible()
    viewmodel.close()


def test_with_no_copy_at_hand_the_filled_button_asks_for_one(
    viewmodel: RepairViewModel, view: RepairView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    viewmodel.state = replace(viewmodel.state, told=replace(viewmodel.state.told, deed="copy"))
    with qtbot.waitSignal(viewmodel.copy_wanted):
        view.do.click()


def test_escape_goes_back(viewmodel: RepairViewModel, view: RepairView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewmodel.left):
        QTest.keyClick(view, Qt.Key.Key_Escape)
