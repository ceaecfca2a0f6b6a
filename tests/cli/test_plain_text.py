"""Names from an export must not steer a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.cli.plain_text import plain_text


@pytest.mark.parametrize("text", ["Anna", "Анна", "안나 ❤️", "👩‍👩‍👧", "Émile [bold]", "‎marked"])
def test_ordinary_names_stay_as_they_are(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize("text", ["\x1b[2J", "\x1b]8;;http://x\x07", "a\rb", "a\nb", "\x9b2J", "a\u202egpj.exe"])
def test_what_steers_becomes_visible(text: str) -> None:
    assert "\ufffd" in plain_text(text)


@given(st.text())
def test_nothing_that_steers_is_left(text: str) -> None:
    tame = plain_text(text)
    assert len(tame) == len(text)
    assert all(ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0 for character in tame)
    tame.encode()
