"""What the restore wizard says: never more than was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from vault.progress import ProgressUpdate
from vault.services.browse import Backup, Chat
from vault.services.open_vault import FoundVault
from vault.services.restore import RestorePlan, RestoreReport, Unreadable
from vault.ui.viewmodels import restore_words
from vault.ui.viewmodels.restore_words import ChatRow

TODAY = date(2026, 11, 24)
FOLDER = Path("/srv/Documents/Chats restored 24 Nov 2026")
WHOLE = RestoreReport(FOLDER, 3, 3, 3, 8_200_000_000, 57_413, 57_413, ())


@pytest.mark.parametrize(
    ("report", "chats", "sentence", "tone"),
    [
        (WHOLE, 3, "3 of 3 chats are back, compared bit for bit", "good"),
        (replace(WHOLE, restored=1, of=1, compared=1), 1, "1 of 1 chat is back, compared bit for bit", "good"),
        (replace(WHOLE, restored=5, of=5, compared=5), 3, "5 of 5 files are back, compared bit for bit", "good"),
        (replace(WHOLE, restored=2, compared=2), 3, "2 of 3 chats are back, compared bit for bit", "waiting"),
        (replace(WHOLE, restored=2, compared=3), 3, "2 of 3 chats are back, compared bit for bit", "waiting"),
        (replace(WHOLE, compared=2), 3, "3 of 3 chats are back, 2 compared bit for bit", "waiting"),
        (replace(WHOLE, restored=0, compared=0), 3, "0 of 3 chats are back", "bad"),
        (replace(WHOLE, messages=57_412), 3, "3 of 3 chats are back, compared bit for bit", "waiting"),
    ],
)
def test_the_result_says_what_was_compared(report: RestoreReport, chats: int, sentence: str, tone: str) -> None:
    said = restore_words.outcome(report, chats)
    assert (said.sentence, said.tone) == (sentence, tone)


def test_counts_that_differ_are_both_said() -> None:
    assert restore_words.outcome(WHOLE, 3).counts == "57,413 messages counted · 8.2 GB written"
    fewer = restore_words.outcome(replace(WHOLE, messages=57_412), 3)
    assert fewer.counts == "57,412 of 57,413 messages counted · 8.2 GB written"
    assert "is what the vault holds" not in fewer.proof


def test_nothing_back_lies_nowhere() -> None:
    nothing = restore_words.outcome(replace(WHOLE, restored=0, compared=0, is_left=False), 3)
    assert (nothing.place, nothing.folder) == ("", None)
    part = restore_words.outcome(replace(WHOLE, restored=0, compared=0), 3)
    assert part.place.startswith("What could be read is in")
    assert part.folder == FOLDER
    assert "Nothing could be brought back" in nothing.proof


@pytest.mark.parametrize("why", ["damaged", "missing", "changed", "not-identical", "miscounted", "not-written"])
def test_every_reason_has_its_own_words(why: str) -> None:
    said = {
        key: restore_words.outcome(replace(WHOLE, unreadable=(Unreadable("x", key),)), 3).unreadable[0][1]
        for key in (why, "something new")
    }
    assert said[why] != said["something new"]
    assert len(said[why].split()) <= 20


@pytest.mark.parametrize("count", [0, 1, 3, 4, 40])
def test_what_is_not_whole_is_named_and_nothing_is_left_out(count: int) -> None:
    names = tuple(f"IMG-{number}.jpg" for number in range(count))
    said = restore_words.outcome(replace(WHOLE, unreadable=(Unreadable("x.zip", "damaged", names),)), 3)
    ((name, why),) = said.unreadable
    assert (name, why.count("IMG")) == ("x.zip", min(count, 3))
    assert why.endswith(f" and {count - 3} more.") == (count > 3)
    assert said.all_names == ("\n".join(["x.zip", *(f"    {each}" for each in names)]) if count > 3 else "")


def test_every_export_is_in_the_whole_list() -> None:
    lost = tuple(Unreadable(f"{number}.zip", "missing") for number in range(restore_words.MOST_SHOWN + 1))
    assert restore_words.outcome(replace(WHOLE, unreadable=lost), 3).all_names.split() == [one.name for one in lost]
    assert not restore_words.outcome(replace(WHOLE, unreadable=lost[1:]), 3).all_names


def test_where_it_goes_on() -> None:
    plan = RestorePlan(FOLDER, (), (), needed=8_200_000_000, free=None, goes_on=True, there=1, kept=5_000_000_000)
    said = restore_words.destination(plan)
    assert said.goes_on
    assert said.detail.startswith("Begun and not finished, ")
    assert said.detail.endswith(" · 1 file is back")
    assert said.room == "3.2 GB still to come"
    nothing_whole = restore_words.destination(replace(plan, there=0))
    assert "0 files" not in nothing_whole.detail


def _chat(**changes: object) -> Chat:
    made = datetime(2026, 11, 20, 17, tzinfo=UTC)
    backup = Backup("s", made, "WhatsApp Chat with Anna.zip", 6_100_000_000)
    chat = Chat(
        "1",
        "Anna",
        "whatsapp",
        "WhatsApp",
        12_480,
        3,
        (),
        datetime(2015, 3, 1, tzinfo=UTC),
        made,
        (backup,),
        6_100_000_000,
    )
    return replace(chat, **changes)  # type: ignore[arg-type]


def test_a_chat_by_app_messages_dates_and_size() -> None:
    row = restore_words.chat_row(_chat(), date(2026, 11, 20))
    assert (row.detail, row.size) == ("WhatsApp · 12,480 messages · March 2015 – today", "6.1 GB")
    assert row.spoken == "Anna, WhatsApp, 12,480 messages, March 2015 – today, 6.1 GB"


def test_counts_that_are_not_exact_say_so_and_unsure_dates_are_left_out() -> None:
    row = restore_words.chat_row(_chat(exact=False, first=None, last=None), TODAY)
    assert row.detail == "WhatsApp · at least 12,480 messages"


def test_an_app_without_an_icon_gets_a_bubble() -> None:
    assert restore_words.chat_row(_chat(app="carrier-pigeon"), TODAY).icon == "chat"


def test_which_vault_it_is() -> None:
    line = restore_words.vault_line("Family vault", [_chat()], TODAY)
    assert line == "“Family vault”, last backed up on Friday 20 November. Nothing is written yet."
    assert restore_words.vault_line("Family vault", [], TODAY) == "“Family vault” holds no chats yet."


def test_the_choice_is_summed_up() -> None:
    rows = [ChatRow(str(n), "x", "chat", "", "", 4_100_000_000) for n in range(3)]
    assert restore_words.chosen_line(rows, frozenset(("0", "2"))) == "2 of 3 chosen · 8.2 GB"
    assert restore_words.chosen_line(rows, frozenset()) == "0 of 3 chosen · 0 bytes"


@pytest.mark.parametrize(
    ("folder", "line"),
    [
        ("/media/anna/STICK/v", "Nothing on the disk is changed."),
        ("/srv/Documents/v", "Nothing in the vault is changed."),
        (None, "Nothing in the vault is changed."),
    ],
)
def test_what_is_not_changed(folder: str | None, line: str) -> None:
    assert restore_words.nothing_changed_line(Path(folder) if folder else None) == line


def test_half_a_vault_outside_the_cloud_can_still_be_opened() -> None:
    half = FoundVault(Path("/media/anna/STICK/v"), "v", datetime(2026, 5, 3, tzinfo=UTC), 5, complete=False)
    row = restore_words.candidate(half, TODAY)
    assert row.detail == "Last changed Sunday 3 May · 5 bytes · on the disk “STICK”"
    assert row.note == "Parts are missing: this is half a vault. You can open it and see what is left."


def test_room_is_said_where_it_is_known() -> None:
    plan = RestorePlan(FOLDER, (), (), 8_200_000_000, None)
    assert restore_words.destination(plan).room == "8.2 GB needed"
    assert restore_words.destination(replace(plan, free=120_400_000_000)).room == "8.2 GB needed · 120.4 GB free there"
    assert restore_words.destination(plan).warning == ""


def test_how_far_it_is() -> None:
    now = restore_words.running(ProgressUpdate("comparing", 3_100_000_000, 8_200_000_000), "about 2 minutes left")
    assert now.what == "Comparing every byte with the vault"
    assert (now.how_far, now.how_long) == ("3.1 GB of 8.2 GB", "about 2 minutes left")
    assert now.share == pytest.approx(0.378, abs=0.001)
    unknown = restore_words.running(ProgressUpdate("new-step", 5, None), "")
    assert (unknown.what, unknown.share, unknown.how_far) == ("Bringing your chats back", None, "5 bytes")
