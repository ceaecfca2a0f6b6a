"""Compression: a sample decides, and reading never makes room for more than was said."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from vault.repository.compression import NotCompressed, compress, compress_always, decompress, decompress_up_to

TEXT = b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 30_000


def test_text_becomes_smaller_and_comes_back() -> None:
    packed = compress(TEXT)
    assert packed is not None
    assert len(packed) < len(TEXT) // 10
    assert decompress(packed, len(TEXT)) == TEXT


@pytest.mark.parametrize("size", [1, 100, 5000, 65536, 1 << 20])
def test_noise_stays_as_it_is(size: int) -> None:
    assert compress(os.urandom(size)) is None


def test_nothing_is_not_compressed() -> None:
    assert compress(b"") is None


def test_a_photo_with_a_little_text_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = bytearray(os.urandom(1 << 20))
    photo[100:900] = b"<x:xmpmeta>" + bytes(789)
    assert compress(memoryview(photo)) is None


@pytest.mark.parametrize("letters", [2, 16, 100, 180])
def test_bytes_of_few_kinds_are_always_tried(letters: int) -> None:
    plain = bytes(byte % letters for byte in os.urandom(200_000))
    packed = compress(plain)
    assert packed is not None
    assert len(packed) < len(plain)


def test_a_film_with_some_text_in_it_is_looked_at_twice() -> None:
    """The first look finds some, the second one that it is not worth it."""
    film = bytearray(os.urandom(1 << 20))
    film[:1000] = TEXT[:1000]
    assert compress(film) is None
    film[: 400 << 10] = TEXT[: 400 << 10]
    assert compress(film) is not None


def test_takes_every_kind_of_bytes() -> None:
    assert compress(memoryview(bytearray(TEXT))) == compress(TEXT) == compress(bytearray(TEXT))


def test_frames_carry_their_content_size() -> None:
    packed = compress(TEXT)
    assert packed is not None
    assert zstandard.frame_content_size(packed) == len(TEXT)
    assert zstandard.frame_content_size(compress_always(b"x")) == 1


@given(st.binary(max_size=2000))
def test_whatever_was_compressed_comes_back(plain: bytes) -> None:
    assert decompress(compress_always(plain), len(plain)) == plain
    packed = compress(plain)
    if packed is not None:
        assert decompress(packed, len(plain)) == plain


@pytest.mark.parametrize("size", [0, 1, len(TEXT) - 1, len(TEXT) + 1, 1 << 29])
def test_another_size_than_recorded_is_refused(size: int) -> None:
    with pytest.raises(NotCompressed):
        decompress(compress_always(TEXT), size)


def without_content_size(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=False).compress(plain)


def test_frames_without_their_size_are_read() -> None:
    packed = without_content_size(TEXT)
    assert decompress(packed, len(TEXT)) == TEXT
    assert decompress_up_to(memoryview(packed), 1 << 30) == TEXT
    assert decompress(without_content_size(b""), 0) == b""


@pytest.mark.parametrize("frame", [compress_always, without_content_size])
def test_a_bomb_is_stopped_at_the_limit(frame: object) -> None:
    assert callable(frame)
    bomb = frame(bytes(64 << 20))
    assert len(bomb) < 64 << 10
    with pytest.raises(NotCompressed, match="longer"):
        decompress(bomb, 1000)


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    lying = bytearray(compress_always(bytes(300)))
    place = lying.index((300 - 256).to_bytes(2, "little"))
    lying[place : place + 2] = (200 - 0).to_bytes(2, "little")
    with pytest.raises(NotCompressed):
        decompress(bytes(lying), 300)
    with pytest.raises(NotCompressed):
        decompress(bytes(lying), 200 + 256)


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_hostile_bytes_are_refused_in_one_way(packed: bytes, size: int) -> None:
    try:
        assert len(decompress(packed, size)) == size
    except NotCompressed:
        return


@given(st.integers(0, 10_000))
def test_a_flipped_bit_gives_other_bytes_or_a_refusal(bit: int) -> None:
    packed = bytearray(compress_always(TEXT[:5000]))
    packed[bit // 8 % len(packed)] ^= 1 << (bit % 8)
    try:
        assert len(decompress(bytes(packed), 5000)) == 5000
    except NotCompressed:
        return


def test_a_frame_with_something_behind_it_is_refused() -> None:
    with pytest.raises(NotCompressed):
        decompress(compress_always(b"x" * 100) + b"more", 100)


def test_serves_several_threads() -> None:
    plains = [os.urandom(10) * 20_000 for _ in range(30)]
    with ThreadPoolExecutor(4) as pool:
        packed = list(pool.map(compress, plains))
    assert [decompress(one or b"", 200_000) for one in packed] == plains
