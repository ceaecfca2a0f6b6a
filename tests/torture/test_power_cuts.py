"""The current fails after any single call to the disk: what may lie there then still holds every finished backup."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.torture.deeds import DEEDS
from tests.torture.disk_calls import Event
from tests.torture.outage import InMemory, cut_everywhere, record
from tests.torture.power_cut import Disk
from tests.torture.trials import cut_power
from tests.torture.world import World, build
from vault.storage import local

SEED = 11
ON_DISK = {"create": 0.1, "restore": 0.05, "re-lock": 0.02, "re-lock by parts": 0.02}
"""The share of states that are judged where each takes a whole world on a real disk."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path / "world", new_photo=20_000)


@pytest.mark.interop
@pytest.mark.parametrize("name", DEEDS)
def test_after_each_call_of_a_deed(name: str, world: World) -> None:
    deed = DEEDS[name]
    deed.make_ready(world)
    share = ON_DISK.get(name, 1.0)
    tally = cut_power(world, deed, limit=32, seed=SEED, restic_every=8, share=share)
    assert tally.judged > 1
    assert tally.calls > 1


@pytest.mark.parametrize("forgotten", ["flush", "flush_folder"])
def test_a_flush_that_is_forgotten_is_found_out(forgotten: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness itself: without the one or the other a backup is lost, and it must say so."""
    monkeypatch.setattr(local, forgotten, lambda _: None)
    with pytest.raises(AssertionError, match="power cut after call"):
        cut_everywhere(record(world, DEEDS["backup"]), InMemory(), limit=32, seed=SEED, restic_every=0)


def states(*events: Event) -> list[dict[str, bytes]]:
    """What a power cut leaves after these calls on an empty disk."""
    disk = Disk()
    for event in events:
        disk.hear(event)
    found = [dict(state) for state in disk.states(1000, random.Random(0))]
    return [state for number, state in enumerate(found) if state not in found[:number]]


def test_bytes_that_were_not_flushed_may_be_anything() -> None:
    made = Event("create", "a", file=1), Event("write", "a", file=1, data=b"1234"), Event("fsync folder", "")
    assert states(*made) == [{"a": b""}, {"a": b"12"}, {"a": bytes(4)}, {"a": b"1234"}]
    assert states(*made, Event("fsync", "a", file=1)) == [{"a": b"1234"}]


def test_names_that_were_not_flushed_may_be_lost_one_by_one() -> None:
    both = Event("create", "a", file=1), Event("create", "b", file=2)
    assert states(*both) == [{}, {"b": b""}, {"a": b""}, {"a": b"", "b": b""}]
    assert states(*both, Event("fsync folder", "")) == [{"a": b"", "b": b""}]
    assert states(*both, Event("fsync folder", ""), Event("rename", "a", "c")) == [
        {"a": b"", "b": b""}, {"b": b"", "c": b""},
    ]  # fmt: skip


def test_what_lies_in_a_folder_is_lost_with_its_name() -> None:
    inside = Event("mkdir", "d"), Event("create", "d/a", file=1), Event("fsync folder", "d")
    assert states(*inside) == [{}, {"d/": b"", "d/a": b""}]
    assert states(*inside, Event("fsync folder", "")) == [{"d/": b"", "d/a": b""}]
    assert os.sep == "/"
