"""Six pages that explain: turned by buttons and by keys, each with its drawing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from vault.services.learn import learn_pages
from vault.ui.theme import DARK, Theme
from vault.ui.views.learn import LearnView
from vault.ui.widgets.drawing import Drawing
from vault.ui.widgets.explaining_drawings import EXPLAINING


@pytest.fixture
def page(qtbot: QtBot) -> LearnView:
    view = LearnView()
    qtbot.addWidget(view)
    view.resize(832, 760)
    view.show()
    return view


def said(page: LearnView) -> str:
    QApplication.processEvents()  # what was just added is shown then
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_every_page_has_a_drawing_of_its_own() -> None:
    drawings = [page.drawing for page in learn_pages()]
    assert sorted(drawings) == sorted(EXPLAINING)


@pytest.mark.parametrize("name", sorted(EXPLAINING))
def test_drawings_are_drawn_in_the_colours_of_the_scheme(name: str, dress: Theme, qtbot: QtBot) -> None:
    drawing = Drawing("sheet")
    qtbot.addWidget(drawing)
    before = drawing.grab().toImage()
    drawing.show_drawing(next(known for known in EXPLAINING if known == name))
    light = drawing.grab().toImage()
    assert light != before
    dress.force(DARK)
    assert drawing.grab().toImage() != light


def test_all_pages_are_walked_forward_and_back(page: LearnView, qtbot: QtBot) -> None:
    seen = []
    for _ in learn_pages():
        seen.append(page.page.key)
        assert page.page.title in said(page)
        assert all(part.text in said(page) for part in page.page.parts)
        if page.forward.text() == "Next":
            page.forward.click()
    assert seen == [each.key for each in learn_pages()]
    assert page.forward.text() == "Done"
    with qtbot.waitSignal(page.done):
        page.forward.click()
    page.back.click()
    assert page.page.key == seen[-2]
    page.open_page("cases")
    assert "bleepingcomputer.com" in said(page)
    page.open_page("no such page")
    assert page.page.key == seen[0]
    assert not page.back.isEnabled()


def test_keys_turn_the_pages(page: LearnView, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_Right)
    assert page.page.key == "who"
    QTest.keyClick(page, Qt.Key.Key_Left)
    QTest.keyClick(page, Qt.Key.Key_Left)
    assert page.page.key == "why"
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.keyClick(page, Qt.Key.Key_Left)
    assert page.page.key == "who"
    with qtbot.waitSignal(page.done):
        QTest.keyClick(page, Qt.Key.Key_Escape)
