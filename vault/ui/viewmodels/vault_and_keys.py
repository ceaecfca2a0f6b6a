"""VaultAndKeysViewModel: where the vault is, who can open it, its recovery sheet, and whether it is in good health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import ChatVaultError, KeychainError
from vault.progress import Progress, ProgressUpdate
from vault.services.check import Health
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.services.ways_in import Removed, WayIn
from vault.ui import figures
from vault.ui.messages import Words, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels import keys_words
from vault.ui.viewmodels.keys_words import HealthResult, Removal, SheetCard, WayRow
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.whereabouts import whereabouts

T = TypeVar("T")

QUICK, EVERY_BYTE = "Looking whether all parts fit together", "Reading every byte of your vault"


@dataclass(frozen=True, slots=True)
class VaultAndKeysState:
    """What the page shows. `asking` is the question before a removal; `notice` what was just done.
    `damaged`: damage is known, and "Repair" is the one thing to do.
    """

    title: str = ""
    place: str = ""
    ways: tuple[WayRow, ...] = ()
    here: bool = True
    asking: Removal | None = None
    notice: str = ""
    sheet: SheetCard = field(default_factory=SheetCard)
    health_line: str = ""
    checking: Progressing | None = None
    result: HealthResult | None = field(default=None, repr=False)
    damaged: bool = False
    busy: bool = False
    trouble: Words | None = None


class VaultAndKeysViewModel(QObject):
    """`changed` after every change of `state`; `sheet_wanted("new" | "prove")` asks the window for the sheet page,
    `free_space_wanted` for the page of what could go, `relock_wanted` for "Change the vault's key", `repair_wanted` for
    the repair of damage."""

    changed = Signal()
    free_space_wanted = Signal()
    relock_wanted = Signal()
    repair_wanted = Signal()
    sheet_wanted = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner) -> None:
        super().__init__()
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._ways: tuple[WayIn, ...] = ()
        self._task: Task | None = None
        self._check: Task | None = None
        self._pace = Pace()
        self.state = VaultAndKeysState()

    @property
    def vault(self) -> OpenedVault | None:
        """The vault that is shown."""
        return self._vault

    @property
    def today(self) -> date:
        """The day on this computer's calendar."""
        return self._services.desk.clock().astimezone().date()

    def show(self, vault: OpenedVault) -> None:
        """Show this vault, from the beginning."""
        self.close()
        self._vault, self._ways = vault, ()
        self.state = VaultAndKeysState(title=vault.name)
        self.refresh()

    def refresh(self) -> None:
        """Read again who can open it, and how large it is."""
        vault, service = self._vault, self._services.ways_in
        if vault is None:
            return

        def look(progress: Progress) -> tuple[list[WayIn], int]:
            return service.list(vault), vault.repository.stored_size()

        self._remembered(vault)
        self._run(look, self._seen)

    def close(self) -> None:
        """Stop what is under way."""
        for task in (self._task, self._check):
            if task is not None:
                task.close()
        self._task = self._check = None

    def _remembered(self, vault: OpenedVault) -> None:
        """What needs no look at the vault."""
        memory = vault.memory
        line = keys_words.health_line(memory, self.today)
        damaged = memory.damage_found_on is not None
        self._show(sheet=keys_words.sheet_card(memory), health_line=line, damaged=damaged)

    def _seen(self, found: tuple[list[WayIn], int]) -> None:
        vault = self._vault
        if vault is None:
            return
        ways, stored = found
        self._ways = tuple(ways)
        place = whereabouts(vault.folder).words
        self._show(
            title=keys_words.title(vault.name, ways),
            place=f"{place[0].upper()}{place[1:]} · {figures.size(stored)}",
            ways=tuple(keys_words.way_row(way, vault.memory) for way in ways),
            here=any(way.this_computer for way in ways),
        )

    # -- who can open it -------------------------------------------------------------------------------

    def ask_removal(self, key_id: str) -> None:
        """Ask before a way in is taken away."""
        way = next((way for way in self._ways if way.key_id == key_id), None)
        if way is not None and self._vault is not None:
            row = keys_words.way_row(way, self._vault.memory)
            self._show(asking=keys_words.removal(way, row), notice="", trouble=None)

    def keep(self) -> None:
        """Do not take it away."""
        self._show(asking=None)

    def remove(self) -> None:
        """Take away what was asked about."""
        vault, asking, service = self._vault, self.state.asking, self._services.ways_in
        if vault is None or asking is None:
            return
        self._show(asking=None)
        self._run(lambda progress: service.remove(vault, asking.key_id), self._removed, writes=True)

    def _removed(self, gone: Removed) -> None:
        if self._vault is not None:
            self._show(notice=keys_words.removed(keys_words.way_row(gone.way, self._vault.memory)))
        self.refresh()

    def add_this_computer(self) -> None:
        """Let this computer open the vault by itself from now on."""
        vault, service = self._vault, self._services.open
        if vault is not None:
            self._run(lambda progress: service.add_this_computer(vault), self._added, writes=True)

    def _added(self, problem: KeychainError | None) -> None:
        if problem is not None:
            self._show(trouble=words(problem))
            return
        self._show(notice="This computer opens the vault by itself from now on.")
        self.refresh()

    # -- the sheet ---------------------------------------------------------------------------------------

    def make_sheet(self) -> None:
        """Go to a new sheet."""
        self.sheet_wanted.emit("new")

    def prove_sheet(self) -> None:
        """Go to typing the sheet back."""
        self.sheet_wanted.emit("prove")

    # -- health --------------------------------------------------------------------------------------------

    def check(self, *, read_all: bool) -> None:
        """Check the vault; a backup that is under way is waited for."""
        vault, service = self._vault, self._services.check
        if vault is None or self._check is not None:
            return
        self._pace = Pace()
        what = EVERY_BYTE if read_all else QUICK
        self._show(checking=Progressing(what), result=None, trouble=None)
        self._check = self._tasks.start(
            lambda progress: service.run(vault, read_all, progress),
            done=self._checked,
            failed=self._check_failed,
            cancelled=self._check_ended,
            progress=lambda update: self._checking(what, update),
            writes=True,
        )

    def cancel_check(self) -> None:
        """Stop checking; what was found so far is not kept."""
        if self._check is not None:
            self._check.cancel()

    def forget_check(self) -> None:
        """What the last check came to holds no longer."""
        self._show(result=None)

    def _checking(self, what: str, update: ProgressUpdate) -> None:
        left = self._pace.note(update.done, update.total)
        if self._check is not None and update.total:
            far = f"{figures.size(update.done)} of {figures.size(update.total)}"
            self._show(checking=Progressing(what, update.done / update.total, far, left))

    def _checked(self, health: Health) -> None:
        self._check_ended()
        self._show(result=keys_words.health_result(health))
        if self._vault is not None:
            self._remembered(self._vault)

    def _check_ended(self) -> None:
        self._check = None
        self._show(checking=None)

    def _check_failed(self, error: Exception) -> None:
        self._check_ended()
        self._failed(error)

    # -- work off the GUI thread ---------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], *, writes: bool = False) -> None:
        if self._task is not None:
            return
        self._show(busy=True, trouble=None)

        def succeed(result: T) -> None:
            self._task = None
            self._show(busy=False)
            done(result)

        def fail(error: Exception) -> None:
            self._task = None
            self._show(busy=False)
            self._failed(error)

        self._task = self._tasks.start(work, done=succeed, failed=fail, writes=writes)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ChatVaultError):
            raise error
        self._show(trouble=words(error))

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit()
