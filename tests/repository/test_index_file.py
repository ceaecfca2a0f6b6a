"""Index files: round trip, split in time, and everything that cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import Damaged
from vault.repository.blob import PackEntry
from vault.repository.index_file import MAX_FILE_BYTES, PackContents, decode_index_file, encode_index_files

ids = st.binary(min_size=32, max_size=32).map(bytes.hex)
entries = st.builds(
    PackEntry,
    blob_id=ids,
    kind=st.sampled_from(["data", "tree"]),
    offset=st.integers(0, 2**32 - 2),
    length=st.integers(32, 2**32 - 2),
    uncompressed_length=st.none() | st.integers(1, 1 << 30),
)
packs = st.builds(PackContents, pack_id=ids, entries=st.lists(entries, max_size=4).map(tuple))


@given(st.lists(packs, min_size=1, max_size=5))
def test_what_was_written_comes_back(contents: list[PackContents]) -> None:
    (document,) = encode_index_files(contents)
    assert decode_index_file(document, "id") == tuple(contents)


def test_nothing_needs_no_file() -> None:
    assert list(encode_index_files([])) == []


def test_fields_are_restics() -> None:
    contents = PackContents("01" * 32, (PackEntry("02" * 32, "data", 0, 50), PackEntry("03" * 32, "tree", 50, 60, 99)))
    (document,) = encode_index_files([contents])
    assert json.loads(document) == {
        "packs": [
            {
                "id": "01" * 32,
                "blobs": [
                    {"id": "02" * 32, "type": "data", "offset": 0, "length": 50},
                    {"id": "03" * 32, "type": "tree", "offset": 50, "length": 60, "uncompressed_length": 99},
                ],
            }
        ]
    }


def test_many_packs_are_spread_over_files_below_the_limit() -> None:
    many = [
        PackContents(
            f"{pack:064x}", tuple(PackEntry(f"{pack:032x}{n:032x}", "data", n * 10**6, 10**6, 10**6) for n in range(60))
        )
        for pack in range(1800)
    ]
    documents = list(encode_index_files(iter(many)))
    assert len(documents) == 3
    assert all(len(document) <= MAX_FILE_BYTES + 100 < 8 << 20 for document in documents)
    assert [pack for document in documents for pack in decode_index_file(document, "id")] == many


def test_the_old_form_and_empty_ones_are_read() -> None:
    pack = {"id": "01" * 32, "blobs": [{"id": "02" * 32, "type": "data", "offset": 0, "length": 50}]}
    expected = (PackContents("01" * 32, (PackEntry("02" * 32, "data", 0, 50),)),)
    assert decode_index_file(json.dumps([pack]).encode(), "id") == expected
    superseding = {"supersedes": ["04" * 32], "packs": [pack], "new": 1}
    assert decode_index_file(json.dumps(superseding).encode(), "id") == expected
    for empty in (b'{"packs":[]}', b'{"packs":null}', b"{}", b"[]"):
        assert decode_index_file(empty, "id") == ()


BLOB: dict[str, Any] = {"id": "02" * 32, "type": "data", "offset": 0, "length": 50, "uncompressed_length": 0}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "02"}, {"id": "../../config"}, {"id": None}, {"type": "tree2"}, {"type": None}, {"offset": -1},
        {"offset": 2**32}, {"offset": 1.5}, {"length": 31}, {"length": -50}, {"length": 2**40}, {"length": "50"},
        {"uncompressed_length": -1}, {"uncompressed_length": (1 << 30) + 1},
    ],
)  # fmt: skip
def test_what_cannot_be_is_damage(change: dict[str, Any]) -> None:
    document = {"packs": [{"id": "01" * 32, "blobs": [{**BLOB, **change}]}]}
    with pytest.raises(Damaged) as damage:
        decode_index_file(json.dumps(document).encode(), "some id")
    assert (damage.value.what, damage.value.name) == ("index", "some id")


@pytest.mark.parametrize("pack_id", ["", "AA" * 32, "../" * 20, 7, None])
def test_packs_are_called_by_ids_only(pack_id: object) -> None:
    with pytest.raises(Damaged):
        decode_index_file(json.dumps({"packs": [{"id": pack_id, "blobs": []}]}).encode(), "id")


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_hostile_bytes_are_damage(document: bytes) -> None:
    with pytest.raises(Damaged):
        decode_index_file(document, "id")
