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
from vault.errors import Cancelled, DiskFull
from vault.ui.messages import words
from vault.ui.pages_home import _WORKING, EMPTY, FULL, UNPROVED
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.viewmodels.home_state import HomeState
from vault.ui.views.home import HomeView


@pytest.fixture
def viewmodel(laptop: Computer, tasks: TaskRunner) -> HomeViewModel:
    return HomeViewModel(laptop.services, tasks)


@pytest.fixture
def adding(laptop: Computer, tasks: TaskRunner) -> AddingViewModel:
    return AddingViewModel(laptop.services, tasks)


@pytest.fixture
def view(viewmodel: HomeViewModel, adding: AddingViewModel, qtbot: QtBot) -> HomeView:
    made = HomeView(viewmodel, adding)
    qtbot.addWidget(made)
    return made


def be(viewmodel: HomeViewModel, state: HomeState) -> None:
    viewmodel.state = state
    viewmodel.changed.emit()


def up(view: HomeView) -> set[str]:
    parts = ("status", "trouble", "progress", "report", "drop_zone", "first_drop_zone", "chats")
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


def moment(adding: AddingViewModel, state: AddingState) -> None:
    adding.state = state
    adding.changed.emit()


def test_what_is_put_in_is_seen_here_too(view: HomeView, viewmodel: HomeViewModel, adding: AddingViewModel) -> None:
    be(viewmodel, FULL)
    moment(adding, AddingState("storing", work=_WORKING))
    assert up(view) == {"status", "progress", "chats"}
    moment(adding, AddingState(trouble=words(DiskFull("/media/BLUE"))))
    assert up(view) == {"status", "trouble", "drop_zone", "chats"}
    moment(adding, AddingState(trouble=words(Cancelled()), trouble_state="plain"))
    view.trouble.pressed.emit()
    assert up(view) == {"status", "drop_zone", "chats"}


def test_the_button_of_a_trouble_does_what_it_says(
    view: HomeView, viewmodel: HomeViewModel, adding: AddingViewModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[str] = []
    monkeypatch.setattr(adding, "retry", lambda: again.append("retry"))
    be(viewmodel, FULL)
    moment(adding, AddingState(trouble=replace(words(DiskFull("/media/BLUE")), deed="retry")))
    view.trouble.pressed.emit()
    assert again == ["retry"]
    moment(adding, AddingState(trouble=replace(words(DiskFull("/media/BLUE")), deed="choose-file")))
    with qtbot.waitSignal(viewmodel.wanted, check_params_cb=lambda step: step == "add-chats"):
        view.trouble.pressed.emit()
    be(viewmodel, replace(FULL, trouble=replace(words(DiskFull("/media/BLUE")), deed="use-sheet")))
    with qtbot.waitSignal(viewmodel.wanted, check_params_cb=lambda step: step == "use-sheet"):
        view.trouble.pressed.emit()


def test_one_filled_button_and_the_urgent_one_first(view: HomeView, viewmodel: HomeViewModel) -> None:
    be(viewmodel, FULL)
    assert view.drop_zone._add.property("kind") == "primary"
    be(viewmodel, replace(FULL, status=UNPROVED))
    assert view.drop_zone._add.property("kind") == "outlined"


def test_files_chosen_go_in(
    view: HomeView, viewmodel: HomeViewModel, adding: AddingViewModel, laptop: Computer, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = make_vault(laptop, tmp_path / "V", proved=True)
    viewmodel.show(made.vault)
    adding.show(made.vault)
    qtbot.waitUntil(lambda: viewmodel.state.loaded)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([], ""))
    view.first_drop_zone.choose.emit()
    assert not adding.working
    export = make_export(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([str(export)], ""))
    view.first_drop_zone.choose.emit()
    qtbot.waitUntil(lambda: adding.state.report is not None)
    adding.leave()
    view.drop_zone.dropped.emit([export])
    qtbot.waitUntil(lambda: adding.state.report is not None)
    view.arrived()
    qtbot.waitUntil(lambda: not viewmodel._tasks.busy)
    made.vault.close()
