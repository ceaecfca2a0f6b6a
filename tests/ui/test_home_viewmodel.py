"""Home with the real services on a vault in memory: storing, asking, cancelling, failing, checking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, lines, make_export, make_vault, make_zip_export
from tests.clock import Clock
from vault.errors import DiskFull
from vault.progress import Progress, ProgressUpdate
from vault.services.back_up import BackUp
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.home import CHECKING, LOOKING, STEPS, HomeViewModel
from vault.ui.viewmodels.progressing import Progressing

AMBIGUOUS = [f"0{n}/0{n + 1}/2024, 10:0{n} - Anna: hello {n}" for n in range(1, 5)]


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def home_page(laptop: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[HomeViewModel]:
    viewmodel = HomeViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    qtbot.waitUntil(lambda: viewmodel.state.loaded)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


def test_an_empty_vault_says_so(home_page: HomeViewModel) -> None:
    state = home_page.state
    assert state.empty
    assert state.vault == "Family vault"
    assert state.status is not None
    assert state.status.step == "first-backup"
    assert state.totals == ""
    assert home_page.chats.rowCount() == 0


def test_a_file_goes_in_and_is_listed(home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    steps: list[str] = []
    home_page.changed.connect(lambda: steps.append(home_page.state.work.what if home_page.state.work else ""))
    home_page.back_up([make_zip_export(tmp_path)])
    assert home_page.working
    assert home_page.state.work == Progressing(LOOKING)
    qtbot.waitUntil(lambda: home_page.state.report is not None and home_page.chats.rowCount() == 1)
    assert home_page.state.report is not None
    assert home_page.state.report.headline == "It is in your vault."
    assert not home_page.state.report.attention
    assert home_page.state.work is None
    assert home_page.chats.rows[0].name == "Anna"
    assert home_page.state.status is not None
    assert home_page.state.status.state == "good"
    assert "21 messages" in home_page.state.totals
    assert STEPS["storing"] in steps
    home_page.put_away()
    assert home_page.state.report is None


def test_the_same_file_twice_is_said(home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    export = make_export(tmp_path)
    for headline in ("It is in your vault.", "This was in your vault already."):
        home_page.back_up([export])
        qtbot.waitUntil(lambda said=headline: _headline(home_page) == said)  # type: ignore[misc]
        qtbot.waitUntil(lambda: not home_page.working)


def _headline(home_page: HomeViewModel) -> str:
    return home_page.state.report.headline if home_page.state.report else ""


def test_a_date_that_can_be_read_in_two_ways_is_asked_about_once(
    home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    export = make_export(tmp_path, content=AMBIGUOUS)
    home_page.back_up([export])
    qtbot.waitUntil(lambda: home_page.state.question is not None)
    assert home_page.working
    home_page.back_up([export])  # a second drop meanwhile is not heard
    assert home_page.state.question is not None
    assert home_page.state.question.chat == "Anna"
    assert home_page.state.question.day_first != home_page.state.question.month_first
    home_page.answer("month-first")
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert home_page.state.report is not None
    assert not home_page.state.report.attention
    qtbot.waitUntil(lambda: not home_page.working)
    home_page.back_up([make_export(tmp_path, content=[*AMBIGUOUS, "05/06/2024, 10:09 - Anna: later"])])
    qtbot.waitUntil(lambda: home_page.state.report is not None and not home_page.working)
    assert home_page.state.question is None


def test_dates_left_open_are_mentioned(home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    home_page.answer("day-first")  # nothing was asked: nothing happens
    home_page.back_up([make_export(tmp_path, content=AMBIGUOUS)])
    qtbot.waitUntil(lambda: home_page.state.question is not None)
    home_page.answer(None)
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert home_page.state.report is not None
    assert home_page.state.report.attention
    facts = home_page.state.report.files[0].facts
    assert next(fact for fact in facts if fact.kind == "attention").text == "Its dates can be read in two ways."


def test_cancelling_at_the_question_stores_nothing(home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    home_page.back_up([make_export(tmp_path, content=AMBIGUOUS)])
    qtbot.waitUntil(lambda: home_page.state.question is not None)
    home_page.cancel()
    assert not home_page.working
    assert home_page.state.question is None
    home_page.refresh()
    qtbot.wait(50)
    assert home_page.chats.rowCount() == 0


def test_cancelling_leaves_nothing_half_done(
    home_page: HomeViewModel, created: Created, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(service: BackUp, vault: object, paths: object, answers: object, progress: Progress) -> None:
        number = 0
        while True:
            number += 1
            progress.update("storing", number, 1 << 40)
            progress.check_cancelled()

    monkeypatch.setattr(BackUp, "run", endless)
    home_page.cancel()  # nothing is under way: nothing happens
    home_page.back_up([make_export(tmp_path)])
    qtbot.waitUntil(lambda: home_page.state.work is not None and home_page.state.work.what == STEPS["storing"])
    assert home_page.state.work is not None
    assert home_page.state.work.how_far.endswith("of 1.1 TB")
    home_page.cancel()
    assert home_page.state.work is not None
    assert not home_page.state.work.can_cancel
    assert home_page.state.work.note == "Nothing half-done remains."
    qtbot.waitUntil(lambda: not home_page.working)
    assert home_page.state.work is None
    assert home_page.state.trouble is not None
    assert home_page.state.trouble.unharmed == "Nothing half-done remains."
    assert home_page.state.trouble_state == "plain"
    home_page.help()
    assert home_page.state.trouble is None
    assert created.vault.repository.snapshots() == []


def test_a_file_that_is_no_chat_says_so_and_offers_another(
    home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "shopping.txt"
    other.write_text("milk\nbread\n")
    home_page.back_up([other])
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert home_page.state.report is not None
    (trouble,) = home_page.state.report.troubles
    assert trouble.headline == "“shopping.txt” is not a chat that we know."
    with qtbot.waitSignal(home_page.files_wanted):
        home_page.help_with(0)


def test_a_full_disk_is_trouble_and_can_be_tried_again(
    home_page: HomeViewModel, laptop: Computer, created: Created, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(service: BackUp, *given: object) -> None:
        raise DiskFull("/media/BLUE")

    with monkeypatch.context() as patch:
        patch.setattr(BackUp, "run", full)
        home_page.back_up([make_export(tmp_path)])
        qtbot.waitUntil(lambda: home_page.state.trouble is not None)
    assert home_page.state.trouble is not None
    assert home_page.state.trouble.headline == "The disk is full."
    home_page.help()
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert home_page.state.trouble is None
    assert _headline(home_page) == "It is in your vault."


def test_a_vault_that_went_away_is_told_by_the_status(
    home_page: HomeViewModel, laptop: Computer, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(laptop, created.vault, make_export(tmp_path))
    home_page.refresh()
    qtbot.waitUntil(lambda: home_page.chats.rowCount() == 1)
    laptop.backend(created.vault.folder).present = False
    home_page.refresh()
    qtbot.waitUntil(lambda: home_page.state.status is not None and home_page.state.status.step == "plug-in")
    assert home_page.chats.rowCount() == 1
    assert home_page.state.trouble is None
    laptop.backend(created.vault.folder).present = True
    home_page.take_step()
    qtbot.waitUntil(lambda: home_page.state.status is not None and home_page.state.status.state == "good")


def test_the_health_check_reads_all_and_reports(
    home_page: HomeViewModel, laptop: Computer, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(laptop, created.vault, make_export(tmp_path))
    home_page.check()
    assert home_page.state.work is not None
    assert home_page.state.work.what == CHECKING
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert _headline(home_page) == "All of your vault can be read."


def test_damage_leads_to_the_check_and_names_the_chat(
    home_page: HomeViewModel, laptop: Computer, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(laptop, created.vault, make_zip_export(tmp_path))
    backend = laptop.backend(created.vault.folder)
    for key, data in list(backend.files.items()):
        if key[0] == "data":
            backend.files[key] = data[:50] + bytes([data[50] ^ 1]) + data[51:]
    home_page.check()
    qtbot.waitUntil(lambda: home_page.state.report is not None)
    assert home_page.state.report is not None
    assert home_page.state.report.attention
    assert any("Anna" in fact.text for fact in home_page.state.report.files[0].facts)
    qtbot.waitUntil(lambda: home_page.state.status is not None and home_page.state.status.state == "bad")
    home_page.put_away()
    home_page.take_step()
    assert home_page.working


def test_an_old_chat_asks_for_files(
    home_page: HomeViewModel, laptop: Computer, created: Created, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(laptop, created.vault, make_export(tmp_path))
    clock.advance(days=44)
    home_page.refresh()
    qtbot.waitUntil(lambda: home_page.state.status is not None and home_page.state.status.step == "export-again")
    assert home_page.chats.rows[0].state_words == "44 days old – export again"
    with qtbot.waitSignal(home_page.files_wanted):
        home_page.take_step()


def test_another_computers_chats_become_exact(
    laptop: Computer, created: Created, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    """The library of this computer is lost: it is filled again, once, and the counts are exact afterwards."""
    back_up(laptop, created.vault, make_export(tmp_path, content=lines(20)))
    back_up(laptop, created.vault, make_export(tmp_path / "later", content=lines(20, start=10)))
    created.vault.library.forget([snapshot.id for snapshot in created.vault.repository.snapshots()])
    assert not laptop.services.browse.chats(created.vault)[0].exact
    viewmodel = HomeViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    qtbot.waitUntil(lambda: any("30 messages" in row.detail for row in viewmodel.chats.rows))


def test_other_steps_are_asked_of_the_stage(home_page: HomeViewModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(home_page.wanted, check_params_cb=lambda step: step == "show-how"):
        home_page.show_how()


def test_without_a_vault_nothing_is_done(laptop: Computer, tasks: TaskRunner, tmp_path: Path) -> None:
    viewmodel = HomeViewModel(laptop.services, tasks)
    viewmodel.refresh()
    viewmodel.back_up([tmp_path / "a.zip"])
    viewmodel.check()
    viewmodel.take_step()
    viewmodel.help()
    viewmodel.help_with(0)
    assert not tasks.busy


def test_counting_backups_is_not_told_in_bytes(home_page: HomeViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    home_page.back_up([make_export(tmp_path)])
    home_page._progress(ProgressUpdate("counting", 1, 3))
    assert home_page.state.work is not None
    assert home_page.state.work.how_far == ""
    assert home_page.state.work.share == pytest.approx(1 / 3)
    qtbot.waitUntil(lambda: not home_page.working)
