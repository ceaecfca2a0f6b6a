"""`make torture`: kills and power cuts in full, some hundreds of each, and a table of what was tried.

A trial that fails is named with the words that repeat it:

    python -m tests.torture.full_run --deed backup --moment call:17
    python -m tests.torture.full_run --deed backup --outage --seed 3
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.torture.deeds import DEEDS, Deed, finished
from tests.torture.killing import Moment
from tests.torture.trials import PROGRAM, cut_power, moments, try_one, try_the_program, what_must_stay
from tests.torture.world import World, build

_CALLS, _TIMES, _PROGRAM_RUNS = 40, 30, 30
_BIG_PHOTO = 40_000_000


def main() -> int:
    """Run it; 1 if anything was lost."""
    words = _arguments()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        world = build(Path(folder) / "world")
        for deed in DEEDS.values():
            if words.deed in (None, deed.name):
                _torture(world, deed, words)
        if words.deed in (None, PROGRAM):
            _kill_program(world, random.Random(words.seed), words.seed)
        if words.deed is None:
            _kill_big(Path(folder), words.seed)
    print(f"nothing was lost (seed {words.seed})")  # noqa: T201
    return 0


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description="Kill and cut the power of every deed, at some hundred moments each.")
    reader.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    reader.add_argument("--deed", choices=[*DEEDS, PROGRAM])
    reader.add_argument("--moment", type=Moment.parse, help="one moment, as a failure names it")
    reader.add_argument("--outage", action="store_true", help="power cuts only")
    return reader.parse_args()


def _torture(world: World, deed: Deed, words: argparse.Namespace) -> None:
    if words.moment:
        hurt = _hurt(world, deed)
        try_one(hurt, deed, words.moment, what_must_stay(hurt, deed)[1])
        return
    if not words.outage:
        _kill(world, deed, random.Random(words.seed))
    _cut_power(world, deed, words.seed)


def _hurt(world: World, deed: Deed) -> World:
    """The world before the deed: with what it needs, damaged where there is something to repair."""
    if deed.damage is None and deed.prepare is None:
        return world
    place = world.root.with_name(f"{world.root.name} before {deed.name}")
    if place.exists():
        return World(place)
    hurt = world.copied(place)
    deed.make_ready(hurt)
    return hurt


def _kill(world: World, deed: Deed, noise: random.Random, calls: int = _CALLS, times: int = _TIMES) -> None:
    world = _hurt(world, deed)
    whole, before = what_must_stay(world, deed)
    phases: Counter[str] = Counter()
    points = 0
    for moment in moments(whole, calls=calls, times=times, noise=noise):
        death = try_one(world, deed, moment, before)
        points += death.killed
        phases[death.phase if death.killed else "done before"] += 1
    _show(deed.name, f"{points} kills", phases)


def _kill_program(world: World, noise: random.Random, seed: int) -> None:
    before = finished(world)
    whole = min(try_the_program(world, None, 0, before)[0] for _ in range(3))  # a busy machine must not stretch it
    phases: Counter[str] = Counter()
    points = 0
    for number in range(_PROGRAM_RUNS):
        _, killed, phase = try_the_program(world, (number + noise.random()) / _PROGRAM_RUNS, whole, before)
        points += killed
        phases[phase] += 1
    _show(PROGRAM, f"{points} kills (seed {seed})", phases)


def _kill_big(folder: Path, seed: int) -> None:
    """A backup of several packs, so that some are on their way at any time."""
    world = build(folder / "big" / "world", new_photo=_BIG_PHOTO)
    _kill(world, DEEDS["backup"], random.Random(seed), calls=30, times=30)


def _cut_power(world: World, deed: Deed, seed: int) -> None:
    copy = _hurt(world, deed).copied(world.root.with_name(f"outage {deed.name}"))
    tally = cut_power(copy, deed, limit=256, seed=seed, restic_every=4)
    said = f"power cut after each of {tally.calls} calls: {tally.states} states, {tally.judged} different, "
    _show(deed.name, f"{said}{tally.by_restic} read by restic", tally.phases)


def _show(what: str, result: str, phases: Counter[str]) -> None:
    print(f"{what}: {result}")  # noqa: T201
    for phase, count in phases.most_common():
        print(f"    {count:4}  {phase}")  # noqa: T201
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
