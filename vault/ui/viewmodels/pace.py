"""Pace: how long work will take yet, from how fast it went lately."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

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
