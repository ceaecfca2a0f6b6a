"""AES-CBC read anywhere, against the cipher read from its beginning."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.crypto.cbc_stream import WINDOW, CbcStream

KEY, IV = bytes(range(32)), bytes(range(16))
PLAIN = b"".join(number.to_bytes(4, "big") for number in range(100_000))  # 400,000 bytes: six windows and a rest


def sealed(data: bytes, iv: bytes = IV) -> bytes:
    cipher = Cipher(algorithms.AES(KEY), modes.CBC(iv)).encryptor()
    return cipher.update(data) + cipher.finalize()


SEALED = sealed(PLAIN)


def opened(data: bytes = SEALED, size: int | None = None, iv: bytes = IV) -> CbcStream:
    return CbcStream(cast(BinaryIO, io.BytesIO(data)), KEY, iv, size)


@given(st.lists(st.tuples(st.integers(0, len(PLAIN) + 50), st.integers(0, 2 * WINDOW + 50)), max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_piece_is_what_it_is_in_the_whole(reads: list[tuple[int, int]]) -> None:
    stream = opened()
    for start, count in reads:
        stream.seek(start)
        assert stream.read(count) == PLAIN[start : start + count]
        assert stream.tell() == start + len(PLAIN[start : start + count])


def test_it_ends_after_its_size_or_the_last_whole_block() -> None:
    assert opened(size=1000).read() == PLAIN[:1000]
    assert opened(SEALED[:-5]).read() == PLAIN[:-16]
    assert opened(b"").read() == b""
    assert opened(SEALED[:10], size=99).read() == b""
    assert opened(size=10**12).seek(0, io.SEEK_END) == len(PLAIN)


def test_the_first_block_has_no_block_before_it() -> None:
    assert opened(sealed(PLAIN, bytes(16)), iv=bytes(16)).read(32) == PLAIN[:32]


def test_seeking() -> None:
    stream = opened()
    assert stream.seek(-16, io.SEEK_END) == len(PLAIN) - 16
    assert stream.read() == PLAIN[-16:]
    assert stream.seek(5) == stream.seek(0, io.SEEK_CUR) == 5
    with pytest.raises(ValueError, match="before"):
        stream.seek(-1)
    assert stream.readable()
    assert stream.seekable()


def test_closing_closes_what_lies_below() -> None:
    below = io.BytesIO(SEALED)
    with CbcStream(cast(BinaryIO, below), KEY, IV) as stream:
        stream.read(10)
    assert below.closed


class Endless(io.RawIOBase):
    """Two gigabytes of nothing, given a few bytes at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.position = self.given = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.position = offset if whence == io.SEEK_SET else (2 << 30) + offset
        return self.position

    def read(self, size: int = -1) -> bytes:
        size = min(size, 5000)
        self.given += size
        return bytes(size)


def test_a_page_of_a_large_file_costs_one_window() -> None:
    below = Endless()
    stream = CbcStream(cast(BinaryIO, below), KEY, IV)
    stream.seek(2 << 30, io.SEEK_SET)
    stream.seek((1 << 30) + 4096)
    assert len(stream.read(4096)) == 4096
    assert below.given <= WINDOW + 16
