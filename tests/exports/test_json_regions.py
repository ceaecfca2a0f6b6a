"""Lists read in regions and turned round give what decoding the whole gives, however the text is cut and written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.errors import ExportDamaged
from vault.exports import region_order, time_order
from vault.exports.base import Skipped
from vault.exports.json_lists import Taking
from vault.exports.json_regions import quick_owners, regions
from vault.exports.json_stream import BROKEN
from vault.exports.loose_json import Object, whole
from vault.exports.missing_media import MOST_TOLD, MissingMedia
from vault.exports.streamed import Count
from vault.exports.time_order import in_time_order

PATH = Path("/nowhere/list.json")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=6)
    | st.sampled_from(['},{"k":1', '"', "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "n", "a b"]), inner, max_size=3),
    max_leaves=6,
)
FORMS: list[dict[str, object]] = [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}]


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _time(record: Object) -> int | None:
    return whole(record.get("t"))


def _written(value: object, form: dict[str, object]) -> bytes:
    return json.dumps(value, **form).encode()  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, max_size=12), st.sampled_from(FORMS), st.integers(1, 400), st.integers(1, 4))
def test_regions_are_what_decoding_the_whole_gives(
    values: list[object], form: dict[str, object], size: int, times: int
) -> None:  # fmt: skip
    listed = values * times
    data = _written({"a": {"k": [1]}, "messages": listed, "z": 1}, form)
    found: list[object] = []
    for region in regions(_pieces(data, size), PATH, "messages"):
        assert region.first == len(found)
        found += region.values(PATH)
        assert len(found) == region.first + region.count
    assert found == listed
    (owner,) = quick_owners(_pieces(data, size), PATH, "messages")
    assert (owner.fields, owner.counts) == ({"a": {"k": [1]}, "z": 1}, {"messages": len(listed)})


def test_elements_that_no_reader_takes_are_marked() -> None:
    deep = b"[" * 80 + b"]" * 80
    data = b'{"messages": [{"k": 1}, ' + deep + b', {"k": NaN}, {"k": "\xff"}, {"k": 2}]}'
    values = [value for region in regions([data], PATH, "messages") for value in region.values(PATH)]
    assert values == [{"k": 1}, BROKEN, {"k": None}, {"k": "\ufffd"}, {"k": 2}]


def test_a_text_that_breaks_off_says_so_after_what_it_held() -> None:
    data = _written({"messages": [{"t": n} for n in range(50)]}, {})[:200]
    found: list[object] = []

    def read() -> None:
        for region in regions([data], PATH, "messages"):
            found.extend(region.values(PATH))

    with pytest.raises(ExportDamaged):
        read()
    assert found == [{"t": n} for n in range(len(found))]
    assert list(quick_owners([data], PATH, "messages")) == []


@pytest.mark.parametrize("packed", [0, 16 * 1024 * 1024])
@pytest.mark.parametrize("descending", [False, True])
def test_a_list_is_given_oldest_first(monkeypatch: pytest.MonkeyPatch, packed: int, descending: bool) -> None:
    monkeypatch.setattr(region_order, "MOST_OPEN", packed)
    listed: list[object] = [{"t": n, "words": "x" * (n % 90)} for n in range(9000)]
    data = _written({"messages": listed[::-1] if descending else listed}, {})
    taking = Taking(Count(), "list.json", PATH)
    found = list(taking.oldest_first(regions(_pieces(data, 70_000), PATH, "messages"), _time))
    assert [record for _, record in found] == listed
    assert found[0][0] == (9000 if descending else 1)
    assert taking.count.records == 9000


def test_a_list_beyond_all_limits_is_turned_round_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region_order, "MOST_OPEN", 0)
    monkeypatch.setattr(region_order, "MOST_PACKED", 20_000)
    data = _written({"messages": [{"t": n, "w": "y" * 60} for n in range(20_000, 0, -1)]}, {})
    taking = Taking(Count(), "list.json", PATH)
    times = [_time(record) for _, record in taking.oldest_first(regions([data], PATH, "messages"), _time)]
    assert sorted(times, key=str) == sorted(range(1, 20_001), key=str)
    assert times != sorted(range(1, 20_001))


def test_damage_is_told_in_few_words() -> None:
    data = _written({"messages": [{"t": 1}, *range(100), {"t": 2}]}, {})[:-3]
    taking = Taking(Count(), "list.json", PATH)
    assert len(list(taking.forward(regions([data], PATH, "messages")))) == 1
    told = list(taking.spoilt())
    assert told[0] == Skipped("list.json #2", "damaged")
    assert (len(told), told[-1].where) == (21, "list.json (+ 81)")
    assert (taking.count.records, taking.count.skips) == (102, 101)


RECORDS = st.lists(st.fixed_dictionaries({"t": st.none() | st.integers(-(2**70), 2**70), "k": VALUES}), max_size=40)


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.integers(1, 5))
def test_records_that_are_no_text_are_turned_round_as_well(records: list[dict[str, object]], batch: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time_order, "BATCH", batch)
        found = list(in_time_order(iter(records), _time))
    assert len(found) == len(records)
    assert sorted(map(_key, found)) == sorted(map(_key, records))


def _key(record: Object) -> str:
    """Numbers beyond 64 bits are let go of when records are packed."""
    number = record["t"]
    return f"{number if isinstance(number, int) and abs(number) < 2**63 else None} {record['k']!r}"


def test_missing_files_are_told_once_and_counted_beyond_a_page() -> None:
    missing = MissingMedia()
    told = [each for n in range(500) for each in missing.note(f"{n % 300}.jpg")]
    assert len(told) == MOST_TOLD
    assert [each.where for each in missing.rest()] == ["(+ 100)"]
