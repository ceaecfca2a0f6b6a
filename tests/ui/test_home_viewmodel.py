"""Home with the real services on a vault in memory: what is in it, how it stands, checking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, lines, make_export, make_vault, make_zip_export
from tests.clock import Clock
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.home import CHECKING, HomeViewModel


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
    assert home_page.state.report is not None
    assert home_page.state.report.headline == "All of your vault can be read."
    home_page.put_away()
    assert home_page.state.report is None


def test_damage_leads_to_the_repair_and_names_the_chat(
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
    with qtbot.waitSignal(home_page.wanted, check_params_cb=lambda step: step == "repair"):
        home_page.take_step()


def test_an_old_chat_asks_for_files(
    home_page: HomeViewModel, laptop: Computer, created: Created, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(laptop, created.vault, make_export(tmp_path))
    clock.advance(days=44)
    home_page.refresh()
    qtbot.waitUntil(lambda: home_page.state.status is not None and home_page.state.status.step == "export-again")
    assert home_page.chats.rows[0].state_words == "44 days old – export again"
    with qtbot.waitSignal(home_page.wanted, check_params_cb=lambda step: step == "add-chats"):
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
    with qtbot.waitSignal(home_page.wanted, check_params_cb=lambda step: step == "add-chats"):
        home_page.add_chats()


def test_without_a_vault_nothing_is_done(laptop: Computer, tasks: TaskRunner, tmp_path: Path) -> None:
    viewmodel = HomeViewModel(laptop.services, tasks)
    viewmodel.refresh()
    viewmodel.check()
    viewmodel.take_step()
    viewmodel.help()
    viewmodel.help_with(0)
    assert not tasks.busy
