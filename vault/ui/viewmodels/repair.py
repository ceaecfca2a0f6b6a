"""RepairViewModel: what is damaged, with which copies it can be healed, doing it, and what is lacking afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.progress import Progress
from vault.services.repair import PlannedRepair, RepairReport
from vault.services.services import Services
from vault.services.spent_backups import SpentBackup
from vault.services.vault import OpenedVault
from vault.ui.messages import Words
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels import repair_words
from vault.ui.viewmodels.one_task import OneTask
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.repair_words import RepairWords

LOOKING, REPAIRING, ASKING = "Reading every byte of your vault", "Repairing your vault", "Looking into the copy"
LETTING_GO = "Taking it off your vault’s list"


@dataclass(frozen=True, slots=True)
class RepairState:
    """What the page shows. `copies` are the folders of other copies that the person chose, by their paths.

    `asked` is the question whether backups that nobody can read may go; None while it is not asked.
    """

    told: RepairWords = field(default_factory=RepairWords)
    asked: RepairWords | None = None
    copies: tuple[str, ...] = ()
    work: Progressing | None = None
    trouble: Words | None = None


class RepairViewModel(OneTask[RepairState]):
    """`changed` after every change of `state`; `vault_changed` when something was repaired or found; `left` when the
    page is left; wanted(deed) leads elsewhere; `copy_wanted` asks for a folder by the system's own dialog."""

    note = "Nothing that can be read is taken away. Stopping is possible at any time."
    vault_changed = Signal()
    left = Signal()
    wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(tasks, RepairState(), parent)
        self._services = services
        self._vault: OpenedVault | None = None
        self._planned: PlannedRepair | None = None
        self._copies: tuple[Path, ...] = ()
        self._spent: tuple[SpentBackup, ...] = ()

    def begin(self, vault: OpenedVault) -> None:
        """Read all of this vault, and say what would be done."""
        self.close()
        self._vault, self._copies, self._spent = vault, (), ()
        self._show_new(RepairState())
        self.look()

    def close(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.close()
        self._task = self._planned = None

    def look(self) -> None:
        """See what is damaged. Changes nothing."""
        vault, copies, service = self._vault, self._copies, self._services.repair
        if vault is not None and self._task is None:
            self._planned = None
            self._show(told=RepairWords())
            self._run(LOOKING, lambda progress: service.plan(vault, progress, copies), self._have_planned)

    def choose_copy(self) -> None:
        """The person has another copy of this vault."""
        self.copy_wanted.emit()

    def take_copy(self, folder: Path) -> None:
        """This is one; if it is, what can be healed with it is said."""
        vault, service = self._vault, self._services.repair
        if vault is not None and self._task is None:

            def done(is_copy: bool) -> None:
                if not is_copy:
                    self._show(trouble=repair_words.NOT_A_COPY)
                    return
                self._copies = tuple(dict.fromkeys((*self._copies, folder)))
                self._show(copies=tuple(str(copy) for copy in self._copies))
                if self._planned is None:
                    self.look()
                self._say_plan()

            self._run(ASKING, lambda progress: service.is_copy(vault, folder), done)

    def press(self) -> None:
        """The filled button."""
        deed = (self.state.asked or self.state.told).deed
        if deed == "repair":
            self.repair()
        elif deed == "copy":
            self.choose_copy()
        elif deed == "keep":
            self.keep()
        elif deed:
            self.leave()
            self.wanted.emit(deed)

    def repair(self) -> None:
        """Do what is shown."""
        vault, planned, copies, service = self._vault, self._planned, self._copies, self._services.repair
        if vault is not None and planned is not None and self._task is None:
            self._planned = None
            self._run(REPAIRING, lambda progress: service.run(vault, planned, copies, progress), self._have_repaired)

    def ask_to_let_go(self) -> None:
        """May the backups that nobody can read go off the list?"""
        if self._spent and self._task is None:
            self._show(asked=repair_words.let_go_words(self._spent))

    def keep(self) -> None:
        """They stay."""
        self._show(asked=None)

    def let_go(self) -> None:
        """They may: those that were asked about and no others, after all was looked at once more."""
        vault, copies, service = self._vault, self._copies, self._services.repair
        if vault is not None and self.state.asked is not None and self._task is None:
            shown = [one.snapshot for one in self._spent]
            self._planned = None

            def take_off(progress: Progress) -> RepairReport:
                planned = service.plan(vault, progress, copies)
                return service.run(vault, planned, copies, progress, let_go=shown)

            self._show(asked=None)
            self._run(LETTING_GO, take_off, self._have_repaired)

    def help(self) -> None:
        """The button of a message."""
        trouble = self.state.trouble
        if trouble is repair_words.NOT_A_COPY:
            self._show(trouble=None)
            self.choose_copy()
        elif trouble is not None and trouble.deed not in ("retry", "close", "check"):
            self.leave()
            self.wanted.emit(trouble.deed)
        else:
            self.look()

    def leave(self) -> None:
        """Back to where the person came from."""
        self.close()
        self._show_new(RepairState())
        self.left.emit()

    def _have_planned(self, planned: PlannedRepair) -> None:
        self._planned, self._spent = planned, planned.spent
        self._say_plan()
        self.vault_changed.emit()

    def _say_plan(self) -> None:
        if self._planned is not None:
            names = [copy.name or str(copy) for copy in self._copies]
            self._show(told=repair_words.plan_words(self._planned, names))

    def _have_repaired(self, report: RepairReport) -> None:
        self._spent = report.spent
        self._show(told=repair_words.done_words(report))
        self.vault_changed.emit()

    def _cancelled(self) -> None:
        """What was healed until then is healed; every backup is as whole as it was."""
        self._ended()
        self.vault_changed.emit()
        self.leave()
