"""The table of ids finds all that was added and nothing else, and stays small."""

from __future__ import annotations

import os
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from vault.repository.id_table import IdTable


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=60))
def test_does_what_a_dict_does(ids: list[bytes]) -> None:
    table, model = IdTable(), dict[bytes, int]()
    for blob_id in ids:
        assert table.find(blob_id) == model.get(blob_id, -1)
        assert table.add(blob_id) == model.setdefault(blob_id, len(model))
        assert len(table) == len(model)
    for blob_id, row in model.items():
        assert table.find(blob_id) == row
        assert table.id_at(row) == blob_id


@given(st.sets(st.binary(min_size=24, max_size=24), min_size=2, max_size=40))
def test_ids_that_begin_alike_are_told_apart(ends: set[bytes]) -> None:
    table = IdTable()
    ids = [b"the same" + end for end in ends]
    assert [table.add(blob_id) for blob_id in ids] == list(range(len(ids)))
    assert [table.find(blob_id) for blob_id in ids] == list(range(len(ids)))
    assert table.find(b"the same" + b"!" * 25) == -1


def test_grows_without_losing_any() -> None:
    table = IdTable()
    noise = os.urandom(32 * 20_000)
    ids = [noise[place : place + 32] for place in range(0, len(noise), 32)]
    for blob_id in ids:
        table.add(blob_id)
    assert [table.find(blob_id) for blob_id in ids] == list(range(20_000))
    assert all(table.find(os.urandom(32)) == -1 for _ in range(1000))


def test_takes_few_bytes_for_each() -> None:
    noise = os.urandom(32 * 30_000)
    tracemalloc.start()
    table = IdTable()
    for place in range(0, len(noise), 32):
        table.add(noise[place : place + 32])
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(table) < 60
