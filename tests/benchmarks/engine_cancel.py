"""How long the command still runs after the wish to stop: an interrupt at seeded random moments of each deed."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.engine_measure import Command, measure
from tests.benchmarks.engine_peers import Program
from tests.benchmarks.engine_results import Results

STOPPED = b"Stopped"


def cancel(tool: Program, source: Path, results: Results, moments: int) -> None:
    """Interrupt backup, restore and check, `moments` times each; the longest wait of each goes into the results."""
    chance = random.Random(5)
    tool.prepare()
    tool.keep()
    took = measure(tool.backup(source, "first")).seconds
    tool.go_back()
    results.counts["cancel backup"] = _longest(tool.backup(source, "first"), took, chance, moments, tool.go_back)
    measure(tool.backup(source, "first"))
    for name, command in (("restore", tool.restore(source)), ("check", tool.check())):
        took = measure(command).seconds
        tool.clear_back()
        results.counts[f"cancel {name}"] = _longest(command, took, chance, moments, tool.clear_back)
    tool.clear()


def _longest(command: Command, took: float, chance: random.Random, moments: int, tidy: Callable[[], None]) -> float:
    waits: list[float | None] = []
    for _ in range(moments):
        waits.append(_wait(command, took * chance.uniform(0.1, 0.9)))
        tidy()
    return max((wait for wait in waits if wait is not None), default=float("nan"))


def _wait(command: Command, moment: float) -> float | None:
    """Seconds from the interrupt to the end; None where it was done before. SystemExit for any other end."""
    process = command.start(subprocess.DEVNULL, subprocess.PIPE)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        pass
    else:
        return None
    process.send_signal(signal.SIGINT)
    began = time.perf_counter()
    _, said = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode in (0, 3):
        return None  # it was as good as done
    if process.returncode != 1 or STOPPED not in said:
        raise SystemExit(f"interrupted, it ended with {process.returncode}: {said.decode(errors='replace')[-2000:]}")
    return seconds
