"""Sealing: published vectors for both halves, and every change found."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto.cipher import OVERHEAD, BadTag, Cipher
from vault.crypto.master_key import MasterKey

KEY = MasterKey.from_bytes(bytes(range(64)))
CIPHER = Cipher(KEY)

# D. J. Bernstein, "The Poly1305-AES message-authentication code", appendix B: k, r, nonce, message, tag
POLY1305_AES = [
    ("ec074c835580741701425b623235add6", "851fc40c3467ac0be05cc20404f3f700", "fb447350c4e868c52ac3275cf9d4327e",
     "f3f6", "f4c633c3044fc145f84f335cb81953de"),
    ("75deaa25c09f208e1dc4ce6b5cad3fbf", "a0f3080000f46400d0c7e9076c834403", "61ee09218d29b0aaed7e154a2c5509cc",
     "", "dd3fab2251f11ac759f0887129cc2ee7"),
    ("6acb5f61a7176dd320c5c1eb2edcdc74", "48443d0bb0d21109c89a100b5ce2c208", "ae212a55399729595dea458bc621ff0e",
     "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136", "0ee1c16bb73f0f4fd19881753c01cdbe"),
]  # fmt: skip

# NIST SP 800-38A, F.5.5: AES-256-CTR
CTR_KEY = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
CTR_COUNTER = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
CTR_PLAIN = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
CTR_CIPHER = bytes.fromhex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5")


@pytest.mark.parametrize(("k", "r", "nonce", "message", "tag"), POLY1305_AES)
def test_accepts_the_published_tags(k: str, r: str, nonce: str, message: str, tag: str) -> None:
    key = MasterKey(encrypt=bytes(32), mac_k=bytes.fromhex(k), mac_r=bytes.fromhex(r))
    opened = Cipher(key).open(bytes.fromhex(nonce + message + tag))
    assert len(opened) == len(message) // 2


@pytest.mark.parametrize(("k", "r", "nonce", "message", "tag"), POLY1305_AES)
def test_makes_the_published_tags(
    k: str, r: str, nonce: str, message: str, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = MasterKey(encrypt=bytes(32), mac_k=bytes.fromhex(k), mac_r=bytes.fromhex(r))
    plain = Cipher(key).open(bytes.fromhex(nonce + message + tag))
    monkeypatch.setattr(os, "urandom", lambda size: bytes.fromhex(nonce)[:size])
    assert Cipher(key).seal(plain).hex() == nonce + message + tag


def test_encrypts_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    cipher = Cipher(MasterKey(encrypt=CTR_KEY, mac_k=bytes(16), mac_r=bytes(16)))
    monkeypatch.setattr(os, "urandom", lambda size: CTR_COUNTER[:size])
    sealed = cipher.seal(CTR_PLAIN)
    assert sealed[:16] == CTR_COUNTER
    assert sealed[16:-16] == CTR_CIPHER


@given(st.binary(max_size=300))
def test_what_was_sealed_opens(plain: bytes) -> None:
    sealed = CIPHER.seal(plain)
    assert len(sealed) == len(plain) + OVERHEAD
    assert CIPHER.open(sealed) == plain
    room = bytearray(len(sealed))
    assert CIPHER.open_into(sealed, memoryview(room)) == len(plain)
    assert room.startswith(plain)
    assert CIPHER.open(memoryview(bytearray(sealed))) == plain


def test_the_same_bytes_never_look_the_same() -> None:
    assert len({CIPHER.seal(b"the same") for _ in range(50)}) == 50


@given(plain=st.binary(max_size=100), data=st.data())
def test_any_flipped_bit_is_found(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(CIPHER.seal(plain))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(BadTag):
        CIPHER.open(sealed)


def test_every_bit_of_a_message_counts() -> None:
    sealed = CIPHER.seal(b"every single bit")
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(BadTag):
            CIPHER.open(flipped)


@given(st.binary(max_size=100), st.binary(min_size=1, max_size=40))
def test_more_or_fewer_bytes_are_found(plain: bytes, further: bytes) -> None:
    sealed = CIPHER.seal(plain)
    for changed in (sealed + further, further + sealed, sealed[:-1], sealed[1:], sealed[: len(sealed) // 2]):
        with pytest.raises(BadTag):
            CIPHER.open(changed)


@pytest.mark.parametrize("size", [0, 1, 16, OVERHEAD - 1])
def test_what_is_too_short_is_not_opened(size: int) -> None:
    with pytest.raises(BadTag):
        CIPHER.open(bytes(size))


def test_another_key_does_not_open() -> None:
    sealed = CIPHER.seal(b"secret")
    for part in ("encrypt", "mac_k", "mac_r"):
        parts = {"encrypt": KEY.encrypt, "mac_k": KEY.mac_k, "mac_r": KEY.mac_r}
        parts[part] = getattr(MasterKey.random(), part)
        other = Cipher(MasterKey(**parts))
        if part == "encrypt":  # the tag covers the ciphertext: this key alone would decrypt to noise
            assert other.open(sealed) != b"secret"
        else:
            with pytest.raises(BadTag):
                other.open(sealed)


def test_seals_in_place_and_touches_nothing_behind() -> None:
    room = bytearray(b"\xaa" * 200)
    written = CIPHER.seal_into(memoryview(b"plain"), memoryview(room)[50:])
    assert written == 5 + OVERHEAD
    assert CIPHER.open(room[50 : 50 + written]) == b"plain"
    assert room[:50] == b"\xaa" * 50
    assert room[50 + written :] == b"\xaa" * (150 - written)


@pytest.mark.parametrize("plain", [b"", b"x", b"sixteen bytes ok", bytes(1000)])
def test_seals_into_exactly_enough_room(plain: bytes) -> None:
    room = memoryview(bytearray(len(plain) + OVERHEAD))
    assert CIPHER.seal_into(plain, room) == len(room)
    assert CIPHER.open(room) == plain


def test_refuses_too_little_room() -> None:
    room = bytearray(4 + OVERHEAD)
    with pytest.raises(ValueError, match="no room"):
        CIPHER.seal_into(b"plain", memoryview(room))
    assert not any(room)


def test_serves_several_threads() -> None:
    plains = [os.urandom(50_000) for _ in range(40)]
    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(CIPHER.seal, plains))
        assert list(pool.map(CIPHER.open, sealed)) == plains


def test_one_that_sealed_and_opened_much_does_it_as_a_fresh_one() -> None:
    used = Cipher(KEY)
    for size in (0, 1, 15, 16, 17, 100_000):
        plain = os.urandom(size)
        with pytest.raises(ValueError, match="no room"):
            used.seal_into(plain, memoryview(bytearray(size)))
        with pytest.raises(BadTag):
            used.open(bytes(size + OVERHEAD))
        assert Cipher(KEY).open(used.seal(plain)) == used.open(Cipher(KEY).seal(plain)) == plain
