"""The restore wizard's pages: what is shown, where the keyboard is, what is said aloud; with the real deeds behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, folder_content, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from vault.progress import Progress
from vault.services.create_vault import Created
from vault.services.open_vault import FoundVault
from vault.ui.models.chat_choice import ChatChoiceModel
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_words import ChatRow
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.restore import RestoreWizard
from vault.ui.wizards.restore_steps.inside import InsidePage
from vault.ui.wizards.restore_steps.rows import RowsPage


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "old", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    folder = tmp_path / "Family vault"
    folder.mkdir()
    made = make_vault(computer, folder)
    back_up(computer, made.vault, make_export(tmp_path / "exports"), make_export(tmp_path / "exports", "Ben", lines(7)))
    return made


@pytest.fixture
def wizard(
    tmp_path: Path, clock: Clock, computer: Computer, tasks: TaskRunner, qtbot: QtBot
) -> Iterator[RestoreWizard]:
    """On a new laptop, into which the old computer's vault was plugged."""
    laptop = make_computer(tmp_path / "laptop", clock, computer.shelves)
    viewmodel = RestoreViewModel(laptop.services, tasks)
    made = RestoreWizard(viewmodel)
    qtbot.addWidget(made)
    made.resize(1080, 760)
    made.show()
    viewmodel.begin()
    at(qtbot, made, "have")
    yield made
    viewmodel.shutdown()


def at(qtbot: QtBot, wizard: RestoreWizard, step: str) -> None:
    """Wait until this page is up and nothing is under way."""

    def is_up() -> bool:
        state = wizard.viewmodel.state
        return state.step == step and not state.busy

    qtbot.waitUntil(is_up)
    assert wizard.step is wizard.page(wizard.viewmodel.state.step)


def texts(widget: QWidget) -> str:
    """All that can be read on it."""
    return "\n".join(label.text() for label in widget.findChildren(TextLabel) if label.isVisible())


def button(wizard: RestoreWizard, words: str) -> QPushButton:
    (found,) = [b for b in wizard.findChildren(QPushButton) if b.isVisible() and b.text() == words]
    return found


def primary(wizard: RestoreWizard) -> QPushButton:
    (found,) = [b for b in wizard.findChildren(QPushButton) if b.isVisible() and b.property("kind") == "primary"]
    return found


def press(qtbot: QtBot, wizard: RestoreWizard, words: str, then: str) -> None:
    QTest.mouseClick(button(wizard, words), Qt.MouseButton.LeftButton)
    at(qtbot, wizard, then)


def focus(wizard: RestoreWizard) -> QWidget:
    """What has the keyboard."""
    return QApplication.focusWidget() or wizard


def rows_page(wizard: RestoreWizard) -> RowsPage:
    page = wizard.step
    assert isinstance(page, RowsPage)
    return page


def type_rows(wizard: RestoreWizard, rows: tuple[str, ...]) -> None:
    page = rows_page(wizard)
    for number, row in enumerate(rows, 1):
        field = page.rows.rows[number].field
        field.clear()
        QTest.keyClicks(field, row)


def walk_to_rows(qtbot: QtBot, wizard: RestoreWizard, created: Created) -> None:
    press(qtbot, wizard, "Continue", "find")
    wizard.viewmodel.pick(created.vault.folder)
    press(qtbot, wizard, "Continue", "rows")


def walk_to_inside(qtbot: QtBot, wizard: RestoreWizard, created: Created) -> None:
    walk_to_rows(qtbot, wizard, created)
    type_rows(wizard, created.sheet.code.rows)
    press(qtbot, wizard, "Continue", "inside")


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    return said


def test_the_whole_way_with_the_mouse(
    qtbot: QtBot, wizard: RestoreWizard, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_to_inside(qtbot, wizard, created)
    assert "Step 4 of 6" in texts(wizard)
    assert "2 of 2 chosen" in texts(wizard)
    press(qtbot, wizard, "Bring them back", "where")
    assert "Chats restored 24 Nov 2026" in texts(wizard)
    assert "needed" in texts(wizard)
    press(qtbot, wizard, "Put them here", "result")
    assert "2 of 2 chats are back, compared bit for bit" in texts(wizard)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    button(wizard, "Open folder").click()
    folder = Path(opened[0].toLocalFile())
    assert folder.name == "Chats restored 24 Nov 2026"
    assert len(folder_content(folder)) == 2


def test_the_whole_way_with_the_keyboard_alone(qtbot: QtBot, wizard: RestoreWizard, created: Created) -> None:
    def enter(then: str) -> None:
        QTest.keyClick(focus(wizard), Qt.Key.Key_Return)
        at(qtbot, wizard, then)

    enter("find")
    wizard.viewmodel.pick(created.vault.folder)
    wizard.setFocus()
    enter("rows")
    assert focus(wizard) is rows_page(wizard).rows.rows[1].field
    for number, row in enumerate(created.sheet.code.rows, 1):
        QTest.keyClicks(focus(wizard), row)
        if number < 4:
            QTest.keyClick(focus(wizard), Qt.Key.Key_Tab)
    enter("inside")
    enter("where")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is primary(wizard))
    enter("result")
    assert QApplication.focusWidget() is button(wizard, "Open folder")


@pytest.mark.parametrize(
    "go_back",
    [
        lambda widget: QTest.keyClick(widget, Qt.Key.Key_Escape),
        lambda widget: QTest.keyClick(widget, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
    ],
    ids=["escape", "alt-left"],
)
def test_back_by_key(qtbot: QtBot, wizard: RestoreWizard, created: Created, go_back: Callable[[QWidget], None]) -> None:
    walk_to_rows(qtbot, wizard, created)
    type_rows(wizard, created.sheet.code.rows)
    go_back(focus(wizard))
    at(qtbot, wizard, "find")
    press(qtbot, wizard, "Continue", "rows")
    page = rows_page(wizard)
    assert set(page.rows.typed().values()) == {""}, "what was typed does not wait in the fields"
    go_back(focus(wizard))
    at(qtbot, wizard, "find")
    go_back(wizard)
    at(qtbot, wizard, "have")
    with qtbot.waitSignal(wizard.viewmodel.closed):
        go_back(wizard)


def test_every_answer_to_the_first_question_has_its_advice(qtbot: QtBot, wizard: RestoreWizard) -> None:
    cards = {card.text(): card for card in wizard.findChildren(ChoiceCard) if card.isVisible()}
    assert "Look for" not in texts(wizard)
    cards["The old computer still works"].click()
    assert "Press “Make a new sheet”" in texts(wizard)
    cards["I have neither"].click()
    assert "Without a sheet, nobody can open the vault." in texts(wizard)
    assert primary(wizard).text() == "I have the sheet now"
    cards["I have a sheet"].click()
    assert primary(wizard).text() == "Continue"


def test_found_vaults_are_named_by_date_size_and_disk_and_never_by_path(
    qtbot: QtBot, wizard: RestoreWizard, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    found = [
        FoundVault(Path("/media/anna/BLUE/Family vault"), "Family vault", at_noon, 8_200_000_000, complete=True),
        FoundVault(Path("/home/anna/Dropbox/Family vault"), "Family vault", at_noon, 3_100_000_000, complete=False),
    ]
    monkeypatch.setattr(type(wizard.viewmodel._services.open), "find", lambda *_: found)
    press(qtbot, wizard, "Continue", "find")
    qtbot.waitUntil(lambda: "Last changed" in texts(wizard))
    shown = texts(wizard)
    assert "Last changed Friday 20 November · 8.2 GB · on the disk “BLUE”" in shown
    assert "Parts are missing." in shown
    assert "/media" not in shown
    assert "/home" not in shown
    assert primary(wizard).isEnabled(), "the only whole one is chosen already"


def test_looking_can_be_stopped_and_left(qtbot: QtBot, wizard: RestoreWizard, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()

    def endless(service: object, folders: object, progress: Progress) -> list[FoundVault]:
        going.set()
        while True:
            progress.check_cancelled()
            time.sleep(0.001)

    monkeypatch.setattr(type(wizard.viewmodel._services.open), "find", endless)
    QTest.mouseClick(button(wizard, "Continue"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(going.is_set)
    assert "Looking through your disks and folders" in texts(wizard)
    assert not primary(wizard).isEnabled()
    press(qtbot, wizard, "Cancel", "find")
    assert "We found no vault yet." in texts(wizard)
    going.clear()
    button(wizard, "Look again").click()
    qtbot.waitUntil(going.is_set)
    press(qtbot, wizard, "Back", "have")


def test_another_folder_is_looked_into(
    qtbot: QtBot, wizard: RestoreWizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Holiday photos").mkdir()
    press(qtbot, wizard, "Continue", "find")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "Holiday photos"))
    press(qtbot, wizard, "Look in another folder…", "find")
    assert "There is no vault in this folder." in texts(wizard)


def test_a_pasted_code_spreads_over_the_rows(qtbot: QtBot, wizard: RestoreWizard, created: Created) -> None:
    walk_to_rows(qtbot, wizard, created)
    data = QMimeData()
    data.setText(" ".join(created.sheet.code.rows).lower())
    QGuiApplication.clipboard().setMimeData(data)
    page = rows_page(wizard)
    QTest.keyClick(page.rows.rows[2].field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert tuple(page.rows.typed().values()) == created.sheet.code.rows
    assert primary(wizard).isEnabled()


def test_enter_in_unfinished_rows_goes_to_the_row_that_is_wrong(
    qtbot: QtBot, wizard: RestoreWizard, created: Created
) -> None:
    walk_to_rows(qtbot, wizard, created)
    one, two, _, four = created.sheet.code.rows
    type_rows(wizard, (one, two, "ABC", four))
    page = rows_page(wizard)
    QTest.keyClick(page.rows.rows[4].field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.rows.rows[3].field
    assert wizard.viewmodel.state.step == "rows"


def test_verdicts_and_pages_are_said_aloud(
    qtbot: QtBot, wizard: RestoreWizard, created: Created, spoken: list[str]
) -> None:
    walk_to_rows(qtbot, wizard, created)
    assert "Step 3 of 6. Type the four rows from your sheet" in spoken
    one = created.sheet.code.rows[0]
    type_rows(wizard, (one,))
    assert spoken[-1] == "Row 1 is right."
    page = rows_page(wizard)
    QTest.keyClicks(page.rows.rows[2].field, one)
    assert any(said.startswith("Row 2 has a mistake") for said in spoken)


def test_another_vaults_sheet_keeps_the_rows_and_offers_to_begin_again(
    qtbot: QtBot, wizard: RestoreWizard, created: Created, computer: Computer, tmp_path: Path
) -> None:
    walk_to_rows(qtbot, wizard, created)
    public_id = created.vault.repository.public_id
    others = (make_vault(computer, tmp_path / f"other {number}").sheet.code for number in range(5))
    other = next(code for code in others if not code.belongs_to(public_id))
    type_rows(wizard, other.rows)
    button(wizard, "Continue").click()
    qtbot.waitUntil(lambda: "This sheet belongs to another vault." in texts(wizard))
    page = rows_page(wizard)
    assert tuple(page.rows.typed().values()) == other.rows
    button(wizard, "Try another sheet").click()
    assert set(page.rows.typed().values()) == {""}
    assert "This sheet belongs to another vault." not in texts(wizard)
    assert QApplication.focusWidget() is page.rows.rows[1].field


def test_chats_are_chosen_by_key_by_click_and_all_at_once(
    qtbot: QtBot, wizard: RestoreWizard, created: Created
) -> None:
    walk_to_inside(qtbot, wizard, created)
    page = wizard.step
    assert isinstance(page, InsidePage)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert "1 of 2 chosen" in texts(wizard)
    rect = page.list.visualRect(page.list.model().index(1, 0))
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert "0 of 2 chosen" in texts(wizard)
    assert not primary(wizard).isEnabled()
    button(wizard, "Choose all").click()
    assert "2 of 2 chosen" in texts(wizard)
    button(wizard, "Choose none").click()
    assert "0 of 2 chosen" in texts(wizard)


def test_another_place_for_the_new_folder(
    qtbot: QtBot, wizard: RestoreWizard, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_to_inside(qtbot, wizard, created)
    press(qtbot, wizard, "Bring them back", "where")
    (tmp_path / "OneDrive").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "OneDrive"))
    press(qtbot, wizard, "Choose another place…", "where")
    assert "A new folder in OneDrive" in texts(wizard)
    assert "OneDrive copies this folder to the cloud." in texts(wizard)


def test_protecting_this_computer_is_offered_and_said(qtbot: QtBot, wizard: RestoreWizard, created: Created) -> None:
    walk_to_inside(qtbot, wizard, created)
    press(qtbot, wizard, "Bring them back", "where")
    press(qtbot, wizard, "Put them here", "result")
    button(wizard, "Protect this computer").click()
    qtbot.waitUntil(lambda: "This computer opens the vault from now on" in texts(wizard))
    opened: list[object] = []
    wizard.viewmodel.vault_opened.connect(opened.append)
    button(wizard, "Done").click()
    assert len(opened) == 1


def test_the_list_of_chats_is_a_sound_model(qapp: QApplication, qtmodeltester: Any) -> None:
    rows = tuple(ChatRow(name, name, "whatsapp", "WhatsApp · 3 messages", "1 kB", 1000) for name in ("Anna", "Ben"))
    model = ChatChoiceModel()
    qtmodeltester.check(model)
    model.show_chats(rows, frozenset(("Anna",)))
    qtmodeltester.check(model)
    spoken = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert spoken == ["Anna, WhatsApp, 3 messages, 1 kB, chosen", "Ben, WhatsApp, 3 messages, 1 kB, not chosen"]
    told: list[frozenset[str]] = []
    model.toggled.connect(told.append)
    model.setData(model.index(1), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert told == [frozenset(("Anna", "Ben"))]
    assert model.data(model.index(5)) is None
    assert not model.setData(model.index(5), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
