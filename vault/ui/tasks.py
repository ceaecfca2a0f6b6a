"""Runs the services' blocking calls off the GUI thread; the only module that owns threads.

One writer, so that two pieces of work never write to the vault at once; three readers beside it; and one watcher for
what goes on until it is cancelled. Work is handed a
Progress and otherwise only plain values: it never sees a QObject. Whatever it has to tell comes back as a queued
signal of one long-lived object to one slot of it (a signal of an object that lives as short as the work loses results).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vault.errors import Cancelled
from vault.progress import CancelToken, Progress, ProgressUpdate

T = TypeVar("T")

_READERS = 3
ANSWER_WITHIN_MS = 300
_TURN = 0.001
"""Seconds that a thread keeps Python's lock when another wants it. Python's own 5 ms, with several threads that take
their turn before the GUI's, would be felt; measured with tests/benchmarks/window_waits.py."""


class Task:
    """A handle to work in flight. Its callbacks run on the GUI thread, and stop at close()."""

    def __init__(self, cancelling: Callable[[], None] = lambda: None) -> None:
        """`cancelling` is called when somebody asks the work to stop."""
        self.token = CancelToken()
        self._open = True
        self._cancelling = cancelling

    @property
    def open(self) -> bool:
        """Whether somebody still wants to hear of it."""
        return self._open

    def cancel(self) -> None:
        """Ask the work to stop at its next check; `cancelled` is called when it did, or in ANSWER_WITHIN_MS.

        A disk that takes seconds for one write holds the work up, but not the person: the work ends unheard then,
        and the next that writes waits for it. On the GUI thread.
        """
        self.token.cancel()
        self._cancelling()

    def close(self) -> None:
        """Cancel, and drop every later callback: whoever asked is going away."""
        self._open = False
        self.token.cancel()


@dataclass(frozen=True, slots=True)
class _Post:
    """Something for the GUI thread to do on behalf of a task; `last` when the work has ended."""

    task: Task
    deliver: Callable[[], None]
    last: bool


class _Reporter:
    """The Progress that work gets: passes on at most ten updates a second of each step, and its first and last."""

    INTERVAL = 0.1

    def __init__(self, task: Task, post: Callable[[_Post], None], sink: Callable[[ProgressUpdate], None]) -> None:
        self._task, self._post, self._sink = task, post, sink
        self._told: dict[str, float] = {}

    def update(self, step: str, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        if done != total and now - self._told.get(step, -self.INTERVAL) < self.INTERVAL:
            return
        self._told[step] = now
        update = ProgressUpdate(step, done, total)
        self._post(_Post(self._task, lambda: self._sink(update), last=False))

    def check_cancelled(self) -> None:
        self._task.token.check()


class TaskRunner(QObject):
    """Owns all threads. `idle` is emitted on the GUI thread when the last piece of work has ended."""

    idle = Signal()
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_TURN)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault-writer")
        self._readers = ThreadPoolExecutor(max_workers=_READERS, thread_name_prefix="vault-reader")
        self._watcher = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault-watcher")
        self._tasks: set[Task] = set()
        self._watches: set[Task] = set()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any work is under way or waiting, also such whose owner has gone. Watching is no work."""
        return bool(self._tasks)

    def start(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        cancelled: Callable[[], None] = lambda: None,
        progress: Callable[[ProgressUpdate], None] = lambda update: None,
        writes: bool = False,
    ) -> Task:
        """Run `work` on a thread; then exactly one of done, failed, cancelled on the GUI thread, unless closed before.

        `writes` sends it to the one writer, where such work waits its turn.
        """
        task = Task(lambda: self._answer_soon(task, cancelled))
        self._tasks.add(task)
        reporter = _Reporter(task, self._posted.emit, progress)

        def ended(future: Future[T]) -> None:
            self._posted.emit(_Post(task, lambda: _tell(future, done, failed, cancelled), last=True))

        def begin() -> T:
            task.token.check()  # closed while it waited its turn
            return work(reporter)

        (self._writer if writes else self._readers).submit(begin).add_done_callback(ended)
        return task

    def watch(
        self, work: Callable[[Progress], None], *, told: Callable[[], None], failed: Callable[[Exception], None]
    ) -> Task:
        """Run work that goes on until it is cancelled; `told` follows each of its updates. One at a time.

        Its updates have `done` equal to `total`, so that none is left out.
        """
        task = Task()
        self._watches.add(task)
        reporter = _Reporter(task, self._posted.emit, lambda update: told())

        def ended(future: Future[None]) -> None:
            deliver = partial(_tell, future, done=lambda nothing: None, failed=failed, cancelled=lambda: None)
            self._posted.emit(_Post(task, deliver, last=True))

        self._watcher.submit(work, reporter).add_done_callback(ended)
        return task

    def close_all(self) -> None:
        """Cancel everything and drop every callback; `idle` follows when the last work has stopped."""
        for task in self._tasks | self._watches:
            task.close()

    def shutdown(self) -> None:
        """Cancel everything and wait for the threads to end. Nothing can be started afterwards."""
        self.close_all()
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._watcher.shutdown(wait=True, cancel_futures=True)

    def _answer_soon(self, task: Task, cancelled: Callable[[], None]) -> None:
        """Tell the owner that the work is cancelled before it has ended, if that takes long."""

        def answer() -> None:
            if task in self._tasks and task.open:
                task.close()
                cancelled()

        QTimer.singleShot(ANSWER_WITHIN_MS, self, answer)

    @Slot(object)
    def _deliver(self, post: _Post) -> None:
        worked = post.task in self._tasks
        if post.last:
            self._tasks.discard(post.task)
            self._watches.discard(post.task)
        try:
            if post.task.open:
                post.deliver()
        finally:
            if post.last and worked and not self._tasks:
                self.idle.emit()


def _tell(
    future: Future[T],
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
    cancelled: Callable[[], None],
) -> None:
    """Hand the outcome to the one callback it belongs to; what is no Exception (a wish to exit) goes on upwards."""
    error = None if future.cancelled() else future.exception()
    if future.cancelled() or isinstance(error, Cancelled):
        cancelled()
    elif error is None:
        done(future.result())
    elif isinstance(error, Exception):
        failed(error)
    else:
        raise error
