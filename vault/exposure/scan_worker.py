"""The scan in a process of its own, behind everything else, and the handle by which it is read and stopped.

One line of JSON each way: the order on the worker's standard input (no path ever stands on a command line), events on
its standard output. Some event comes every tenth of a second, even while a disk does not answer, so that whoever reads
can stop. Stopping is killing: the worker writes nothing but its own memory, which holds at every moment.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import msgspec

from vault.errors import ScanFailed
from vault.exposure.finding import Finding, NotLooked
from vault.exposure.low_priority import step_back
from vault.exposure.placeholders import prepare_process
from vault.exposure.scan import Event, ScanRequest, Tick, scan
from vault.exposure.scan_cache import remembering
from vault.log import describe

MODULE: Final = "vault.exposure.scan_worker"
WORD: Final = "--scan-worker"
"""How a program that was packed into one file is asked to be the worker: __main__ knows this word."""
ALIVE_SECONDS: Final = 0.1
PATIENCE: Final = 0.15  # seconds to wait for a killed process: a busy machine may take longer, a dead disk for ever


@dataclass(frozen=True, slots=True)
class Order:
    """What the worker shall do. `cache` is the file in which it remembers; None: nowhere."""

    request: ScanRequest
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line from the worker: an event, or the end. None of both says that it is alive."""

    finding: Finding | None = None
    not_looked: NotLooked | None = None
    tick: Tick | None = None
    failed: str | None = None
    finished: bool = False

    @classmethod
    def of(cls, event: Event) -> Line:
        """The line that carries this event."""
        if isinstance(event, Finding):
            return cls(finding=event)
        return cls(not_looked=event) if isinstance(event, NotLooked) else cls(tick=event)

    @property
    def event(self) -> Event | None:
        """What it carries."""
        return self.finding or self.not_looked or self.tick


def encode(value: object) -> bytes:
    """One line. Python's own JSON keeps file names that are no valid Unicode, as escapes."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes, kind: type[Any]) -> Any:
    """The value of one line. Raises ValueError for anything else."""
    return msgspec.convert(json.loads(line), kind)


# -- whoever asks ------------------------------------------------------------------------------------


class ScanHandle:
    """A running scan. Iterate over `events()`; `cancel()` from any thread. Use it in a `with`: leaving it stops it."""

    def __init__(self, request: ScanRequest, cache: Path | None = None) -> None:
        """Start the worker. Raises ScanFailed when the system gives no process."""
        self.finished = False
        self._cancelled = threading.Event()
        try:
            self._process = _started()
        except OSError as error:
            raise ScanFailed(describe(error)) from None
        with suppress(BrokenPipeError):
            _pipe(self._process.stdin).write(encode(Order(request, None if cache is None else str(cache))))
            _pipe(self._process.stdin).flush()

    def events(self) -> Iterator[Event]:
        """Everything that the worker tells, at least a Tick every tenth of a second; ends when it is done or cancelled.

        Raises ScanFailed when the worker ends without having been asked to.
        """
        tick = Tick()
        for raw in _pipe(self._process.stdout):
            if not raw.endswith(b"\n"):
                break  # killed in the middle of a line
            line: Line = decode(raw, Line)
            if line.failed is not None:
                raise ScanFailed(line.failed)
            if line.finished:
                self.finished = True
                return
            tick = line.tick or tick
            yield line.event or tick
        if not self._cancelled.is_set():
            raise ScanFailed("the worker ended")

    def cancel(self) -> None:
        """Stop at once. Harmless when it has ended. A worker that takes its time to die is awaited beside us."""
        self._cancelled.set()
        self._process.kill()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            threading.Thread(target=self._process.wait, name="the end of a scan", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()


def _started() -> subprocess.Popen[bytes]:
    """The worker's process: in a group of its own, so that Ctrl-C reaches only us, and without a window."""
    return subprocess.Popen(  # noqa: S603 (our own program)
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def worker_command() -> list[str]:
    """How this very program is started as a worker, from a checkout, an installed package or one packed file."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORD]
    return [sys.executable, "-m", MODULE]


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 (asked for above)
    return pipe


# -- the worker --------------------------------------------------------------------------------------


class _Telling:
    """Writes lines, and one now and then that says "alive". Ends the process when nobody reads any more."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def tell(self, line: Line) -> None:
        """One line, at once."""
        data = encode(line)
        with self._lock:
            try:
                self._stream.write(data)
                self._stream.flush()
            except OSError:
                os._exit(0)  # whoever asked is gone

    def keep_alive(self) -> None:
        """Say so every tenth of a second, whatever the scan waits for."""
        alive = threading.Event()
        while not alive.wait(ALIVE_SECONDS):
            self.tell(Line())


def collect_rarely() -> None:
    """Listings make many objects that are never part of a cycle: looking for cycles among them costs a twentieth."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def main() -> int:
    """Read one order, scan, tell. Nothing of what goes wrong is written but its kind: paths are nobody's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back()
    collect_rarely()
    may_open = prepare_process()
    # by number: a program without a console has no sys.stdout, and still has these
    with open(0, "rb", closefd=False) as asked, open(1, "wb", closefd=False) as told:
        return _work(asked, _Telling(told), may_open=may_open)


def _work(asked: IO[bytes], telling: _Telling, *, may_open: bool) -> int:
    threading.Thread(target=telling.keep_alive, daemon=True).start()
    try:
        order: Order = decode(asked.readline(), Order)
        request = replace(order.request, may_open=order.request.may_open and may_open)
        with remembering(Path(order.cache) if order.cache else None) as memory:
            for event in scan(request, memory=memory):
                telling.tell(Line.of(event))
        telling.tell(Line(finished=True))
    except Exception as error:  # noqa: BLE001 (told to whoever asked, which raises it there)
        telling.tell(Line(failed=describe(error)))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
