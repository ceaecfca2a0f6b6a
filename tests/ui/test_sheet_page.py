"""The recovery sheet: shown once, kept, proved; with the real deeds behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_computer, make_vault
from tests.clock import Clock
from vault.errors import DiskFull
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.views.sheet import SheetPage
from vault.ui.widgets.sheet_preview import SheetPreview
from vault.ui.widgets.sheet_print import print_on
from vault.ui.widgets.sheet_proof import SheetProof
from vault.ui.widgets.text import TextLabel


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "computer", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    return make_vault(computer, tmp_path / "Family vault")


@pytest.fixture
def page(computer: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[SheetPage]:
    made = SheetPage(SheetViewModel(computer.services, tasks))
    qtbot.addWidget(made)
    made.resize(1080, 760)
    made.show()
    yield made
    made.viewmodel.leave()


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(TextLabel) if label.isVisible())


def button(page: SheetPage, words: str) -> QPushButton:
    (found,) = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.text() == words]
    return found


def at(qtbot: QtBot, page: SheetPage, step: str) -> None:
    qtbot.waitUntil(lambda: page.viewmodel.state.step == step and not page.viewmodel.state.busy)


def type_back(page: SheetPage, rows: tuple[str, ...]) -> None:
    """Type the rows that are asked for."""
    for number in page.viewmodel.state.asked:
        field = page.rows.proof.rows[number].field
        field.clear()
        QTest.keyClicks(field, rows[number - 1].lower())


def new_sheet(qtbot: QtBot, page: SheetPage, created: Created) -> tuple[str, ...]:
    """Make a new sheet and read its rows off it."""
    page.viewmodel.new_sheet(created.vault)
    at(qtbot, page, "sheet")
    sheet = page.viewmodel.state.sheet
    assert sheet is not None
    return sheet.code.rows


def test_a_new_sheet_is_shown_proved_and_then_takes_the_place_of_the_old_one(
    qtbot: QtBot, page: SheetPage, created: Created, computer: Computer
) -> None:
    rows = new_sheet(qtbot, page, created)
    assert "It is shown only now." in texts(page)
    assert "Nobody will ever ask you for this." in texts(page)
    button(page, "I have it").click()
    at(qtbot, page, "rows")
    assert len(page.viewmodel.state.asked) == 2
    visible = [number for number, row in page.rows.proof.rows.items() if row.isVisible()]
    assert tuple(visible) == page.viewmodel.state.asked
    assert not button(page, "Check").isEnabled()
    type_back(page, rows)
    with qtbot.waitSignal(page.viewmodel.proved):
        button(page, "Check").click()
    at(qtbot, page, "proved")
    assert "Sheet 2 is proved" in texts(page)
    assert "Older sheets no longer open it." in texts(page)
    assert page.viewmodel.state.sheet is None, "the code is forgotten"
    assert created.vault.memory.sheet_proved_on is not None
    assert [way.number for way in computer.services.ways_in.list(created.vault) if way.kind == "sheet"] == [2]
    with qtbot.waitSignal(page.viewmodel.closed):
        button(page, "Done").click()


def test_rows_of_the_old_sheet_do_not_prove_the_new_one(qtbot: QtBot, page: SheetPage, created: Created) -> None:
    new_sheet(qtbot, page, created)
    button(page, "I have it").click()
    at(qtbot, page, "rows")
    type_back(page, created.sheet.code.rows)
    button(page, "Check").click()
    qtbot.waitUntil(lambda: page.viewmodel.state.trouble is not None)
    assert "on this sheet" in texts(page)
    assert created.vault.memory.sheet_proved_on is None
    asked = page.viewmodel.state.asked
    assert all(page.rows.proof.rows[number].verdict == "mistake" for number in asked)
    assert not button(page, "Check").isEnabled(), "the same rows are not tried twice"
    assert tuple(page.rows.proof.typed().values()) == tuple(created.sheet.code.rows[n - 1] for n in asked)


def test_leaving_without_proof_keeps_the_old_sheet_and_forgets_the_new_code(
    qtbot: QtBot, page: SheetPage, created: Created, computer: Computer
) -> None:
    rows = new_sheet(qtbot, page, created)
    button(page, "I have it").click()
    at(qtbot, page, "rows")
    type_back(page, rows)
    with qtbot.waitSignal(page.viewmodel.closed):
        button(page, "Later").click()
    assert page.viewmodel.state.sheet is None
    assert set(page.rows.proof.typed().values()) <= {""}
    assert [preview.accessibleDescription() for preview in page.findChildren(SheetPreview)] == [""]
    assert created.vault.memory.sheet_proved_on is None
    numbers = [way.number for way in computer.services.ways_in.list(created.vault) if way.kind == "sheet"]
    assert numbers == [1, 2], "both open the vault until one is proved"


def test_the_sheet_can_be_looked_at_again_until_it_is_left(qtbot: QtBot, page: SheetPage, created: Created) -> None:
    new_sheet(qtbot, page, created)
    button(page, "I have it").click()
    at(qtbot, page, "rows")
    button(page, "Back").click()
    at(qtbot, page, "sheet")
    assert page.viewmodel.state.sheet is not None


def test_later_all_four_rows_are_asked_and_open_the_vault(qtbot: QtBot, page: SheetPage, created: Created) -> None:
    page.viewmodel.prove(created.vault)
    at(qtbot, page, "rows")
    assert "Type the four rows from your sheet" in texts(page)
    assert "Step 1 of 2" in texts(page)
    type_back(page, created.sheet.code.rows)
    field = page.rows.proof.rows[4].field
    QTest.keyClick(field, Qt.Key.Key_Return)
    at(qtbot, page, "proved")
    assert created.vault.memory.sheet_proved_on is not None


def test_a_sheet_that_was_replaced_is_told(qtbot: QtBot, page: SheetPage, created: Created, computer: Computer) -> None:
    newer = computer.services.new_sheet.run(created.vault)
    computer.services.prove_sheet.prove_code(created.vault, newer.code)
    page.viewmodel.prove(created.vault)
    at(qtbot, page, "rows")
    type_back(page, created.sheet.code.rows)
    button(page, "Check").click()
    qtbot.waitUntil(lambda: "This sheet does not open this vault." in texts(page))


def save_as(page: SheetPage, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button(page, "Save as PDF…").click()


def test_the_pdf_is_saved_where_it_was_asked_for(
    qtbot: QtBot, page: SheetPage, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_sheet(qtbot, page, created)
    (tmp_path / "Papers").mkdir()
    save_as(page, tmp_path / "Papers" / "sheet", monkeypatch)
    qtbot.waitUntil(lambda: "Saved in Papers on this computer." in texts(page))
    assert "If this computer is lost, so is that copy." in texts(page)
    assert (tmp_path / "Papers" / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("cloud", ["Dropbox", "OneDrive - Example Ltd", "Google Drive", "iCloud Drive"])
def test_a_folder_that_goes_to_the_cloud_is_warned_of_first(
    qtbot: QtBot, page: SheetPage, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cloud: str
) -> None:
    new_sheet(qtbot, page, created)
    folder = tmp_path / cloud
    folder.mkdir()
    save_as(page, folder / "sheet.pdf", monkeypatch)
    assert "copies that folder to the cloud. Whoever gets in there could open your vault." in texts(page)
    assert not list(folder.iterdir()), "nothing is written before the answer"
    assert page.focusWidget() is button(page, "Another place…")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    button(page, "Another place…").click()
    assert "copies that folder to the cloud" not in texts(page)
    save_as(page, folder / "sheet.pdf", monkeypatch)
    button(page, "Save it there").click()
    qtbot.waitUntil(lambda: "Saved in " in texts(page))
    assert (folder / "sheet.pdf").exists()


def test_the_disk_that_holds_the_vault_is_warned_of(computer: Computer, created: Created, tasks: TaskRunner) -> None:
    viewmodel = SheetViewModel(computer.services, tasks)
    created.vault.folder = Path("/media/anna/STICK/Family vault")
    viewmodel.show_new(created.vault, created.sheet)
    viewmodel.save_pdf(Path("/media/anna/STICK/sheet.pdf"))
    assert viewmodel.state.warning == "Your vault is on “STICK” too. Whoever finds that disk could open it."
    viewmodel.leave()


def test_a_full_disk_is_said_and_the_sheet_stays(
    qtbot: QtBot, page: SheetPage, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_sheet(qtbot, page, created)

    def full(*_: object) -> None:
        raise DiskFull(str(tmp_path))

    monkeypatch.setattr("vault.ui.viewmodels.sheet.write_sheet_pdf", full)
    save_as(page, tmp_path / "sheet.pdf", monkeypatch)
    qtbot.waitUntil(lambda: "The disk is full." in texts(page))
    assert page.viewmodel.state.sheet is not None


def test_printing_uses_the_systems_dialog(
    qtbot: QtBot, page: SheetPage, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_sheet(qtbot, page, created)
    monkeypatch.setattr(QPrintDialog, "exec", lambda dialog: QPrintDialog.DialogCode.Rejected)
    button(page, "Print…").click()
    assert page.viewmodel.state.kept == "", "a closed dialog prints nothing"


def test_one_page_comes_out_of_the_printer(qapp: QWidget, created: Created, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_on(printer, created.sheet)
    assert (tmp_path / "printed.pdf").read_bytes().count(b"/Type /Page\n") == 1


def test_the_preview_shows_and_tells_the_rows(qtbot: QtBot, created: Created) -> None:
    preview = SheetPreview(created.sheet)
    qtbot.addWidget(preview)
    preview.resize(preview.sizeHint())
    preview.show()
    rows = created.sheet.code.rows
    assert preview.accessibleName() == "Recovery sheet 1 of “Family vault”"
    assert f"Row 4: {' '.join(rows[3])}." in preview.accessibleDescription()
    shown = preview.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    dark = sum(byte < 80 for byte in bytes(shown.constBits()))
    assert dark > 2000, "rows and picture code are there"
    preview.set_sheet(None)
    empty = preview.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    assert sum(byte < 80 for byte in bytes(empty.constBits())) == 0
    assert rows[0] not in preview.accessibleDescription()


def test_proof_rows_are_judged_alone_and_marked_until_somebody_types(qtbot: QtBot) -> None:
    proof = SheetProof()
    qtbot.addWidget(proof)
    proof.show()
    proof.ask((2, 4))
    proof.fill(2, "9htw-cd4x")
    assert not proof.complete()
    proof.fill(4, "D2ES8WME")
    assert proof.complete()
    assert proof.typed() == {2: "9HTW-CD4X", 4: "D2ES8WME"}
    proof.show_problem("Row 4 is not the one on this sheet.", (4,))
    assert "Row 4 is not the one on this sheet." in texts(proof)
    assert not proof.complete()
    proof.fill(4, "D2ES8WME")
    assert proof.complete()
    assert "Row 4 is not" not in texts(proof)
    proof.hold(True)
    QTest.keyClicks(proof.rows[2].field, "X")
    assert proof.typed()[2] == "9HTW-CD4X"
