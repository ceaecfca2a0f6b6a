"""Polynomials over GF(2) as integers, bit i for x^i: restic's config carries an irreducible one of degree 53.

We cut content otherwise, but restic reads the polynomial when it opens a vault and cuts by it when it adds to one.
Rabin's test: f of prime degree d is irreducible when x^(2^d) = x modulo f and x^2 - x has no factor in common
with f. Source: M. O. Rabin, "Fingerprinting by Random Polynomials"; Menezes, "Handbook of Applied Cryptography", 4.5.1.
"""

from __future__ import annotations

import secrets

DEGREE = 53  # a prime
_X = 0b10


def random_irreducible() -> int:
    """A random irreducible polynomial of DEGREE. About one in 26 odd candidates is one."""
    while True:
        candidate = 1 << DEGREE | secrets.randbits(DEGREE) | 1
        if is_irreducible(candidate):
            return candidate


def is_irreducible(polynomial: int) -> bool:
    """Whether it has DEGREE and no divisor but itself and 1."""
    if polynomial.bit_length() - 1 != DEGREE:
        return False
    power, first = _X, 0
    for step in range(DEGREE):
        power = _square_modulo(power, polynomial)
        first = power if step == 0 else first
    return power == _X and _greatest_common_divisor(polynomial, first ^ _X) == 1


def _square_modulo(a: int, modulus: int) -> int:
    # Squaring over GF(2) spreads the bits: a binary number read in base 4.
    return _remainder(int(f"{a:b}", 4), modulus)


def _remainder(a: int, modulus: int) -> int:
    degree = modulus.bit_length()
    while a.bit_length() >= degree:
        a ^= modulus << (a.bit_length() - degree)
    return a


def _greatest_common_divisor(a: int, b: int) -> int:
    while b:
        a, b = b, _remainder(a, b)
    return a
