"""The check-up of the phone's own backups: answers are kept, grow old, and follow the facts."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from vault.errors import PlaceFailed
from vault.exposure import app_settings as facts_module
from vault.exposure.app_settings import app_settings
from vault.library.index import LibraryUnusable
from vault.services import check_up
from vault.services.check_up import REMIND_AFTER, CheckUp


class MemoryNotes:
    """Notes for the length of a test."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.kept[key] = value


class Calendar:
    """A day that can be turned."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 24)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def notes() -> MemoryNotes:
    return MemoryNotes()


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def service(notes: MemoryNotes, calendar: Calendar) -> CheckUp:
    return CheckUp(notes, calendar)


def test_before_anything_is_answered_nothing_is_known(service: CheckUp) -> None:
    cards = service.cards()
    assert len(cards) == len(app_settings())
    assert all(card.due and card.severity == "grey" and card.answer is None for card in cards)
    summary = service.summary()
    assert (summary.answered, summary.due, summary.red, summary.amber) == (0, len(cards), 0, 0)


def test_an_answer_is_kept_with_its_day(service: CheckUp, notes: MemoryNotes, calendar: Calendar) -> None:
    service.answer("whatsapp", "open")
    card = next(card for card in CheckUp(notes, calendar).cards() if card.facts.key == "whatsapp")
    assert (card.answer, card.answered_on, card.severity, card.due) == ("open", calendar.day, "amber", False)
    assert service.summary().amber == 1


def test_an_answer_is_asked_for_again_after_ninety_days(service: CheckUp, calendar: Calendar) -> None:
    service.answer("signal", "kept")
    calendar.day += REMIND_AFTER - timedelta(days=1)
    assert not _card(service, "signal").due
    calendar.day += timedelta(days=1)
    card = _card(service, "signal")
    assert (card.due, card.changed, card.answer) == (True, False, "kept")


def test_changed_facts_ask_again_and_keep_the_old_answer(service: CheckUp, monkeypatch: pytest.MonkeyPatch) -> None:
    service.answer("instagram", "open")
    changed = tuple(
        msgspec.structs.replace(facts, readers="Meta says something new.") if facts.key == "instagram" else facts
        for facts in facts_module.app_settings()
    )
    monkeypatch.setattr(check_up, "app_settings", lambda: changed)
    card = _card(service, "instagram")
    assert (card.due, card.changed, card.answer, card.severity) == (True, True, "open", "red")


def test_an_answer_that_is_none_any_more_counts_as_not_known(service: CheckUp, monkeypatch: pytest.MonkeyPatch) -> None:
    service.answer("viber", "open")
    fewer = tuple(
        msgspec.structs.replace(facts, answers=facts.answers[-1:]) if facts.key == "viber" else facts
        for facts in facts_module.app_settings()
    )
    monkeypatch.setattr(check_up, "app_settings", lambda: fewer)
    card = _card(service, "viber")
    assert (card.answer, card.answered_on, card.severity, card.due) == (None, None, "grey", True)


def test_an_answer_can_be_taken_back(service: CheckUp) -> None:
    service.answer("telegram", "open")
    assert service.take_back("telegram").answer is None
    assert service.summary().answered == 0


@pytest.mark.parametrize(("app", "answer"), [("telegram", "nonsense"), ("nonsense", "open")])
def test_what_does_not_exist_is_refused(service: CheckUp, app: str, answer: str) -> None:
    with pytest.raises(KeyError):
        service.answer(app, answer)


def test_notes_that_cannot_be_read_are_asked_for_again(service: CheckUp, notes: MemoryNotes) -> None:
    notes.put("check-up", b"\x00 not what we wrote")
    assert service.summary().answered == 0


def _card(service: CheckUp, app: str) -> check_up.Card:
    return next(card for card in service.cards() if card.facts.key == app)


class BrokenNotes(MemoryNotes):
    """A disk that does not serve just now."""

    def get(self, key: str) -> bytes | None:
        raise LibraryUnusable("IOError")


class FullNotes(MemoryNotes):
    """A disk that takes nothing."""

    def put(self, key: str, value: bytes) -> None:
        raise LibraryUnusable("FullError")


def test_a_disk_that_does_not_serve_hides_answers_and_loses_none() -> None:
    calendar = Calendar()
    broken = CheckUp(BrokenNotes(), calendar)
    assert broken.summary().answered == 0
    with pytest.raises(PlaceFailed):
        broken.answer("whatsapp", "open")
    with pytest.raises(PlaceFailed):
        broken.take_back("whatsapp")
    with pytest.raises(PlaceFailed):
        CheckUp(FullNotes(), calendar).answer("whatsapp", "open")
