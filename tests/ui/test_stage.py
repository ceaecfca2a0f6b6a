"""What leads to which page, with the real window, the real deeds, and vaults in memory."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, make_export, make_vault
from tests.clock import Clock
from tests.ui.conftest import HANGS
from vault import app as module
from vault.app import App, build
from vault.progress import Progress
from vault.services.back_up import BackUp
from vault.services.create_vault import Created
from vault.ui.pages import PAGES
from vault.ui.views.bug_report import BugDialog
from vault.ui.widgets.page import Page


@pytest.fixture
def app(laptop: Computer, clock: Clock, qtbot: QtBot) -> Iterator[App]:
    made = build(laptop.desk.places, laptop.key_store, open_backend=laptop.shelves.open, clock=clock, scrypt_n=16)
    laptop.desk.places.documents.mkdir(parents=True, exist_ok=True)
    yield made
    made.take_down()


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Created:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    back_up(laptop, made.vault, make_export(tmp_path / "exports"))
    made.vault.close()
    return made


def up(app: App) -> Page | None:
    """The page that is up."""
    return app.window.page


def at_home(app: App) -> bool:
    return up(app) is app.stage.home_view and app.stage.home.state.loaded


def test_a_new_computer_asks_the_first_question(app: App) -> None:
    app.show()
    assert up(app) is app.stage.first_question_view
    assert not app.window.navigation.isVisibleTo(app.window)


def test_a_first_time_leads_through_the_wizard_to_home(app: App, qtbot: QtBot) -> None:
    app.show()
    app.stage.first_question_view.first.click()
    assert up(app) is app.stage.create_wizard
    create = app.stage.create
    qtbot.waitUntil(lambda: create.state.ready)
    create.forward()
    qtbot.waitUntil(lambda: create.state.step == "sheet")
    create.forward()
    create.later()
    create.forward()
    qtbot.waitUntil(lambda: up(app) is app.stage.exposure.first_scan_view)
    app.stage.exposure.first_scan_view.not_now.click()
    qtbot.waitUntil(lambda: at_home(app))
    assert app.stage.home.state.status is not None
    assert app.stage.home.state.status.step == "prove-sheet"
    app.stage.home.take_step()
    assert up(app) is app.stage.sheet_page
    app.stage.sheet.leave()
    assert up(app) is app.stage.home_view


def test_leaving_the_wizard_asks_the_first_question_again(app: App, qtbot: QtBot) -> None:
    app.show()
    app.stage.make_vault()
    qtbot.waitUntil(lambda: app.stage.create.state.ready)
    app.stage.create.back()
    assert up(app) is app.stage.first_question_view


def test_the_second_start_opens_the_vault_by_itself(app: App, created: Created, qtbot: QtBot) -> None:
    app.show()
    assert up(app) is app.stage.opening_view
    qtbot.waitUntil(lambda: at_home(app))
    assert app.stage.home.chats.rowCount() == 1
    assert app.window.navigation.isVisibleTo(app.window)


def test_a_lost_key_leads_to_the_sheet_and_home(app: App, created: Created, laptop: Computer, qtbot: QtBot) -> None:
    laptop.key_store.wipe()
    app.show()
    qtbot.waitUntil(lambda: app.stage.opening.state.asks_sheet)
    app.stage.opening.submit(dict(enumerate(created.sheet.code.rows, 1)))
    qtbot.waitUntil(lambda: at_home(app))


def test_every_place_and_step_leads_somewhere(app: App, created: Created, qtbot: QtBot) -> None:
    app.show()
    qtbot.waitUntil(lambda: at_home(app))
    stage = app.stage
    for place, page in (("keys", stage.keys_view), ("home", stage.home_view)):
        stage.go(place)
        assert up(app) is page
    stage.go("bring-back")
    qtbot.waitUntil(lambda: up(app) is stage.restore_wizard)
    stage.restore.leave()
    assert up(app) is stage.home_view
    for step, shown in (
        ("add-chats", stage.adding.add_view), ("prove-sheet", stage.sheet_page), ("new-sheet", stage.sheet_page),
        ("use-sheet", stage.opening_view), ("make-or-bring-back", stage.home_view), ("check", stage.home_view),
        ("something-new", stage.home_view),
    ):  # fmt: skip
        stage.show_home()
        stage.lead(step)
        assert up(app) is shown, step
    qtbot.waitUntil(lambda: not app.tasks.busy)


def test_the_sheet_comes_back_to_where_it_was_asked_for(app: App, created: Created, qtbot: QtBot) -> None:
    app.show()
    qtbot.waitUntil(lambda: at_home(app))
    app.stage.go("keys")
    app.stage.keys.sheet_wanted.emit("prove")
    assert up(app) is app.stage.sheet_page
    app.stage.sheet.leave()
    assert up(app) is app.stage.keys_view


def test_another_folder_can_be_chosen(
    app: App, created: Created, laptop: Computer, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_vault(laptop, tmp_path / "Other vault")
    other.vault.close()
    app.stage.open_in(created.vault.folder)
    qtbot.waitUntil(lambda: at_home(app))
    before = app.stage.vault
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: "")
    app.stage.lead("choose-folder")
    assert app.stage.vault is before
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path / "Other vault"))
    app.stage.lead("choose-folder")
    qtbot.waitUntil(lambda: app.stage.home.state.vault == "Other vault")
    qtbot.waitUntil(lambda: not app.tasks.busy)


def test_without_a_vault_places_lead_to_what_there_is(app: App) -> None:
    app.stage.show_keys()
    assert up(app) is None
    app.stage._show_sheet("new")
    assert up(app) is None
    app.stage._use_sheet()
    assert up(app) is None
    app.stage.show_home()
    assert up(app) is app.stage.first_question_view


def test_bringing_back_is_left_for_the_first_question(app: App, qtbot: QtBot) -> None:
    app.show()
    app.stage.first_question_view.again.click()
    assert up(app) is app.stage.restore_wizard
    app.stage.restore.leave()
    assert up(app) is app.stage.first_question_view


def test_closing_waits_for_what_is_under_way(
    app: App, created: Created, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(service: BackUp, vault: object, paths: object, answers: object, progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress.check_cancelled()
        finally:
            stopped.set()

    monkeypatch.setattr(BackUp, "run", slow)
    app.show()
    qtbot.waitUntil(lambda: at_home(app))
    app.stage.adding.adding.begin([make_export(tmp_path / "more", "Ben")])
    qtbot.waitUntil(begun.is_set)
    app.window.close()
    assert app.window.isVisible()
    assert up(app) is app.stage.finishing_view
    qtbot.waitUntil(lambda: not app.window.isVisible())
    assert stopped.is_set()
    assert not app.tasks.busy


def test_taking_down_ends_threads_and_closes_the_vault(
    laptop: Computer, created: Created, clock: Clock, qtbot: QtBot
) -> None:
    made = build(laptop.desk.places, laptop.key_store, open_backend=laptop.shelves.open, clock=clock, scrypt_n=16)
    made.show()
    qtbot.waitUntil(lambda: at_home(made))
    made.take_down()
    assert made.stage.vault is None
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vault-")]


def test_pictures_stand_on_memory(tmp_path: Path, qtbot: QtBot) -> None:
    context = module.for_pictures(tmp_path)
    page = PAGES[0].build(context)
    qtbot.addWidget(page)
    assert list(tmp_path.iterdir()) == []
    context.tasks.shutdown()


def test_an_unexpected_error_is_an_apology_that_tells_nothing(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.show()
    hook = module._apologise(app.window)
    for _ in range(2):  # the second while the first is still shown
        try:
            raise ValueError("Dear Anna")
        except ValueError as error:
            hook(ValueError, error, None)
    dialogs = [widget for widget in app.window.children() if isinstance(widget, BugDialog)]
    assert len(dialogs) == 1
    assert "Dear Anna" not in _text_of(dialogs[0])
    assert "ValueError" in _text_of(dialogs[0])
    dialogs[0].accept()
    caplog.clear()


def _text_of(dialog: BugDialog) -> str:
    return "\n".join(edit.toPlainText() for edit in dialog.findChildren(QPlainTextEdit))


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert module.run([]) == 1
    assert "chat-vault --help" in capsys.readouterr().err
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert module.screen_is_there()


WHOLE_RUN = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from vault import app
from vault.ui.window import Window

def close():
    for window in QApplication.topLevelWidgets():
        if isinstance(window, Window) and type(window.page).__name__ == "FirstQuestionView":
            print("it asks its first question")
            looking.stop()
            window.close()

qt = app.make_application([])
looking = QTimer(interval=50)
looking.timeout.connect(close)
looking.start()
assert app.run([]) == 0
assert sys.excepthook is sys.__excepthook__
assert not [thread for thread in threading.enumerate() if thread.name.startswith("vault-")]
"""


def test_the_program_runs_until_its_window_is_closed(home: Path) -> None:
    """In a process of its own: an application that has ended runs no further event loop."""
    command = [sys.executable, "-c", WHOLE_RUN]
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS / 1000, check=False)
    assert (done.returncode, done.stdout) == (0, "it asks its first question\n"), done.stderr
