"""The facts on the apps' own backups are whole, worded for people, and age."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from vault.exposure.app_settings import STALE_AFTER, AppFacts, app_settings

TODAY = date(2026, 11, 24)
# The apps that the check-up has to cover, by the reference's table.
WANTED = {
    "whatsapp", "imessage", "iphone-backup", "android-backup", "google-messages", "samsung", "telegram", "signal",
    "messenger", "instagram", "discord", "snapchat", "slack", "teams", "line", "kakaotalk", "viber", "wechat",
    "employer", "two-factor",
}  # fmt: skip
UNSURE = {"google-messages", "messenger", "snapchat", "line", "viber", "wechat"}
NEVER_SAID = re.compile(r"\b(safe|erased?|hacked?|leak|vulnerab\w*|repository|snapshot|backend|passphrase)\b", re.I)
CARDS = pytest.mark.parametrize("facts", app_settings(), ids=lambda facts: facts.key)


def test_every_app_has_one_card() -> None:
    keys = [facts.key for facts in app_settings()]
    assert len(keys) == len(set(keys))
    assert set(keys) == WANTED


@CARDS
def test_a_card_has_sources_answers_and_a_way_to_say_i_do_not_know(facts: AppFacts) -> None:
    assert facts.sources
    keys = [answer.key for answer in facts.answers]
    assert len(keys) == len(set(keys))
    assert keys[-1] == "unknown"
    assert facts.answers[-1].severity == "grey"
    assert any(answer.severity == "green" for answer in facts.answers) or facts.lock == "none"
    assert facts.reviewed <= TODAY


@CARDS
def test_sentences_are_short_and_frighten_nobody(facts: AppFacts) -> None:
    said = [facts.question, facts.readers, facts.why, facts.stays, facts.mend.note, facts.look.note]
    said += [answer.text for answer in facts.answers] + [*facts.mend.android, *facts.mend.iphone]
    for text in filter(None, said):
        assert not NEVER_SAID.search(text), text
        for sentence in re.split(r"(?<=[.!?:])\s", text):
            assert len(sentence.split()) <= 20, sentence


def test_what_the_reference_marks_uncertain_is_worded_as_unsure() -> None:
    assert {facts.key for facts in app_settings() if facts.is_unsure(TODAY)} == UNSURE


@CARDS
def test_facts_grow_old(facts: AppFacts) -> None:
    last_day = facts.reviewed + STALE_AFTER
    assert facts.is_unsure(last_day) == (facts.confidence == "unsure")
    assert facts.is_unsure(last_day + timedelta(days=1))


def test_the_version_follows_what_is_said() -> None:
    versions = {facts.version for facts in app_settings()}
    assert len(versions) == len(app_settings())
