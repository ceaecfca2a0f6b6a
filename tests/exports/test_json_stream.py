"""JSON that streams by gives the same as json.loads of the whole, however it is cut, and says where it breaks off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.errors import ExportDamaged
from vault.exports.json_regions import elements
from vault.exports.json_stream import BROKEN, decode, items, owners

PATH = Path("/nowhere/result.json")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab\\\"{}[],:é", max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)  # fmt: skip


def cut(data: bytes, size: int) -> Iterator[bytes]:
    """Pieces of one size."""
    return (data[at : at + size] for at in range(0, len(data), size))


def values(data: bytes | str, *arrays: str, size: int = 1 << 20) -> list[object]:
    raw = data.encode() if isinstance(data, str) else data
    return [value for _, _, value in items(cut(raw, size), PATH, *arrays)]


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, max_size=12), VALUES, st.integers(1, 40), st.sampled_from([None, 1, 4]), st.booleans())
def test_it_gives_what_decoding_the_whole_gives(
    elements: list[object], other: object, size: int, indent: int | None, ascii_only: bool
) -> None:
    whole = {"before": other, "messages": elements, "after": [other]}
    data = json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode()
    assert values(data, "messages", size=size) == elements
    (owner,) = owners(cut(data, size), PATH, "messages")
    assert owner.fields == {"before": other, "after": [other]}
    assert owner.counts == {"messages": len(elements)}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("size", [7, 100, 1 << 20])
def test_many_alike_are_read_by_what_separates_them(indent: int | None, size: int) -> None:
    elements = [
        {"id": n, "text": [{"id": 1, "t": "},{ \n"}, {"id": 2, "t": "]"}], "more": [{"id": n}, {"id": n}]}
        for n in range(400)
    ]  # fmt: skip
    data = json.dumps({"name": "Anna", "messages": elements}, indent=indent).encode()
    found = list(items(cut(data, size), PATH, "messages"))
    assert [value for _, _, value in found] == elements
    assert [number for _, number, _ in found] == list(range(400))
    assert {array.owner.fields["name"] for array, _, _ in found} == {"Anna"}


def test_several_arrays_in_one_pass_with_their_owners() -> None:
    data = json.dumps(
        {
            "user": {"id": 7},
            "chats": {"about": "x", "list": [{"name": "A", "messages": [1, 2], "id": 1}, {"name": "B"}]},
            "left": {"list": [{"messages": [3], "name": "C"}]},
        }
    )
    paths = ("chats/list/*/messages", "left/list/*/messages")
    found = list(items(cut(data.encode(), 5), PATH, *paths))
    assert [(array.path, array.place, value) for array, _, value in found] == [
        (paths[0], ("chats", "list", 0, "messages"), 1),
        (paths[0], ("chats", "list", 0, "messages"), 2),
        (paths[1], ("left", "list", 0, "messages"), 3),
    ]
    root = found[0][0].owner.parent
    assert root is not None
    assert root.parent is not None
    assert root.parent.fields == {"user": {"id": 7}}
    inner = [owner for owner in owners(cut(data.encode(), 5), PATH, *paths) if len(owner.place) == 3]
    assert [(owner.fields, owner.counts) for owner in inner] == [
        ({"name": "A", "id": 1}, {paths[0]: 2}),
        ({"name": "B"}, {}),
        ({"name": "C"}, {paths[1]: 1}),
    ]


def test_the_root_may_be_the_array_and_keys_may_be_any() -> None:
    assert values("\ufeff[1, [2], {}]", "") == [1, [2], {}]
    assert values('{"Anna": [1], "Ben": [2, 3], "count": 3}', "*") == [1, 2, 3]


@pytest.mark.parametrize("data", ["{}", '{"messages": null}', '{"messages": {"0": 1}}', "7", '"text"', "[[1]]"])
def test_where_no_array_is_nothing_is_given(data: str) -> None:
    assert values(data, "messages") == []


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_is_a_little_wrong_is_read_all_the_same(size: int) -> None:
    raw = b'{"messages": ["a\\x0B", "\\\\x0B", "b\xff", "\\ud83d", "\\ud83d\\ude00", NaN, 1e999, "c\td", "\\\\\\x1f"]}'
    assert values(raw, "messages", size=size) == [
        "a\x0b", "\\x0B", "b\ufffd", "\ufffd", "\U0001f600", None, None, "c\td", "\\\x1f",
    ]  # fmt: skip


def test_an_element_that_cannot_be_decoded_is_told_and_the_next_is_read() -> None:
    deep = "[" * 300 + "]" * 300
    data = f'{{"messages": [{{"a": 1]}}, {{"b" 2}}, "\\q", {deep}, {"9" * 5000}, {{"c": 3}}]}}'
    found = values(data.replace('{"a": 1]}', '{"a": }'), "messages")
    assert found[:5] == [BROKEN] * 5
    assert found[5:] == [{"c": 3}]


def test_an_element_that_is_too_large_is_passed_over() -> None:
    large = b'"' + b"x" * (17 << 20) + b'"'
    assert values(b'{"messages": [' + large + b", 1]}", "messages") == [BROKEN, 1]


@pytest.mark.parametrize("end", [1, 5, 20, 30])
def test_what_breaks_off_is_damaged_after_what_came_before(end: int) -> None:
    data = b'{"messages": [{"text": "one"}, {"text": "two"}], "name": "kingfisher"}'
    given_before: list[object] = []
    with pytest.raises(ExportDamaged) as caught:
        given_before.extend(value for _, _, value in items(cut(data[:-end], 9), PATH, "messages"))
    assert given_before == [{"text": "one"}, {"text": "two"}][: len(given_before)]
    assert given_before
    assert "king" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize(
    "data", ["", "  ", "{", '{"a"}', '{"a": 1 "b": 2}', '{"messages": [1 2]}', "{} x", "{1: 2}", "]"]
)
def test_no_json_is_damaged(data: str) -> None:
    with pytest.raises(ExportDamaged):
        values(data, "messages")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text('{}[]",:\\ x1messages', max_size=60).map(str.encode), st.integers(1, 9))
def test_any_bytes_are_read_or_damaged(data: bytes, size: int) -> None:
    for read in (items, owners):
        try:
            list(read(cut(data, size), PATH, "messages", "*"))
        except ExportDamaged:
            continue
    decode(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, max_size=12), st.integers(1, 60), st.sampled_from([None, 1]), st.integers(0, 30))
def test_elements_of_regions_are_those_of_the_stream(
    values_: list[object], size: int, indent: int | None, lost: int
) -> None:
    data = json.dumps({"a": values_, "messages": values_ * 9}, indent=indent).encode()
    data = data[: len(data) - lost]
    told: list[list[object]] = []
    for read in (items, elements):
        given_: list[object] = []
        with suppress(ExportDamaged):
            given_.extend((number, value) for _, number, value in read(cut(data, size), PATH, "messages"))
        told.append(given_)
    assert told[0] == told[1]
