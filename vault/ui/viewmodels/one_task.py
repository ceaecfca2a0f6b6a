"""OneTask: what a view-model does that has one piece of work under way at a time, and a state that is shown whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import ChatVaultError
from vault.progress import Progress, ProgressUpdate
from vault.ui.messages import Words, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.work_words import STOPPING, in_words

T = TypeVar("T")


class WorkState(Protocol):
    """A frozen dataclass with the work under way, and what went wrong; both None where there is nothing of it."""

    @property
    def work(self) -> Progressing | None:
        """How far it is."""

    @property
    def trouble(self) -> Words | None:
        """What went wrong."""


S = TypeVar("S", bound=WorkState)


class OneTask(QObject, Generic[S]):
    """`changed` after every change of `state`. `note` stands beside the work's progress."""

    changed = Signal()
    note = ""

    def __init__(self, tasks: TaskRunner, state: S, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._pace = Pace()
        self.state = state

    def cancel(self) -> None:
        """Stop at the next safe point."""
        if self._task is not None:
            self._show(work=STOPPING)
            self._task.cancel()

    def _run(self, what: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Begin it; `what` is said meanwhile. It waits its turn among what writes to the vault."""
        self._pace = Pace()
        self._show(work=Progressing(what), trouble=None)

        def succeed(result: T) -> None:
            self._ended()
            done(result)

        self._task = self._tasks.start(
            work, done=succeed, failed=self._failed, cancelled=self._cancelled,
            progress=lambda update: self._under_way(what, update), writes=True,
        )  # fmt: skip

    def _under_way(self, what: str, update: ProgressUpdate) -> None:
        if self._task is not None and self.state.work is not STOPPING:
            self._show(work=in_words(update, what, self._pace, self.note))

    def _ended(self) -> None:
        self._task = None
        self._show(work=None)

    def _cancelled(self) -> None:
        """The work was stopped."""
        self._ended()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if not isinstance(error, ChatVaultError):
            raise error
        self._show(trouble=words(error))

    def _show(self, **changes: Any) -> None:
        # mypy cannot know that whoever fits the protocol is a dataclass
        self._show_new(replace(self.state, **changes))  # type: ignore[type-var]

    def _show_new(self, state: S) -> None:
        self.state = state
        self.changed.emit()
