"""A table of facts and the status that they make. Green is the exception that needs every fact on its side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from vault.services import status_words
from vault.services.status_rules import LITTLE_SPACE, ChatFacts, Facts, NextStep, Reason, Status, judge

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PROVED = NOW - timedelta(days=10)
BANNED = (
    "repository", "snapshot", "prune", "passphrase", "keyring", "backend", "hash", "mount", "decrypt", "repo", "store",
    "archive", "seed", "mnemonic", "verify", "fsck", "scrub", "dump", "parser", "adapter", "leak", "vulnerability",
    "erased", "hacked", "blob", "pack", "index", "tree", "key file", "lock file",
)  # fmt: skip


def chat(*, days: float = 4, is_read: bool = True, name: str = "Anna", messages: int = 20) -> ChatFacts:
    return ChatFacts(name, "whatsapp", messages, NOW - timedelta(days=days), is_read, NOW - timedelta(days=days + 1))


def facts(**changes: Any) -> Facts:
    good = Facts(
        now=NOW,
        vault="Chats",
        place="/media/blue/Chats",
        sheet_proved_on=PROVED,
        chats=(chat(),),
        newest=NOW - timedelta(days=4),
        backups=1,
        free=10 << 30,
    )
    return replace(good, **changes)


TABLE: list[tuple[str, Facts, str, str, list[str]]] = [
    ("all is well", facts(), "green", "all-good", []),
    ("several chats", facts(chats=(chat(), chat(name="Ben", days=34))), "green", "all-good", []),
    ("free space unknown", facts(free=None), "green", "all-good", []),
    ("checked long ago", facts(last_checked_on=NOW - timedelta(days=900)), "green", "all-good", []),
    ("other snapshots beside", facts(other_backups=7), "green", "all-good", []),
    ("clock a little behind", facts(newest=NOW + timedelta(hours=23)), "green", "all-good", []),
    ("exactly 35 days", facts(chats=(chat(days=35),)), "green", "all-good", []),
    ("35 days and a second", facts(chats=(chat(days=35.0001),)), "yellow", "old", ["export-again"]),
    ("one of two old", facts(chats=(chat(), chat(days=60))), "yellow", "old", ["export-again"]),
    ("sheet not proved", facts(sheet_proved_on=None), "yellow", "sheet-unproved", ["prove-sheet"]),
    ("no chat yet", facts(chats=(), newest=None, backups=0), "yellow", "nothing-yet", ["first-backup"]),
    (
        "brand new",
        facts(chats=(), newest=None, backups=0, sheet_proved_on=None),
        "yellow", "sheet-unproved", ["prove-sheet", "first-backup"],
    ),
    ("only foreign snapshots", facts(chats=(), backups=0, other_backups=3), "yellow", "nothing-yet", ["first-backup"]),
    ("never read back", facts(chats=(chat(is_read=False),)), "yellow", "not-read-back", ["check"]),
    ("one never read back", facts(chats=(chat(), chat(is_read=False))), "yellow", "not-read-back", ["check"]),
    ("old and never read back", facts(chats=(chat(days=60, is_read=False),)), "yellow", "not-read-back",
     ["check", "export-again"]),
    ("clock two days behind", facts(newest=NOW + timedelta(days=2)), "yellow", "clock-behind", ["set-clock"]),
    ("arriving", facts(is_arriving=True), "yellow", "still-arriving", ["wait"]),
    ("arriving and damaged", facts(is_arriving=True, is_damaged=True), "red", "damaged", ["repair"]),
    ("disk almost full", facts(free=LITTLE_SPACE - 1), "yellow", "disk-nearly-full", ["free-space"]),
    ("disk full", facts(free=0), "yellow", "disk-nearly-full", ["free-space"]),
    ("damaged", facts(is_damaged=True), "red", "damaged", ["repair"]),
    ("damaged and unproved", facts(is_damaged=True, sheet_proved_on=None), "red", "damaged", ["repair", "prove-sheet"]),
    (
        "damaged and not read back", facts(is_damaged=True, chats=(chat(is_read=False),)), "red", "damaged",
        ["repair", "check"],
    ),
    ("emptied of chats and damaged", facts(is_damaged=True, chats=()), "red", "damaged", ["repair", "first-backup"]),
    ("no vault", Facts(NOW, trouble="no-vault"), "yellow", "no-vault", ["make-or-bring-back"]),
    ("disk not there", facts(trouble="place-missing"), "yellow", "place-missing", ["plug-in", "choose-folder"]),
    ("vault gone from its folder", facts(trouble="not-a-vault"), "red", "not-a-vault", ["choose-folder"]),
    ("not allowed", facts(trouble="no-permission"), "red", "no-permission", ["another-place"]),
    ("disk fault", facts(trouble="place-failed"), "red", "place-failed", ["another-place"]),
    ("cannot be opened", facts(trouble="cannot-open"), "red", "cannot-open", ["use-sheet", "choose-folder"]),
    ("newer program", facts(trouble="newer-format"), "yellow", "newer-format", ["update-program"]),
    ("key gone", facts(trouble="keychain-empty"), "yellow", "keychain-empty", ["use-sheet"]),
    ("another password safe", facts(trouble="keychain-changed"), "yellow", "keychain-changed", ["use-sheet"]),
    ("locked", facts(trouble="keychain-locked"), "yellow", "keychain-locked", ["unlock-keychain", "use-sheet"]),
    ("silent", facts(trouble="keychain-silent"), "yellow", "keychain-silent", ["unlock-keychain", "use-sheet"]),
    ("no password safe", facts(trouble="no-keychain"), "yellow", "no-keychain", ["use-sheet"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "state", "reason", "steps"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_table(given: Facts, state: str, reason: str, steps: list[str]) -> None:
    status = judge(given)
    assert (status.state, status.reason, list(status.next_steps)) == (state, reason, steps)


@pytest.mark.parametrize("given", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_green_has_no_button_and_everything_else_has_one(given: Facts) -> None:
    status = judge(given)
    assert bool(status.next_steps) == (status.state != "green")


def test_the_table_has_every_reason_and_every_step() -> None:
    assert {row[3] for row in TABLE} == set(get_args(Reason))
    assert {step for row in TABLE for step in row[4]} == set(get_args(NextStep))


@pytest.mark.parametrize("given", [row[1] for row in TABLE if row[2] != "green"], ids=lambda given: str(given.trouble))
def test_no_single_fact_turns_it_green(given: Facts) -> None:
    assert judge(given).state != "green"


def test_protected_is_what_the_oldest_chat_allows() -> None:
    status = judge(facts(chats=(chat(days=2), chat(days=30, name="Ben"))))
    assert status.protected_until == NOW - timedelta(days=30)
    assert judge(facts(is_damaged=True)).protected_until is None
    assert judge(facts(trouble="place-missing")).protected_until is None


def test_each_chat_has_its_own_state() -> None:
    status = judge(facts(chats=(chat(), chat(days=60), chat(is_read=False))))
    assert [found.state for found in status.chats] == ["green", "yellow", "yellow"]
    assert status.old_chats == 1


def test_further_reasons_are_kept_in_order() -> None:
    status = judge(facts(sheet_proved_on=None, chats=(chat(days=60, is_read=False),), free=0))
    assert status.other_reasons == ("not-read-back", "old", "disk-nearly-full")


def statuses() -> list[Status]:
    return [judge(row[1]) for row in TABLE]


@pytest.mark.parametrize("status", statuses(), ids=[row[0] for row in TABLE])
def test_the_words_keep_the_rules(status: Status) -> None:
    said = [status_words.sentence(status), status_words.reason_line(status)]
    said += [status_words.next_step(step) for step in status.next_steps]
    for text in said:
        assert text.strip()
        assert "{" not in text
        words = text.casefold().replace("password safe", "")
        assert not [word for word in BANNED if word in words.split() or f"{word}s" in words.split()], text
        assert "safe" not in words
    assert len(said[0].split()) <= 20
    assert said[0].count(".") + said[0].count("!") <= 2
    for part in said[1].split(". "):
        assert len(part.split()) <= 20


def test_the_sentence_of_a_good_status() -> None:
    status = judge(facts(last_checked_on=NOW - timedelta(days=1)))
    assert status_words.sentence(status) == "Everything you saved up to Friday 20 November can be brought back."
    assert status_words.reason_line(status) == (
        "1 chat with 20 messages can be brought back. You showed your recovery sheet on Saturday 14 November."
        " The last health check was on Monday 23 November."
    )


def test_days_are_said_as_the_caller_says_them() -> None:
    assert "up to 20.11. can" in status_words.sentence(judge(facts()), lambda day: f"{day:%d.%m.}")


def test_numbers_agree() -> None:
    one, two = judge(facts(chats=(chat(days=60),))), judge(facts(chats=(chat(days=60), chat(days=60))))
    assert status_words.sentence(one) == "1 chat has not been saved for more than five weeks."
    assert status_words.sentence(two) == "2 chats have not been saved for more than five weeks."
    unread = judge(facts(chats=(chat(is_read=False),), unread_backups=1))
    assert status_words.sentence(unread) == "1 backup has not been read back yet."
    assert status_words.counted(1240, "message") == "1,240 messages"


def test_names_of_chats_stay_out_of_reprs() -> None:
    assert "Anna" not in repr(judge(facts()))
    assert "Anna" not in repr(facts())


def test_counts_that_are_not_whole_and_chats_that_may_not_be_are_told_so() -> None:
    chats = (replace(chat(is_read=False), messages=401, exact=False), chat(name="Ben"))
    status = judge(facts(chats=chats, is_damaged=True))
    assert (status.exact, status.doubtful) == (False, ("Anna",))
    assert "Not known to be whole: Anna." in status_words.reason_line(status)
    told = status_words.reason_line(judge(facts(chats=(replace(chat(), messages=401, exact=False),))))
    assert "at least 401 messages" in told
