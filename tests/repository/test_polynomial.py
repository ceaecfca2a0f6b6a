"""Polynomials: what is drawn has no factor, shown by another method; what has one is found out."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.repository.polynomial import DEGREE, is_irreducible, random_irreducible


def product(a: int, b: int) -> int:
    out = 0
    while b:
        out ^= a if b & 1 else 0
        a, b = a << 1, b >> 1
    return out


def remainder(a: int, b: int) -> int:
    while a.bit_length() >= b.bit_length():
        a ^= b << (a.bit_length() - b.bit_length())
    return a


def has_no_factor_by_ben_or(polynomial: int) -> bool:
    """Ben-Or's test, written on its own: no common factor with x^(2^i) - x for every i up to half the degree."""
    power = 2
    for _ in range(DEGREE // 2):
        power = remainder(product(power, power), polynomial)
        a, b = polynomial, power ^ 2
        while b:
            a, b = b, remainder(a, b)
        if a != 1:
            return False
    return True


def test_what_is_drawn_is_irreducible() -> None:
    drawn = {random_irreducible() for _ in range(20)}
    assert len(drawn) == 20
    for polynomial in drawn:
        assert polynomial.bit_length() == DEGREE + 1
        assert has_no_factor_by_ben_or(polynomial)
        assert is_irreducible(polynomial)


@pytest.mark.parametrize("polynomial", [0x3DA3358B4DC173, 0x25B468838DCB75])
def test_knows_restics_own(polynomial: int) -> None:
    assert is_irreducible(polynomial)


@given(st.integers(1, DEGREE // 2), st.randoms(use_true_random=False))
def test_a_product_is_found_out(degree: int, chance: random.Random) -> None:
    one = 1 << degree | chance.getrandbits(degree)
    other = 1 << (DEGREE - degree) | chance.getrandbits(DEGREE - degree)
    assert not is_irreducible(product(one, other))


@given(st.integers(1 << DEGREE, (1 << DEGREE + 1) - 1))
def test_agrees_with_the_other_method(polynomial: int) -> None:
    assert is_irreducible(polynomial) == has_no_factor_by_ben_or(polynomial)


@pytest.mark.parametrize("polynomial", [0, 1, 2, 3, 0b111, -5, 1 << DEGREE, 1 << DEGREE | 1, 0x3DA3358B4DC173 << 1])
def test_another_degree_or_a_plain_factor_will_not_do(polynomial: int) -> None:
    assert not is_irreducible(polynomial)
