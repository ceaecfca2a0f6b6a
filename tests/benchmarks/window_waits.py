"""How long the window waits for the engine: a real backup and a real restore run through the window's TaskRunner.

    python tests/benchmarks/window_waits.py [--json] [--quick] [FOLDER]

A timer of the GUI thread asks to be called every 5 ms, while a bar shows the progress; how much later it is called
than that, the window stood still. A machine that is busy with other things makes everybody wait for a processor, which
is not the engine's doing: Linux tells how long a thread that could run had none, and that is taken off. What is left
is the wait for Python's one lock, and for its holder where that in turn had no processor; so the same deeds are done a
second time by a process of their own, beside the same timer, and said beside it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QVBoxLayout, QWidget

from tests.benchmarks.bars import Bar, show
from tests.benchmarks.engine_data import window, write_zip
from tests.clock import Clock
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress, Progress, ProgressUpdate
from vault.services.services import Services, build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.local import LocalBackend
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.pace import Pace

ROOT = Path(__file__).resolve().parents[2]
TICK_MS = 5
LIMIT_MS = 16.0
ROUNDS = 3
PLACE = ROOT / "build"
"""On a real disk: memory that passes for one would be filled without a wait."""

Deed = Callable[[Progress], object]


@dataclass(frozen=True)
class Waits:
    """How much later than asked for the timer was called, in milliseconds."""

    late: tuple[float, ...]

    @property
    def longest(self) -> float:
        """Of all."""
        return max(self.late)

    def over(self, limit: float) -> int:
        """How often it was more."""
        return sum(late > limit for late in self.late)


class Queue:
    """How long this thread has been without a processor though it could have run; elsewhere than on Linux nothing."""

    def __init__(self) -> None:
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._file = os.open(path, os.O_RDONLY) if path.exists() else -1

    def waited(self) -> float:
        """Seconds since the thread began. The second figure there is of nanoseconds (proc(5))."""
        return int(os.pread(self._file, 100, 0).split()[1]) / 1e9 if self._file >= 0 else 0.0

    def close(self) -> None:
        """Let go of it."""
        if self._file >= 0:
            os.close(self._file)


class Screen(QWidget):
    """What a page shows of work: a bar and a line."""

    def __init__(self) -> None:
        super().__init__()
        self._bar, self._line, self._pace = QProgressBar(), QLabel(), Pace()
        layout = QVBoxLayout(self)
        layout.addWidget(self._bar)
        layout.addWidget(self._line)
        self.show()

    def take(self, update: ProgressUpdate) -> None:
        """Show how far it is."""
        self._bar.setMaximum(1000)
        self._bar.setValue(1000 * update.done // max(update.total or 1, 1))
        self._line.setText(f"{update.step}: {self._pace.note(update.done, update.total)}")


@contextmanager
def ticking(late: list[float]) -> Iterator[None]:
    """Note every call of the timer while the body runs the event loop."""
    queue = Queue()
    last, queued = time.perf_counter(), queue.waited()

    def tick() -> None:
        nonlocal last, queued
        now, waited = time.perf_counter(), queue.waited()
        late.append((now - last - (waited - queued)) * 1000 - TICK_MS)
        last, queued = now, waited

    timer = QTimer()
    timer.setTimerType(timer.timerType().PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    try:
        yield
    finally:
        timer.stop()
        queue.close()


def waits_of(deed: Deed, tasks: TaskRunner, screen: Screen) -> Waits:
    """Run it as the window does."""
    late: list[float] = []
    ended: list[object] = []
    loop = QEventLoop()
    with ticking(late):
        tasks.start(deed, done=ended.append, failed=ended.append, progress=screen.take, writes=True)
        tasks.idle.connect(loop.quit)
        loop.exec()
        tasks.idle.disconnect(loop.quit)
    if isinstance(ended[0], Exception):
        raise ended[0]
    return Waits(tuple(late))


class Bench:
    """One export, backed up and brought back, again and again."""

    def __init__(self, folder: Path, export: Path, number: int = 0) -> None:
        self._folder, self._export, self._number = folder, export, number

    def deeds(self) -> Iterator[tuple[str, Deed]]:
        """A backup into a new vault with everything that belongs to it, and a restore of all."""
        self._number += 1
        home = self._folder / f"home {self._number}"
        services = _services(home)
        vault = services.create.run(home / "Chats", NoProgress()).vault

        def restore(progress: Progress) -> object:
            plan = services.restore.plan(vault, None, home / "restored")
            report = services.restore.run(vault, plan, progress)
            return report if report.identical else RuntimeError("not identical")

        yield "backup", lambda progress: _backed_up(services, vault, self._export, progress)
        yield "restore", restore
        vault.close()


def _services(home: Path) -> Services:
    places = Places.under(home)
    return build_services(Desk(Settings(places.settings), MemoryKeyStore(), LocalBackend, places, Clock()))


def _backed_up(services: Services, vault: OpenedVault, export: Path, progress: Progress) -> object:
    report = services.back_up.run(vault, [export], {}, progress)
    return report if all(line.verified for line in report.backups) and not report.failed else RuntimeError("not whole")


def beside_a_process(export: Path, place: Path) -> Waits:
    """The same deeds by a process of their own."""
    late: list[float] = []
    command = [sys.executable, __file__, "--deeds", str(export), str(place)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if process.poll() is not None else None)
        timer.start(50)
        with ticking(late):
            loop.exec()
    return Waits(tuple(late))


def deeds_alone(export: Path, place: Path) -> None:
    """What that process does."""
    for _, deed in Bench(place, export, 1000).deeds():
        deed(NoProgress())


def measure(mebibytes: int, rounds: int, place: Path) -> Iterator[Bar]:
    """The longest wait of each deed, the best of all rounds: a busy machine adds to it, nothing takes from it."""
    application = QApplication.instance() or QApplication([])
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="waits-", dir=place) as folder:
        export = Path(folder) / "WhatsApp Chat with Anna.zip"
        write_zip(export, window(0, mebibytes << 20), None)
        bench, tasks, screen = Bench(Path(folder), export), TaskRunner(), Screen()
        gc.collect()
        gc.freeze()  # as the program does when its window is there
        found: dict[str, list[Waits]] = {}
        for _ in range(rounds):
            for name, deed in bench.deeds():
                found.setdefault(name, []).append(waits_of(deed, tasks, screen))
        alone = beside_a_process(export, Path(folder))
        tasks.shutdown()
    for name, waits in found.items():
        best = min(waits, key=lambda one: one.longest)
        note = f"{best.over(LIMIT_MS)} of {len(best.late)} calls over; another process: {alone.longest:.1f} ms"
        yield Bar(f"longest wait of the window, {name} of {mebibytes} MiB", best.longest, LIMIT_MS, "ms", note=note)
    del application


def main(arguments: Sequence[str]) -> int:
    """Measure, or do the deeds of the other process."""
    if arguments[:1] == ["--deeds"]:
        deeds_alone(Path(arguments[1]), Path(arguments[2]))
        return 0
    rest = [word for word in arguments if not word.startswith("--")]
    quick = "--quick" in arguments
    return show(measure(128 if quick else 512, 1 if quick else ROUNDS, Path(rest[0]) if rest else PLACE))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
