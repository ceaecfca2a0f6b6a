"""RelockViewModel: another key for the whole vault, step by step: what it takes, the new sheet, two rows, the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal

from vault.errors import ChatVaultError
from vault.progress import Progress, ProgressUpdate
from vault.services.relock import Relocking, RelockPlan
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import words
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.relock_state import WORDS, RelockState, plan_lines
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.viewmodels.work_words import STOPPING


class RelockViewModel(SheetViewModel):
    """As SheetViewModel, for the sheet of a vault that is only being made. `relocked` gives the vault that is open now.

    Whoever leaves before the work has begun has changed nothing.
    """

    relocked = Signal(object)

    def __init__(self, services: Services, tasks: TaskRunner) -> None:
        super().__init__(services, tasks)
        self.state: RelockState = RelockState(step="plan")
        self._relocking: Relocking | None = None
        self._pace = Pace()

    def begin(self, vault: OpenedVault) -> None:
        """Say what it takes."""
        self._give_up()
        self._come(vault, RelockState(step="plan", vault_name=vault.name))
        service = self._services.relock
        self._run(lambda progress: service.plan(vault), self._planned)

    def make(self) -> None:
        """Make the new sheet. Nothing of the vault changes yet."""
        vault, service = self._vault, self._services.relock
        if vault is not None:
            self._show(step="making")
            self._run(lambda progress: service.begin(vault), self._begun, writes=True)

    def leave(self) -> None:
        """Go; what was begun is given up."""
        if self.state.step == "working":
            self.cancel()
            return
        self._give_up()
        super().leave()
        self.state = RelockState(step="plan")

    def ask_rows(self) -> None:
        """Go on to typing back two rows of the new sheet."""
        if self._relocking is not None:
            asked = self._services.relock.rows_to_ask(self._relocking)
            self._show(step="rows", asked=asked, trouble=None, wrong_rows=())

    def submit(self, typed: Mapping[int, str]) -> None:
        """Prove the new sheet with what was typed; then the work begins."""
        relocking, service, rows = self._relocking, self._services.relock, dict(typed)
        if relocking is not None:
            self._run(lambda progress: service.prove_rows(relocking, rows), self._work, writes=True)

    def cancel(self) -> None:
        """Stop the work; the vault keeps its old key."""
        if self._task is not None:
            self._task.cancel()
            self._show(working=STOPPING)

    def _planned(self, plan: RelockPlan) -> None:
        waits = plan.arriving
        self._show(lines=plan_lines(plan), has_room=plan.has_room, is_arriving=waits is not None)
        if waits is not None:
            self._show(trouble=words(waits))

    def _begun(self, relocking: Relocking) -> None:
        self._relocking = relocking
        self._made(relocking.sheet)

    def _work(self, nothing: None) -> None:
        relocking, service = self._relocking, self._services.relock
        if relocking is None:
            return
        self._pace = Pace()
        self._show(step="working", working=Progressing(WORDS["relocking"]))
        self._task = self._tasks.start(
            lambda progress: service.run(relocking, progress),
            done=self._done,
            failed=self._stopped,
            cancelled=lambda: self._stopped(None),
            progress=self._working,
            writes=True,
        )

    def _working(self, update: ProgressUpdate) -> None:
        if self._task is not None and update.step in WORDS and update.total:
            far = f"{figures.size(update.done)} of {figures.size(update.total)}"
            left = self._pace.note(update.done, update.total)
            self._show(working=Progressing(WORDS[update.step], update.done / update.total, far, left))

    def _done(self, vault: OpenedVault) -> None:
        self._task = self._relocking = None
        self._vault = vault
        self._show(step="proved", sheet=None, working=None)
        self.relocked.emit(vault)

    def _stopped(self, error: Exception | None) -> None:
        """Back to the beginning: the new sheet opens nothing."""
        self._task = self._relocking = None
        if error is not None and not isinstance(error, ChatVaultError):
            raise error
        self.state = replace(self.state, step="plan", sheet=None, asked=(), working=None, kept="", but="")
        self._show(trouble=None if error is None else words(error))

    def _give_up(self) -> None:
        relocking, self._relocking = self._relocking, None
        if relocking is not None:
            service = self._services.relock

            def give_up(progress: Progress) -> None:
                service.give_up(relocking)

            self._tasks.start(give_up, done=_nothing, failed=_nothing, writes=True)


def _nothing(outcome: object) -> None:
    """What is left over goes at the next opening."""
