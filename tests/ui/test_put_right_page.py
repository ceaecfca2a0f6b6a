"""One copy on its way, with the real deeds: locked, compared, asked where to, moved, looked at again, put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault
from tests.services.cloud import ZOOM, Cloud, make_cloud, use_the_bin_of
from vault.errors import DiskFull
from vault.exposure.finding import Finding
from vault.progress import Progress
from vault.services.create_vault import Created
from vault.services.lock_copy import Locked
from vault.services.put_right import PutRight
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.put_right import PutRightViewModel
from vault.ui.viewmodels.reports import ReportsViewModel
from vault.ui.views.put_right import PutRightView


@pytest.fixture
def cloud(home: Path, laptop: Computer) -> Cloud:
    return make_cloud(home, laptop)


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def way(laptop: Computer, tasks: TaskRunner, qtbot: QtBot) -> Iterator[PutRightViewModel]:
    viewmodel = PutRightViewModel(laptop.services, tasks)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def page(way: PutRightViewModel, qtbot: QtBot) -> PutRightView:
    view = PutRightView(way)
    qtbot.addWidget(view)
    view.resize(832, 760)
    view.show()
    return view


def said(page: PutRightView) -> str:
    QApplication.processEvents()  # what was just added is shown then
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def locked(way: PutRightViewModel, created: Created, finding: Finding, qtbot: QtBot) -> None:
    way.begin(created.vault, finding)
    qtbot.waitUntil(lambda: way.state.step == "locked")


def test_the_whole_way_and_back(
    page: PutRightView, way: PutRightViewModel, created: Created, cloud: Cloud, qtbot: QtBot
) -> None:
    export = make_export(cloud.folder, "Anna")
    content = export.read_bytes()
    changed: list[None] = []
    way.vault_changed.connect(lambda: changed.append(None))
    locked(way, created, cloud.finding(export), qtbot)
    assert way.state.sentence == "Locked and compared. Move the readable copy out of Dropbox?"
    assert "is in your vault with 20 messages" in said(page)
    assert changed == [None]
    assert export.read_bytes() == content
    assert list(page.cards) == ["local", "bin", "leave"]
    assert "If you move it:\nIt also disappears from Dropbox itself." in said(page), "not if it is left there"

    page.cards["local"].click()
    assert way.state.step == "court"
    assert list(page.cards) == ["no", "yes"]
    page.cards["no"].click()
    qtbot.waitUntil(lambda: way.state.step == "ended" and not way.working)
    assert way.state.sentence == "Moved out of Dropbox."
    assert not export.exists()
    assert (cloud.outside / export.name).read_bytes() == content
    assert page.checklist.isVisible()
    assert page.foot.undo.isVisible()

    page.foot.undo.click()
    qtbot.waitUntil(lambda: way.state.sentence.startswith("It still lies"))
    assert export.read_bytes() == content
    assert not page.foot.undo.isVisible()
    with qtbot.waitSignal(way.closed):
        page.foot.done.click()


def test_who_could_need_it_keeps_it_out_of_the_bin(
    page: PutRightView, way: PutRightViewModel, created: Created, cloud: Cloud, qtbot: QtBot
) -> None:
    export = make_export(cloud.folder, "Anna")
    locked(way, created, cloud.finding(export), qtbot)
    page.cards["bin"].click()
    page.cards["yes"].click()
    qtbot.waitUntil(lambda: way.state.step == "locked" and not way.working)
    assert export.exists()
    assert not page.cards["bin"].isEnabled()
    assert "You said that you could need it" in said(page)
    page.cards["local"].click()
    qtbot.waitUntil(lambda: way.state.step == "ended")
    assert (cloud.outside / export.name).exists(), "the question is not asked a second time"


def test_into_the_bin_and_out_of_it_from_the_reports(
    way: PutRightViewModel,
    created: Created,
    cloud: Cloud,
    laptop: Computer,
    tasks: TaskRunner,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    use_the_bin_of(cloud.home, monkeypatch)
    laptop.services.put_right.answer_needed(created.vault, could_need=False)
    export = make_export(cloud.folder, "Anna")
    content = export.read_bytes()
    locked(way, created, cloud.finding(export), qtbot)
    way.choose("bin")
    qtbot.waitUntil(lambda: way.state.step == "ended")
    assert not export.exists()
    assert any("this computer’s bin" in line for line in way.state.lines)

    reports = ReportsViewModel(laptop.services, tasks)
    reports.show(created.vault)
    reports.refresh()
    qtbot.waitUntil(lambda: bool(reports.state.done))
    (line,) = reports.state.done
    assert (line.name, line.can_undo) == (export.name, True)
    assert "moved out of Dropbox to this computer’s bin" in line.said
    with qtbot.waitSignal(reports.put_back):
        reports.undo(line.number)
    assert export.read_bytes() == content
    qtbot.waitUntil(lambda: bool(reports.state.done) and not reports.state.done[0].can_undo)
    assert reports.state.notice.endswith("lies where it was again.")


def test_a_format_that_nobody_reads_is_locked_all_the_same(
    page: PutRightView, way: PutRightViewModel, created: Created, cloud: Cloud, qtbot: QtBot
) -> None:
    export = cloud.folder / "meeting_saved_chat.txt"
    export.write_text(ZOOM)
    locked(way, created, cloud.finding(export), qtbot)
    assert "We cannot read this kind of chat yet." in said(page)
    with qtbot.waitSignal(way.closed):
        page.cards["leave"].click()
    assert export.exists()


def test_ticks_and_addresses_of_the_provider(
    page: PutRightView, way: PutRightViewModel, created: Created, cloud: Cloud, qtbot: QtBot
) -> None:
    locked(way, created, cloud.finding(make_export(cloud.folder, "Anna")), qtbot)
    way.choose("local")
    way.answer_court(could_need=False)
    qtbot.waitUntil(lambda: way.state.step == "ended")
    box = page.checklist.boxes["bin"]
    box.click()
    qtbot.waitUntil(lambda: next(step for step in way.state.steps if step.kind == "bin").done)
    assert page.checklist.boxes["bin"] is box, "the keyboard stays where it is"
    assert any("You said that you emptied its bin" in line for line in way.state.lines)
    page.checklist.copies["bin"].click()
    assert QGuiApplication.clipboard().text().startswith("https://www.dropbox.com")
    assert page.checklist.copies["bin"].text() == "Copied"
    page.foot.again.click()
    qtbot.waitUntil(lambda: way.state.step == "ended" and not way.working)
    assert next(step for step in way.state.steps if step.kind == "bin").done


def test_what_we_leave_alone_is_explained(
    page: PutRightView, way: PutRightViewModel, created: Created, cloud: Cloud, qtbot: QtBot
) -> None:
    export = make_export(cloud.folder, "Anna")
    finding = cloud.finding(export)
    export.unlink()
    way.begin(created.vault, finding)
    qtbot.waitUntil(lambda: way.state.step == "how")
    assert way.state.lines == ("It is no longer there.",)
    assert page.foot.back.isVisible()
    assert not page.foot.card.isVisible()
    with qtbot.waitSignal(way.closed):
        QTest.keyClick(page, Qt.Key.Key_Escape)


def test_a_full_vault_is_said_and_tried_again(
    page: PutRightView,
    way: PutRightViewModel,
    created: Created,
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    finding = cloud.finding(make_export(cloud.folder, "Anna"))

    def full(deeds: PutRight, vault: OpenedVault, found: Finding, progress: Progress) -> Locked:
        raise DiskFull("/media/anna/Blue disk")

    with monkeypatch.context() as patched:
        patched.setattr(PutRight, "lock", full)
        way.begin(created.vault, finding)
        qtbot.waitUntil(lambda: way.state.step == "stopped")
    assert page.trouble.isVisible()
    assert Path(finding.path).exists()
    way.lock()
    qtbot.waitUntil(lambda: way.state.step == "locked")
    assert not page.trouble.isVisible()


def test_stopped_before_it_was_locked_leads_back(
    page: PutRightView,
    way: PutRightViewModel,
    created: Created,
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    finding = cloud.finding(make_export(cloud.folder, "Anna"))

    def slow(deeds: PutRight, vault: OpenedVault, found: Finding, progress: Progress) -> Locked:
        progress.update("storing", 1, 3)
        while True:
            progress.check_cancelled()

    monkeypatch.setattr(PutRight, "lock", slow)
    way.begin(created.vault, finding)
    qtbot.waitUntil(lambda: way.state.work is not None and way.state.work.share is not None)
    way.close()
    assert way.working, "what is under way is not left by mistake"
    with qtbot.waitSignal(way.closed):
        page.progress.cancelled.emit()
    assert Path(finding.path).exists()
