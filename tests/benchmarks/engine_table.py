"""The table: every work, every tool, how long, how much memory, how many bytes; and ours as ratios to the others."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.engine_measure import Figure
from tests.benchmarks.engine_results import Results

HEAD = (
    f"{'':10}{'s':>9}{'MB/s':>8}{'cpu s':>8}{'peak MiB':>10}{'stored MB':>11}"
    f"{'restic':>9}{'borg':>7}{'cp+sync':>9}{'cp':>7}{'cpu':>7}{'before':>10}\n"
)
EXPLAINED = (
    "restic, borg: how many times as fast as they are. cp+sync, cp: how many times as long as they take.\n"
    "cpu: how many times less processor time than restic's; it holds even when others use the machine.\n"
    "bare: the least work that there is, in two processes with nothing around it.\n"
    "before: seconds in the run before this one. Times are the best of the rounds, memory is the worst.\n"
)


def table(results: Results, before: Results | None) -> Iterator[str]:
    """The lines."""
    yield EXPLAINED
    for work, rows in results.figures.items():
        size = results.sizes[work]
        rounds = max(figure.rounds for figure in rows.values())
        yield f"\n{work}: {size / 1e6:,.0f} MB, {rounds} round{'s' if rounds > 1 else ''}\n"
        yield HEAD
        earlier = before.figures.get(work, {}) if before and before.sizes.get(work) == size else {}
        for tool, figure in rows.items():
            stored = results.stored.get(work, {}).get(tool)
            yield _row(tool, figure, size, stored, rows) + _earlier(earlier.get(tool)) + "\n"
        if "bare" in rows and "layer" in rows:
            bare, layer = rows["bare"], rows["layer"]
            by_cpu = f"{layer.cpu / bare.cpu:.2f}" if bare.cpu else "?"
            yield f"layer takes {_ratio(layer, bare)} times as long as bare, and {by_cpu} times its cpu\n"


def _row(tool: str, figure: Figure, size: int, stored: int | None, rows: dict[str, Figure]) -> str:
    kept = "" if stored is None else f"{stored / 1e6:.1f}"
    speed = size / 1e6 / figure.seconds
    line = f"{tool:10}{figure.seconds:9.2f}{speed:8.0f}{figure.cpu:8.2f}{figure.peak:10.0f}{kept:>11}"
    restic, borg, durable, plain = (rows.get(name) for name in ("restic", "borg", "cp+sync", "cp"))
    line += f"{_ratio(restic, figure):>9}{_ratio(borg, figure):>7}"
    line += f"{_ratio(figure, durable):>9}{_ratio(figure, plain):>7}"
    return line + f"{f'{restic.cpu / figure.cpu:.2f}' if restic and figure.cpu else '':>7}"


def _ratio(over: Figure | None, under: Figure | None) -> str:
    return "" if over is None or under is None else f"{over.seconds / under.seconds:.2f}"


def _earlier(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.seconds:10.2f}"
