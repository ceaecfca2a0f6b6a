"""What a key looks like: groups and rows, what was typed of it, what can never be in it; and the words about it."""

from __future__ import annotations

from typing import get_args

import pytest

from vault.exports.base import SecretKind
from vault.ui.viewmodels.key_shapes import SHAPES, judge, shape_of
from vault.ui.wording.key_help import KINDS, key_help
from vault.ui.wording.secret_words import _SECRETS

KEY = "00112233" * 8


@pytest.mark.parametrize("kind", get_args(SecretKind))
def test_every_kind_of_key_has_a_shape_and_words(kind: str) -> None:
    assert kind in SHAPES
    assert kind in KINDS
    assert kind in _SECRETS
    told = key_help(kind)
    for sentence in (told.title, *told.where, told.lost, *told.instead_steps):
        assert all(len(part.split()) <= 20 for part in sentence.split(". ")), sentence


def test_a_password_is_no_key_and_help_is_at_hand() -> None:
    told = key_help("whatsapp-key")
    assert "password" in told.instead
    assert any("64-digit key" in step for step in told.instead_steps)


def test_an_unknown_kind_is_a_password() -> None:
    assert not shape_of("quite-new").rows
    assert key_help("quite-new").title


@pytest.mark.parametrize(
    ("kind", "rows", "per_row", "length"),
    [("whatsapp-key", 4, 16, 64), ("signal-30-digits", 2, 15, 30), ("signal-recovery-key", 4, 16, 64)],
)
def test_the_rows_are_those_of_the_app(kind: str, rows: int, per_row: int, length: int) -> None:
    shape = shape_of(kind)
    assert (shape.rows, shape.per_row, shape.length) == (rows, per_row, length)


@pytest.mark.parametrize(
    ("kind", "typed", "ready", "wrong", "words"),
    [
        ("whatsapp-key", "", False, False, "0 of 64"),
        ("whatsapp-key", "0011 2233-44", False, False, "10 of 64"),
        ("whatsapp-key", KEY.upper(), True, False, "All 64 are there."),
        ("whatsapp-key", KEY + "00", False, True, "2 too many: it has 64."),
        ("whatsapp-key", "00xg", False, True, "Such a key never has x g in it."),
        ("signal-30-digits", "01234 56789 " * 3, True, False, "All 30 are there."),
        ("signal-30-digits", "0123a", False, True, "Such a key never has a in it."),
        ("signal-recovery-key", "AB#= " * 16, True, False, "All 64 are there."),
        ("iphone-password", "", False, False, ""),
        ("iphone-password", "x", True, False, ""),
        ("whatsapp-key-file", "anything", False, False, ""),
    ],
)
def test_typing_is_judged(kind: str, typed: str, ready: bool, wrong: bool, words: str) -> None:
    judged = judge(kind, typed)
    assert (judged.ready, judged.wrong, judged.words) == (ready, wrong, words)


def test_groups_and_splitting() -> None:
    shape = shape_of("signal-30-digits")
    assert shape.grouped("0123456789") == "01234 56789"
    assert shape.split("01234 56789 01234\n56789 0") == ("012345678901234", "567890")
