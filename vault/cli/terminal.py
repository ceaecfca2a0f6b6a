"""Progress on a terminal, and Ctrl-C as a wish to stop at the next safe point."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from vault.progress import CancelToken

STEPS = {
    "reading": "Reading",
    "storing": "Locking away",
    "checking": "Checking",
    "restoring": "Bringing back",
    "comparing": "Comparing",
    "counting": "Counting",
    "repairing": "Repairing",
    "tidying": "Tidying",
    "relocking": "Sealing anew",
    "looking": "Looking through files",
}
_FILES = (TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())


class TerminalProgress:
    """What a deed reports to. Draws a bar per step on standard error, and nothing where that is no terminal."""

    def __init__(self, bars: Progress, token: CancelToken) -> None:
        self._bars, self._token = bars, token
        self._tasks: dict[str, TaskID] = {}

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Move the bar of this step."""
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(STEPS.get(step, step.capitalize()), total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)

    def check_cancelled(self) -> None:
        """Raise Cancelled after Ctrl-C."""
        self._token.check()


@contextmanager
def working(*, counts_files: bool = False) -> Iterator[TerminalProgress]:
    """Show progress while the body works. The first Ctrl-C asks it to stop, the second stops it at once."""
    token = CancelToken()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = signal.signal(signal.SIGINT, ask_to_stop)
    bars = Progress(
        TextColumn("{task.description}"),
        *(_FILES if counts_files else (BarColumn(), DownloadColumn(), TimeRemainingColumn())),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    try:
        with bars:
            yield TerminalProgress(bars, token)
    finally:
        signal.signal(signal.SIGINT, before)
