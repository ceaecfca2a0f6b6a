"""Home as a person uses it: what is up when, and where the buttons lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault
from vault.ui.pages_home import _QUESTION, _WORKING, EMPTY, FULL, UNPROVED
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.viewmodels.home_state import HomeState
from vault.ui.views.home import HomeView


@pytest.fixture
def viewmodel(laptop: Computer, tasks: TaskRunner) -> HomeViewModel:
    return HomeViewModel(laptop.services, tasks)


@pytest.fixture
def view(viewmodel: HomeViewModel, qtbot: QtBot) -> HomeView:
    made = HomeView(viewmodel)
    qtbot.addWidget(made)
    return made


def be(viewmodel: HomeViewModel, state: HomeState) -> None:
    viewmodel.state = state
    viewmodel.changed.emit()


def up(view: HomeView) -> set[str]:
    parts = ("status", "trouble", "progress", "question", "report", "drop_zone", "first_drop_zone", "chats")
    return {name for name in parts if getattr(view, name).isVisibleTo(view)}


def test_before_anything_is_known_nothing_is_claimed(view: HomeView) -> None:
    assert up(view) == set()


def test_what_is_up_when(view: HomeView, viewmodel: HomeViewModel) -> None:
    be(viewmodel, FULL)
    assert up(view) == {"status", "drop_zone", "chats"}
    be(viewmodel, HomeState(vault="V", loaded=True, status=EMPTY))
    assert up(view) == {"status", "first_drop_zone"}
    assert not view.status._button.isVisibleTo(view)  # the drop zone itself is the next step
    be(viewmodel, replace(FULL, work=_WORKING))
    assert up(view) == {"status", "progress", "chats"}
    be(viewmodel, replace(FULL, question=_QUESTION))
    assert up(view) == {"status", "question", "chats"}
    be(viewmodel, replace(FULL, status=UNPROVED))
    assert view.status._button.isVisibleTo(view)


def test_files_may_be_let_go_anywhere_on_the_page(
    view: HomeView, viewmodel: HomeViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    be(viewmodel, FULL)
    view.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.zip"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 500), copy, data, left, none)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert view.drop_zone.property("over") is True
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.drop_zone.property("over") is False
    with qtbot.waitSignal(view.drop_zone.dropped), qtbot.assertNotEmitted(view.first_drop_zone.dropped):
        view.dropEvent(QDropEvent(QPointF(5, 500), copy, data, left, none))
    be(viewmodel, replace(FULL, work=_WORKING))
    with qtbot.assertNotEmitted(view.drop_zone.dropped):
        view.dropEvent(QDropEvent(QPointF(5, 500), copy, data, left, none))


def test_a_file_chosen_goes_in_and_the_report_can_be_put_away(
    view: HomeView, viewmodel: HomeViewModel, laptop: Computer, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = make_vault(laptop, tmp_path / "V", proved=True)
    viewmodel.show(made.vault)
    qtbot.waitUntil(lambda: viewmodel.state.loaded)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([], ""))
    view.first_drop_zone.choose.emit()
    assert not viewmodel.working
    export = make_export(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([str(export)], ""))
    view.first_drop_zone.choose.emit()
    qtbot.waitUntil(lambda: "report" in up(view) and "chats" in up(view))
    view.report.done.emit()
    assert "report" not in up(view)
    view.drop_zone.dropped.emit([export])
    qtbot.waitUntil(lambda: "report" in up(view))
    view.arrived()
    qtbot.waitUntil(lambda: not viewmodel._tasks.busy)
    made.vault.close()
