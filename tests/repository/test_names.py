"""Names that are valid everywhere, and names that must never be written under."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.repository.names import MAX_NAME_BYTES, leaves_its_folder, safe_name

FAMILY = "👨‍👩‍👧"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna", "Anna"),
        ("Anna: Urlaub?", "Anna_ Urlaub_"),
        ("  two  \n words\t", "two words"),
        ("trailing dots...", "trailing dots"),
        (".hidden", "hidden"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("\u200e\u202a\u0000", "unnamed"),
        ("a/b\\c|d", "a_b_c_d"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("nul .tar.gz", "_nul .tar.gz"),
        ("COM1", "_COM1"),
        ("lpt³.zip", "_lpt³.zip"),
        ("CONTACT", "CONTACT"),
        ("e\u0301", "\u00e9"),
        (f"{FAMILY} family {SCOTLAND}", f"{FAMILY} family {SCOTLAND}"),
        ("\u202eexe.gpj", "exe.gpj"),
        ("broken \ud800\udcff here", "broken here"),
        ("‎WhatsApp Chat - Zoë ❤️.zip", "WhatsApp Chat - Zoë ❤️.zip"),
    ],
)
def test_safe_name_examples(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_long_names_keep_their_extension() -> None:
    name = safe_name("ü" * 300 + ".zip")
    assert name == "ü" * 58 + ".zip"


def test_a_cut_leaves_no_half_character_and_no_loose_joiner() -> None:
    name = safe_name(FAMILY * 40)
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert not name.endswith("\u200d")
    assert (FAMILY * 40).startswith(name)


@given(st.text(max_size=300) | st.text("/\\:. \u202eCONnul1\udcff\u0301\u200d", max_size=200))
def test_safe_name_is_always_valid_and_stays_so(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= MAX_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(character) >= 32 for character in name)
    assert name == name.strip(" .")
    assert name == unicodedata.normalize("NFC", name)
    assert not leaves_its_folder(name, windows=True)
    assert safe_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc", "a\0b", "C:", "c:evil", "Z:\\evil"])
def test_names_that_leave_their_folder_anywhere(name: str) -> None:
    assert leaves_its_folder(name, windows=False)
    assert leaves_its_folder(name, windows=True)


@pytest.mark.parametrize("name", ["a\\b", "file:stream", "...", ".. ", " "])
def test_names_that_leave_their_folder_on_windows_only(name: str) -> None:
    assert leaves_its_folder(name, windows=True)
    assert not leaves_its_folder(name, windows=False)


@pytest.mark.parametrize("name", ["a", "…", "..a", "a..", "Anna & Bob.zip", "ab:"])
def test_ordinary_names_stay(name: str) -> None:
    assert not leaves_its_folder(name, windows=False)
