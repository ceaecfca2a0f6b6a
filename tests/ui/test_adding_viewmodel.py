"""From a drop to the report, with the real services on a vault in memory: looking, asking, storing, failing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault, make_zip_export
from vault.errors import DiskFull, ExportChanged
from vault.exports.base import Question
from vault.progress import Progress, ProgressUpdate
from vault.services.back_up import BackUp, Look
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.adding import LOOKING, AddingViewModel
from vault.ui.viewmodels.adding_state import Ask, asks_of, found_state
from vault.ui.viewmodels.columns import with_form
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.work_words import STEPS

AMBIGUOUS = [f"0{n}/0{n + 1}/2024, 10:0{n} - Anna: hello {n}" for n in range(1, 5)]
TABLE = "time,name,message\n03/04/2024 21:15,Mara,Are you there?\n05/06/2024 08:02,Ben,Just arrived\n"


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def adding(laptop: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[AddingViewModel]:
    viewmodel = AddingViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


def reaches(adding: AddingViewModel, qtbot: QtBot, step: str) -> None:
    qtbot.waitUntil(lambda: adding.state.step == step and not adding.state.busy)


def headline(adding: AddingViewModel) -> str:
    return adding.state.report.headline if adding.state.report else ""


def backups(created: Created) -> int:
    return len(created.vault.repository.snapshots())


def test_a_clear_export_goes_straight_in(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    seen: list[str] = []
    adding.changed.connect(lambda: seen.append(adding.state.work.what if adding.state.work else ""))
    with qtbot.waitSignal(adding.stored):
        adding.begin([make_zip_export(tmp_path)])
        assert adding.working
        assert adding.state.work == Progressing(LOOKING)
    assert headline(adding) == "It is in your vault."
    assert STEPS["storing"] in seen
    assert adding.state.report is not None
    assert [row.name for row in adding.state.report.chats] == ["Anna"]
    assert not adding.working
    assert backups(created) == 1
    adding.leave()
    assert adding.state.step == "idle"
    assert adding.state.report is None


def test_the_same_file_twice_is_said(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    export = make_export(tmp_path)
    for said in ("It is in your vault.", "This was in your vault already."):
        adding.begin([export])
        qtbot.waitUntil(lambda said=said: headline(adding) == said)  # type: ignore[misc]


def test_several_clear_files_go_straight_in(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    adding.begin([make_export(tmp_path, "Anna"), make_export(tmp_path, "Ben"), make_export(tmp_path, "Cleo")])
    reaches(adding, qtbot, "report")
    assert headline(adding) == "All 3 files are in your vault."
    assert adding.state.report is not None
    assert adding.state.report.summary.startswith("3 exports · 60 messages")
    assert [row.kind for row in adding.state.report.chats] == ["group", "chat"] * 3
    assert backups(created) == 3


def test_what_a_folder_holds_is_shown_first(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    downloads = tmp_path / "Downloads"
    make_export(downloads, "Anna")
    make_zip_export(downloads, "Ben")
    (downloads / "shopping.pdf").write_bytes(b"%PDF-1.4 milk and bread")
    adding.begin([downloads])
    reaches(adding, qtbot, "found")
    assert adding.state.found is not None
    assert adding.state.found.sentence == "We found 2 exports of chats."
    assert adding.state.found.button == "Put them in my vault"
    states = {row.name: row.state_words for row in adding.state.found.rows}
    assert states["Anna"] == states["Ben"] == "Can be read"
    assert backups(created) == 0
    adding.forward()
    reaches(adding, qtbot, "report")
    assert headline(adding) == "All 2 files are in your vault."
    assert backups(created) == 2


def test_leaving_what_was_found_stores_nothing(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    make_export(tmp_path / "Downloads", "Anna")
    make_export(tmp_path / "Downloads", "Ben")
    adding.begin([tmp_path / "Downloads"])
    reaches(adding, qtbot, "found")
    adding.back()
    assert adding.state.step == "idle"
    assert backups(created) == 0


def test_a_date_that_can_be_read_in_two_ways_is_asked_about_once(
    adding: AddingViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    adding.begin([make_export(tmp_path, content=AMBIGUOUS)])
    reaches(adding, qtbot, "found")
    adding.begin([make_export(tmp_path, "Ben")])  # a second drop meanwhile is not heard
    adding.forward()
    reaches(adding, qtbot, "question")
    times = adding.state.times
    assert times is not None
    assert times.name == "Anna"
    assert times.day_first != times.month_first
    assert not times.ready
    adding.forward()  # nothing is chosen yet
    assert adding.state.step == "question"
    adding.choose_order("month-first")
    reaches(adding, qtbot, "question")
    adding.forward()
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert not [fact for fact in adding.state.report.files[0].facts if fact.text.startswith("Its dates")]
    adding.begin([make_export(tmp_path, content=[*AMBIGUOUS, "05/06/2024, 10:09 - Anna: later"])])
    reaches(adding, qtbot, "report")


def test_the_preview_follows_what_is_chosen(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    adding.begin([make_export(tmp_path, content=AMBIGUOUS)])
    reaches(adding, qtbot, "found")
    adding.forward()
    reaches(adding, qtbot, "question")

    def first() -> str:
        preview = adding.state.times.preview if adding.state.times else ()
        return preview[0].when if preview else ""

    adding.choose_order("day-first")
    qtbot.waitUntil(lambda: first().startswith("1 February 2024"))
    adding.choose_order("month-first")
    qtbot.waitUntil(lambda: first().startswith("2 January 2024"))
    before = first()
    adding.choose_zone("Asia/Tokyo")
    qtbot.waitUntil(lambda: first() not in ("", before))
    steps = []
    for _ in range(2):
        adding.back()
        steps.append(adding.state.step)
    assert steps == ["found", "idle"]


def test_dates_left_open_are_mentioned(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    adding.choose_order("day-first")  # nothing was asked: nothing happens
    adding.begin([make_export(tmp_path, content=AMBIGUOUS)])
    reaches(adding, qtbot, "found")
    adding.forward()
    reaches(adding, qtbot, "question")
    adding.choose_order(None)
    adding.forward()
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    texts = [fact.text for file in adding.state.report.files for fact in file.facts if fact.kind == "attention"]
    assert texts == ["Its dates can be read in two ways."]


def test_a_zone_that_was_assumed_can_be_chosen_afterwards(
    adding: AddingViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    adding.begin([make_export(tmp_path)])
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    deeds = [step.deed for step in adding.state.report.steps]
    assert deeds == ["zone", "copies"]
    assert not adding.take_step(1)
    assert adding.take_step(0)
    reaches(adding, qtbot, "question")
    assert adding.state.times is not None
    assert adding.state.times.zones_open
    adding.choose_zone("America/Lima")
    adding.forward()
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert [step.deed for step in adding.state.report.steps] == ["copies"]


def test_a_table_is_read_as_a_person_says(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "mara.csv"
    table.write_text(TABLE)
    adding.begin([table])
    reaches(adding, qtbot, "found")
    adding.forward()
    reaches(adding, qtbot, "columns")
    columns = adding.state.columns
    assert columns is not None
    assert not columns.ready  # day and month can be either
    adding.forward()
    assert adding.state.step == "columns"
    adding.change_table(lambda state: with_form(state, state.forms[0].form))
    qtbot.waitUntil(lambda: adding.state.columns is not None and len(adding.state.columns.preview) == 2)
    adding.forward()
    reaches(adding, qtbot, "report")
    assert headline(adding) == "It is in your vault."
    assert backups(created) == 1


def test_a_table_that_is_no_chat_stays_where_it_is(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "prices.csv"
    table.write_text(TABLE)
    adding.begin([table])
    reaches(adding, qtbot, "found")
    adding.forward()
    reaches(adding, qtbot, "columns")
    adding.other()
    reaches(adding, qtbot, "report")
    assert headline(adding) == "This file was not put into your vault."
    assert backups(created) == 0


def test_tables_in_a_folder_are_not_asked_about(tmp_path: Path) -> None:
    """People keep many tables; only one that was dropped by itself is worth the question."""
    path = tmp_path / "Downloads" / "prices.csv"
    look = Look(path, "table", "Other chats", "prices", 9, Question("columns", ("a,b",)), None, "table")
    assert asks_of([look], [path]) == [Ask("columns", path)]
    assert asks_of([look], [path.parent]) == []
    (row,) = found_state([look], [path.parent]).rows
    assert (row.app, row.state_words) == ("file", "Left where it is")


def test_cancelling_leaves_nothing_half_done(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(service: BackUp, vault: object, paths: object, answers: object, progress: Progress) -> None:
        number = 0
        while True:
            number += 1
            progress.update("storing", number, 1 << 40)
            progress.check_cancelled()

    monkeypatch.setattr(BackUp, "run", endless)
    adding.cancel()  # nothing is under way: nothing happens
    adding.begin([make_export(tmp_path)])
    qtbot.waitUntil(lambda: adding.state.work is not None and adding.state.work.what == STEPS["storing"])
    assert adding.state.work is not None
    assert adding.state.work.how_far.endswith("of 1.1 TB")
    adding.leave()  # what is being stored is not left, but cancelled
    assert adding.working
    adding.cancel()
    assert adding.state.work is not None
    assert not adding.state.work.can_cancel
    qtbot.waitUntil(lambda: not adding.working)
    assert adding.state.trouble is not None
    assert adding.state.trouble.unharmed == "Nothing half-done remains."
    assert adding.state.trouble_state == "plain"
    assert backups(created) == 0


def test_a_file_that_is_no_chat_says_so(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "shopping.md"
    other.write_text("milk\nbread\n")
    adding.begin([other])
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    (trouble,) = adding.state.report.troubles
    assert trouble.headline == "“shopping.md” is not a chat that we know."


def test_a_full_disk_is_trouble_and_can_be_tried_again(
    adding: AddingViewModel, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(service: BackUp, *given: object) -> None:
        raise DiskFull("/media/BLUE")

    with monkeypatch.context() as patch:
        patch.setattr(BackUp, "run", full)
        adding.begin([make_export(tmp_path)])
        qtbot.waitUntil(lambda: adding.state.trouble is not None)
    assert adding.state.trouble is not None
    assert adding.state.trouble.headline == "The disk is full."
    assert not adding.working
    adding.retry()
    reaches(adding, qtbot, "report")
    assert headline(adding) == "It is in your vault."


def test_a_mistake_of_ours_is_not_swallowed(
    adding: AddingViewModel, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(service: BackUp, *given: object, **more: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(BackUp, "look", broken)
    with qtbot.captureExceptions() as caught:
        adding.begin([make_export(tmp_path)])
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ValueError


def test_counting_backups_is_not_told_in_bytes(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    adding.begin([make_export(tmp_path)])
    adding._progress(ProgressUpdate("counting", 1, 3))
    assert adding.state.work is not None
    assert adding.state.work.how_far == ""
    assert adding.state.work.share == pytest.approx(1 / 3)
    reaches(adding, qtbot, "report")


def test_without_a_vault_nothing_is_done(laptop: Computer, tasks: TaskRunner, tmp_path: Path) -> None:
    viewmodel = AddingViewModel(laptop.services, tasks)
    viewmodel.begin([tmp_path / "a.zip"])
    viewmodel.forward()
    viewmodel.other()
    viewmodel.try_key("00")
    assert not viewmodel.take_step(0)
    assert not tasks.busy


def test_what_changes_while_it_is_read_is_told(
    adding: AddingViewModel, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = make_export(tmp_path)

    def changed(service: BackUp, vault: object, one: object, *given: object) -> None:
        raise ExportChanged(export)

    monkeypatch.setattr(BackUp, "_store", changed)
    adding.begin([export])
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert adding.state.report.troubles[0].deed == "retry"
