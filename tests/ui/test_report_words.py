"""A backup's report and a health check in words: nothing is left out, nothing is said twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vault.errors import NotAChat
from vault.exports.base import SKIPPED, Question, Skipped
from vault.services.back_up import BackupLine, BackupReport, FailedExport
from vault.services.check import Health, HealthProblem
from vault.ui.pages_home import line_of
from vault.ui.wording.report_words import _WARNINGS, SKIPPED_WORDS, UNREAD, Fact, health_words, report_words

FAILED = FailedExport(Path("a.zip"), NotAChat(Path("a.zip")))
SAME = line_of("Anna", already=True, new=0, known=12_480, stored=0)


def facts(line: BackupLine) -> list[str]:
    (file,) = report_words(BackupReport((line,), ())).files
    return [f"{fact.kind}: {fact.text} {fact.detail}".strip() for fact in file.facts]


@pytest.mark.parametrize(
    ("backups", "failed", "headline"),
    [
        ([line_of("Anna")], [], "It is in your vault."),
        ([line_of("Anna"), line_of("Ben")], [], "All 2 files are in your vault."),
        ([SAME], [], "This was in your vault already."),
        ([SAME, SAME], [], "All of these were in your vault already."),
        ([replace(SAME, healed=9, stored=9), SAME], [], "What your vault had lost of this is back."),
        ([line_of("Anna")], [FAILED], "1 of 2 files is in your vault."),
        ([line_of("Anna"), SAME], [FAILED], "2 of 3 files are in your vault."),
        ([], [FAILED], "This file was not put into your vault."),
        ([], [FAILED, FAILED], "Nothing was put into your vault."),
        ([line_of("Anna", verified=False), SAME], [FAILED], "Something needs a look before you rely on it."),
        ([line_of("Anna", verified=False)], [], "Something needs a look before you rely on it."),
    ],
)
def test_the_outcome_in_one_sentence(backups: list[BackupLine], failed: list[FailedExport], headline: str) -> None:
    said = report_words(BackupReport(tuple(backups), tuple(failed)))
    assert said.headline == headline
    assert len(said.files) == len(backups)
    assert len(said.troubles) == len(failed)


def test_a_new_chat() -> None:
    assert facts(line_of("Anna")) == [
        "good: 12,480 messages and 1,204 photos and files found. All of it is new.",
        "known: All 14,102 records are accounted for. 12,480 messages, 96 notices of the app, "
        "1,512 parts of messages, 14 empty.",
        "good: 611 MB stored, locked.",
        "good: Read back and compared. The copy in the vault is identical to the file.",
    ]


@pytest.mark.parametrize("verified", [True, False])
def test_what_was_lost_and_is_back(verified: bool) -> None:
    said = facts(replace(SAME, healed=2_500_000, stored=2_500_000, verified=verified))
    assert "known: The very same file was there, and a part of it was lost." in said
    healed = "good: What your vault had lost of it was stored anew: 2.5 MB."
    assert (f"{healed} It is whole again." if verified else healed) in said
    assert not any("stored twice" in one for one in said)


def test_many_files_are_told_in_one_line_each_and_troubles_at_length() -> None:
    open_dates = line_of("Ben", question=Question("date-order", ("03/04/24",)))
    files = report_words(BackupReport((line_of("Anna"), open_dates, SAME), ())).files
    assert [len(file.facts) for file in files] == [1, 2, 1]
    assert files[0].facts[0].text == (
        "12,480 messages and 1,204 photos and files found. 611 MB stored, locked. Read back and compared. "
        "All of it is new."
    )
    assert files[2].facts[0].kind == "known"
    assert "The very same file was there." in files[2].facts[0].text


def test_a_chat_that_grew() -> None:
    grown = facts(line_of("Anna", new=1, known=12_479, stored=23_400_000, attachments=1))
    assert grown[0] == "good: 12,480 messages and 1 photo or file found. 1 message is new, 12,479 were there before."
    assert grown[2] == "good: 23 MB stored, locked. The rest of its 612 MB needed no room."


def test_the_very_same_file() -> None:
    assert [fact for fact in facts(SAME) if "records" not in fact][:2] == [
        "known: 12,480 messages and 1,204 photos and files found. Your vault knew all of them.",
        "known: The very same file was there. Nothing was stored twice.",
    ]


def test_another_file_with_nothing_new() -> None:
    known = facts(line_of("Anna", new=0, known=12_480, stored=900))
    assert known[0].startswith("known: ")
    assert known[2].startswith("good: 900 bytes stored")


@pytest.mark.parametrize("key", sorted(_WARNINGS))
def test_every_warning_is_said(key: str) -> None:
    assert f"attention: {_WARNINGS[key]}" in facts(line_of("Anna", warnings=(key,), verified=key != "not-read-back"))


def test_unread_is_said_once_even_without_a_warning() -> None:
    for line in (line_of("Anna", verified=False), line_of("Anna", verified=False, warnings=("not-read-back",))):
        said = facts(line)
        assert sum("could not read it back" in fact for fact in said) == 1
        assert not any("Read back and compared" in fact for fact in said)


def test_every_reason_for_skipping_has_words() -> None:
    assert SKIPPED.keys() <= SKIPPED_WORDS.keys()


@pytest.mark.parametrize("why", [*sorted(SKIPPED_WORDS), "something-new"])
def test_every_reason_for_skipping_is_said(why: str) -> None:
    said = facts(line_of("Anna", skipped=(Skipped("lines 1-3", why),)))
    begins, _ = SKIPPED_WORDS.get(why, ("Not listed among the messages", ""))
    assert said[-1].startswith(f"attention: {begins}: lines 1-3.")
    assert said[-1].endswith("The file is kept whole.") == (why != "not-stored")


@pytest.mark.parametrize("key", sorted(UNREAD))
def test_what_is_kept_unread_claims_no_messages(key: str) -> None:
    said = facts(line_of("Anna", messages=0, new=0, attachments=0, chats=(), warnings=(key,)))
    assert not any("found" in fact for fact in said)
    assert any("stored, locked" in fact for fact in said)
    assert f"attention: {_WARNINGS[key]}" in said


def test_a_long_list_of_chats_is_cut() -> None:
    chats = tuple(replace(line_of("x").chats[0], name=f"Chat {number}") for number in range(60))
    (file,) = report_words(BackupReport((line_of("x", chats=chats),), ())).files
    assert file.title == "Chat 0, Chat 1, Chat 2 and 57 further chats"


def test_many_skipped_parts_are_counted() -> None:
    skipped = tuple(Skipped(f"line {number}", "not-utf8") for number in range(5))
    assert "5 places" in facts(line_of("Anna", skipped=skipped))[-1]


def test_an_unknown_warning_is_not_silent() -> None:
    assert "attention: Something needs a look." in facts(line_of("Anna", warnings=("quite-new",)))


def test_open_dates_are_said() -> None:
    said = facts(line_of("Anna", question=Question("date-order", ("03/04/24",))))
    assert said[-1] == "attention: Its dates can be read in two ways. Put the file in again to choose."


def test_a_file_without_a_chats_name_has_its_own() -> None:
    (file,) = report_words(BackupReport((replace(line_of("Anna"), chats=()),), ())).files
    assert file.title == "WhatsApp Chat with Anna.zip"


def test_health() -> None:
    well = health_words(Health(True, True, 8_200_000_000, ()))
    assert well.headline == "All of your vault can be read."
    assert well.files[0].facts[0] == Fact(
        "good", "8.2 GB read and compared.", "Nothing is missing, and nothing has changed since it was written."
    )
    assert not well.attention
    ill = health_words(Health(False, True, 10, (HealthProblem("pack", ("Anna",)), HealthProblem("blob", ()))))
    assert ill.headline == "2 parts of your vault cannot be read."
    assert any(fact.text == "Anna may be incomplete." for fact in ill.files[0].facts)
    assert ill.attention


def test_the_photos_that_are_damaged_are_named_and_the_many_counted() -> None:
    names = tuple(f"IMG-{number}.jpg" for number in range(1, 6))
    ill = health_words(Health(False, True, 10, (HealthProblem("pack", ("Anna",), ("Anna.zip",), names),)))
    fact = next(fact for fact in ill.files[0].facts if fact.text == "Some photos or files are damaged.")
    assert fact.detail == "“IMG-1.jpg”, “IMG-2.jpg”, “IMG-3.jpg” and 2 more."
