"""Twenty gibibytes through the whole program: does its memory stay what it is at one?

The export is made for this, stored, removed, brought back and compared by its checksum: at most two copies of it lie on
the disk at any moment.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.benchmarks.engine_data import crc_of, write_video
from tests.benchmarks.engine_measure import measure, warm
from tests.benchmarks.engine_peers import Program
from tests.benchmarks.engine_results import Results

SIZE = 20 << 30
_VIDEO = 100 << 20
_SPARE = 4 << 30


def large(tool: Program, folder: Path, results: Results, size: int = SIZE) -> None:
    """Backup, check and restore. SystemExit where the disk has not the room, or what came back is something else."""
    if shutil.disk_usage(folder).free < 2 * size + _SPARE:
        raise SystemExit(f"{folder} needs {(2 * size + _SPARE) >> 30} GiB free for this, without it: --no-large")
    source = folder / "large" / "WhatsApp Chat with Ben.zip"
    child = os.fork()
    if child == 0:  # what making it takes must not count for what is measured
        write_video(source, size, max(1, size // _VIDEO))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the large export could not be made")
    try:
        _measure(tool, source, results)
    finally:
        shutil.rmtree(source.parent)
        tool.clear()


def _measure(tool: Program, source: Path, results: Results) -> None:
    size, checksum = source.stat().st_size, crc_of(source)
    tool.prepare()
    warm(source)
    results.note("20 GiB: backup", tool.name, measure(tool.backup(source, "first")), size, tool.stored)
    source.unlink()
    results.note("20 GiB: check", tool.name, measure(tool.check()), size)
    results.note("20 GiB: restore", tool.name, measure(tool.restore(source)), size)
    if crc_of(tool.restored(source)) != checksum:
        raise SystemExit("the large export came back different")
