"""What the search in tests/fuzz/decoders.py found worth keeping is replayed, and hypothesis goes on from the seeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.decoding import DECODERS, Decoder

CORPUS = Path(__file__).parent / "corpus"
_MOST_BYTES = 200_000


def of(decoder: Decoder) -> str:
    return decoder.title


@pytest.mark.parametrize("decoder", DECODERS, ids=of)
def test_seeds_are_valid(decoder: Decoder) -> None:
    for seed in decoder.seeds:
        if seed != b"\xff":
            decoder.decode(seed)


@pytest.mark.parametrize("decoder", DECODERS, ids=of)
def test_what_the_search_kept_is_harmless(decoder: Decoder) -> None:
    kept = sorted((CORPUS / decoder.title).iterdir())
    assert kept
    for path in kept:
        decoder.harmless(path.read_bytes())


def test_what_is_kept_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) <= _MOST_BYTES
    assert {path.name for path in CORPUS.iterdir()} == {decoder.title for decoder in DECODERS}


@pytest.mark.parametrize("decoder", DECODERS, ids=of)
def test_arbitrary_bytes_are_harmless(decoder: Decoder) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=400))
    def search(data: bytes) -> None:
        decoder.harmless(data)

    search()


@pytest.mark.parametrize("decoder", DECODERS, ids=of)
def test_changed_seeds_are_harmless(decoder: Decoder) -> None:
    @settings(max_examples=80, deadline=None)
    @given(st.sampled_from(decoder.seeds), st.data())
    def search(seed: bytes, data: st.DataObject) -> None:
        changed = bytearray(seed)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, max(0, len(changed) - 1)))
            piece = data.draw(
                st.binary(max_size=6) | st.sampled_from([b"null", b"-1", b"1e999", b"[", b'"', b"\\ud800"])
            )
            changed[at : at + data.draw(st.integers(0, 6))] = piece
        decoder.harmless(bytes(changed))

    search()
