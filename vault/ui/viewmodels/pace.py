"""Pace: how long work will take yet, from how fast it went lately; TwoPasses: work that goes over each file twice."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from vault.progress import ProgressUpdate
from vault.ui import figures

_WINDOW = 20.0
"""Seconds looked back on: a slow start is soon forgotten, one quick file does not make a promise."""
_TOO_EARLY = 2.0


class Pace:
    """Fed with how far a step is. Says nothing before it can know: a wrong number is worse than none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, done: int, total: int | None) -> str:
        """Take in that `done` of `total` bytes are done; "about 4 minutes left", or nothing."""
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:  # another step began at nothing
            self._seen.clear()
        self._seen.append((now, done))
        while now - self._seen[0][0] > _WINDOW and len(self._seen) > 2:
            self._seen.popleft()
        return self._left(total)

    def _left(self, total: int | None) -> str:
        (began, at_first), (now, done) = self._seen[0], self._seen[-1]
        if total is None or now - began < _TOO_EARLY or done <= at_first:
            return ""
        return figures.time_left((total - done) * (now - began) / (done - at_first))


class TwoPasses:
    """Makes one way of a restore, which writes everything and reads it again, a little behind, to compare it.

    The reports of both passes count from the first byte of all files to the last, and come by turns.
    """

    def __init__(self) -> None:
        self._done = {"restoring": 0, "comparing": 0}

    def note(self, update: ProgressUpdate) -> ProgressUpdate:
        """The same report with half a byte done for each that was written, and the other half when it was compared.

        It is called restoring until everything is written: two words by turns could not be read.
        """
        if update.total is None:
            return update
        if update.step not in self._done:
            return ProgressUpdate(update.step, min(update.done, update.total), update.total)
        self._done[update.step] = max(self._done[update.step], update.done)
        step = "restoring" if self._done["restoring"] < update.total else update.step
        return ProgressUpdate(step, min(sum(self._done.values()) // 2, update.total), update.total)
