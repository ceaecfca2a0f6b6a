"""CopiesWatch: what changes in cloud folders and Downloads after a look, so that it can be looked at again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from vault.errors import Cancelled
from vault.exposure.finding import Root
from vault.exposure.watch import Changed, units, watch, worth_watching
from vault.progress import Progress
from vault.ui.tasks import Task, TaskRunner


class _Wish:
    """The wish to cancel, asked as a threading.Event is asked."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def is_set(self) -> bool:
        """Whether somebody wants it to end."""
        try:
            self._progress.check_cancelled()
        except Cancelled:
            return True
        return False


class CopiesWatch(QObject):
    """changed(paths) once what was changed holds still. Where the system tells nothing, the next look finds it."""

    changed = Signal(list)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._watched: tuple[Root, ...] = ()
        self._met: deque[tuple[str, ...]] = deque()

    def begin(self, roots: Sequence[Root]) -> None:
        """Watch these, in place of what was watched; nothing changes where they are the same."""
        watched = worth_watching(roots)
        if self._task is not None and watched == self._watched:
            return
        self.end()
        self._watched = watched
        if not watched:
            return
        met = self._met

        def work(progress: Progress) -> None:
            for number, event in enumerate(watch(watched, cast(threading.Event, _Wish(progress))), 1):
                if isinstance(event, Changed):
                    met.append(units(event.paths, watched))
                    progress.update("changed", number, number)

        self._task = self._tasks.watch(work, told=self._tell, failed=self._forget)

    def end(self) -> None:
        """Watch no longer."""
        if self._task is not None:
            self._task.close()
            self._task = None
        self._met = deque()

    def _tell(self) -> None:
        paths: dict[str, None] = {}
        while self._met:
            paths |= dict.fromkeys(self._met.popleft())
        if paths:
            self.changed.emit([Path(path) for path in paths])

    def _forget(self, error: Exception) -> None:
        """Nothing is lost: the next look goes through everything."""
        self._task = None
