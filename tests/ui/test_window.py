"""The frame: places at the left, pages in a stack, keys, and what it remembers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from vault.ui.stage import PLACES
from vault.ui.widgets import announce as module
from vault.ui.widgets.page import Page, ScrollingPage
from vault.ui.window import LEAST, Window


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    for key, icon, word in PLACES:
        made.navigation.add(key, icon, word)
    return made


def test_alt_and_a_number_lead_to_a_place(window: Window, qtbot: QtBot) -> None:
    window.show_page(Page("Home"), "home")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    heard: list[str] = []
    window.chosen.connect(heard.append)
    for key, place in ((Qt.Key.Key_2, "copies"), (Qt.Key.Key_3, "bring-back"), (Qt.Key.Key_1, "home")):
        with qtbot.waitSignal(window.chosen):
            QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert heard[-1] == place


def test_the_places_hide_while_a_wizard_runs(window: Window) -> None:
    home, wizard = Page("Home"), Page("Make a vault")
    window.show_page(home, "home")
    assert window.navigation.isVisibleTo(window)
    window.show_page(wizard, None)
    assert not window.navigation.isVisibleTo(window)
    assert window.page is wizard
    assert window.windowTitle() == "Make a vault – Chat Vault"


def test_a_new_page_is_said_and_has_the_keyboard(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page, form = Page("Vault and keys"), ScrollingPage("A form")
    field = QLineEdit()
    form.body.addWidget(field)
    window.show_page(page, "keys")
    assert said == ["Vault and keys"]
    assert page.hasFocus()
    window.show_page(form, None)
    assert field.hasFocus()
    module.announce(window, "")
    assert said == ["Vault and keys", "A form"]


def test_it_remembers_its_size(tmp_path: Path, qtbot: QtBot) -> None:
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = Window(memory)
    qtbot.addWidget(first)
    first.resize(900, 700)
    first.show()
    first.close()
    second = Window(memory)
    qtbot.addWidget(second)
    assert (second.width(), second.height()) == (900, 700)
    assert (second.minimumWidth(), second.minimumHeight()) == LEAST


def test_it_stays_when_it_may_not_close(window: Window, qtbot: QtBot) -> None:
    window.show()
    window.may_close = lambda: False
    window.close()
    assert window.isVisible()
    window.may_close = lambda: True
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
