"""Killed anywhere, in a short form of `make torture`: each deed at moments spread over all that it does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture import killing
from tests.torture.deeds import DEEDS, finished
from tests.torture.killing import Moment
from tests.torture.trials import moments, try_one, try_the_program, what_must_stay
from tests.torture.world import build

SEED = 5
POINTS = {"backup": (12, 3), "new sheet": (4, 0), "way in removed": (2, 0), "restore": (4, 1), "create": (4, 0)}
OTHERS = (6, 1)


@pytest.mark.interop
@pytest.mark.parametrize("name", DEEDS)
def test_killed_at_any_moment_nothing_finished_is_lost(name: str, tmp_path: Path) -> None:
    deed, world = DEEDS[name], build(tmp_path / "world")
    deed.make_ready(world)
    whole, before = what_must_stay(world, deed)
    calls, times = POINTS.get(name, OTHERS)
    chosen = moments(whole, calls=calls, times=times, noise=random.Random(SEED))
    deaths = [try_one(world, deed, moment, before, ask_restic=number % 2 == 0) for number, moment in enumerate(chosen)]
    assert sum(death.killed for death in deaths) >= min(calls, whole.calls)


@pytest.mark.interop
def test_a_call_that_is_never_come_to_is_no_excuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness itself: a deed that made fewer calls than another time is killed all the same, or it says so."""
    deed, world = DEEDS["way in removed"], build(tmp_path / "world")
    _, before = what_must_stay(world, deed)
    assert try_one(world, deed, Moment(call=1000), before).killed
    real = killing._killer
    monkeypatch.setattr(killing, "_killer", lambda deed, _moment, shared: real(deed, Moment(), shared))
    with pytest.raises(AssertionError, match="was not killed"):
        try_one(world, deed, Moment(call=1), before)


@pytest.mark.interop
def test_the_program_itself_killed(tmp_path: Path) -> None:
    world = build(tmp_path / "world")
    before = finished(world)
    whole, killed, phase = try_the_program(world, None, 0, before)
    assert (killed, phase) == (False, "both exports stored")
    for share in (0.15, 0.6, 0.8, 0.95):
        try_the_program(world, share, whole, before)
