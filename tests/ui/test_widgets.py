"""What pages are put together from: each shows what it is given and says what was done to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vault.errors import DiskFull, PlaceFailed
from vault.ui.messages import words
from vault.ui.theme import Theme
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.code_row import CodeRow
from vault.ui.widgets.drop_zone import DropZone, FirstDropZone, WaitingDropZone
from vault.ui.widgets.empty_state import EmptyState
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.pill import Pill
from vault.ui.widgets.progress_panel import Progressing, ProgressPanel
from vault.ui.widgets.status_banner import StatusBanner
from vault.ui.widgets.step_line import StepLine
from vault.ui.widgets.text import TextLabel


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    return heard


def shown(widget: QWidget) -> list[str]:
    """All texts that can be seen in it."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def press(widget: QWidget, text: str) -> None:
    button = next(b for b in widget.findChildren(QAbstractButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# -- the drop zone ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DropZone, FirstDropZone])
def test_files_are_taken_and_stay_where_they_are(
    kind: type[DropZone] | type[FirstDropZone], qtbot: QtBot, tmp_path: Path
) -> None:
    zone = kind()
    qtbot.addWidget(zone)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.zip")), QUrl("https://example.org/b.zip")])
    moving = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    enter = QDragEnterEvent(QPoint(5, 5), moving, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    zone.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert zone.property("over") is True
    drop = QDropEvent(QPointF(5, 5), moving, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(zone.dropped) as caught:
        zone.dropEvent(drop)
    assert caught.args == [[tmp_path / "a.zip"]]
    assert drop.dropAction() == Qt.DropAction.CopyAction
    assert zone.property("over") is False


def test_what_is_no_file_of_this_computer_is_refused(qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    data = QMimeData()
    data.setText("hello")
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    zone.dragEnterEvent(enter)
    assert not enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.assertNotEmitted(zone.dropped):
        zone.dropEvent(drop)
    zone.dragLeaveEvent(QDragLeaveEvent())
    assert zone.property("over") is False


@pytest.mark.parametrize("kind", [DropZone, FirstDropZone])
def test_the_keyboards_way_to_drop(kind: type[DropZone] | type[FirstDropZone], qtbot: QtBot) -> None:
    zone = kind()
    qtbot.addWidget(zone)
    with qtbot.waitSignal(zone.choose):
        press(zone, "Choose files…")
    with qtbot.waitSignal(zone.add):
        press(zone, "Add chats")


def test_a_waiting_zone_takes_files_and_folders(qtbot: QtBot) -> None:
    zone = WaitingDropZone()
    qtbot.addWidget(zone)
    with qtbot.waitSignal(zone.choose):
        press(zone, "Choose files…")
    with qtbot.waitSignal(zone.choose_folder):
        press(zone, "Choose a folder…")


# -- a row of the sheet -----------------------------------------------------------------------------------


@pytest.fixture
def row(qtbot: QtBot) -> CodeRow:
    made = CodeRow(3)
    qtbot.addWidget(made)
    made.show()
    return made


def test_small_letters_become_capitals(row: CodeRow, qtbot: QtBot) -> None:
    heard: list[tuple[int, str]] = []
    row.edited.connect(lambda number, text: heard.append((number, text)))
    QTest.keyClicks(row.field, "k7qm")
    assert row.text == "K7QM"
    assert heard[-1][0] == 3
    assert heard[-1][1].upper() == "K7QM"


def test_several_rows_pasted_at_once_go_to_the_page(row: CodeRow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("K7QM2XPA-9HTWCD4E")
    with qtbot.waitSignal(row.pasted) as caught:
        QTest.keySequence(row.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert caught.args == ["K7QM2XPA-9HTWCD4E"]
    assert row.text == ""
    QGuiApplication.clipboard().setText("K7QM2XPA")
    with qtbot.assertNotEmitted(row.pasted):
        QTest.keySequence(row.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert row.text == "K7QM2XPA"
    QGuiApplication.clipboard().clear()


def test_a_verdict_is_seen_and_heard(row: CodeRow) -> None:
    row.set_verdict("good")
    assert row.field.accessibleDescription() == "This row is right."
    assert row._tick.isVisibleTo(row)
    row.set_verdict("mistake", "Row 3 has a mistake. Compare it again.")
    assert "Row 3 has a mistake. Compare it again." in shown(row)
    assert row.field.property("verdict") == "mistake"
    assert not row._tick.isVisibleTo(row)
    row.set_verdict("unfinished")
    assert row.field.property("verdict") == ""
    assert row.field.accessibleDescription() == ""
    assert row.field.accessibleName() == "Row 3"


def test_enter_submits(row: CodeRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.submitted):
        QTest.keyClick(row.field, Qt.Key.Key_Return)


def test_the_words_go_below_where_it_is_narrow(row: CodeRow, qtbot: QtBot) -> None:
    row.set_verdict("mistake", "Row 3 has a mistake. Compare it again.")
    row.resize(680, 60)
    qtbot.waitUntil(lambda: row._words.x() > row.field.x())
    row.resize(380, 120)
    qtbot.waitUntil(lambda: row._words.y() > row.field.y())


# -- cards, banners, panels ---------------------------------------------------------------------------------


def test_a_card_answers_by_mouse_and_enter_and_space(qtbot: QtBot) -> None:
    card = ChoiceCard("first-time", "This is my first time", "About three minutes.")
    qtbot.addWidget(card)
    heard: list[bool] = []
    card.clicked.connect(lambda: heard.append(True))
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_Space)
    assert len(heard) == 3
    assert (card.accessibleName(), card.accessibleDescription()) == ("This is my first time", "About three minutes.")


def test_a_chosen_card_has_a_mark_and_leaves_enter_to_the_page(qtbot: QtBot) -> None:
    card = ChoiceCard("folder", "Documents", "212 GB free", checkable=True)
    qtbot.addWidget(card)
    card.setChecked(True)
    assert card._mark.isVisibleTo(card)
    with qtbot.assertNotEmitted(card.clicked):
        QTest.keyClick(card, Qt.Key.Key_Return)
    card.setChecked(False)
    assert not card._mark.isVisibleTo(card)
    card.setEnabled(False)
    assert card._answer.property("tone") == "muted"
    card.say("Downloads")
    assert card.accessibleName() == "Downloads"
    assert card.heightForWidth(200) >= card.heightForWidth(600)


def test_a_banner_says_and_offers(qtbot: QtBot) -> None:
    banner = Banner("waiting", "Three copies", "in your Drive", "Look at them", filled=True)
    qtbot.addWidget(banner)
    with qtbot.waitSignal(banner.pressed):
        press(banner, "Look at them")
    banner.show_words("good", "No copies")
    assert shown(banner) == ["No copies"]
    assert banner.accessibleName() == "No copies"
    assert not banner._button.isVisibleTo(banner)


def test_the_status_is_said_when_it_changes_and_not_when_it_comes_up(qtbot: QtBot, said: list[str]) -> None:
    banner = StatusBanner()
    qtbot.addWidget(banner)
    banner.show_status("good", "All is well.")
    assert said == []
    banner.show_status("waiting", "Something waits.", "Why", "Do it")
    banner.show_status("waiting", "Something waits.", "Why", "Do it")
    assert said == ["Something waits."]
    with qtbot.waitSignal(banner.pressed):
        press(banner, "Do it")


def test_a_message_is_said_at_once_and_urgently(qtbot: QtBot, said: list[str]) -> None:
    panel = MessagePanel()
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.show_words(words(PlaceFailed("/disk", "EIO")))
    assert not panel.isHidden()
    assert "EIO" in shown(panel)
    assert said[0].startswith("The disk did not do what we asked.")
    panel.show_words(words(PlaceFailed("/disk", "EIO")))
    assert len(said) == 1
    with qtbot.waitSignal(panel.pressed):
        press(panel, "Try again")
    panel.offer_button(False)
    assert not panel._button.isVisibleTo(panel)
    panel.show_words(None)
    assert panel.isHidden()
    shown_at_once = MessagePanel(words(DiskFull("/disk")), "waiting")
    qtbot.addWidget(shown_at_once)
    assert shown_at_once.accessibleName() == "The disk is full."


def test_progress_is_told_at_steps_and_quarters(qtbot: QtBot, said: list[str]) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    for percent in range(0, 101, 5):
        panel.show_progress(Progressing("Storing", percent / 100, f"{percent} MB of 100 MB", "soon"))
    assert said == ["Storing", "Storing 25 %", "Storing 50 %", "Storing 75 %", "Storing 100 %"]
    assert panel._bar.accessibleName() == "Storing"
    assert panel._bar.accessibleDescription() == "100 MB of 100 MB soon"
    with qtbot.waitSignal(panel.cancelled):
        press(panel, "Cancel")
    panel.show_progress(Progressing("Stopping", can_cancel=False))
    assert panel._bar.maximum() == 0
    assert not panel._button.isEnabled()


def test_an_empty_page_teaches(qtbot: QtBot) -> None:
    empty = EmptyState("sheet", "No sheet yet.", "Make one.", "Make a sheet")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.pressed):
        press(empty, "Make a sheet")
    other = EmptyState("vault-to-laptop", "Nothing to bring back.")
    qtbot.addWidget(other)
    assert not other._button.isVisibleTo(other)
    assert not other.grab().isNull()


def test_a_pill_is_as_wide_as_its_word(qtbot: QtBot, dress: Theme) -> None:
    pill = Pill("Readable", "bad")
    qtbot.addWidget(pill)
    before = pill.sizeHint().width()
    pill.show_state("Half locked", "waiting")
    assert pill.sizeHint().width() > before
    before = pill.sizeHint().width()
    dress.force(scale=1.5)
    assert pill.sizeHint().width() > before


def test_steps_are_bars_and_words(qtbot: QtBot) -> None:
    line = StepLine()
    qtbot.addWidget(line)
    line.resize(600, 40)
    line.show_step(3, 6)
    assert shown(line) == ["Step 3 of 6"]
    left = line.grab().toImage()
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert line.grab().toImage() != left


def test_a_row_folds_where_it_is_narrow_and_unfolds(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    button, other = PrimaryButton("Choose a file…"), OutlinedButton("Show me how")
    row = FoldingRow(column(TextLabel("Drop a chat here"), TextLabel("It stays where it is.")), button, other)
    QVBoxLayout(page).addWidget(row)
    page.resize(900, 300)
    page.show()
    assert not row.folded
    page.resize(420, 300)
    qtbot.waitUntil(lambda: row.folded)
    button.hide()
    other.hide()
    qtbot.waitUntil(lambda: not row.folded)
    button.show()
    page.resize(900, 300)
    qtbot.waitUntil(lambda: button.isVisible() and not row.folded)


def test_a_label_never_reads_markup(qtbot: QtBot) -> None:
    label = TextLabel("<b>Anna</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.say("")
    assert label.isHidden()
    label.set_tone("red")
    label.set_tone("red")
    assert label.property("tone") == "red"


def test_buttons_stand_below_each_other_where_they_do_not_fit(qtbot: QtBot) -> None:
    one, other = OutlinedButton("Look in another folder…"), OutlinedButton("Look again")
    page, row = QWidget(), ButtonRow(one, other)
    qtbot.addWidget(page)
    row.setParent(page)
    row.resize(600, 60)
    page.show()
    qtbot.waitUntil(lambda: other.y() == one.y() and other.x() > one.x())
    row.resize(row.minimumSizeHint().width(), 120)
    qtbot.waitUntil(lambda: other.y() > one.y() and other.x() == one.x())
    other.hide()
    assert row.full_width() == one.sizeHint().width()
