"""The engine beside restic, borg and cp: one table, and what must be reached. Exit status 1 where a bar is missed.

    python tests/benchmarks/engine.py [--quick] [--only WORK]… [--mebibytes N] [--rounds N] [--no-large] [FOLDER]

Every step is a process of its own. The data are generated once, seeded, and stay below FOLDER (default build/bench,
some 11 GiB; up to 50 GiB more while it runs); so does `last.json`, what the next run is compared with. Works: zip (and
next month's), folder, months, one-file, small-files, text, large (20 GiB), cancel, scripts (opening, window).
What came back is compared byte for byte, and the real restic reads all that we wrote.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from math import nan
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.bars import Bar, parse  # noqa: E402
from tests.benchmarks.engine_bars import bars_of  # noqa: E402
from tests.benchmarks.engine_cancel import cancel  # noqa: E402
from tests.benchmarks.engine_data import Data  # noqa: E402
from tests.benchmarks.engine_large import large  # noqa: E402
from tests.benchmarks.engine_results import Results  # noqa: E402
from tests.benchmarks.engine_table import table  # noqa: E402
from tests.benchmarks.engine_works import Works  # noqa: E402

WORKS = ("zip", "folder", "months", "one-file", "small-files", "text", "cancel", "scripts", "large")
SCRIPTS = ("opening.py", "window_waits.py")
FULL, QUICK = 1024, 256  # MiB of media


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, remember."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} MiB, one round, no 20 GiB")
    parser.add_argument("--mebibytes", type=int, help="how much media; everything else in proportion")
    parser.add_argument("--rounds", type=int, help="of each work with media")
    parser.add_argument("--only", action="append", choices=WORKS)
    parser.add_argument("--no-large", action="store_true", help="without the 20 GiB")
    asked = parser.parse_args(arguments)
    works = set(asked.only or WORKS)
    if asked.no_large or (asked.quick and not asked.only):
        works.discard("large")
    mebibytes = asked.mebibytes or (QUICK if asked.quick else FULL)
    folder = asked.folder.absolute()
    data = folder / f"data-{mebibytes}"
    subprocess.run([sys.executable, ROOT / "tests/benchmarks/engine_data.py", data, str(mebibytes)], check=True)
    results = Results(mebibytes)
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as place:
        run(Path(place), Data(data), results, works, rounds=asked.rounds or (1 if asked.quick else 3))
    return tell(results, works, folder / ("last.json" if works >= set(WORKS) - {"large"} else "last-part.json"))


def run(place: Path, data: Data, results: Results, works: set[str], rounds: int) -> None:
    """All works that were asked for; what one of them found stays although it, or another, comes to no good end."""
    all_works = Works(place, data, results)
    fewer = min(rounds, 2)

    def with_room() -> None:
        all_works.remove_aside()
        large(all_works.program, place, results)

    deeds: dict[str, Callable[[], None]] = {
        "zip": lambda: all_works.zip(rounds),
        "months": all_works.months,
        "one-file": lambda: all_works.one_file(fewer),
        "text": lambda: all_works.text(fewer),
        "folder": lambda: all_works.media_folder(rounds),
        "small-files": lambda: all_works.small_files(fewer),
        "cancel": lambda: cancel(all_works.program, data.one_file, results, 2 + 2 * rounds),
        "scripts": lambda: scripts(results, is_quick=rounds == 1),
        "large": with_room,
    }
    for name, deed in deeds.items():
        if name in works:
            try:
                deed()
            except (SystemExit, subprocess.CalledProcessError, KeyboardInterrupt) as end:
                sys.stderr.write(f"{name}: {end!r}\n")
                results.others.append(Bar(f"{name} came to no end", nan, 0))


def scripts(results: Results, *, is_quick: bool) -> None:
    """What measures other things, each in a process of its own; one that gives no bar is a bar missed."""
    for name in SCRIPTS:
        words = [sys.executable, str(ROOT / "tests/benchmarks" / name), "--json", *(["--quick"] if is_quick else [])]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        results.others += parse(done.stdout.splitlines()) or [Bar(f"{name} measured nothing", nan, 0)]


def tell(results: Results, works: set[str], last: Path) -> int:
    """The table, the bars, what was missed; the results go where the next run finds them."""
    for line in table(results, Results.load(last)):
        sys.stdout.write(line)
    if "distinct" in results.counts:
        sys.stdout.write(f"\ndistinct content of the twelve months: {results.counts['distinct'] / 1e6:.1f} MB\n")
    results.save(last)
    bars = list(bars_of(results, works))
    sys.stdout.write(f"\n{'layer, if nothing else is said':66}{'reached':>17}{'must be':>14}\n")
    for bar in bars:
        sys.stdout.write(bar.line + "\n")
    missed = [bar.work for bar in bars if not bar.is_met]
    sys.stdout.write(f"\n{len(missed)} of {len(bars)} bars missed{': ' if missed else ''}{'; '.join(missed)}\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
