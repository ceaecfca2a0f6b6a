"""What leads to which page while chats are added, in the real window on vaults in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault
from tests.clock import Clock
from vault.app import App, build
from vault.ui.widgets.page import Page

AMBIGUOUS = [f"0{n}/0{n + 1}/2024, 10:0{n} - Anna: hello {n}" for n in range(1, 5)]


@pytest.fixture
def app(laptop: Computer, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    make_vault(laptop, tmp_path / "Family vault", proved=True).vault.close()
    made = build(laptop.desk.places, laptop.key_store, open_backend=laptop.shelves.open, clock=clock, scrypt_n=16)
    laptop.desk.places.documents.mkdir(parents=True, exist_ok=True)
    made.show()
    qtbot.waitUntil(lambda: made.window.page is made.stage.home_view and made.stage.home.state.loaded)
    yield made
    made.take_down()


def up(app: App) -> Page | None:
    return app.window.page


def test_to_the_apps_and_a_guide_and_back(app: App) -> None:
    places = app.stage.adding
    app.stage.home_view.first_drop_zone.add.emit()
    assert up(app) is places.add_view
    places.add_view.field.setText("sig")
    places.add_view.tiles["signal"].click()
    assert up(app) is places.guide_view
    assert app.window.windowTitle().startswith("Get chats out of Signal")
    places.guide_view.left.emit()
    assert up(app) is places.add_view
    assert places.add_view.field.text() == "sig"
    places.add_view.left.emit()
    assert up(app) is app.stage.home_view
    app.stage.lead("add-chats")
    assert places.add_view.field.text() == ""


def test_what_is_given_on_a_guide_ends_in_its_report_and_home(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    places = app.stage.adding
    places.show_guide()
    places.guide_view.given.emit([make_export(tmp_path / "exports")])
    qtbot.waitUntil(lambda: up(app) is places.report_view)
    places.report_view.done.click()
    assert up(app) is app.stage.home_view
    qtbot.waitUntil(lambda: app.stage.home.chats.rowCount() == 1)


def test_what_must_be_asked_comes_up_by_itself(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    places = app.stage.adding
    app.stage.home_view.first_drop_zone.dropped.emit([make_export(tmp_path / "exports", content=AMBIGUOUS)])
    assert up(app) is app.stage.home_view
    qtbot.waitUntil(lambda: up(app) is places.wizard)
    assert not app.window.navigation.isVisibleTo(app.window)
    places.wizard.forward.emit()
    qtbot.waitUntil(lambda: places.wizard.step is places.wizard.page("question"))
    places.adding.choose_order("day-first")
    places.wizard.forward.emit()
    qtbot.waitUntil(lambda: up(app) is places.report_view)


def test_who_is_elsewhere_is_left_alone_and_sees_that_something_waits(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    places = app.stage.adding
    places.adding.begin([make_export(tmp_path / "exports", content=AMBIGUOUS)])
    app.window.navigation.mark("keys")
    app.stage.go("keys")
    qtbot.waitUntil(lambda: places.adding.state.step == "found")
    assert up(app) is app.stage.keys_view
    assert app.window.navigation._places["home"].accessibleName() == "Home, 1"
    app.stage.go("home")
    assert up(app) is places.wizard
    assert app.window.navigation._places["home"].accessibleName() == "Home"
    places.wizard.back.emit()
    assert up(app) is app.stage.home_view


def test_the_report_leads_to_copies(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    places = app.stage.adding
    places.adding.begin([make_export(tmp_path / "exports")])
    qtbot.waitUntil(lambda: up(app) is places.report_view)
    places.report_view._take(1)
    assert up(app) is app.stage.exposure.copies_view
    assert places.adding.state.step == "idle"
