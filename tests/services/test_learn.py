"""The pages that explain: six, short, in plain words, cases with dates and sources."""

from __future__ import annotations

import re

import pytest

from vault.services.learn import LearnPage, learn_pages

NEVER_SAID = re.compile(r"\b(safe|erased?|hacked?|leak\w*|vulnerab\w*|repository|snapshot|backend|passphrase)\b", re.I)


def test_there_are_six_in_the_order_of_a_persons_questions() -> None:
    assert [page.key for page in learn_pages()] == ["why", "who", "apps", "cases", "what-to-do", "limits"]


@pytest.mark.parametrize("page", learn_pages(), ids=lambda page: page.key)
def test_a_page_is_short_and_frightens_nobody(page: LearnPage) -> None:
    assert 4 <= len(page.parts) <= 6
    for text in [page.title, *(part.lead for part in page.parts), *(part.text for part in page.parts)]:
        assert not NEVER_SAID.search(text), text
        for sentence in re.split(r"(?<=[.;:])\s", text):
            assert len(sentence.split()) <= 20, sentence


def test_every_case_has_its_year_and_the_page_its_sources() -> None:
    cases = next(page for page in learn_pages() if page.key == "cases")
    assert all(re.search(r"\b20\d\d\b", part.lead) for part in cases.parts)
    assert len(cases.sources) >= len(cases.parts)
