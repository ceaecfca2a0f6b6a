"""scrypt: the published vector, and what a hostile key file may not ask for."""

from __future__ import annotations

import hashlib

import pytest

from vault.crypto.kdf import DEFAULT_N, SALT_BYTES, ScryptParameters
from vault.crypto.master_key import MasterKey

# RFC 7914, section 12: password "password", salt "NaCl", N 1024, r 8, p 16
RFC_KEY = bytes.fromhex(
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
    "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
)


def test_derives_as_published() -> None:
    key = ScryptParameters(salt=b"NaCl", n=1024, r=8, p=16).key_for("password")
    assert key == MasterKey.from_bytes(RFC_KEY)


def test_secrets_are_utf_8() -> None:
    salt = bytes(SALT_BYTES)
    expected = hashlib.scrypt("pässwörd 漢".encode(), salt=salt, n=16, r=8, p=1, dklen=64)
    assert ScryptParameters(salt=salt, n=16).key_for("pässwörd 漢") == MasterKey.from_bytes(expected)


def test_fresh_ones_have_their_own_salt_and_a_real_cost() -> None:
    one, other = ScryptParameters.fresh(), ScryptParameters.fresh()
    assert one.salt != other.salt
    assert len(one.salt) == SALT_BYTES
    assert (one.n, one.r, one.p) == (DEFAULT_N, 8, 1) == (32768, 8, 1)


@pytest.mark.parametrize(
    ("n", "r", "p"),
    [(0, 8, 1), (1, 8, 1), (-16, 8, 1), (1000, 8, 1), (16, 0, 1), (16, 8, 0), (16, -8, 1)],
)
def test_refuses_what_is_no_scrypt(n: int, r: int, p: int) -> None:
    with pytest.raises(ValueError, match="not scrypt"):
        ScryptParameters(salt=bytes(64), n=n, r=r, p=p)


@pytest.mark.parametrize(
    ("n", "r", "p"), [(1 << 24, 8, 1), (1 << 10, 1 << 20, 1), (1 << 15, 8, 1 << 20), (2, 1, 2**40)]
)
def test_refuses_what_would_exhaust_this_computer(n: int, r: int, p: int) -> None:
    with pytest.raises(ValueError, match="beyond all reason"):
        ScryptParameters(salt=bytes(64), n=n, r=r, p=p)


def test_accepts_what_restic_calibrates_on_a_fast_computer() -> None:
    ScryptParameters(salt=bytes(64), n=1 << 16, r=8, p=20)


def test_refuses_a_boundless_salt() -> None:
    with pytest.raises(ValueError, match="salt"):
        ScryptParameters(salt=bytes(2000))
