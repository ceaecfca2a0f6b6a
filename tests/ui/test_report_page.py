"""The report on paper and as a web page, its history, and what happens when it cannot be written."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, make_export, make_vault
from vault.errors import FolderInTheWay, PlaceMissing
from vault.services.create_vault import Created
from vault.services.exposure_report import Figures
from vault.services.report_page import Page, Section
from vault.ui.report_pdf import report_pdf, write_report_pdf
from vault.ui.sheet_pdf import Paper
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.reports import ReportsViewModel, day_lines
from vault.ui.views.reports import ReportsView

ROW = ("WhatsApp, file", "Google Drive", "Readable", "Google Drive, anyone with your password, anyone with a link")


def page_with(rows: int, lead: str = "Three chats can be read by somebody else just now.") -> Page:
    columns = ("What", "Where", "How it stands", "Who can read it")
    section = Section("Copies that are not locked", "Each is a copy outside the vault.", columns, (ROW,) * rows)
    return Page(
        "Your chats on 20 November 2026", lead, (section, Section("What was put right", "Nothing yet.")), "Made."
    )


def text_of(pdf: Path) -> str:
    found = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True)
    return found.stdout


def pages_of(pdf: Path) -> int:
    found = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True, text=True)
    return int(re.findall(r"Pages:\s+(\d+)", found.stdout)[0])


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("rows", [0, 20, 45])
def test_it_is_one_page(qapp: QApplication, tmp_path: Path, rows: int, paper: Paper) -> None:
    target = tmp_path / "report.pdf"
    write_report_pdf(page_with(rows), target, paper)
    assert pages_of(target) == 1
    said = text_of(target)
    assert "Your chats on 20 November 2026" in said
    assert said.count("Google Drive, anyone") == rows
    assert "Made." in said


def test_more_than_a_page_holds_takes_a_second_and_loses_nothing(qapp: QApplication, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    write_report_pdf(page_with(300), target, "A4")
    assert pages_of(target) > 1
    assert text_of(target).count("anyone with your") == 300


def test_names_are_text_and_nothing_else(qapp: QApplication, tmp_path: Path) -> None:
    hostile = '<img src="http://example.org/x"><b>Anna</b> & Ben'
    target = tmp_path / "report.pdf"
    write_report_pdf(page_with(1, hostile), target, "A4")
    assert '<img src="http://example.org/x"><b>Anna</b> & Ben' in re.sub(r"\s+", " ", text_of(target))


def test_it_is_never_written_over_anything(qapp: QApplication, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(FolderInTheWay):
        write_report_pdf(page_with(1), target, "A4")
    assert target.read_bytes() == b"mine"
    with pytest.raises(PlaceMissing):
        write_report_pdf(page_with(1), tmp_path / "gone" / "report.pdf", "A4")
    assert b"Chat Vault" in report_pdf(page_with(1), "A4")


# -- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def reports(laptop: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[ReportsViewModel]:
    viewmodel = ReportsViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def view(reports: ReportsViewModel, qtbot: QtBot) -> ReportsView:
    page = ReportsView(reports)
    qtbot.addWidget(page)
    page.resize(832, 760)
    page.show()
    page.arrived()
    qtbot.waitUntil(lambda: reports.state.loaded)
    return page


def chooses(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> list[str]:
    proposed: list[str] = []

    def answer(parent: object, title: str, name: str, kind: str, **named: object) -> tuple[str, str]:
        proposed.append(name)
        return (str(target) if target else "", kind)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return proposed


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_it_is_saved_and_joins_the_history(
    ending: str,
    view: ReportsView,
    reports: ReportsViewModel,
    laptop: Computer,
    created: Created,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    back_up(laptop, created.vault, make_export(tmp_path, "Annabella"))
    proposed = chooses(monkeypatch, tmp_path / "Report")
    (view.as_pdf if ending == "pdf" else view.as_html).click()
    target = tmp_path / f"Report.{ending}"
    qtbot.waitUntil(lambda: reports.state.notice != "")
    assert re.fullmatch(rf"Chat Vault report \d\d? \w{{3}} \d{{4}}\.{ending}", Path(proposed[0]).name)
    said = text_of(target) if ending == "pdf" else target.read_text(encoding="utf-8")
    assert "What is locked in the vault" in said
    assert "Annabella" not in said
    qtbot.waitUntil(lambda: len(reports.state.history) == 1)
    assert "1 chat locked" in reports.state.history[0].said


def test_nothing_is_written_over_and_that_is_said(
    view: ReportsView, reports: ReportsViewModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    target = tmp_path / "Report.pdf"
    target.write_bytes(b"mine")
    chooses(monkeypatch, target)
    view.as_pdf.click()
    qtbot.waitUntil(lambda: reports.state.trouble is not None)
    assert target.read_bytes() == b"mine"
    assert view.trouble.isVisible()
    assert not reports.state.busy
    view.trouble.pressed.emit()
    assert reports.state.trouble is None
    chooses(monkeypatch, None)
    view.as_html.click()
    assert not reports.state.busy, "the dialog was left"


def test_the_newest_day_comes_first() -> None:
    days = tuple(Figures(date(2026, month, 1), month, 0, 0, 0, 0, 1, 2, 3) for month in range(1, 4))
    lines = day_lines(days)
    assert [line.day for line in lines] == ["1 March 2026", "1 February 2026", "1 January 2026"]
    assert lines[0].said == "3 copies readable in a cloud · 0 to look at · 1 put right · 2 chats locked"
