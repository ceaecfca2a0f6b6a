"""The master key: its parts, what is derived from it, and what it never shows."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from vault.crypto.master_key import KEY_BYTES, MasterKey

KEY = MasterKey.from_bytes(bytes(range(64)))


def rfc_5869(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    extracted = hmac.digest(salt, key, hashlib.sha256)
    block, out = b"", b""
    for number in range(1, 4):
        block = hmac.digest(extracted, block + info + bytes([number]), hashlib.sha256)
        out += block
    return out[:length]


def test_takes_its_parts_in_restics_order() -> None:
    assert KEY.encrypt == bytes(range(32))
    assert KEY.mac_k == bytes(range(32, 48))
    assert KEY.mac_r[0] == 48


def test_clamps_r_as_poly1305_asks() -> None:
    r = MasterKey.from_bytes(b"\xff" * KEY_BYTES).mac_r
    assert [r[place] for place in (3, 7, 11, 15)] == [0x0F] * 4
    assert [r[place] for place in (4, 8, 12)] == [0xFC] * 3
    assert all(r[place] == 0xFF for place in (0, 1, 2, 5, 6, 9, 10, 13, 14))


def test_two_new_ones_differ_everywhere() -> None:
    one, other = MasterKey.random(), MasterKey.random()
    assert one.encrypt != other.encrypt
    assert one.mac_k != other.mac_k
    assert one.mac_r != other.mac_r


def test_derives_by_hkdf() -> None:
    everything = KEY.encrypt + KEY.mac_k + KEY.mac_r
    for info, length in ((b"library", 32), (b"chunker seed", 8), (b"long", 80)):
        assert KEY.derive(info, length) == rfc_5869(everything, b"chat-vault derived keys 1", info, length)


def test_derived_keys_stay_the_same_for_ever() -> None:
    """Changing this value orphans every library and every cut point: it must not change by accident."""
    assert KEY.derive(b"library").hex() == "8dd6de3174357812150adab629b4445fc7da32d4a77e454faed4b67074084231"


def test_every_use_and_every_vault_has_its_own() -> None:
    assert KEY.derive(b"one") != KEY.derive(b"other")
    assert KEY.derive(b"one") != MasterKey.random().derive(b"one")
    assert len(KEY.derive(b"one")) == 32


def test_shows_nothing() -> None:
    for shown in (repr(KEY), str(KEY), f"{KEY}"):
        assert shown == "MasterKey()"


@pytest.mark.parametrize("sizes", [(31, 16, 16), (32, 15, 16), (32, 16, 17)])
def test_refuses_parts_of_another_size(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="32, 16 and 16"):
        MasterKey(*(bytes(size) for size in sizes))


def test_refuses_keys_of_another_size() -> None:
    with pytest.raises(ValueError, match="64"):
        MasterKey.from_bytes(bytes(63))
