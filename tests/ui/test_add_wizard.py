"""The pages after a drop as a person uses them: what was found, the key, dates and names, columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.builders import Computer
from vault.ui.pages_added import _COLUMNS, _LOG, _NAMES, _STEPS, _TIMES, _ZONE, LOOKS
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState, KeyAsked, TimesAsked, found_state
from vault.ui.viewmodels.columns import ColumnsState, FormChoice
from vault.ui.viewmodels.key_shapes import SHAPES
from vault.ui.widgets.key_rows import KeyRows
from vault.ui.wizards.add import AddWizard
from vault.ui.wizards.add_steps.columns import ColumnsPage
from vault.ui.wizards.add_steps.found import FoundPage
from vault.ui.wizards.add_steps.key import LATER, KeyPage
from vault.ui.wizards.add_steps.question import QuestionPage

KEY = "0123456789abcdef" * 4


@pytest.fixture
def viewmodel(laptop: Computer, tasks: TaskRunner) -> AddingViewModel:
    return AddingViewModel(laptop.services, tasks)


@pytest.fixture
def wizard(viewmodel: AddingViewModel, qtbot: QtBot) -> AddWizard:
    made = AddWizard(viewmodel)
    qtbot.addWidget(made)
    made.resize(1080, 760)
    made.show()
    return made


def be(wizard: AddWizard, state: AddingState) -> None:
    wizard.viewmodel.state = state
    wizard.viewmodel.changed.emit()


def key_state(name: str) -> AddingState:
    return _STEPS[name][1]


# -- what was found ---------------------------------------------------------------------------------------


def test_each_export_is_a_row_and_what_is_none_comes_last(wizard: AddWizard) -> None:
    be(wizard, AddingState("found", of=3, found=found_state(LOOKS, (Path("/home/anna/Downloads"),))))
    page = wizard.step
    assert isinstance(page, FoundPage)
    rows = page.rows.rows
    assert [row.state_words for row in rows] == [
        "Locked", "One question", "Can be read", "Can be read", "Kept, not readable", "Left where it is",
        "Left where it is",
    ]  # fmt: skip
    assert rows[0].detail == "WhatsApp · Locked backup of all chats · 91 MB"
    assert rows[2].detail == "Telegram · Chats with photos and files · 212 files · 48 MB"
    assert rows[5].name == "holiday.zip"
    assert rows[5].detail == "We looked inside and found no messages."
    assert page.title == "We found 5 exports of chats."
    assert page.explanation == "3.2 GB in all. 2 other things stay where they are."
    assert page.foot.back == "Cancel"
    assert page.foot.forward == "Continue"


# -- keys ----------------------------------------------------------------------------------------------------


@pytest.fixture
def key_page(wizard: AddWizard) -> KeyPage:
    be(wizard, key_state("add-2-key-whatsapp"))
    assert isinstance(wizard.step, KeyPage)
    return wizard.step


def test_typing_groups_the_digits_and_goes_from_row_to_row(
    wizard: AddWizard, key_page: KeyPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(wizard.viewmodel, "try_key", tried.append)
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    fields = key_page.rows.fields
    fields[0].setFocus()
    QTest.keyClicks(fields[0], "0123456789")
    assert fields[0].text() == "0123 4567 89"
    assert not key_page.foot.ready
    QTest.keyClicks(fields[0], "abcdef")
    assert fields[0].text() == "0123 4567 89ab cdef"
    qtbot.waitUntil(fields[1].hasFocus)
    for field in fields[1:]:
        QTest.keyClicks(field, "0123456789ABCDEF")
    assert key_page.foot.ready
    assert SHAPES["whatsapp-key"].clean(key_page.rows.text) == KEY
    QTest.keyClick(fields[3], Qt.Key.Key_Return)
    assert [SHAPES["whatsapp-key"].clean(text) for text in tried] == [KEY]


def test_correcting_in_the_middle_keeps_the_cursor(key_page: KeyPage) -> None:
    field = key_page.rows.fields[0]
    QTest.keyClicks(field, "01234567")
    field.setCursorPosition(2)
    QTest.keyClicks(field, "f")
    assert field.text() == "01f2 3456 7"
    assert field.cursorPosition() == 3
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "0123 4567"


def test_a_whole_key_pasted_fills_all_rows(key_page: KeyPage) -> None:
    QGuiApplication.clipboard().setText("  ".join(KEY[at : at + 8] for at in range(0, 64, 8)))
    QTest.keySequence(key_page.rows.fields[0], QKeySequence(QKeySequence.StandardKey.Paste))
    assert [field.text() for field in key_page.rows.fields] == ["0123 4567 89ab cdef"] * 4
    assert key_page.foot.ready


def test_what_can_never_be_in_a_key_is_said_at_once(key_page: KeyPage) -> None:
    assert not key_page.help.instead.button.isChecked()
    QTest.keyClicks(key_page.rows.fields[0], "our cat")
    assert key_page._verdict.text() == "Such a key never has o u r t in it."
    assert key_page.rows.fields[0].property("verdict") == "mistake"
    assert key_page.help.instead.button.isChecked()  # it may be a password
    key_page.rows.fields[0].clear()
    QTest.keyClicks(key_page.rows.fields[0], "0")
    assert key_page.rows.fields[0].property("verdict") == ""


def test_backspace_in_an_empty_row_leads_back(wizard: AddWizard, key_page: KeyPage, qtbot: QtBot) -> None:
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    key_page.rows.fields[1].setFocus()
    QTest.keyClick(key_page.rows.fields[1], Qt.Key.Key_Backspace)
    assert key_page.rows.fields[0].hasFocus()


def test_letters_can_be_hidden_and_a_password_is_hidden_at_first(wizard: AddWizard, key_page: KeyPage) -> None:
    assert key_page.rows.fields[0].echoMode() == QLineEdit.EchoMode.Normal
    key_page.show_letters.click()
    assert key_page.rows.fields[0].echoMode() == QLineEdit.EchoMode.Password
    assert key_page.show_letters.text() == "Show"
    be(wizard, key_state("add-2-key-iphone"))
    (field,) = key_page.rows.fields
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.accessibleName() == "Password"
    key_page.show_letters.click()
    assert field.echoMode() == QLineEdit.EchoMode.Normal


def test_a_key_file_can_be_chosen(
    wizard: AddWizard, key_page: KeyPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[Path] = []
    monkeypatch.setattr(wizard.viewmodel, "use_key_file", chosen.append)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(tmp_path / "encrypted_backup.key"), ""))
    key_page.choose_file.click()
    assert chosen == [tmp_path / "encrypted_backup.key"]
    be(wizard, key_state("add-2-key-signal-digits"))
    assert not key_page.choose_file.isVisibleTo(key_page)
    assert len(key_page.rows.fields) == 2
    be(wizard, key_state("add-2-key-file-only"))
    assert not key_page.rows.isVisibleTo(key_page)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: ("", ""))
    wizard.forward.emit()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(tmp_path / "key"), ""))
    wizard.forward.emit()
    assert chosen == [tmp_path / "encrypted_backup.key", tmp_path / "key"]


def test_a_wrong_key_stays_to_be_compared_and_goes_with_the_page(wizard: AddWizard, key_page: KeyPage) -> None:
    key_page.rows.fill(KEY)
    state = key_state("add-2-key-whatsapp")
    be(wizard, replace(state, busy="Trying the key"))
    assert key_page.rows.fields[0].isReadOnly()
    assert key_page.foot.back == "Cancel"
    be(wizard, replace(state, trouble=key_state("add-2-key-wrong").trouble))
    assert key_page.message.isVisibleTo(key_page)
    assert SHAPES["whatsapp-key"].clean(key_page.rows.text) == KEY
    be(wizard, AddingState("question", times=_TIMES))
    assert key_page.rows.text == ""
    be(wizard, state)
    assert key_page.rows.text == ""
    assert key_page.foot.other == LATER


def test_another_export_has_its_own_empty_fields(wizard: AddWizard, key_page: KeyPage) -> None:
    key_page.rows.fill(KEY)
    asked = KeyAsked(Path("b"), "b", "Signal", "signal-30-digits", "", "signal-30-digits")
    be(wizard, AddingState("key", 3, 3, key=asked))
    assert key_page.rows.text == ""
    assert key_page.title == "Type the 30 digits of Signal’s backup"


def test_it_is_never_part_of_a_repr(qtbot: QtBot) -> None:
    rows = KeyRows()
    qtbot.addWidget(rows)
    rows.ask(SHAPES["whatsapp-key"])
    rows.fill(KEY)
    assert KEY not in repr(rows)


# -- dates and names ---------------------------------------------------------------------------------------


def question(wizard: AddWizard, times: TimesAsked) -> QuestionPage:
    be(wizard, AddingState("question", 2, 2, times=times))
    page = wizard.step
    assert isinstance(page, QuestionPage)
    return page


def test_only_what_is_open_is_asked(wizard: AddWizard) -> None:
    page = question(wizard, _TIMES)
    assert page.order.isVisibleTo(page)
    assert page.zone.isVisibleTo(page)
    assert not page.me.isVisibleTo(page)
    page = question(wizard, _ZONE)
    assert not page.order.isVisibleTo(page)
    assert page.title == "In which time zone was the phone?"
    page = question(wizard, replace(_NAMES, samples=(), zones_open=False))
    assert page.title == "Which of these is you?"
    assert not page.zone.isVisibleTo(page)


def test_the_answers_reach_the_view_model(wizard: AddWizard, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    for command in ("choose_order", "choose_zone", "choose_me"):
        monkeypatch.setattr(wizard.viewmodel, command, said.append)
    wizard = AddWizard(wizard.viewmodel)
    page = question(wizard, replace(_NAMES, order=None, me=None))
    assert not page.foot.ready
    page.order.rows["month-first"].click()
    page.order.rows[None].click()
    page.me.rows["Ben"].click()
    page.zone.chosen.emit("Asia/Tokyo")
    assert said == ["month-first", None, "Ben", "Asia/Tokyo"]


def test_the_zones_are_there_by_their_city(wizard: AddWizard) -> None:
    page = question(wizard, _TIMES)
    assert page.zone.currentText() == "Berlin (Europe)"
    assert page.zone.findText("Tokyo (Asia)") >= 0
    assert page.zone.findText("UTC") == page.zone.count() - 1


def test_the_preview_is_what_the_view_model_read(wizard: AddWizard) -> None:
    page = question(wizard, _NAMES)
    shown = page.preview._shown
    assert shown is not None
    assert [row.sender for row in shown] == ["Anna", "Ben (you)", "Anna"]
    page = question(wizard, replace(_NAMES, preview=()))
    assert page.preview._shown == ()


# -- columns -----------------------------------------------------------------------------------------------


def columns(wizard: AddWizard, state: ColumnsState) -> ColumnsPage:
    be(wizard, AddingState("columns", 2, 2, columns=state))
    page = wizard.step
    assert isinstance(page, ColumnsPage)
    return page


def test_the_columns_are_chosen_by_name(wizard: AddWizard) -> None:
    page = columns(wizard, _COLUMNS)
    assert [page.columns[role].currentText() for role in ("date", "sender", "text")] == ["time", "name", "message"]
    assert page.lines.rowCount() == 4
    assert page.lines.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "name: Mara"
    assert page.form.isVisibleTo(page)
    assert page.form.currentIndex() == -1
    assert not page.foot.ready
    page.form.chosen.emit(_COLUMNS.forms[0].form)
    assert wizard.viewmodel.state.columns is not None
    assert wizard.viewmodel.state.columns.form == _COLUMNS.forms[0].form
    assert page.foot.ready
    page.columns["sender"].chosen.emit(None)
    page.columns["text"].chosen.emit(1)
    page.header.click()
    state = wizard.viewmodel.state.columns
    assert (state.sender, state.text, state.header) == (None, 1, False)
    page.separator.chosen.emit(";")
    assert wizard.viewmodel.state.columns.separator == ";"


def test_a_log_asks_for_the_form_of_its_lines(wizard: AddWizard) -> None:
    page = columns(wizard, _LOG)
    assert page.pattern.isVisibleTo(page)
    assert not page.columns["date"].isVisibleTo(page)
    assert not page.header.isVisibleTo(page)
    page.pattern.chosen.emit("name: text")
    assert wizard.viewmodel.state.columns is not None
    assert wizard.viewmodel.state.columns.pattern == "name: text"


def test_one_form_of_dates_is_no_question(wizard: AddWizard) -> None:
    page = columns(wizard, replace(_COLUMNS, forms=(FormChoice("%d", "1"),), form="%d"))
    assert not page.form.isVisibleTo(page)
