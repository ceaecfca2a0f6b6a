"""The sieve is only a short cut: with it and without it, a scan sees the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.scan_doubles import FakeEntry, a_file
from vault.exposure.candidates import is_candidate, rules_out
from vault.exposure.judge_sets import MARKS, set_kind
from vault.exposure.scan_disk import Entry
from vault.exposure.scan_judge import JUDGE
from vault.exposure.scan_sieve import MOST_TAILS, Sieve

ENDINGS = (
    "jpg", "JPG", "heic", "txt", "TXT", "json", "zip", "pdf", "docx", "db", "crypt14", "backup", "gz", "1", "",
    "icloud", "nextcloud", "a file without", "sqlite3", "tar.gz", "py", "x",
)  # fmt: skip
NAMES = st.builds(
    lambda stem, ending: f"{stem}.{ending}" if ending != "x" else stem,
    st.text("aA. chatWhsp1é", max_size=12),
    st.sampled_from(ENDINGS) | st.text("abcjpgtxz.1", max_size=6),
)


def left(sieve: Sieve, names: Iterable[str]) -> list[Entry]:
    return sieve.left([FakeEntry(f"/{name}", a_file()) for name in names])


def kept(sieve: Sieve, names: list[str]) -> list[str]:
    return [entry.name for entry in sieve.candidates(left(sieve, names))]


@given(st.lists(NAMES, max_size=8))
@settings(deadline=None)
def test_the_sieve_keeps_what_the_rules_keep(names: list[str]) -> None:
    careful = Sieve(replace(JUDGE, rules_out=lambda _ending: False))
    quick = Sieve(JUDGE)
    assert kept(quick, names) == kept(careful, names)
    assert kept(quick, names) == kept(careful, names), "also when the endings are known already"


@given(st.text("abcWhatsApp ._-1", max_size=30), st.sampled_from([e for e in ENDINGS if "." not in e]))
@settings(deadline=None)
def test_an_ending_that_rules_out_rules_out_every_name(stem: str, ending: str) -> None:
    if rules_out(ending):
        assert not is_candidate(f"{stem}.{ending}")


@pytest.mark.parametrize("ending", ["jpg", "HEIC", "mp4", "py", "png"])
def test_pictures_are_ruled_out(ending: str) -> None:
    assert rules_out(ending)


@pytest.mark.parametrize("ending", ["txt", "ZIP", "json", "pdf", "crypt15", "", "a long ending"])
def test_what_may_hold_a_chat_is_not(ending: str) -> None:
    assert not rules_out(ending)


@given(st.sets(st.sampled_from(sorted(MARKS)) | NAMES, max_size=6))
@settings(deadline=None)
def test_no_set_without_a_mark(names: set[str]) -> None:
    if set_kind(names) is not None:
        sieve = Sieve(JUDGE)
        assert sieve.may_be_set(left(sieve, names))
        assert sieve.may_be_set(left(sieve, names)), "also when the endings are known already"
    if set_kind(names - MARKS) is not None:
        raise AssertionError(names)


def test_it_forgets_before_it_grows_without_end() -> None:
    sieve = Sieve(JUDGE)
    for number in range(MOST_TAILS * 2 // 50):
        kept(sieve, [f"{chr(0x4E00 + number * 50 + n)}.jpg" for n in range(50)])
    assert kept(sieve, ["a.jpg", "a.txt"]) == ["a.txt"]
    assert len(sieve._ruled_out) <= MOST_TAILS + 50
