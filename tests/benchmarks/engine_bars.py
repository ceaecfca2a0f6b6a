"""The bars of the engine: which figure must reach what. All but memory and cancel are ratios of one run.

`layer` is measured against restic and borg, for it does what they do; `cp+sync` is the copy that is as durable as ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

from tests.benchmarks.bars import Bar
from tests.benchmarks.engine_data import KINDS
from tests.benchmarks.engine_results import Results

MEDIA = ("zip", "folder")
MOST_MEMORY = 300.0
_TIMES = ("seconds", "cpu")
SAME_MEMORY = 1.15  # "the same at both": the interpreter's own memory varies by some MiB from run to run


def bars_of(results: Results, works: set[str]) -> Iterator[Bar]:
    """The bars of the works that were asked for; one whose figures are missing is missed."""
    for media in MEDIA:
        if media in works:
            yield from _of_media(results, media)
    if "zip" in works:
        yield from _of_next(results)
    if "months" in works:
        yield from _of_months(results)
    if "one-file" in works:
        cpu, seconds = (_value(results, "one file: first backup", "layer", what) for what in ("cpu", "seconds"))
        yield Bar("one file: cpu seconds / seconds of the first backup", cpu / seconds, 1.5, at_least=True)
    if "large" in works:
        yield from _of_memory(results, beside_small="zip" in works)
    if "cancel" in works:
        for deed in ("backup", "restore", "check"):
            yield Bar(f"cancel of {deed}, longest of all", results.counts.get(f"cancel {deed}", nan), 0.5, "s")
    yield from results.others


def _of_media(results: Results, media: str) -> Iterator[Bar]:
    first, restore, check = (f"{media}: {work}" for work in ("first backup", "restore", "check"))
    yield _times_as_fast(results, first, "restic", 3)
    yield _times_as_fast(results, first, "borg", 3)
    yield _times_as_long(results, first, "cp+sync", 2.5)
    yield _times_as_fast(results, restore, "restic", 2)
    yield _times_as_long(results, restore, "cp+sync", 2)
    yield _times_as_fast(results, check, "restic", 1)
    yield _times_as_long(results, check, "bare", 1.5)
    for tool in ("layer", "program"):
        peak = _value(results, first, tool, "peak")
        yield Bar(f"{first}: peak memory of {tool}", peak, MOST_MEMORY, "MiB")


def _of_next(results: Results) -> Iterator[Bar]:
    for kind in KINDS:
        yield _times_as_fast(results, f"next month, {kind} times", "restic", 3)
        again = results.counts.get(f"again {kind}", nan)
        yield Bar(f"next month, {kind} times: bytes of known photos stored again", again, 0, "B")


def _of_months(results: Results) -> Iterator[Bar]:
    distinct = results.counts.get("distinct", nan)
    for kind in KINDS:
        stored = results.stored.get(f"twelve months, {kind} times", {}).get("layer", nan)
        yield Bar(f"twelve months, {kind} times: stored / distinct", stored / distinct, 1.03)


def _of_memory(results: Results, *, beside_small: bool) -> Iterator[Bar]:
    for work in ("backup", "restore", "check"):
        large = _value(results, f"20 GiB: {work}", "program", "peak")
        small = _value(results, f"zip: {'first backup' if work == 'backup' else work}", "program", "peak")
        yield Bar(f"20 GiB: {work}, peak memory of program", large, MOST_MEMORY, "MiB")
        if beside_small:
            yield Bar(f"20 GiB: {work}, peak memory / that at {results.mebibytes} MiB", large / small, SAME_MEMORY)


def _times_as_fast(results: Results, work: str, peer: str, least: float) -> Bar:
    ratio, by_cpu = (_value(results, work, peer, what) / _value(results, work, "layer", what) for what in _TIMES)
    return Bar(f"{work}: times as fast as {peer}", ratio, least, at_least=True, note=f"by cpu {by_cpu:.2f}")


def _times_as_long(results: Results, work: str, peer: str, most: float) -> Bar:
    ratio, by_cpu = (_value(results, work, "layer", what) / _value(results, work, peer, what) for what in _TIMES)
    return Bar(f"{work}: times as long as {peer}", ratio, most, note=f"by cpu {by_cpu:.2f}")


def _value(results: Results, work: str, tool: str, what: str) -> float:
    figure = results.figures.get(work, {}).get(tool)
    return nan if figure is None else float(getattr(figure, what))
