"""The check-up of the phone: one card open at a time, answers kept, and what each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_vault
from tests.clock import Clock
from tests.ui.test_messages import BANNED
from vault.exposure.app_settings import app_settings
from vault.services.check_up import REMIND_AFTER, Card, CheckUp
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.check_up import CheckUpViewModel
from vault.ui.viewmodels.check_up_state import CheckUpState, card_words, next_due, overview, state_of
from vault.ui.views.check_up import CheckUpView
from vault.ui.widgets.check_up_card import CheckUpCard

TODAY = date(2026, 11, 24)


class Notes(dict[str, bytes]):
    """Notes that lie in memory."""

    def put(self, key: str, value: bytes) -> None:
        self[key] = value


def cards(*given: tuple[str, str], on: date = TODAY, today: date = TODAY) -> tuple[Card, ...]:
    days = [on]
    check_up = CheckUp(Notes(), lambda: days[0])
    for app, answer in given:
        check_up.answer(app, answer)
    days[0] = today
    return check_up.cards()


def card(key: str, *given: tuple[str, str], today: date = TODAY) -> Card:
    return next(each for each in cards(*given, today=today) if each.facts.key == key)


# -- words -------------------------------------------------------------------------------------------


def test_an_open_card_says_nothing_of_what_was_not_answered() -> None:
    words = card_words(card("whatsapp"), "android")
    assert words.state_line == "Not answered yet"
    assert words.pill is None
    assert (words.meaning, words.mend, words.note, words.stays) == ("", (), "", "")
    assert words.look[-1] == "Chat backup"


def test_an_answer_has_its_meaning_its_remedy_and_its_next_day() -> None:
    words = card_words(card("whatsapp", ("whatsapp", "open")), "iphone")
    assert words.pill == ("Half locked", "unlocked", "waiting")
    assert words.meaning.startswith("This is only half locked.")
    assert words.mend[-1] == "Turn on"
    assert words.dates == "Answered on 24 November 2026. We ask again on 22 February 2027."
    good = card_words(card("whatsapp", ("whatsapp", "locked")), "iphone")
    assert (good.meaning, good.mend) == ("Nothing to do here.", ())
    assert good.stays, "what stays behind is said also where all is well"
    unknown = card_words(card("whatsapp", ("whatsapp", "unknown")), "iphone")
    assert unknown.pill is not None
    assert unknown.pill[0] == "Cannot tell"


def test_the_path_is_that_of_the_phone_in_hand() -> None:
    assert card_words(card("imessage"), "iphone").look[0] == "Settings"
    android = card_words(card("imessage"), "android")
    assert android.look == ()
    assert android.no_look == "There is nothing to look at on an Android phone."
    assert card_words(card("discord"), "android").no_look == "", "it has no such setting on any phone"


def test_old_and_unconfirmed_facts_are_worded_as_unsure() -> None:
    sure = card_words(card("whatsapp"), "android")
    assert sure.unsure == ""
    old = card_words(card("whatsapp", today=TODAY + timedelta(days=200)), "android")
    assert old.unsure == "This may have changed: last looked at on 23 November 2026."
    assert card_words(card("viber"), "android").unsure


def test_an_old_answer_is_asked_again() -> None:
    later = TODAY + REMIND_AFTER
    words = card_words(card("whatsapp", ("whatsapp", "locked"), today=later), "android")
    assert words.state_line.endswith("time to look again")
    assert next_due(cards(("whatsapp", "locked"), today=later)) == "whatsapp"
    assert next_due(cards(("whatsapp", "locked"))) == "imessage"


def test_how_far_it_is() -> None:
    sentence, detail = overview(cards(("whatsapp", "open")), TODAY)
    assert sentence == "What your phone sends to the cloud"
    assert detail.startswith(f"1 of {len(app_settings())} answered.")
    everything = tuple((facts.key, facts.answers[0].key) for facts in app_settings())
    sentence, detail = overview(cards(*everything), TODAY)
    assert sentence.startswith(("You have answered everything.", "One thing", "2 things"))
    assert "22 February 2027" in detail
    assert next_due(cards(*everything)) == ""


@pytest.mark.parametrize("facts", app_settings(), ids=lambda facts: facts.key)
def test_every_card_is_plain_whatever_is_answered(facts: object) -> None:
    key = getattr(facts, "key", "")
    for answer in next(each for each in app_settings() if each.key == key).answers:
        for phone in ("android", "iphone"):
            words = card_words(card(key, (key, answer.key)), "android" if phone == "android" else "iphone")
            said = (words.state_line, words.question, words.readers, words.why, words.meaning, words.note, words.stays)
            for text in said:
                assert not [word for word in BANNED if re.search(rf"\b{word}\b", text.lower())], text


# -- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def check_up(laptop: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[CheckUpViewModel]:
    viewmodel = CheckUpViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    qtbot.waitUntil(lambda: viewmodel.state.loaded)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def page(check_up: CheckUpViewModel, qtbot: QtBot) -> CheckUpView:
    view = CheckUpView(check_up)
    qtbot.addWidget(view)
    view.resize(832, 760)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return view


def opened(page: CheckUpView) -> CheckUpCard:
    (found,) = [each for each in page.cards if each.answers]
    return found


def test_it_begins_with_the_first_open_card(page: CheckUpView, check_up: CheckUpViewModel, qtbot: QtBot) -> None:
    check_up.begin()
    qtbot.waitUntil(lambda: check_up.state.open == "whatsapp")
    assert opened(page).card.key == "whatsapp"
    check_up.begin("signal")
    assert opened(page).card.key == "signal"
    page.cards[0].row.click()
    assert opened(page).card.key == "whatsapp"
    page.cards[0].row.click()
    assert not [each for each in page.cards if each.answers]


def test_answering_by_keyboard_leads_from_card_to_card(
    page: CheckUpView, check_up: CheckUpViewModel, qtbot: QtBot
) -> None:
    check_up.begin()
    opened(page).answers[2].setFocus()
    with qtbot.waitSignal(check_up.answered):
        QTest.keyClick(opened(page).answers[2], Qt.Key.Key_Space)
    assert check_up.state.answered == 1
    forward = opened(page).forward
    assert forward is not None
    assert forward.hasFocus(), "the next thing to press"
    assert forward.text() == "Next app"
    QTest.keyClick(forward, Qt.Key.Key_Return)
    assert check_up.state.open == "imessage"
    assert opened(page).row.hasFocus()


def test_whatever_is_opened_comes_into_view(page: CheckUpView, check_up: CheckUpViewModel, qtbot: QtBot) -> None:
    """By keyboard, from the first to the last of twenty; and what an answer comes to as well."""
    page.resize(652, 640)
    check_up.begin()
    for key in [facts.key for facts in app_settings()]:
        if check_up.state.open != key:
            row = next(each.row for each in page.cards if each.card.key == key)
            row.setFocus()
            QTest.keyClick(row, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: in_view(page, opened(page)))
        assert opened(page).card.key == key
        with qtbot.waitSignal(check_up.answered):
            QTest.keyClick(opened(page).answers[-1], Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: in_view(page, opened(page)))


def test_the_page_comes_up_at_the_open_card(page: CheckUpView, check_up: CheckUpViewModel, qtbot: QtBot) -> None:
    page.hide()
    page.resize(652, 640)
    check_up.open_card(app_settings()[-1].key)
    QApplication.processEvents()  # nobody sees what is brought into view now
    page.show()
    qtbot.waitUntil(lambda: in_view(page, opened(page)))


def in_view(page: CheckUpView, card: CheckUpCard) -> bool:
    """All of it; of one that is higher than the page, as much as there is room for."""
    area = page.findChild(QScrollArea)
    assert area is not None
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    place = QRect(card.mapTo(area.viewport(), QPoint(0, 0)), card.size())
    return card.isVisible() and place.top() >= 0 and place.bottom() <= max(area.viewport().height(), card.height() + 8)


def test_answers_survive_and_can_be_forgotten(
    page: CheckUpView, check_up: CheckUpViewModel, laptop: Computer, created: Created, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(check_up.answered):
        check_up.answer("whatsapp", "open")
    assert laptop.services.check_up(created.vault).summary().answered == 1
    check_up.open_card("whatsapp")
    chosen = [row for row in opened(page).answers if row.isChecked()]
    assert [row.text() for row in chosen] == ["It backs up, not end-to-end encrypted"]
    chosen[0].click()
    assert chosen[0].isChecked(), "pressing an answer never takes it away"
    qtbot.waitUntil(lambda: check_up.state.answered == 1)
    forget = next(b for b in opened(page).findChildren(QAbstractButton) if b.text() == "Forget my answer")
    forget.click()
    qtbot.waitUntil(lambda: check_up.state.answered == 0)


def test_answers_given_at_once_are_all_kept(
    check_up: CheckUpViewModel, laptop: Computer, created: Created, qtbot: QtBot
) -> None:
    """Three threads could each write over what another has just written."""
    for facts in app_settings():
        check_up.answer(facts.key, facts.answers[0].key)
    qtbot.waitUntil(lambda: check_up.state.answered == len(app_settings()))
    assert laptop.services.check_up(created.vault).summary().answered == len(app_settings())


def test_the_phone_in_hand_is_chosen_once(page: CheckUpView, check_up: CheckUpViewModel) -> None:
    check_up.open_card("whatsapp")
    android, iphone = (b for b in page.phones.findChildren(QAbstractButton))
    assert android.isChecked()
    iphone.click()
    assert check_up.state.phone == "iphone"
    assert [android.isChecked(), iphone.isChecked()] == [False, True]
    iphone.click()
    assert iphone.isChecked()
    QApplication.processEvents()  # what was just added is shown then
    said = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "Settings › Chats › Chat backup" in said


def test_a_state_is_made_for_pictures_as_for_life(clock: Clock) -> None:
    state = state_of(CheckUpState(open="signal", phone="iphone"), cards(("signal", "kept")), TODAY)
    assert (state.answered, state.loaded, state.open) == (1, True, "signal")
    assert len(state.cards) == len(app_settings())
