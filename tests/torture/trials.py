"""Trials of killing: which moments, and what is said when one of them goes wrong."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from tests.torture.deeds import DEEDS, Deed, finished
from tests.torture.judge import judge
from tests.torture.killing import Death, Moment, run_and_kill
from tests.torture.outage import InMemory, Judge, OnDisk, Tally, cut_everywhere, record
from tests.torture.world import Contents, World, export
from vault.crypto.recovery_code import RecoveryCode

PROGRAM = "backup by the program"
HANGS = 600
"""Seconds after which the program counts as hanging."""
ROOT = Path(__file__).resolve().parents[2]


def moments(whole: Death, *, calls: int, times: int, noise: random.Random) -> Iterator[Moment]:
    """`calls` exact moments, spread evenly over all of them, and `times` by the clock, spread over the duration."""
    count = min(calls, whole.calls)
    yield from (Moment(call=1 + number * whole.calls // count) for number in range(count))
    for number in range(times):
        yield Moment(seconds=max(0.001, (number + noise.random()) / times * whole.seconds))


def what_must_stay(world: World, deed: Deed) -> tuple[Death, frozenset[Contents]]:
    """How the deed goes undisturbed, and the backups that must be whole whenever it is disturbed."""
    whole = world.copied(world.root.with_name("whole"))
    try:
        death = run_and_kill(whole, deed, Moment())
        return death, finished(world) & finished(whole)
    finally:
        shutil.rmtree(whole.root)


def cut_power(world: World, deed: Deed, *, limit: int, seed: int, restic_every: int, share: float = 1.0) -> Tally:
    """A power cut after each call of the deed, see outage.cut_everywhere. The world is used up."""
    again = deed.again
    mend = None if again is None else lambda repository: again(world, repository)
    judge: Judge = InMemory(mend, deed.damage is not None)
    if deed.places != ("vault",):
        judge = OnDisk(deed, world.copied(world.root.with_name(f"{world.root.name} before")), world)
    recording = record(world, deed)
    return cut_everywhere(recording, judge, limit=limit, seed=seed, restic_every=restic_every, share=share)


def try_one(
    world: World, deed: Deed, moment: Moment, before: AbstractSet[Contents], *, ask_restic: bool = True
) -> Death:
    """Kill the deed in a copy of the world and judge what is left. AssertionError says how to repeat it.

    Its threads share the work, so it makes some calls more now and some less then. Where it was done before it came to
    the call that was meant, the last call that it did come to is tried instead: an earlier one each time, so it ends.
    """
    death = _try_at(world, deed, moment, before, ask_restic)
    while moment.call and not death.killed:
        assert death.calls < moment.call, f"{deed.name} came to call {moment.call} and was not killed"
        moment = Moment(call=death.calls)
        death = _try_at(world, deed, moment, before, ask_restic)
    return death


def _try_at(world: World, deed: Deed, moment: Moment, before: AbstractSet[Contents], ask_restic: bool) -> Death:
    copy = world.copied(world.root.with_name("trial"))
    try:
        death = run_and_kill(copy, deed, moment)
        judge(copy, deed, before, ask_restic=ask_restic)
    except Exception as error:
        again = f'python -m tests.torture.full_run --deed "{deed.name}" --moment {moment}'
        raise AssertionError(f"{deed.name} killed at {moment}: {error!r}; again: {again}") from error
    finally:
        shutil.rmtree(copy.root, ignore_errors=True)
    return death


def try_the_program(
    world: World, share: float | None, whole: float, before: AbstractSet[Contents]
) -> tuple[float, bool, str]:
    """`chat-vault backup` as a person runs it, killed after `share` of its `whole` seconds; None: never.

    Returns the seconds that it took, whether it was killed, and what it had done by then.
    """
    copy = world.copied(world.root.with_name("trial"))
    try:
        took, killed = _run_program(copy, None if share is None else share * whole)
        phase = _how_far(copy)
        judge(copy, DEEDS["backup"], before, ask_restic=True)
    except Exception as error:
        raise AssertionError(f"the program killed after {share} of {whole:.2f} s: {error!r}") from error
    finally:
        shutil.rmtree(copy.root, ignore_errors=True)
    return took, killed, phase


def _run_program(world: World, seconds: float | None) -> tuple[float, bool]:
    home, code = world.root / "home", world.root / "code.txt"
    code.write_text("\n".join(RecoveryCode.parse(world.codes()[0]).rows))
    words = ["backup", export(world, "Carla"), export(world, "Dora"), "--vault", world.vault, "--code-file", code]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    began = time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "-m", "vault", *map(str, words)], cwd=ROOT, env={**kept, "HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = running.communicate(timeout=seconds or HANGS)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        running.communicate()
        return time.monotonic() - began, True
    assert running.returncode == 0, said.decode()
    return time.monotonic() - began, False


def _how_far(world: World) -> str:
    """What lies in the vault: the last thing that a killed program wrote."""
    count = {shelf: len(list((world.vault / shelf).iterdir())) for shelf in ("snapshots", "locks", "index")}
    if count["snapshots"] >= 5:
        return "both exports stored"
    if count["snapshots"] == 4:
        return "one export stored"
    return "at work" if count["locks"] else "not begun to write"
