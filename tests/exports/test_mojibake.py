"""Text written as UTF-8 and read as Latin-1 is made right again, whatever it was, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.exports.meta.mojibake import repaired

ANYTHING = st.text(st.characters(exclude_categories=()))  # half surrogate pairs, too
PROPER = st.text(st.characters(exclude_categories=["Cs"]))


@given(ANYTHING)
def test_it_never_raises(text: str) -> None:
    assert isinstance(repaired(text), str)


@given(PROPER)
def test_every_damaged_text_is_repaired(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


@given(PROPER)
def test_a_proper_text_stays(text: str) -> None:
    """Unless it is, byte for byte, what the damage makes of another: nothing can tell these apart."""
    try:
        text.encode("latin-1").decode()
    except UnicodeError:
        assert repaired(text) == text


@pytest.mark.parametrize("text", ["", "plain", "Grüße", "“curly” quotes", "ÄÖÜß", "naïve café", "Ã", "½ €", "\ud83d"])
def test_what_people_write_stays(text: str) -> None:
    assert repaired(text) == text


def test_what_facebook_writes() -> None:
    assert repaired("Gr\xc3\xbc\xc3\x9fe \xf0\x9f\x98\x80 \xe2\x80\x9cx\xe2\x80\x9d") == "Grüße 😀 “x”"
