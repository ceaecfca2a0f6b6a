"""The index in memory: every place of every blob, and the two kinds kept apart."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from vault.repository.blob import BlobKind, BlobPlace, PackEntry
from vault.repository.index import MAX_NUMBER, Index

A, B, C = ("aa" * 32, "bb" * 32, "cc" * 32)
PACK, OTHER = ("01" * 32, "02" * 32)

entries = st.builds(
    PackEntry,
    blob_id=st.sampled_from([A, B, C]),
    kind=st.sampled_from(["data", "tree"]),
    offset=st.integers(0, 3) | st.just(MAX_NUMBER),
    length=st.integers(32, 34) | st.just(MAX_NUMBER),
    uncompressed_length=st.none() | st.just(1) | st.just(MAX_NUMBER),
)


@given(st.lists(st.tuples(st.sampled_from([PACK, OTHER]), st.lists(entries, max_size=4)), max_size=6))
def test_does_what_a_dict_of_lists_does(packs: list[tuple[str, list[PackEntry]]]) -> None:
    index, model = Index(), dict[str, list[BlobPlace]]()
    for pack_id, within in packs:
        index.add_pack(pack_id, within)
        for entry in within:
            places = model.setdefault(entry.blob_id, [])
            if BlobPlace(pack_id, entry) not in places:
                places.append(BlobPlace(pack_id, entry))
    kinds: tuple[BlobKind, ...] = ("data", "tree")
    for blob_id in (A, B, C):
        assert index.places(blob_id) == model.get(blob_id, [])
        for kind in kinds:
            known = any(place.entry.kind == kind for place in model.get(blob_id, []))
            assert index.has(kind, bytes.fromhex(blob_id)) == known
    assert len(index) == len(model)
    assert set(index.packs) == {pack_id for pack_id, _ in packs}


def test_the_same_bytes_as_tree_and_as_data_are_two_blobs() -> None:
    index = Index()
    index.add_pack(PACK, [PackEntry(A, "data", 0, 40)])
    assert index.has("data", bytes.fromhex(A))
    assert not index.has("tree", bytes.fromhex(A))
    index.add_pack(OTHER, [PackEntry(A, "tree", 0, 40)])
    assert index.has("tree", bytes.fromhex(A))
    assert index.has("data", bytes.fromhex(A))


def test_takes_few_bytes_for_each_blob() -> None:
    """A million blobs must fit into memory beside the packs that are being written: a dict entry, an id and a place."""
    tracemalloc.start()
    index = Index()
    for pack in range(300):
        within = [PackEntry(f"{pack * 100 + number:08x}" * 8, "data", number * 50, 50, 90) for number in range(100)]
        index.add_pack(f"{pack:064x}", within)
    del within
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(index) < 190
