"""InTurn: small things that a person says, kept one after the other, so that no answer is written over by another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from vault.progress import Progress
from vault.ui.tasks import TaskRunner

T = TypeVar("T")


class InTurn:
    """Each piece of work begins when the one before has ended, well or not. None waits for a backup, as writers do."""

    def __init__(self, tasks: TaskRunner) -> None:
        self._tasks = tasks
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False

    def start(
        self, work: Callable[[Progress], T], *, done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """As TaskRunner.start, in its turn."""

        def well(outcome: T) -> None:
            self._next()
            done(outcome)

        def badly(error: Exception) -> None:
            self._next()
            failed(error)

        def begin() -> None:
            self._busy = True
            self._tasks.start(work, done=well, failed=badly, cancelled=self._next)

        if self._busy:
            self._waiting.append(begin)
        else:
            begin()

    def _next(self) -> None:
        self._busy = False
        if self._waiting:
            self._waiting.popleft()()
