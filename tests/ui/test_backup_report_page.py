"""The report of what was put in: counts, what is not in it, what apps leave out, the next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders import Computer
from vault.errors import ArchiveCutOff, EmptyExport, ExportChanged, NotAChat
from vault.exports.format_table import FORMATS
from vault.exports.passed_over import PassedOver
from vault.services.back_up import BackupReport, FailedExport
from vault.ui.pages_added import _ALL_LOOKS, _GROWN, _LOCKED, _WHOLE, _many_chats
from vault.ui.pages_home import line_of
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState
from vault.ui.views.backup_report import BackupReportView
from vault.ui.wording.backup_words import BackupWords, backup_words
from vault.ui.wording.format_words import FORMAT_WORDS, format_words

TODAY = date(2026, 11, 20)
JUNK = FailedExport(Path("holiday.zip"), NotAChat(Path("holiday.zip")))
CUT_OFF = FailedExport(Path("Jonas.zip"), ArchiveCutOff(Path("Jonas.zip")))


def said(report: BackupReport) -> BackupWords:
    return backup_words(report, _ALL_LOOKS, TODAY, "Berlin")


@pytest.fixture
def view(laptop: Computer, tasks: TaskRunner, qtbot: QtBot) -> BackupReportView:
    made = BackupReportView(AddingViewModel(laptop.services, tasks))
    qtbot.addWidget(made)
    made.resize(900, 760)
    made.show()
    return made


def show(view: BackupReportView, report: BackupWords) -> None:
    view._viewmodel.state = AddingState("report", report=report)
    view._viewmodel.changed.emit()


def press(view: BackupReportView, name: str) -> None:
    next(button for button in view.findChildren(QPushButton) if button.text() == name).click()


def test_every_format_has_words() -> None:
    assert FORMATS.keys() <= FORMAT_WORDS.keys()
    assert format_words("quite-new") == "Chats"


def test_few_exports_are_told_at_length_and_many_in_a_line() -> None:
    few = said(BackupReport((_GROWN, _WHOLE), ()))
    assert len(few.files) == 2
    assert few.summary == ""
    clear = [line_of(f"Chat {number}", path=Path(f"{number}.zip")) for number in range(30)]
    many = said(BackupReport((*clear, _GROWN, _LOCKED), ()))
    assert [file.title for file in many.files] == ["Anna", "msgstore.db.crypt15"]
    assert many.further == "30 further exports: nothing needs a look."
    assert said(BackupReport(tuple(clear), ())).further == ""
    assert many.summary.startswith("32 exports · ")
    assert many.summary.endswith("Read back and compared.")


def test_what_is_no_chat_is_counted_beside_exports_and_told_alone() -> None:
    beside = said(BackupReport((_GROWN,), (JUNK, JUNK, CUT_OFF)))
    assert beside.headline == "1 of 2 files is in your vault."
    assert [trouble.headline for trouble in beside.troubles] == ["“Jonas.zip” is incomplete."]
    assert beside.further == "2 other things hold no chats that we know."
    alone = said(BackupReport((), (JUNK,)))
    assert len(alone.troubles) == 1
    assert alone.further == ""
    many = said(BackupReport((), (JUNK,) * 40))
    assert many.troubles == ()
    assert many.further.startswith("40 other things")
    empty = FailedExport(Path("a.txt"), EmptyExport(Path("a.txt")))
    assert said(BackupReport((_GROWN,), (empty,))).further == "1 other thing holds no chat that we know."


def test_what_else_lay_in_a_folder_is_named() -> None:
    left = tuple(Path("Downloads") / name for name in ("a.pdf", "b.pdf", "c", "d", "e"))
    told = said(BackupReport((_GROWN,), (), PassedOver(left, 12))).further
    assert told == "12 files are not in your vault, as part of no chat that we know: “a.pdf”, “b.pdf”, “c”, 2 more."
    assert said(BackupReport((), (JUNK,), PassedOver(left, 12))).further == ""


def test_chats_stand_below_their_export_the_longest_first() -> None:
    rows = said(BackupReport((_GROWN, _WHOLE), ())).chats
    assert [row.kind for row in rows][:3] == ["group", "chat", "group"]
    assert rows[0].figure == "1 chat"
    assert rows[1].figure == "12,480 messages"
    assert rows[1].detail == "March 2015 – today · 1,204 photos and files"
    figures = [int(row.figure.split()[0].replace(",", "")) for row in rows[3:]]
    assert figures == sorted(figures, reverse=True)
    alone = said(BackupReport((_WHOLE,), ())).chats
    assert {row.kind for row in alone} == {"alone"}
    assert alone[0].spoken.startswith("Anna, March 2015")


def test_what_the_app_leaves_out_is_told_once_for_each_app() -> None:
    whole = said(BackupReport((_GROWN, replace(_GROWN, path=Path("b.zip"))), ()))
    assert [told.title for told in whole.left_out] == ["What WhatsApp itself leaves out"]
    assert "Reactions" in whole.left_out[0].lacks
    assert said(BackupReport((_LOCKED,), ())).left_out == ()


def test_the_next_steps() -> None:
    assert [step.deed for step in said(BackupReport((_GROWN,), ())).steps] == ["zone", "copies"]
    locked = said(BackupReport((_LOCKED,), ())).steps
    assert [step.deed for step in locked] == ["unlock"]
    assert locked[0].headline == "“msgstore.db.crypt15” is kept locked."
    assert [step.deed for step in said(BackupReport((_WHOLE,), ())).steps] == ["copies"]
    assert said(BackupReport((), (JUNK,))).steps == ()


def test_every_sentence_is_short() -> None:
    whole = said(BackupReport((_GROWN, _WHOLE, _LOCKED), (JUNK, CUT_OFF)))
    for text in (whole.headline, whole.summary, whole.further, *(step.detail for step in whole.steps)):
        assert all(len(sentence.split()) <= 20 for sentence in text.split(". ")), text


def test_the_page_shows_it_and_done_puts_it_away(view: BackupReportView, qtbot: QtBot) -> None:
    show(view, said(BackupReport((_WHOLE,), ())))
    assert view.headline.text() == "It is in your vault."
    assert view.list.isVisibleTo(view)
    assert view.chats.rowCount() == 64
    assert view.list.height() < view.chats.rowCount() * 40  # it scrolls
    view.done.click()
    assert view._viewmodel.state.step == "idle"


def test_one_chat_needs_no_list(view: BackupReportView) -> None:
    show(view, said(BackupReport((_GROWN,), ())))
    assert not view.list.isVisibleTo(view)


def test_thousands_of_chats_are_shown_at_once(view: BackupReportView) -> None:
    show(view, said(BackupReport((line_of("x", chats=_many_chats(5000)),), ())))
    assert view.chats.rowCount() == 5000
    assert len(view.list.findChildren(QLabel)) == 0  # painted, not built


def test_the_next_step_leads_on(view: BackupReportView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[Path, ...]] = []
    monkeypatch.setattr(view._viewmodel, "begin", lambda paths, again=(): taken.append(tuple(paths)))
    show(view, said(BackupReport((_LOCKED,), ())))
    press(view, "Type its key")
    assert taken == [(_LOCKED.path,)]
    show(view, said(BackupReport((_WHOLE,), ())))
    with qtbot.waitSignal(view.wanted, check_params_cb=lambda step: step == "copies"):
        press(view, "Look for copies")


def test_the_button_of_a_trouble_leads_to_the_apps_or_tries_again(
    view: BackupReportView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(view, said(BackupReport((), (JUNK,))))
    with qtbot.waitSignal(view.adding):
        press(view, "Choose another file")
    again: list[bool] = []
    monkeypatch.setattr(view._viewmodel, "retry", lambda: again.append(True))
    changed = FailedExport(Path("a.zip"), ExportChanged(Path("a.zip")))
    show(view, said(BackupReport((), (changed,))))
    press(view, "Try again")
    assert again == [True]


def test_escape_is_done(view: BackupReportView) -> None:
    show(view, said(BackupReport((_GROWN,), ())))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view._viewmodel.state.step == "idle"
