"""Packs: the list at their end, read back and mistrusted."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.vaults import CIPHER, flip
from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged, PlaceMissing
from vault.repository.blob import BLOB_KINDS, BlobKind, PackEntry
from vault.repository.ids import id_of
from vault.repository.pack import decode_header, encode_header, header_at_end, read_header, seal_header
from vault.storage.memory import MemoryBackend

blob_ids = st.binary(min_size=32, max_size=32).map(bytes.hex)
lengths = st.integers(OVERHEAD, 2000)


@st.composite
def entry_lists(draw: st.DrawFn) -> list[PackEntry]:
    entries: list[PackEntry] = []
    offset = 0
    for _ in range(draw(st.integers(0, 8))):
        length = draw(lengths)
        kind: BlobKind = draw(st.sampled_from(BLOB_KINDS))
        plain = draw(st.none() | st.integers(0, 2**32 - 1))
        entries.append(PackEntry(draw(blob_ids), kind, offset, length, plain))
        offset += length
    return entries


def keep_pack(backend: MemoryBackend, entries: list[PackEntry], header: bytes | None = None) -> str:
    """A pack whose blobs are noise: only its list matters here."""
    header = encode_header(entries) if header is None else header
    end = bytearray(len(header) + 100)
    written = seal_header(CIPHER, header, memoryview(end))
    whole = bytes(sum(entry.length for entry in entries)) + end[:written]
    backend.save("data", id_of(whole), whole)
    return id_of(whole)


@given(entry_lists())
def test_a_list_comes_back(entries: list[PackEntry]) -> None:
    assert decode_header(encode_header(entries)) == tuple(entries)


@given(entry_lists())
def test_a_list_is_read_from_the_end_of_its_pack(entries: list[PackEntry]) -> None:
    backend = MemoryBackend()
    assert read_header(backend, CIPHER, keep_pack(backend, entries)) == tuple(entries)


def test_a_list_longer_than_the_first_read_is_read_whole() -> None:
    entries = [PackEntry(f"{n:064x}", "data", n * 40, 40, 100) for n in range(2000)]
    backend = MemoryBackend()
    assert read_header(backend, CIPHER, keep_pack(backend, entries)) == tuple(entries)


def test_entries_have_restics_layout() -> None:
    entries = [
        PackEntry("01" * 32, "data", 0, 100),
        PackEntry("02" * 32, "tree", 100, 50),
        PackEntry("03" * 32, "data", 150, 60, 500),
        PackEntry("04" * 32, "tree", 210, 70, 600),
    ]
    assert encode_header(entries) == b"".join(
        [
            b"\x00" + struct.pack("<I", 100) + b"\x01" * 32,
            b"\x01" + struct.pack("<I", 50) + b"\x02" * 32,
            b"\x02" + struct.pack("<II", 60, 500) + b"\x03" * 32,
            b"\x03" + struct.pack("<II", 70, 600) + b"\x04" * 32,
        ]
    )


def test_plain_length_is_that_of_the_plaintext() -> None:
    assert PackEntry("01" * 32, "data", 0, 100).plain_length == 100 - OVERHEAD
    assert PackEntry("01" * 32, "data", 0, 100, 5000).plain_length == 5000


@given(st.binary(max_size=200))
def test_hostile_lists_end_in_one_way(header: bytes) -> None:
    try:
        entries = decode_header(header)
    except ValueError:
        return
    assert encode_header(entries) == header


@pytest.mark.parametrize(
    "header",
    [
        b"\x04" + bytes(40), b"\xff" + bytes(36), b"\x00", b"\x00" + bytes(35), b"\x02" + bytes(39),
        b"\x00" + struct.pack("<I", OVERHEAD - 1) + bytes(32),
    ],
)  # fmt: skip
def test_what_is_no_list_is_damage(header: bytes) -> None:
    backend = MemoryBackend()
    pack_id = keep_pack(backend, [], header)
    with pytest.raises(Damaged) as damage:
        read_header(backend, CIPHER, pack_id)
    assert (damage.value.what, damage.value.name) == ("pack", pack_id)


ENTRIES = [PackEntry("01" * 32, "data", 0, 100), PackEntry("02" * 32, "data", 100, 60, 500)]


@given(st.integers(0, 8 * (32 + 37 + 41 + 4) - 1))
def test_any_flipped_bit_of_the_list_is_found(bit: int) -> None:
    backend = MemoryBackend()
    pack_id = keep_pack(backend, ENTRIES)
    flip(backend, "data", pack_id, -1 - bit)
    with pytest.raises(Damaged) as damage:
        read_header(backend, CIPHER, pack_id)
    assert (damage.value.what, damage.value.name) == ("pack", pack_id)


@given(st.integers(0, 260))
def test_any_cut_is_found(kept: int) -> None:
    backend = MemoryBackend()
    pack_id = keep_pack(backend, ENTRIES)
    whole = backend.files["data", pack_id]
    backend.files["data", pack_id] = whole[: min(kept, len(whole) - 1)]
    with pytest.raises(Damaged):
        read_header(backend, CIPHER, pack_id)
    backend.files["data", pack_id] = whole[1 + min(kept, len(whole) - 1) :]
    with pytest.raises(Damaged):
        read_header(backend, CIPHER, pack_id)


def test_a_list_that_does_not_fill_its_pack_is_damage() -> None:
    backend = MemoryBackend()
    pack_id = keep_pack(backend, ENTRIES, encode_header(ENTRIES[:1]))
    with pytest.raises(Damaged, match="add up"):
        read_header(backend, CIPHER, pack_id)


def test_a_missing_pack_is_told_and_a_missing_place_is_not_damage() -> None:
    backend = MemoryBackend()
    with pytest.raises(Damaged) as damage:
        read_header(backend, CIPHER, "ab" * 32)
    assert (damage.value.name, damage.value.detail) == ("ab" * 32, "missing")
    backend.present = False
    with pytest.raises(PlaceMissing):
        read_header(backend, CIPHER, "ab" * 32)


@given(st.integers(0, 400))
def test_the_end_of_a_pack_tells_its_list_or_is_too_short_to(kept: int) -> None:
    backend = MemoryBackend()
    pack_id = keep_pack(backend, ENTRIES)
    whole = backend.files["data", pack_id]
    end = whole[max(0, len(whole) - kept) :]
    told = header_at_end(CIPHER, pack_id, end, len(whole))
    assert told == (None if kept < 32 + 37 + 41 + 4 else tuple(ENTRIES))
