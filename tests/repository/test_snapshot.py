"""Snapshots: what was saved comes back, what others added stays, names of chats are not shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.vaults import DAY
from vault.errors import Damaged
from vault.repository.snapshot import Snapshot, decode_snapshot, encode_snapshot

TREE = "ab" * 32
GOOD: dict[str, Any] = {"time": "2026-05-03T12:30:15.123456789+02:00", "tree": TREE, "paths": ["/WhatsApp/Anna"]}

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    time=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    paths=st.lists(names, max_size=3),
    tags=st.lists(names, max_size=3),
    hostname=names,
    username=names,
)
def test_what_was_saved_comes_back(
    time: datetime, paths: list[str], tags: list[str], hostname: str, username: str
) -> None:
    snapshot = Snapshot(time, TREE, tuple(paths), hostname, username, tuple(tags))
    read = decode_snapshot(encode_snapshot(snapshot), "the id")
    assert read == Snapshot(time, TREE, tuple(paths), hostname, username, tuple(tags), id="the id")


def test_times_are_utc_whatever_the_zone() -> None:
    read = decode_snapshot(json.dumps(GOOD).encode(), "id")
    assert read.time == datetime(2026, 5, 3, 10, 30, 15, 123456, tzinfo=UTC)
    elsewhere = DAY.astimezone(timezone(timedelta(hours=-7)))
    assert json.loads(encode_snapshot(Snapshot(elsewhere, TREE, ())))["time"] == "2026-05-03T12:30:15.123456Z"


def test_fields_of_others_stay() -> None:
    further = {"parent": "cd" * 32, "uid": 1000, "program_version": "restic 0.17", "summary": {"files": [1, None]}}
    read = decode_snapshot(json.dumps({**GOOD, **further}).encode(), "id")
    assert read.further == further
    assert json.loads(encode_snapshot(read)).items() >= further.items()


def test_gos_null_for_an_empty_list_is_one() -> None:
    read = decode_snapshot(json.dumps({**GOOD, "paths": None, "tags": None}).encode(), "id")
    assert read.paths == read.tags == ()


def test_no_tags_no_field() -> None:
    assert "tags" not in json.loads(encode_snapshot(Snapshot(DAY, TREE, ("/a",))))


def test_shows_no_chats_name() -> None:
    snapshot = Snapshot(DAY, TREE, ("/WhatsApp/Anna",), "Annas laptop", "anna", ("chat=Anna",), further={"x": "Anna"})
    assert "anna" not in repr(snapshot).lower()


@pytest.mark.parametrize(
    "change",
    [
        {"time": "yesterday"}, {"time": None}, {"time": "2026-13-03T12:30:15Z"}, {"time": "0001-01-01T00:00:00Z"},
        {"tree": None}, {"tree": ""}, {"tree": "../config"}, {"tree": "AB" * 32}, {"paths": "x"}, {"paths": [1]},
        {"hostname": 5}, {"tags": {}},
    ],
)  # fmt: skip
def test_what_cannot_be_is_damage(change: dict[str, Any]) -> None:
    with pytest.raises(Damaged) as damage:
        decode_snapshot(json.dumps({**GOOD, **change}).encode(), "some id")
    assert (damage.value.what, damage.value.name) == ("snapshot", "some id")


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_hostile_bytes_are_damage(document: bytes) -> None:
    with pytest.raises(Damaged):
        decode_snapshot(document, "id")
