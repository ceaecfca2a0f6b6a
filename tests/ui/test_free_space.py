"""Free space and removing a chat, with the real deeds behind the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from tests.exports.made_telegram import account, two, written
from vault.services.create_vault import Created
from vault.services.tidy import Going, Staying, Tidied
from vault.ui.models.chat_list import ChatListModel, ChatRow
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import free_space_words
from vault.ui.viewmodels.free_space import FreeSpaceViewModel
from vault.ui.views.free_space import FreeSpaceView, RemoveChatView
from vault.ui.widgets.chat_list import ChatList


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "computer", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    """Three backups of Anna's chat, of which one can go; an account with two chats."""
    made = make_vault(computer, tmp_path / "Family vault")
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30), ("2026-11-01", 40)):
        computer.clock.now = datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)
        back_up(computer, made.vault, make_export(tmp_path / "exports", "Anna", lines(count)))
    path = tmp_path / "exports" / "result.json"
    path.write_bytes(written(account(two("Cara", 102), two("Dora", 103))))
    back_up(computer, made.vault, path)
    computer.clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    return made


@pytest.fixture
def viewmodel(computer: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[FreeSpaceViewModel]:
    made = FreeSpaceViewModel(computer.services, tasks)
    made.show(created.vault)
    made.look()
    qtbot.waitUntil(lambda: bool(made.state.told.sentence))
    yield made
    made.close()


def test_what_can_go_is_shown_and_goes(viewmodel: FreeSpaceViewModel, created: Created, qtbot: QtBot) -> None:
    view = FreeSpaceView(viewmodel)
    qtbot.addWidget(view)
    view.show()
    told = viewmodel.state.told
    assert told.detail == "1 older backup can go. Every message and photo in it is in backups that stay."
    assert [line.text for line in told.lines] == ["Backup of 1 May 2026 goes."]
    assert told.lines[0].detail == "“Anna”"
    assert [chat.name for chat in viewmodel.state.chats] == ["Anna", "Cara", "Dora"]
    assert view.free.text() == told.button
    with qtbot.waitSignal(viewmodel.vault_changed):
        view.free.click()
    assert viewmodel.state.told.detail == "1 backup went. Everything else in your vault is as it was."
    assert not view.free.isVisible()
    assert len(created.vault.repository.snapshots()) == 3
    with qtbot.waitSignal(viewmodel.left):
        view.back.click()


def test_escape_leaves_the_page(viewmodel: FreeSpaceViewModel, qtbot: QtBot) -> None:
    view = FreeSpaceView(viewmodel)
    qtbot.addWidget(view)
    with qtbot.waitSignal(viewmodel.left):
        QTest.keyClick(view, Qt.Key.Key_Escape)


def test_a_vault_that_changed_is_looked_at_again(
    viewmodel: FreeSpaceViewModel, computer: Computer, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(computer, created.vault, make_export(tmp_path / "exports", "Ben"))
    viewmodel.free()
    qtbot.waitUntil(lambda: viewmodel.state.trouble is not None)
    assert viewmodel.state.trouble is not None
    assert viewmodel.state.trouble.headline == "Your vault has changed meanwhile."
    viewmodel.help()
    qtbot.waitUntil(lambda: bool(viewmodel.state.told.sentence))
    assert "Ben" in [chat.name for chat in viewmodel.state.chats]


def test_damage_leads_to_the_health_check(
    viewmodel: FreeSpaceViewModel, computer: Computer, created: Created, qtbot: QtBot
) -> None:
    backend = computer.backend(created.vault.folder)
    backend.files["snapshots", backend.list("snapshots")[0]] = b"x" * 99
    viewmodel.look()
    qtbot.waitUntil(lambda: viewmodel.state.trouble is not None)
    with qtbot.waitSignal(viewmodel.wanted) as wanted:
        viewmodel.help()
    assert wanted.args == ["check"]


def test_a_chat_is_removed_after_a_question(viewmodel: FreeSpaceViewModel, created: Created, qtbot: QtBot) -> None:
    view = RemoveChatView(viewmodel)
    qtbot.addWidget(view)
    view.show()
    anna = viewmodel.state.chats[0].id
    with qtbot.waitSignal(viewmodel.asked):
        viewmodel.ask_about(anna)
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    removal = viewmodel.state.removal
    assert removal is not None
    assert (removal.question, removal.tick, len(removal.lines)) == ("Remove “Anna” for good?", "", 4)
    assert removal.lines[0].text == "40 messages go for good."
    with qtbot.waitSignal(viewmodel.answered):
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert len(created.vault.repository.snapshots()) == 4
    viewmodel.ask_about(anna)
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    with qtbot.waitSignal(viewmodel.answered):
        view.remove.click()
    assert [chat.name for chat in viewmodel.state.chats] == ["Cara", "Dora"]
    assert len(created.vault.repository.snapshots()) == 1


def test_who_shares_an_export_is_told_before_it_goes(viewmodel: FreeSpaceViewModel, qtbot: QtBot) -> None:
    view = RemoveChatView(viewmodel)
    qtbot.addWidget(view)
    view.show()
    viewmodel.ask_about(viewmodel.state.chats[1].id)
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    removal = viewmodel.state.removal
    assert removal is not None
    assert removal.lines[0].detail == "With it: “Dora”."
    assert removal.detail == "As things are, nothing would be removed."
    assert not view.remove.isVisible()
    view.shared.click()
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    assert view.remove.isVisible()
    assert viewmodel.state.removal is not None
    assert any(line.text == "Lost with it: “Dora”." for line in viewmodel.state.removal.lines)


def test_a_chat_s_row_has_a_menu(qtbot: QtBot) -> None:
    model = ChatListModel()
    chats = ChatList(model)
    qtbot.addWidget(chats)
    model.show([ChatRow("id of Anna", "Anna", "whatsapp", "WhatsApp", "good", "Backed up")])
    menu = chats.menu_for(model.rows[0])
    (action,) = menu.actions()
    assert action.text() == "Remove this chat for good…"
    with qtbot.waitSignal(chats.removal_wanted) as asked:
        action.trigger()
    assert asked.args == ["id of Anna"]


def test_why_a_backup_stays_and_what_could_not_be_done() -> None:
    backup = Going("a", datetime(2026, 5, 1, tzinfo=UTC), ("Anna",), "x.zip", 5)
    (line,) = free_space_words._staying([Staying(backup, "holds", 1240, 1)])
    assert line.detail == "“Anna”: no other backup has 1,240 messages and 1 photo or file of it."
    assert len(free_space_words._going([backup] * 9)) == 7
    done = free_space_words.done_words(Tidied((), 0, damaged=1, no_room=2))
    assert [line.kind for line in done.lines] == ["attention", "attention"]


def test_second_copies_that_a_cloud_made_are_said_before_and_after(
    computer: Computer, created: Created, viewmodel: FreeSpaceViewModel, qtbot: QtBot
) -> None:
    backend = computer.backend(created.vault.folder)
    backend.beside["data", "ab" * 32] = [b"one", b"two"]
    viewmodel.ask_about(computer.services.browse.chats(created.vault)[0].id)
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    asked = viewmodel.state.removal
    assert asked is not None
    assert asked.lines[-1].text == "2 extra copies, made by your cloud, lie in your vault’s folder."
    viewmodel.remove()
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    told = viewmodel.state.told.lines[-1]
    assert (told.kind, told.text) == (
        "attention",
        "2 extra copies, made by your cloud, stay in your vault’s folder.",
    )
    one = free_space_words.done_words(Tidied((), 0, copies=1)).lines[-1]
    assert one.text == "1 extra copy, made by your cloud, stays in your vault’s folder."


def test_what_is_kept_for_a_missing_backup_and_what_was_put_aside_is_said(
    computer: Computer, created: Created, viewmodel: FreeSpaceViewModel, qtbot: QtBot
) -> None:
    backend = computer.backend(created.vault.folder)
    second = sorted(created.vault.repository.snapshots(), key=lambda one: one.time)[1]
    del backend.files["snapshots", second.id]
    backend.aside.append(("data", "ab" * 32, b"x" * 5_000))
    viewmodel.look()
    qtbot.waitUntil(lambda: viewmodel.state.work is None)
    told = [(line.kind, line.text, line.detail) for line in viewmodel.state.told.lines]
    assert told[0] == (
        "attention",
        "The backup of 20 May 2026 is gone from your vault’s list.",
        "“Anna”: what it holds stays. “Repair” can list it again.",
    )
    assert told[-1][1] == "Damaged files that a repair put aside stay: 5 kB."
