"""Facts become words: chats, their age, the status."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from vault.services.browse import Backup, Chat
from vault.services.status_rules import ChatState, Status
from vault.ui.viewmodels.home_state import chat_rows, status_in_words, totals

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def chat(name: str = "Anna", *, attachments: int = 3, made: datetime = NOON) -> Chat:
    backups = (Backup("ab" * 32, made, f"{name}.zip", 10),)
    return Chat(name, name, "whatsapp", "WhatsApp", 12_480, attachments, (name,), made, made, backups, 10)


def state(age: int, judged: str = "green", name: str = "Anna") -> ChatState:
    made = NOON - timedelta(days=age)
    return ChatState(name, "whatsapp", 1, made, made, judged)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age", "judged", "words"),
    [
        (0, "green", "Backed up today"),
        (1, "green", "Backed up yesterday"),
        (4, "green", "Backed up Monday"),
        (18, "green", "Backed up 2 Nov 2026"),
        (44, "yellow", "44 days old – export again"),
        (1, "yellow", "1 day old – export again"),
        (-1, "yellow", "Export again"),
        (3, "red", "Cannot be read"),
    ],
)
def test_the_age_of_a_chat(age: int, judged: str, words: str) -> None:
    (row,) = chat_rows([chat()], [state(age, judged)], TODAY)
    assert row.state_words == words
    assert row.state == {"green": "good", "yellow": "waiting", "red": "bad"}[judged]


def test_a_row_counts_what_there_is() -> None:
    with_photos, without = chat_rows([chat(), chat("Ben", attachments=0)], [], TODAY)
    assert with_photos.detail == "WhatsApp · 12,480 messages · 3 photos and files"
    assert without.detail == "WhatsApp · 12,480 messages"
    assert without.state_words == "Backed up today"


def test_the_totals() -> None:
    assert totals([chat(), chat("Ben")], 8_200_000_000, "Family vault") == (
        "24,960 messages · 8.2 GB locked in “Family vault”"
    )


def test_a_status_in_words_has_its_first_step() -> None:
    status = Status("yellow", "sheet-unproved", "V", (), (), ("prove-sheet", "first-backup"))
    said = status_in_words(status, TODAY)
    assert said.state == "waiting"
    assert said.step == "prove-sheet"
    assert said.button
    assert said.sentence


def test_a_good_status_asks_for_nothing() -> None:
    status = Status("green", "all-good", "V", (), (), (), sheet_proved_on=NOON, protected_until=NOON)
    said = status_in_words(status, TODAY)
    assert (said.state, said.step, said.button) == ("good", None, "")
    assert "Friday 20 November" in said.sentence
