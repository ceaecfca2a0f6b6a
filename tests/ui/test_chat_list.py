"""The list of chats: seen, heard, and walked by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from vault.ui.delegates.chat_row import row_height
from vault.ui.models.chat_list import ChatListModel, ChatRow, RowRole
from vault.ui.pages_home import CHATS
from vault.ui.theme import DARK, LIGHT, Theme
from vault.ui.widgets.chat_list import ChatList
from vault.ui.widgets.page import ScrollingPage


@pytest.fixture
def model(qapp: QApplication) -> ChatListModel:
    return ChatListModel()


def test_the_model_keeps_qts_rules(model: ChatListModel, qtmodeltester: ModelTester) -> None:
    model.show(CHATS)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show(CHATS[:2])
    model.show(())


def test_a_row_is_seen_and_heard(model: ChatListModel) -> None:
    model.show(CHATS)
    index = model.index(3)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Allotment neighbours"
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == (
        "Allotment neighbours, WhatsApp, 41,022 messages, 2,377 photos and files, 44 days old – export again"
    )
    assert index.data(RowRole) == CHATS[3]
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == 0


def test_the_same_chats_are_only_said_anew(model: ChatListModel, qtbot: QtBot) -> None:
    model.show(CHATS)
    older = tuple(ChatRow(r.id, r.name, r.app, r.detail, r.state, "Backed up Monday") for r in CHATS)
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show(older)
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show(older)
    with qtbot.waitSignal(model.modelReset):
        model.show(older[:1])
    assert model.rows == older[:1]


def test_the_list_is_as_high_as_it_is_long(model: ChatListModel, qtbot: QtBot) -> None:
    chats = ChatList(model)
    qtbot.addWidget(chats)
    chats.resize(700, 300)
    model.show(CHATS)
    assert chats.sizeHint().height() == len(CHATS) * row_height() + 2
    assert chats.minimumSizeHint() == chats.sizeHint()


def test_narrow_or_large_rows_are_higher(dress: Theme) -> None:
    assert row_height(400) > row_height(800) >= 64
    before = row_height(800)
    dress.force(scale=1.5)
    assert row_height(2000) > before


def test_every_state_and_direction_can_be_painted(model: ChatListModel, dress: Theme, qtbot: QtBot) -> None:
    rows = [ChatRow(s, s, "signal", "Signal · 28 chats", s, "word") for s in ("good", "waiting", "bad", "plain")]
    model.show(rows)
    chats = ChatList(model)
    qtbot.addWidget(chats)
    chats.resize(700, chats.sizeHint().height())
    chats.show()
    dress.force(LIGHT)
    light = chats.grab().toImage()
    dress.force(DARK)
    assert chats.grab().toImage() != light
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        mirrored = chats.grab().toImage()
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert mirrored != chats.grab().toImage()


def test_the_keyboard_walks_the_rows_and_the_page_follows(model: ChatListModel, qtbot: QtBot) -> None:
    page = ScrollingPage("Home")
    model.show([ChatRow(str(n), f"Chat {n}", "whatsapp", "WhatsApp", "good", "Backed up today") for n in range(40)])
    chats = ChatList(model)
    page.body.addWidget(chats)
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    chats.setFocus(Qt.FocusReason.TabFocusReason)
    assert chats.currentIndex().row() == 0
    for _ in range(30):
        QTest.keyClick(chats, Qt.Key.Key_Down)
    assert chats.currentIndex().row() == 30
    middle = chats.visualRect(chats.currentIndex()).center()
    assert page.rect().contains(chats.mapTo(page, middle))
