"""Add chats: the apps with their pictures, the search, how chats are got out, and the zone that waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.exceptions import TimeoutError as QtTimeout
from pytestqt.qtbot import QtBot

from tests.ui.test_accessibility import LEAST, cut, settle
from vault.exposure.app_settings import STALE_AFTER
from vault.services.export_guides import OTHER, guides
from vault.ui.icons import APPS, GLYPHS
from vault.ui.theme import Theme
from vault.ui.viewmodels.add_chats import AddChatsViewModel, apps_for, guide_words
from vault.ui.views.add_chats import AddChatsView
from vault.ui.views.guide import GuideView
from vault.ui.widgets.way_card import WayCard

TODAY = date(2026, 11, 25)


@pytest.fixture
def viewmodel(qapp: QApplication) -> AddChatsViewModel:
    return AddChatsViewModel(TODAY)


@pytest.fixture
def view(viewmodel: AddChatsViewModel, qtbot: QtBot) -> AddChatsView:
    made = AddChatsView(viewmodel)
    qtbot.addWidget(made)
    settle(made, (1200, 800))
    return made


@pytest.fixture
def guide(viewmodel: AddChatsViewModel, qtbot: QtBot) -> GuideView:
    made = GuideView(viewmodel)
    qtbot.addWidget(made)
    viewmodel.choose("whatsapp")
    settle(made, (1200, 800))
    return made


def shown(view: AddChatsView) -> list[str]:
    return [tile.text() for tile in view.tiles.values() if tile.isVisibleTo(view)]


def words(view: GuideView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def test_every_app_has_a_picture_of_its_own() -> None:
    assert guides().keys() <= APPS
    assert GLYPHS.keys() >= APPS


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", len(guides())),
        ("whats", ["whatsapp"]),
        ("FACEBOOK", ["messenger"]),
        ("  matrix ", ["element"]),
        ("ipad", ["iphone"]),
        ("excel", [OTHER]),
        ("no such app", []),
    ],
)
def test_the_search_knows_what_people_say(query: str, found: list[str] | int) -> None:
    apps = [choice.app for choice in apps_for(query)]
    assert (len(apps) if isinstance(found, int) else apps) == found


def test_typing_leaves_what_it_may_mean(view: AddChatsView, qtbot: QtBot) -> None:
    assert len(shown(view)) == len(guides())
    QTest.keyClicks(view.field, "insta")
    assert shown(view) == ["Instagram"]
    with qtbot.waitSignal(view._add.guide_wanted):
        QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert view._add.state.guide is not None
    assert view._add.state.guide.app == "instagram"
    view._add.begin()
    assert view.field.text() == ""
    assert len(shown(view)) == len(guides())


def test_an_app_that_is_not_there_leads_to_any_other(view: AddChatsView, qtbot: QtBot) -> None:
    QTest.keyClicks(view.field, "Pidgin")
    assert shown(view) == []
    assert view.nothing.isVisibleTo(view)
    assert "Pidgin" in view.nothing.accessibleName()
    with qtbot.waitSignal(view._add.guide_wanted):
        view.nothing.pressed.emit()
    assert view._add.state.guide is not None
    assert view._add.state.guide.app == OTHER


def test_a_tile_is_pressed_by_mouse_and_keyboard(view: AddChatsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view._add.guide_wanted):
        QTest.mouseClick(view.tiles["signal"], Qt.MouseButton.LeftButton)
    view.tiles["telegram"].setFocus()
    with qtbot.waitSignal(view._add.guide_wanted):
        QTest.keyClick(view.tiles["telegram"], Qt.Key.Key_Return)
    assert view._add.state.guide is not None
    assert view._add.state.guide.app == "telegram"


def test_the_arrow_keys_walk_through_the_tiles(view: AddChatsView, qtbot: QtBot) -> None:
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    tiles = list(view.tiles.values())
    tiles[0].setFocus()
    QTest.keyClick(tiles[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is tiles[view.grid.columns]
    QTest.keyClick(tiles[view.grid.columns], Qt.Key.Key_Up)
    assert QApplication.focusWidget() is tiles[0]
    QTest.keyClick(tiles[0], Qt.Key.Key_Right)
    assert QApplication.focusWidget() is tiles[1]


def test_fewer_beside_each_other_where_it_is_narrow(view: AddChatsView) -> None:
    wide = view.grid.columns
    settle(view, (700, 800))
    assert 1 < view.grid.columns < wide


def test_what_is_there_already_can_be_given_at_once(
    view: AddChatsView, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([str(tmp_path / "a.zip")], ""))
    with qtbot.waitSignal(view.given) as caught:
        view.zone.choose.emit()
    assert caught.args == [[tmp_path / "a.zip"]]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: "")
    with qtbot.assertNotEmitted(view.given):
        view.zone.choose_folder.emit()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    with qtbot.waitSignal(view.given) as caught:
        view.zone.choose_folder.emit()
    assert caught.args == [[tmp_path]]


def test_a_drop_anywhere_on_the_guide_is_taken(guide: GuideView, tmp_path: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile(str(tmp_path / "a.zip"))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(guide.given) as caught:
        guide.dropEvent(drop)
    assert caught.args == [[tmp_path, tmp_path / "a.zip"]]


def test_the_steps_are_those_of_the_device(guide: GuideView) -> None:
    assert "64 digits" in words(guide)
    assert "Finder" not in words(guide)
    guide.devices.buttons["iphone"].click()
    settle(guide, (1200, 800))
    assert "Finder on a Mac" in words(guide)
    assert "AirDrop" in words(guide)
    guide._add.choose("signal")
    assert guide._add.state.guide is not None
    assert guide._add.state.guide.device == "iphone"  # remembered from app to app


def test_an_app_without_the_device_has_its_own(guide: GuideView) -> None:
    guide.devices.buttons["iphone"].click()
    guide._add.choose("slack")
    assert guide._add.state.guide is not None
    assert guide._add.state.guide.device == "computer"
    assert not guide.devices.isVisibleTo(guide)
    guide._add.choose_device("android")  # there is nothing to say of it
    assert guide._add.state.guide.device == "computer"


def test_the_better_way_is_open_and_the_other_folded(guide: GuideView) -> None:
    better, other = guide.findChildren(WayCard)
    assert "Recommended" in [label.text() for label in better.findChildren(QLabel)]
    limits = next(label for label in other.findChildren(QLabel) if "40,000" in label.text())
    assert not limits.isVisibleTo(guide)
    other.more.set_open(True)
    assert limits.isVisibleTo(guide)


def test_the_warning_says_what_to_do_instead(guide: GuideView) -> None:
    assert "Do not send it through a cloud, or to yourself by mail or chat." in words(guide)
    assert "By cable" in words(guide)
    assert "We looked on 24 November 2026" in words(guide)


def test_what_may_have_changed_is_said() -> None:
    guide = guides()["whatsapp"]
    fresh = guide_words(guide, "android", guide.reviewed)
    old = guide_words(guide, "android", guide.reviewed + STALE_AFTER + timedelta(days=1))
    assert "may have changed" not in fresh.note
    assert "This may have changed" in old.note


def test_escape_goes_back_to_the_apps(guide: GuideView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(guide.left):
        QTest.keyClick(guide, Qt.Key.Key_Escape)


def every_guide(viewmodel: AddChatsViewModel) -> Iterator[str]:
    for app, guide in guides().items():
        viewmodel.choose(app)
        for device in guide.devices:
            viewmodel.choose_device(device)
            yield f"{app} on {device}"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_guide_is_cut(scale: float, viewmodel: AddChatsViewModel, dress: Theme, qtbot: QtBot) -> None:
    dress.force(scale=scale)
    view = GuideView(viewmodel)
    qtbot.addWidget(view)
    for name in every_guide(viewmodel):
        for card in view.findChildren(WayCard):
            if hasattr(card, "more"):
                card.more.set_open(True)
        settle(view, LEAST if scale == 1.0 else (1200, 800))
        with suppress(QtTimeout):
            qtbot.waitUntil(lambda: not cut(view))
        assert not cut(view), name
