"""The quick answers of a scan are only short cuts: each says what the slow way says, for any name and any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.exports import format_table, json_shapes
from vault.exports.json_shapes import might_be_chat
from vault.exposure import candidates
from vault.exposure.candidates import might_be_chat_text
from vault.exposure.name_cues import cue_of, promises_chat

NAMES = [re.compile(entry.names.pattern) for entry in format_table.FORMATS.values() if entry.names is not None]
WORDS = [*json_shapes._WORDS, *candidates._MARKED_CHAT]
TIME = re.compile(rb"\d(?:[:.hH]\d\d|\d{9}|\d{3}-\d\d-\d\d)")


@pytest.mark.parametrize("pattern", NAMES, ids=lambda pattern: pattern.pattern[:30])
def test_no_formats_own_name_is_missed(pattern: re.Pattern[str]) -> None:
    @given(st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="utf-8", exclude_characters="\n")))
    @settings(max_examples=40, deadline=None, database=None)
    def holds(name: str) -> None:
        lower = name.lower()
        assert format_table.may_be_named(lower) or not format_table.ANY_NAME.fullmatch(lower)

    holds()


@pytest.mark.parametrize(("letter", "word"), WORDS)
def test_a_words_letter_is_in_it(letter: bytes, word: bytes) -> None:
    assert letter in word


@pytest.mark.parametrize("word", [word for _, word in json_shapes._WORDS])
def test_each_word_alone_makes_json_worth_reading_on(word: bytes) -> None:
    assert might_be_chat(b"{" + word)
    assert not might_be_chat(b'{"version": 3, "items": []}')


@pytest.mark.parametrize("word", [word for _, word in candidates._MARKED_CHAT])
def test_each_mark_alone_makes_a_page_worth_reading_on(word: bytes) -> None:
    assert might_be_chat_text("page.html", b"<p>" + word)
    assert not might_be_chat_text("page.html", b"<html><p>Words about walking")


@given(st.lists(st.sampled_from([b"1", b"23", b":", b".", b"h", b"-", b"2026-05-03", b"1700000000", b"\n", b"x"])))
@settings(deadline=None)
def test_a_time_is_seen_wherever_it_stands(parts: list[bytes]) -> None:
    text = b"".join(parts)
    assert candidates._has_time(text) == (TIME.search(text) is not None)


@pytest.mark.parametrize(
    ("name", "cue", "promises"),
    [
        ("chat with Anna.txt", "chat", True), ("CHAT BACKUP.TXT", "chat", True), ("myChatHistory.log", "chat", True),
        ("old backup.zip", "copy", False), ("README", None, False), ("notes 17.txt", None, False),
        ("chat template.json", None, False), ("messages.1", None, False), ("Чат.txt", "chat", False),
        ("WhatsApp.zip", "chat", True), ("聊天记录.txt", "chat", True),
    ],
)  # fmt: skip
def test_what_names_hint_at(name: str, cue: str | None, promises: bool) -> None:
    assert (cue_of(name), promises_chat(name)) == (cue, promises)
