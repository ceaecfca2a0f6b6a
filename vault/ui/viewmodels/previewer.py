"""Previewer: the first messages of an export as they would be read, again whenever an answer changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from vault.exports.base import Answers
from vault.services.back_up import BackUp, PreviewMessage
from vault.services.vault import OpenedVault
from vault.ui.tasks import Task, TaskRunner


class Previewer:
    """Only the answer given last is heard of."""

    def __init__(self, back_up: BackUp, tasks: TaskRunner) -> None:
        self._back_up, self._tasks = back_up, tasks
        self._task: Task | None = None

    def close(self) -> None:
        """Nobody wants to see it any more."""
        if self._task is not None:
            self._task.close()
            self._task = None

    def read(
        self,
        path: Path,
        answers: Answers,
        paths: Sequence[Path],
        vault: OpenedVault | None,
        *,
        shown: Callable[[list[PreviewMessage]], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Read it so, and hand it to `shown`."""
        self.close()
        preview = self._back_up.preview
        self._task = self._tasks.start(
            lambda progress: preview(path, answers, paths=paths, vault=vault), done=shown, failed=failed
        )
