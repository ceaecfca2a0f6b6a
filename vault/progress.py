"""The only two things that cross a running piece of work: how far it is, and the wish to cancel."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from vault.errors import Cancelled


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """`step` is a short key (reading, storing, checking, restoring, comparing, counting); done and total in bytes."""

    step: str
    done: int
    total: int | None = None


class Progress(Protocol):
    """What work is given to report with. Call freely: throttling is the receiver's business."""

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Say how far it is; the last update of a step has done == total."""

    def check_cancelled(self) -> None:
        """Raise Cancelled if the person wants to stop. Call between units of at most one chunk or file."""


class NoProgress:
    """For callers that show nothing and never cancel."""

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Ignore it."""

    def check_cancelled(self) -> None:
        """Never cancelled."""


class CancelToken:
    """A wish to cancel, set on one thread and read on another."""

    def __init__(self) -> None:
        self._wish = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._wish.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._wish.is_set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked."""
        if self._wish.is_set():
            raise Cancelled
