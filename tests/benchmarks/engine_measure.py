"""One step in a process of its own: its time by the clock and by the processors, and its peak of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DONE = (0, 3)  # 3: done, and something needs attention (there is no password safe here)


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, with what in the environment besides ours."""

    words: Sequence[object]
    environment: Mapping[str, str]
    folder: Path | None = None

    def start(self, stdout: int = subprocess.DEVNULL, stderr: int | None = None) -> subprocess.Popen[bytes]:
        """Start it."""
        return subprocess.Popen(
            [str(word) for word in self.words],
            env={**os.environ, **self.environment},
            cwd=self.folder,
            stdout=stdout,
            stderr=stderr,
        )

    def run(self) -> str:
        """Run it to its end unmeasured; what it printed. SystemExit where it fails."""
        process = self.start(subprocess.PIPE, subprocess.PIPE)
        said, warned = process.communicate()
        if process.returncode not in DONE:
            sys.stderr.write(warned.decode(errors="replace"))
        self.refuse_failure(process.returncode)
        return said.decode()

    def refuse_failure(self, status: int) -> None:
        """End the bench where a step did not do its work: a figure of it would mean nothing."""
        if status not in DONE:
            raise SystemExit(f"{' '.join(map(str, self.words[:4]))} …: exit status {status}")


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds by the clock and of the processors, the most memory of the process in MiB, rounds taken together."""

    seconds: float
    cpu: float
    peak: float
    rounds: int = 1

    def with_round(self, new: Figure) -> Figure:
        """The best of all rounds for times, since other work on the computer only ever adds; the worst for memory."""
        return Figure(
            min(self.seconds, new.seconds), min(self.cpu, new.cpu), max(self.peak, new.peak), self.rounds + new.rounds
        )


def measure(command: Command) -> Figure:
    """Run one process to its end; whatever earlier steps left to be written is written before.

    The peak is the largest of the process and those that it waited for. It is never less than what this process had
    when it started the other: keep this one small.
    """
    os.sync()
    begin = time.perf_counter()
    process = command.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    command.refuse_failure(process.returncode)
    return Figure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bytes_below(path: Path) -> int:
    """The lengths of a file, or of all files below a folder, added up."""
    if path.is_file():
        return path.stat().st_size
    return sum((Path(folder) / name).stat().st_size for folder, _, names in os.walk(path) for name in names)


def touch_memory(folder: Path, size: int) -> None:
    """Have the system own so much memory for files: a virtual machine gets its pages slowly, at their first use.

    Directly before a step that writes: what is not used for seconds may go back to the machine's owner.
    """
    piece, path = bytes(1 << 20), folder / "touched"
    with path.open("wb", buffering=0) as stream:
        for _ in range(size >> 20):
            stream.write(piece)
    path.unlink()


def warm(path: Path) -> None:
    """Have the bytes of a file or folder in the system's memory, as everybody finds them there."""
    for folder, _, names in os.walk(path) if path.is_dir() else [(str(path.parent), [], [path.name])]:
        for name in names:
            with (Path(folder) / name).open("rb", buffering=0) as stream:
                while stream.read(1 << 20):
                    pass
