"""Chunks: they add up to the stream, the same ones however it delivers, cut where the caller says."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from vault.repository.chunker import BUFFER, MAX_CHUNK, MIN_CHUNK, SMALL_PIECE, Chunker, worthwhile_cuts

SEED = b"a seed of at least eight bytes"
NOISE = random.Random(7).randbytes(40 << 20)


class Trickle(io.RawIOBase):
    """A stream that gives as few bytes as `sizes` say, over and over, as a network drive may."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        self._inside = io.BytesIO(data)
        self._sizes = sizes
        self._turn = 0

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        self._turn += 1
        return self._inside.readinto(view[: self._sizes[self._turn % len(self._sizes)]])


class OnlyRead:
    """The least that a binary stream can do."""

    def __init__(self, data: bytes) -> None:
        self._inside = io.BytesIO(data)

    def read(self, count: int) -> bytes:
        return self._inside.read(count)


def chunks_of(data: bytes, cuts: Sequence[int] = (), seed: bytes = SEED) -> list[bytes]:
    return [bytes(chunk) for chunk in Chunker(seed).chunks(io.BytesIO(data), cuts)]


def lengths(pieces: list[bytes]) -> list[int]:
    return [len(piece) for piece in pieces]


def test_nothing_gives_no_chunk() -> None:
    assert chunks_of(b"") == []
    assert chunks_of(b"", cuts=[0, 5]) == []


def test_chunks_add_up_and_keep_their_bounds() -> None:
    pieces = chunks_of(NOISE)
    assert b"".join(pieces) == NOISE
    assert all(MIN_CHUNK // 4 < len(piece) <= MAX_CHUNK for piece in pieces[:-1])
    assert 20 <= len(pieces) <= 60


def test_runs_of_equal_bytes_are_cut_at_the_maximum() -> None:
    pieces = chunks_of(bytes(MAX_CHUNK * 6 + 17))
    assert lengths(pieces) == [MAX_CHUNK] * 6 + [17]


def test_delivery_does_not_matter() -> None:
    expected = lengths(chunks_of(NOISE))
    trickle = Trickle(NOISE, [1, 100_000, 3 << 20, 7])
    assert [len(chunk) for chunk in Chunker(SEED).chunks(trickle)] == expected  # type: ignore[arg-type]
    only_read = OnlyRead(NOISE)
    assert [len(chunk) for chunk in Chunker(SEED).chunks(only_read)] == expected  # type: ignore[arg-type]


def test_the_seed_decides_where() -> None:
    assert lengths(chunks_of(NOISE)) == lengths(chunks_of(NOISE))
    assert lengths(chunks_of(NOISE)) != lengths(chunks_of(NOISE, seed=b"another vault's"))
    assert b"".join(chunks_of(NOISE, seed=b"\xff" * 8)) == NOISE


def test_an_insertion_moves_few_cuts() -> None:
    before = set(chunks_of(NOISE))
    after = chunks_of(b"a few bytes in front" + NOISE)
    assert sum(piece not in before for piece in after) <= 3


def test_a_piece_between_cuts_is_found_again_wherever_it_stands() -> None:
    photo = NOISE[: 300 << 10]
    first = chunks_of(NOISE[5 << 20 : 7 << 20] + photo + b"tail", [2 << 20, (2 << 20) + len(photo)])
    second = chunks_of(b"header" + photo + NOISE[9 << 20 : 10 << 20], [6, 6 + len(photo)])
    assert photo in first
    assert photo in second


def test_chunks_stay_valid_until_their_buffer_is_given_again() -> None:
    given_out: list[memoryview] = []

    def fresh() -> memoryview:
        given_out.append(memoryview(bytearray(BUFFER)))
        return given_out[-1]

    kept = list(Chunker(SEED).chunks(io.BytesIO(NOISE), (), fresh))
    assert b"".join(kept) == NOISE
    assert len(given_out) >= 4


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 15 << 20),
    cuts=st.lists(st.integers(-5, 16 << 20), max_size=30),
    deliveries=st.lists(st.integers(1 << 18, 5 << 20), min_size=1, max_size=4),
)
def test_any_cuts_add_up_to_the_stream(size: int, cuts: list[int], deliveries: list[int]) -> None:
    data = NOISE[:size]
    pieces = chunks_of(data, cuts)
    assert b"".join(pieces) == data
    assert all(0 < len(piece) <= MAX_CHUNK for piece in pieces)
    borders = set(running_sum(lengths(pieces)))
    assert all(cut in borders for cut in worthwhile_cuts(cuts) if cut < size)
    trickle = Trickle(data, deliveries)
    assert [len(chunk) for chunk in Chunker(SEED).chunks(trickle, cuts)] == lengths(pieces)  # type: ignore[arg-type]


@given(st.lists(st.integers(-3, 40 * SMALL_PIECE), max_size=40))
def test_every_large_piece_keeps_both_its_cuts(cuts: list[int]) -> None:
    edges = [0, *sorted({cut for cut in cuts if cut > 0})]
    kept = worthwhile_cuts(cuts)
    assert kept == sorted(set(kept))
    assert set(kept) <= set(edges)
    for start, end in pairwise(edges):
        if end - start >= SMALL_PIECE:
            assert end in kept
            assert start in (0, *kept)


def test_many_tiny_members_do_not_become_many_blobs() -> None:
    cuts = list(range(0, 1 << 20, 50))
    assert len(chunks_of(NOISE[: 1 << 20], cuts)) <= 3


def running_sum(numbers: list[int]) -> Iterator[int]:
    total = 0
    for number in numbers:
        total += number
        yield total
