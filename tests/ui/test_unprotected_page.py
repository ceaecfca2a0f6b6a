"""The page of unprotected copies with the real scan: looking, saying that it is fine, and what leads on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault
from vault.errors import ScanFailed
from vault.exposure import watch
from vault.exposure.finding import Finding, NotLooked, Root
from vault.progress import Progress
from vault.services.create_vault import Created
from vault.services.scan import Exposure
from vault.services.scan_report import ScanReport
from vault.ui.pages_exposure import ANNA, HALF, ONLINE, PHONE, REPORT, ROOTS
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.unprotected import UnprotectedViewModel
from vault.ui.viewmodels.unprotected_state import CopiesWords, UnprotectedState, icloud_open, place_lines
from vault.ui.views.first_scan import FirstScanView
from vault.ui.views.unprotected import UnprotectedView
from vault.ui.widgets.copy_row import CopiesCard
from vault.ui.widgets.navigation import Navigation
from vault.ui.wording.exposure_words import copy_words

"""Milliseconds: a scan starts a process of its own."""


@pytest.fixture
def dropbox(home: Path) -> Path:
    """A cloud folder that its client tells of."""
    folder = home / "Dropbox"
    folder.mkdir()
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(folder)}}))
    return folder


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def copies(
    laptop: Computer, created: Created, dropbox: Path, tasks: TaskRunner, qtbot: QtBot
) -> Iterator[UnprotectedViewModel]:
    viewmodel = UnprotectedViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    qtbot.waitUntil(lambda: viewmodel.state.loaded)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def page(copies: UnprotectedViewModel, qtbot: QtBot) -> UnprotectedView:
    view = UnprotectedView(copies)
    qtbot.addWidget(view)
    view.resize(832, 760)
    view.show()
    return view


def said(page: UnprotectedView) -> str:
    QApplication.processEvents()  # what was just added is shown then
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def looked(copies: UnprotectedViewModel, qtbot: QtBot) -> None:
    copies.look()
    qtbot.waitUntil(lambda: not copies.looking and copies.state.looked)


def test_before_the_first_look_it_teaches(page: UnprotectedView, copies: UnprotectedViewModel) -> None:
    assert "Let us look for copies of your chats that others can read." in said(page)
    assert "Dropbox" in said(page)
    assert page.empty.button.isVisible()
    assert not copies.state.looked


def test_a_readable_copy_is_found_and_told_to_home(
    page: UnprotectedView, copies: UnprotectedViewModel, dropbox: Path, qtbot: QtBot
) -> None:
    export = make_export(dropbox, "Anna")
    told: list[CopiesWords | None] = []
    copies.copies_changed.connect(told.append)
    page.empty.button.click()
    assert copies.looking
    assert page.progress.isVisible()
    qtbot.waitUntil(lambda: copies.state.looked)
    assert copies.state.sentence == "One copy of your chats can be read by others."
    assert "Dropbox" in copies.state.detail
    (row,) = [row for card in page.cards for row in card.rows]
    assert row.copy.path == str(export)
    assert (row.copy.pill, row.copy.state) == ("Readable", "bad")
    assert told[-1] is not None
    assert told[-1].headline == "One readable copy lies in your Dropbox"
    assert "can open it" in said(page)
    assert row.button is not None
    assert row.button.property("kind") == "primary"


def test_the_evidence_is_shown_on_demand(
    page: UnprotectedView, copies: UnprotectedViewModel, dropbox: Path, qtbot: QtBot
) -> None:
    make_export(dropbox, "Anna")
    looked(copies, qtbot)
    (row,) = page.cards[0].rows
    assert row.copy.evidence
    assert row.copy.evidence[0] not in said(page)
    row.more.button.click()
    assert row.copy.evidence[0] in said(page)
    row.more.button.click()
    assert row.copy.evidence[0] not in said(page)


def test_fine_is_kept_with_its_date_and_taken_back(
    page: UnprotectedView, copies: UnprotectedViewModel, dropbox: Path, qtbot: QtBot
) -> None:
    export = make_export(dropbox, "Anna")
    looked(copies, qtbot)
    (row,) = page.cards[0].rows
    row.more.button.click()
    fine = next(b for b in row.findChildren(QAbstractButton) if b.text() == "This is fine")
    fine.click()
    qtbot.waitUntil(lambda: copies.state.groups[0].heading == "You said: this is fine")
    assert copies.state.sentence.startswith("We found no copy")
    assert copies.state.groups[0].copies[0].accepted.startswith("You said so on")
    button = page.cards[0].rows[0].button
    assert button is not None
    assert button.text() == "Take it back"
    button.click()
    qtbot.waitUntil(lambda: copies.state.groups[0].heading == "Lock these in your vault")
    assert copies.state.groups[0].copies[0].path == str(export)


def test_locking_leads_to_the_way_of_this_copy(
    page: UnprotectedView, copies: UnprotectedViewModel, dropbox: Path, qtbot: QtBot
) -> None:
    export = make_export(dropbox, "Anna")
    looked(copies, qtbot)
    button = page.cards[0].rows[0].button
    assert button is not None
    with qtbot.waitSignal(copies.put_right) as asked:
        button.click()
    assert asked.args is not None
    assert asked.args[0].path == str(export)
    with qtbot.waitSignal(copies.file_wanted) as wanted:
        copies.show_file(str(export))
    assert wanted.args == [str(export)]


class _Scans:
    """Exposure.scan as a test wants it; `met` are told one after the other, then `outcome` is."""

    def __init__(self, met: tuple[Finding | NotLooked, ...], outcome: ScanReport | Exception, *, waits: bool) -> None:
        self.met, self.outcome, self.waits = met, outcome, waits

    def __call__(
        self, exposure: Exposure, progress: Progress, folders: object = None, sink: object = None, vault: object = None
    ) -> ScanReport:
        assert callable(sink)
        for number, each in enumerate(self.met, 1):
            sink(each)
            progress.update("looking", number, number)
        while self.waits:
            progress.check_cancelled()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def scans(
    monkeypatch: pytest.MonkeyPatch, *met: Finding, outcome: ScanReport | Exception = REPORT, waits: bool = False
) -> None:
    fake = _Scans(met, outcome, waits=waits)
    monkeypatch.setattr(Exposure, "scan", lambda *given, **named: fake(*given, **named))


def test_first_findings_are_seen_while_it_runs_and_it_can_be_stopped(
    page: UnprotectedView, copies: UnprotectedViewModel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    scans(monkeypatch, ANNA, HALF, waits=True)
    copies.look()
    qtbot.waitUntil(lambda: len(copies.state.groups) == 2)
    assert copies.state.work is not None
    assert copies.state.work.how_long == "2 copies found"
    assert not any(card.isEnabled() for card in page.cards), "nothing can be pressed that a moment later is gone"
    page.progress.cancelled.emit()
    assert copies.state.work.can_cancel is False
    qtbot.waitUntil(lambda: not copies.looking)
    qtbot.waitUntil(lambda: copies.state.loaded and copies.state.work is None)


def test_a_scan_that_fails_is_said_and_tried_again(
    page: UnprotectedView, copies: UnprotectedViewModel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    scans(monkeypatch, outcome=ScanFailed("worker ended"))
    copies.look()
    qtbot.waitUntil(lambda: copies.state.trouble is not None)
    assert page.trouble.isVisible()
    scans(monkeypatch)
    page.trouble.pressed.emit()
    qtbot.waitUntil(lambda: copies.state.trouble is None and not copies.looking)


@pytest.mark.parametrize(
    ("copy", "card"), [(HALF, "whatsapp"), (PHONE, None), (ONLINE, None)], ids=["half", "phone", "online"]
)
def test_what_only_the_phone_can_do_leads_to_the_check_up(
    copies: UnprotectedViewModel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, copy: Finding, card: str | None
) -> None:
    scans(monkeypatch, copy, waits=True)
    copies.look()
    qtbot.waitUntil(lambda: bool(copies.state.groups))
    signal = copies.card_wanted if card else copies.put_right
    with qtbot.waitSignal(signal) as asked:
        copies.act(copy.path)
    assert asked.args == [card or copy]
    copies.cancel()
    qtbot.waitUntil(lambda: not copies.looking)


def test_the_question_about_icloud_is_asked_until_it_is_answered(
    copies: UnprotectedViewModel, laptop: Computer, created: Created, qtbot: QtBot
) -> None:
    icloud = Root("/home/anna/iCloudDrive", "iCloud Drive", "provider-can-read", "It says so.", "system")
    assert icloud_open((icloud,), None)
    assert not icloud_open((icloud,), False)
    assert not icloud_open(ROOTS, None)
    copies.answer_icloud(True)
    qtbot.waitUntil(lambda: copies.state.notice != "")
    answers = laptop.services.exposure.cloud_answers(created.vault)
    assert answers.advanced_data_protection is True
    assert answers.asked_on is not None


def test_many_rows_are_shown_when_asked_for(qtbot: QtBot) -> None:
    copies = [copy_words(ANNA) for _ in range(40)]
    card = CopiesCard("Lock these in your vault", copies, filled=True)
    qtbot.addWidget(card)
    card.show()
    assert len(card.rows) == 12
    assert card.all.text() == "Show 28 more"
    card.all.click()
    assert len(card.rows) == 40
    assert not card.all.isVisible()
    filled = [row for row in card.rows if row.button is not None and row.button.property("kind") == "primary"]
    assert filled == card.rows[:1]


def test_the_first_scan_names_the_folders_and_leaves_a_choice(
    laptop: Computer, tasks: TaskRunner, qtbot: QtBot
) -> None:
    copies = UnprotectedViewModel(laptop.services, tasks)
    view = FirstScanView(copies)
    qtbot.addWidget(view)
    view.show()
    copies.state = UnprotectedState(loaded=True, places=place_lines(ROOTS))
    copies.changed.emit()
    assert [box.text() for box in view.boxes.values()] == ["Google Drive", "Dropbox", "Downloads", "Documents"]
    with qtbot.waitSignal(view.look) as asked:
        view.now.click()
    assert asked.args == [None], "all of them is the whole computer"
    view.boxes[ROOTS[0].path].click()
    with qtbot.waitSignal(view.look) as asked:
        view.now.click()
    assert asked.args == [[Path(root.path) for root in ROOTS[1:]]]
    for box in view.boxes.values():
        box.setChecked(False)
    assert not view.now.isEnabled()
    with qtbot.waitSignal(view.later):
        view.not_now.click()


def test_the_badge_at_the_left_counts_and_is_read_out(qtbot: QtBot) -> None:
    navigation = Navigation()
    qtbot.addWidget(navigation)
    navigation.add("copies", "eye", "Unprotected copies")
    navigation.add("keys", "key", "Vault and keys")
    navigation.show()
    place, other = navigation.findChildren(QAbstractButton)[:2]
    plain = place.grab().toImage()
    navigation.count("copies", 3)
    assert place.accessibleName() == "Unprotected copies, 3"
    assert place.grab().toImage() != plain
    assert other.accessibleName() in ("", "Vault and keys")
    navigation.count("copies", 0)
    assert place.accessibleName() == "Unprotected copies"
    navigation.count("nowhere", 3)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set once the system watches."""
    real, begun = watch._told_by_system, threading.Event()

    def told(path: str, stop: threading.Event) -> Iterator[Iterable[str]]:
        with closing(real(path, stop)) as turns:
            yield next(turns)
            begun.set()
            yield from turns

    monkeypatch.setattr(watch, "_told_by_system", told)
    return begun


def test_what_comes_into_a_cloud_folder_later_is_found_by_itself(
    watched: threading.Event, copies: UnprotectedViewModel, dropbox: Path, qtbot: QtBot
) -> None:
    looked(copies, qtbot)
    assert not copies.state.groups
    qtbot.waitUntil(watched.is_set)
    export = make_export(dropbox, "Anna")
    qtbot.waitUntil(lambda: bool(copies.state.groups))
    assert copies.state.groups[0].copies[0].path == str(export)
    assert not copies.looking, "it is done by the way"
    export.unlink()
    qtbot.waitUntil(lambda: not copies.state.groups)
