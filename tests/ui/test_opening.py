"""Opening a vault: by the password safe, by the sheet where that cannot, and saying what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_computer, make_vault
from tests.clock import Clock
from vault.errors import NewerFormat
from vault.keychain.memory import MemoryKeyStore
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.opening import OpeningViewModel
from vault.ui.views.opening import ASKING, NOT_OPEN, OPENING, OpeningView


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Created:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    made.vault.close()
    return made


@pytest.fixture
def opening(laptop: Computer, created: Created, tasks: TaskRunner) -> OpeningViewModel:
    return OpeningViewModel(laptop.restarted().services, tasks)


@pytest.fixture
def opened(opening: OpeningViewModel) -> Iterator[list[OpenedVault]]:
    vaults: list[OpenedVault] = []
    opening.opened.connect(vaults.append)
    yield vaults
    for vault in vaults:
        vault.close()


@pytest.fixture
def view(opening: OpeningViewModel, qtbot: QtBot) -> OpeningView:
    page = OpeningView(opening)
    qtbot.addWidget(page)
    return page


def rows(created: Created) -> dict[int, str]:
    return dict(enumerate(created.sheet.code.rows, 1))


def test_the_password_safe_opens_it(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, view: OpeningView, qtbot: QtBot
) -> None:
    opening.open(created.vault.folder)
    assert opening.state.busy
    assert view._title.text() == OPENING
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == "Family vault"


def test_an_empty_safe_asks_for_the_sheet_and_the_sheet_opens(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, laptop: Computer, view: OpeningView,
    qtbot: QtBot,
) -> None:  # fmt: skip
    laptop.key_store.wipe()
    opening.open(created.vault.folder)
    qtbot.waitUntil(lambda: opening.state.asks_sheet)
    assert opening.state.trouble is not None
    assert opening.state.trouble.headline == "This computer no longer has your key."
    assert view._title.text() == ASKING
    assert not view.open_button.isEnabled()
    for number, row in rows(created).items():
        QTest.keyClicks(view.rows.rows[number].field, row.lower())
    assert view.open_button.isEnabled()
    QTest.mouseClick(view.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened))
    assert set(view.rows.typed().values()) == {""}  # nothing of the sheet stays in the window
    assert opened[0].memory.key_id is not None  # this computer is a way in again
    assert laptop.key_store.get(opened[0].memory.public_id, opened[0].memory.key_id)


def test_the_person_may_not_want_this_computer_to_remember(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, laptop: Computer, view: OpeningView,
    qtbot: QtBot,
) -> None:  # fmt: skip
    laptop.key_store.wipe()
    opening.ask_sheet(created.vault.folder)
    view.remember.setChecked(False)
    opening.submit(rows(created))
    qtbot.waitUntil(lambda: bool(opened))
    ways_in = opened[0].repository.keys()
    assert not [way for way in ways_in if laptop.key_store.get(opened[0].memory.public_id, way.id)]


def test_a_locked_safe_offers_both_ways(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, laptop: Computer, view: OpeningView,
    qtbot: QtBot,
) -> None:  # fmt: skip
    laptop.key_store.locked = True
    opening.open(created.vault.folder)
    qtbot.waitUntil(lambda: opening.state.asks_sheet)
    assert opening.state.can_retry
    assert view.retry.isVisibleTo(view)
    laptop.key_store.locked = False
    QTest.mouseClick(view.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened))


def test_no_safe_at_all_is_no_obstacle_for_the_sheet(
    created: Created, laptop: Computer, clock: Clock, tasks: TaskRunner, qtbot: QtBot, home: Path
) -> None:
    safe = MemoryKeyStore(absent=True)
    bare = make_computer(home / "bare", clock, laptop.shelves, key_store=safe)
    opening = OpeningViewModel(bare.services, tasks)
    opening.open(created.vault.folder)
    qtbot.waitUntil(lambda: opening.state.asks_sheet)
    with qtbot.waitSignal(opening.opened) as caught:
        opening.submit(rows(created))
    assert caught.args is not None
    caught.args[0].close()


def test_another_vaults_sheet_is_recognised_and_forgotten_when_typing(
    opening: OpeningViewModel, created: Created, laptop: Computer, tmp_path: Path, qtbot: QtBot
) -> None:
    other = make_vault(laptop, tmp_path / "Other vault")
    other.vault.close()
    opening.ask_sheet(created.vault.folder)
    opening.submit(rows(other))
    qtbot.waitUntil(lambda: opening.state.trouble is not None)
    assert opening.state.trouble is not None
    assert opening.state.trouble.headline == "This sheet belongs to another vault."
    assert opening.state.asks_sheet
    opening.typed()
    assert opening.state.trouble is None


def test_a_mistaken_row_is_named_without_trying(opening: OpeningViewModel, created: Created, tasks: TaskRunner) -> None:
    typed = rows(created)
    typed[2] = typed[2][:-1] + ("2" if typed[2][-1] != "2" else "3")
    opening.ask_sheet(created.vault.folder)
    opening.submit(typed)
    assert not tasks.busy
    assert opening.state.trouble is not None
    assert opening.state.trouble.headline == "Row 2 has a mistake."
    opening.help()
    assert opening.state.trouble is None


def test_a_missing_folder_can_be_tried_again_or_looked_for(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, laptop: Computer, view: OpeningView,
    qtbot: QtBot,
) -> None:  # fmt: skip
    backend = laptop.backend(created.vault.folder)
    backend.present = False
    opening.open(created.vault.folder)
    qtbot.waitUntil(lambda: not opening.state.busy)
    assert view._title.text() == NOT_OPEN
    assert not opening.state.asks_sheet
    with qtbot.waitSignal(opening.wanted, check_params_cb=lambda deed: deed == "choose-folder"):
        QTest.mouseClick(view.elsewhere, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(opening.wanted, check_params_cb=lambda deed: deed == "bring-back"):
        QTest.mouseClick(view.bring_back, Qt.MouseButton.LeftButton)
    backend.present = True
    opening.help()
    qtbot.waitUntil(lambda: bool(opened))


def test_damage_offers_the_sheet_and_no_check_of_what_is_not_open(
    opening: OpeningViewModel, created: Created, laptop: Computer, view: OpeningView, qtbot: QtBot
) -> None:
    backend = laptop.backend(created.vault.folder)
    for key in [key for key in backend.files if key[0] == "config"]:
        backend.files[key] = b"\0" * 100
    opening.open(created.vault.folder)
    qtbot.waitUntil(lambda: opening.state.trouble is not None)
    assert not opening.has_help
    assert not view.message._button.isVisibleTo(view)
    assert opening.state.asks_sheet


def test_a_newer_vault_can_only_be_tried_again_or_left(opening: OpeningViewModel, view: OpeningView) -> None:
    with pytest.raises(ValueError, match="bug"):
        opening._could_not(ValueError("bug"))
    assert not opening.has_help
    opening._could_not(NewerFormat(3))
    assert not view.message._button.isVisibleTo(view)
    assert view.retry.isVisibleTo(view)


def test_a_folder_without_a_vault_asks_for_another(
    opening: OpeningViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    opening.open(tmp_path / "nothing here")
    qtbot.waitUntil(lambda: opening.state.trouble is not None)
    with qtbot.waitSignal(opening.wanted, check_params_cb=lambda deed: deed == "choose-folder"):
        opening.help()


def test_enter_in_the_last_row_opens(
    opening: OpeningViewModel, opened: list[OpenedVault], created: Created, view: OpeningView, qtbot: QtBot
) -> None:
    opening.ask_sheet(created.vault.folder)
    view.show()
    for number, row in rows(created).items():
        QTest.keyClicks(view.rows.rows[number].field, row)
    QTest.keyClick(view.rows.rows[4].field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))


def test_nothing_happens_without_a_folder(opening: OpeningViewModel, tasks: TaskRunner) -> None:
    opening.retry()
    opening.submit({1: "", 2: "", 3: "", 4: ""})
    assert not tasks.busy
    assert opening.folder is None
