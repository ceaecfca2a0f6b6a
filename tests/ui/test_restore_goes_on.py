"""A restore that was cancelled in the window goes on in the same folder, at once or another day."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.builders import Computer, folder_content
from tests.ui.conftest import HANGS
from tests.ui.test_restore_viewmodel import at, walk_to
from tests.ui.test_restore_viewmodel import computer as computer
from tests.ui.test_restore_viewmodel import created as created
from tests.ui.test_restore_viewmodel import laptop as laptop
from tests.ui.test_restore_viewmodel import viewmodel as viewmodel
from vault.services import restore
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport, Unreadable
from vault.services.restore_plan import PlannedFile
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import restore_words
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.wizards.restore import RestoreWizard


def stop_in_the_second_file(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, monkeypatch: pytest.MonkeyPatch
) -> RestoreState:
    """The page that is up when a restore was cancelled that had brought one file back."""
    walk_to(qtbot, viewmodel, "where", created)
    real, second, stopped = restore._restore, threading.Event(), threading.Event()
    files: list[object] = []

    def cancelled_meanwhile(vault: OpenedVault, file: PlannedFile, *rest: Any, **words: Any) -> Any:
        files.append(file)
        if len(files) == 2:
            second.set()
            assert stopped.wait(HANGS / 1000)
        return real(vault, file, *rest, **words)

    with monkeypatch.context() as patch:
        patch.setattr(restore, "_restore", cancelled_meanwhile)
        viewmodel.forward()
        assert (viewmodel.state.step, viewmodel.state.number) == ("running", 5)
        qtbot.waitUntil(second.is_set)
        viewmodel.cancel()
        stopped.set()
        qtbot.waitUntil(lambda: viewmodel.state.step == "where" and viewmodel.state.ready)
    return viewmodel.state


def test_a_restore_that_was_cancelled_goes_on(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = stop_in_the_second_file(qtbot, viewmodel, created, monkeypatch)
    assert state.trouble is None, "a cancel is no failure"
    assert state.destination is not None
    assert state.destination.goes_on
    assert state.destination.detail.startswith("Begun and not finished")
    assert state.destination.detail.endswith("1 file is back")
    assert "still to come" in state.destination.room
    viewmodel.forward()
    outcome = at(qtbot, viewmodel, "result").outcome
    assert outcome is not None
    assert (outcome.tone, outcome.folder) == ("good", state.destination.folder)
    assert len(folder_content(state.destination.folder)) == 2


def test_it_goes_on_after_the_program_was_closed(
    qtbot: QtBot,
    viewmodel: RestoreViewModel,
    created: Created,
    laptop: Computer,
    tasks: TaskRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = stop_in_the_second_file(qtbot, viewmodel, created, monkeypatch).destination
    assert begun is not None
    viewmodel.shutdown()
    again = RestoreViewModel(laptop.restarted().services, tasks)
    again.begin()
    at(qtbot, again, "rows")
    again.type_rows(created.sheet.code.rows)
    again.forward()
    at(qtbot, again, "inside")
    again.choose(frozenset(row.id for row in again.state.chats if row.name == "Ben"))
    again.forward()
    other = at(qtbot, again, "where").destination
    assert other is not None
    assert (other.goes_on, other.folder != begun.folder) == (False, True), "other chats go elsewhere"
    again.back()
    again.choose(frozenset(row.id for row in at(qtbot, again, "inside").chats))
    again.forward()
    assert at(qtbot, again, "where").destination == begun
    again.put_into(begun.folder)
    qtbot.waitUntil(lambda: again.state.ready)
    assert again.state.destination == begun, "chosen by hand, it is not taken for a place for a further folder"
    again.forward()
    outcome = at(qtbot, again, "result").outcome
    assert outcome is not None
    assert outcome.tone == "good"
    again.shutdown()


def test_the_page_offers_to_go_on(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizard = RestoreWizard(viewmodel)
    qtbot.addWidget(wizard)
    stop_in_the_second_file(qtbot, viewmodel, created, monkeypatch)
    page = wizard.step
    assert page is not None
    assert (page.title, page.foot.forward) == ("Shall we go on where it stopped?", "Go on here")
    viewmodel.back()
    at(qtbot, viewmodel, "inside")
    viewmodel.choose(frozenset(row.id for row in viewmodel.state.chats if row.name == "Ben"))
    viewmodel.forward()
    at(qtbot, viewmodel, "where")
    assert (page.title, page.foot.forward) == ("Where shall they go?", "Put them here")


def test_all_names_can_be_copied(qtbot: QtBot, viewmodel: RestoreViewModel, tmp_path: Path) -> None:
    names = tuple(f"IMG-{number}.jpg" for number in range(15))
    report = RestoreReport(tmp_path, 1, 2, 1, 100, 5, 9, (Unreadable("Anna.zip", "damaged", names),))
    outcome = restore_words.outcome(report, 2)
    viewmodel.state = RestoreState(step="result", outcome=outcome)
    wizard = RestoreWizard(viewmodel)
    qtbot.addWidget(wizard)
    (copy,) = (button for button in wizard.findChildren(QPushButton) if button.text() == "Copy all names")
    assert copy.isVisibleTo(wizard)
    copy.click()
    assert QGuiApplication.clipboard().text() == outcome.all_names
    assert all(name in outcome.all_names for name in names)


def test_where_nothing_is_left_no_folder_is_offered(qtbot: QtBot, viewmodel: RestoreViewModel, tmp_path: Path) -> None:
    report = RestoreReport(tmp_path / "gone", 0, 1, 0, 0, 0, 9, (Unreadable("Anna.zip", "missing"),), is_left=False)
    viewmodel.state = RestoreState(step="result", outcome=restore_words.outcome(report, 1))
    wizard = RestoreWizard(viewmodel)
    qtbot.addWidget(wizard)
    page = wizard.step
    assert page is not None
    assert (page.foot.forward, page.foot.other) == ("", "Done")
