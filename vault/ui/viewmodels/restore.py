"""RestoreViewModel: shows services/restore_flow.py page by page and runs its long steps off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import ChatVaultError, KeychainError, NoVaultHere, RestoreError, StorageError
from vault.progress import Progress, ProgressUpdate
from vault.services.open_vault import FoundVault
from vault.services.restore import RestorePlan
from vault.services.restore_flow import (
    Answer,
    FindAnswer,
    Have,
    HaveAnswer,
    InsideAnswer,
    RestoreFlow,
    RowsAnswer,
    WhereAnswer,
)
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.messages import words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels import restore_words
from vault.ui.viewmodels.pace import Pace, TwoPasses
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.restore_state import NO_ROWS, RestoreState, Rows
from vault.ui.viewmodels.row_ticks import ticks

T = TypeVar("T")

WAITING = "One moment"
"""So short that nothing needs to be shown, only nothing can be pressed."""
LOOKING = "Looking through your disks and folders"
OPENING = "Opening your vault"
MEASURING = "Looking at the free space"


class RestoreViewModel(QObject):
    """The restore wizard without a window. `changed` after every change of `state`.

    `vault_opened(OpenedVault)` when the person leaves with this computer protecting the vault from now on: the window
    takes it over. `closed` after it, and whenever the person leaves; what was reached is kept until all is done.
    """

    changed = Signal()
    vault_opened = Signal(object)
    closed = Signal()

    def __init__(self, services: Services, tasks: TaskRunner) -> None:
        super().__init__()
        self._services, self._tasks = services, tasks
        self._flow: RestoreFlow = services.restore_flow()
        self._task: Task | None = None
        self._given: OpenedVault | None = None
        self._begun = False
        self._pace, self._passes = Pace(), TwoPasses()
        self.state = RestoreState()

    @property
    def today(self) -> date:
        """The day on this computer's calendar."""
        return self._services.desk.clock().astimezone().date()

    # -- coming and going ----------------------------------------------------------------------------

    def begin(self, vault: OpenedVault | None = None) -> None:
        """Come to the wizard: at what is inside where the vault is open already, else where it was left."""
        if self.state.step == "running" or (self._begun and vault is None is self._given):
            self.changed.emit()
            return
        self._start_anew(vault)
        flow = self._flow
        if vault is None:
            self._run(lambda progress: flow.resume(), lambda resumed: self._enter())
        else:
            self._run(lambda progress: flow.begin_with(vault), lambda page: self._enter(), busy=OPENING)

    def leave(self) -> None:
        """Go out of the wizard. The rows are forgotten; the rest waits, unless everything is done."""
        if self.state.step == "result":
            kept = self._flow.hand_over() if self.state.protection == "done" else None
            self._start_anew(None)
            self._begun = False
            if kept is not None:
                self.vault_opened.emit(kept)
        else:
            self.type_rows(NO_ROWS)
        self.closed.emit()

    def shutdown(self) -> None:
        """The program ends: stop what is under way and close the vault."""
        self._drop_flow()

    def _drop_flow(self) -> None:
        """Close what the flow opened; work that still stops on its thread keeps it until then."""
        idle = self._task is None
        self._forsake()
        if idle:
            self._flow.close()

    def _start_anew(self, vault: OpenedVault | None) -> None:
        self._drop_flow()
        self._flow = self._services.restore_flow()
        self._given, self._begun = vault, True
        self.state = RestoreState(short=vault is not None)

    # -- forwards and back ---------------------------------------------------------------------------

    def forward(self) -> None:
        """What the primary button of the page does."""
        if not self.state.ready:
            return
        answer, busy = self._answer()
        if answer is not None:
            self._answer_with(answer, busy)

    def back(self) -> None:
        """To the page before, or out of the wizard on the first one; while something is under way, cancel it first."""
        if self.state.step == "running" or (self.state.busy and not self.state.can_go_back):
            self.cancel()
        elif self.state.can_go_back:
            self._forsake()
            self._flow.back()
            self._enter()
        else:
            self.leave()

    def _forsake(self) -> None:
        """Let go of work that only looks: it stops at its next check and nobody waits for it."""
        if self._task is not None:
            self._task.close()
            self._task = None

    def cancel(self) -> None:
        """Stop what is under way; the page stays."""
        if self._task is not None:
            self._task.cancel()

    def _answer(self) -> tuple[Answer | None, str]:
        """The answer of the present page, and what to say while it is worked on."""
        state = self.state
        if state.step == "have":
            return HaveAnswer("sheet"), WAITING
        if state.step == "find" and state.picked is not None:
            return FindAnswer(state.picked), OPENING
        if state.step == "rows":
            return RowsAnswer(state.rows), OPENING
        if state.step == "inside":
            everything = len(state.chosen) == len(state.chats)
            return InsideAnswer(
                None if everything else tuple(c.id for c in state.chats if c.id in state.chosen)
            ), WAITING
        if state.step == "where" and state.destination is not None:
            return WhereAnswer(state.destination.folder), ""
        return None, ""

    def _answer_with(self, answer: Answer, busy: str) -> None:
        flow = self._flow
        if isinstance(answer, WhereAnswer):
            self._pace, self._passes = Pace(), TwoPasses()
            self._show(step="running", running=Progressing("Bringing your chats back"), trouble=None)

        def work(progress: Progress) -> object:
            return flow.answer(answer, progress)

        self._run(work, lambda page: self._enter(), busy=busy, progress=self._progress)

    def _enter(self) -> None:
        """Show the page on which the flow stands now."""
        page = self._flow.page
        enter = {"find": self._enter_find, "rows": self._enter_rows, "inside": self._enter_inside}
        enter |= {"where": self._enter_where, "result": self._enter_result}
        self._show(trouble=None, busy="", only_looks=False, running=None)
        enter.get(page, self._enter_have)()

    def _enter_have(self) -> None:
        self._show(step="have", have=self._flow.state.have or self.state.have)

    def _enter_find(self) -> None:
        self._show(step="find")
        if not self.state.looked:
            self.look()

    def _enter_rows(self) -> None:
        line = restore_words.nothing_changed_line(self._flow.state.folder)
        self._show(step="rows", rows=NO_ROWS, ticks=ticks(NO_ROWS), unchanged_line=line)

    def _enter_inside(self) -> None:
        flow = self._flow.state
        rows = tuple(restore_words.chat_row(chat, self.today) for chat in flow.chats)
        chosen = frozenset(row.id for row in rows) if flow.chosen is None else frozenset(flow.chosen)
        name = flow.vault.name if flow.vault is not None else ""
        line = restore_words.vault_line(name, flow.chats, self.today)
        self._show(step="inside", rows=NO_ROWS, ticks=ticks(NO_ROWS), chats=rows, vault_line=line)
        self.choose(chosen)

    def _enter_where(self) -> None:
        self._show(step="where", destination=None)
        self._measure(None)

    def _enter_result(self) -> None:
        flow = self._flow.state
        if flow.report is not None:
            protection = "none" if flow.protected else "offered"
            chats = len({(file.app, file.chat) for file in flow.plan.files}) if flow.plan is not None else 0
            outcome = restore_words.outcome(flow.report, chats)
            self._show(step="result", outcome=outcome, protection=protection)

    # -- page 1 and 2: what there is, and where the vault is --------------------------------------------

    def have(self, have: Have) -> None:
        """What the person has; the advice for it is shown on the same page."""
        self._show(have=have)

    def look(self) -> None:
        """Look for vaults on this computer and its disks."""
        flow = self._flow
        self._run(flow.found, self._found, busy=LOOKING, looks=True, stopped=self._stopped_looking)

    def look_in(self, folder: Path) -> None:
        """Look for vaults in a folder of the person's choosing, and say so if there is none."""
        service = self._services.open
        self._run(
            lambda progress: service.find([folder], progress),
            lambda found: self._found_in(folder, found),
            busy=f"Looking in “{folder.name}”",
            looks=True,
        )

    def _stopped_looking(self) -> None:
        self._show(looked=True)

    def pick(self, folder: Path) -> None:
        """Choose one of the found vaults."""
        self._show(picked=folder, trouble=None)

    def _found(self, found: list[FoundVault]) -> None:
        rows = tuple(restore_words.candidate(vault, self.today) for vault in found)
        kept = tuple(row for row in self.state.candidates if row.folder not in {new.folder for new in rows})
        kept = tuple(row for row in kept if row.folder == self.state.picked)
        self._show(candidates=(*rows, *kept), looked=True, picked=self.state.picked or _only_whole(found))

    def _found_in(self, folder: Path, found: list[FoundVault]) -> None:
        if not found:
            self._show(looked=True, trouble=words(NoVaultHere(str(folder))))
            return
        rows = tuple(restore_words.candidate(vault, self.today) for vault in found)
        others = tuple(row for row in self.state.candidates if row.folder not in {new.folder for new in rows})
        self._show(candidates=(*rows, *others), looked=True, picked=found[0].folder)

    # -- page 3: the rows --------------------------------------------------------------------------------

    def type_rows(self, rows: Rows) -> None:
        """The four rows read so now."""
        self._show(rows=rows, ticks=ticks(rows), trouble=None)

    # -- page 4 and 5: what to bring back, and where to --------------------------------------------------

    def choose(self, chosen: frozenset[str]) -> None:
        """Bring back these chats, by id."""
        self._show(chosen=chosen, chosen_line=restore_words.chosen_line(self.state.chats, chosen))

    def put_into(self, parent: Path) -> None:
        """Make the new folder in `parent`, or go on in one that is there."""
        self._measure(parent)

    def _measure(self, parent: Path | None) -> None:
        """Find out whether there is room in `parent`, None for the person's documents.

        Looks at disks, so not on the GUI thread; and where work is still about to stop, it waits for that.
        """
        flow, restore, documents = self._flow, self._services.restore, self._services.desk.places.documents

        def measure(progress: Progress) -> tuple[Path, RestorePlan | ChatVaultError]:
            folder = restore.new_folder(parent or documents)
            try:
                folder = flow.suggested_folder(parent)
                return folder, flow.plan_for(folder)
            except (RestoreError, StorageError) as error:
                return folder, error

        self._run(measure, self._measured, busy=MEASURING, looks=True)

    def _measured(self, found: tuple[Path, RestorePlan | ChatVaultError]) -> None:
        folder, plan = found
        if isinstance(plan, ChatVaultError):
            said = words(plan)
            trouble = f"{said.headline} {said.what_happened} {said.what_to_do}"
            self._show(destination=restore_words.refused_destination(folder, trouble))
        else:
            self._show(destination=restore_words.destination(plan))

    def _progress(self, update: ProgressUpdate) -> None:
        if self.state.step == "running":
            now = self._passes.note(update)
            self._show(running=restore_words.running(now, self._pace.note(now.done, now.total)))

    # -- page 6 ------------------------------------------------------------------------------------------

    def protect(self) -> None:
        """This computer gets its own key and keeps it in its password safe."""
        if self.state.protection not in ("offered", "failed"):
            return
        flow = self._flow
        self._show(protection="working", protection_trouble=None)
        self._run(lambda progress: flow.protect(), self._protected, writes=True)

    def _protected(self, problem: KeychainError | None) -> None:
        if problem is not None:
            self._show(protection="failed", protection_trouble=words(problem))
            return
        self._show(protection="done")

    # -- work off the GUI thread ---------------------------------------------------------------------------

    def _run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        busy: str = WAITING,
        progress: Callable[[ProgressUpdate], None] = lambda update: None,
        stopped: Callable[[], None] = lambda: None,
        writes: bool = False,
        looks: bool = False,
    ) -> None:
        """Do one thing at a time; on an error the page stays and says it. `looks`: it may be forsaken."""
        if self._task is not None:
            return
        self._show(busy=busy, only_looks=looks, trouble=None)

        def idle() -> None:
            self._task = None
            self._show(busy="", only_looks=False)

        def succeed(result: T) -> None:
            self._task = None
            self._show(busy="", only_looks=False)
            done(result)

        def fail(error: Exception) -> None:
            idle()
            if not isinstance(error, ChatVaultError):
                raise error
            self._failed(error)

        def stop() -> None:
            idle()
            self._back_from_running()
            stopped()

        self._task = self._tasks.start(
            work, done=succeed, failed=fail, cancelled=stop, progress=progress, writes=writes
        )

    def _failed(self, error: ChatVaultError) -> None:
        if self.state.protection == "working":
            self._show(protection="failed", protection_trouble=words(error))
            return
        self._back_from_running()
        self._show(trouble=words(error))

    def _back_from_running(self) -> None:
        """The restore was stopped: the folder that was begun is the one to go on in, if anything was written."""
        if self.state.step == "running" and self.state.destination is not None:
            self._show(step="where", running=None)
            self.put_into(self.state.destination.folder.parent)

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit()


def _only_whole(found: list[FoundVault]) -> Path | None:
    """The one vault that can be meant, so that nobody has to press twice."""
    whole = [vault.folder for vault in found if vault.complete]
    return whole[0] if len(whole) == 1 else None
