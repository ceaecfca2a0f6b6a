"""PutRightViewModel: one copy on its way: locked, compared, moved out, looked at again; and back if it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from vault.errors import CopyChanged, NotProven
from vault.exposure.finding import Finding
from vault.progress import Progress, ProgressUpdate
from vault.services.end_state import EndState
from vault.services.lock_copy import Locked
from vault.services.put_right import PutRight
from vault.services.put_right_journal import Deed, NeededAnswer
from vault.services.put_right_plan import PutRightPlan, Refusal, Target
from vault.services.put_right_words import NEEDED_QUESTION, NEEDED_REASON
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import BUG, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.put_right_state import PutRightState, Step, of_end, of_how, of_locked
from vault.ui.wording import exposure_words as say

Outcome = TypeVar("Outcome")

PLANNING = "Looking at what can be done"
LOCKING = "Locking it in your vault"
MOVING = "Moving the readable copy, and comparing it"
LOOKING_AGAIN = "Looking again"
UNDOING = "Putting it back"
_STEPS: dict[str, str] = {
    "checking": "Opening the vault anew and comparing",
    "comparing": "Opening the vault anew and comparing",
    "reading": "Reading the messages",
    "listing": "Listing the messages",
}


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is known before the question where it is to go: what may be done, and whether the bin may have it."""

    plan: PutRightPlan
    bin_refused: Refusal | None
    needed: NeededAnswer | None


@dataclass(frozen=True, slots=True)
class _End:
    """What is so now."""

    end: EndState
    can_undo: bool


class PutRightViewModel(QObject):
    """closed() leads back to the list, card_wanted(app) to the check-up, file_wanted(path) to the file manager.

    check_wanted() leads to the health check of the vault; settled() says that the copy was looked at again.
    """

    changed = Signal()
    closed = Signal()
    card_wanted = Signal(str)
    file_wanted = Signal(str)
    vault_changed = Signal()
    check_wanted = Signal()
    settled = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PutRightState()
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._finding: Finding | None = None
        self._locked: Locked | None = None
        self._moment: _Moment | None = None
        self._end: EndState | None = None
        self._wanted: Target | None = None
        self._again: Callable[[], None] = self.close
        self._task: Task | None = None
        self._pace = Pace()

    @property
    def _deeds(self) -> PutRight:
        return self._services.put_right

    @property
    def working(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    # -- the way -----------------------------------------------------------------------------------

    def begin(self, vault: OpenedVault, finding: Finding) -> None:
        """See what may be done about this copy, and lock it if it may be locked."""
        if self._task is not None:
            return
        self._vault, self._finding = vault, finding
        self._locked = self._moment = self._end = self._wanted = None
        title, place = say.title_of(finding), say.place_of(finding)
        self._be(PutRightState(title=title, place=place, sentence="", work=Progressing(PLANNING)))
        self._run(lambda progress: self._deeds.plan(finding), self._have_planned, lambda: self.begin(vault, finding))

    def _have_planned(self, plan: PutRightPlan) -> None:
        if plan.primary == "lock" and self._finding is not None:
            self.lock()
        elif self._finding is not None:
            self._be(of_how(self._finding, plan))

    def lock(self) -> None:
        """Take it into the vault, open the vault anew, compare; then ask what it may be moved to."""
        vault, finding, deeds = self._vault, self._finding, self._deeds
        if vault is None or finding is None:
            return
        self._show_work("locking", LOCKING)

        def work(progress: Progress) -> tuple[Locked, _Moment]:
            locked = deeds.lock(vault, finding, progress)
            return locked, _moment(deeds, vault, finding)

        self._run(work, self._have_locked, self.lock, writes=True)

    def _have_locked(self, outcome: tuple[Locked, _Moment]) -> None:
        locked, self._moment = outcome
        self.vault_changed.emit()
        if locked.verified:
            self._locked = locked
            self._ask_where()
        else:
            self._failed(NotProven(locked.path))

    def _ask_where(self) -> None:
        if self._finding is not None and self._locked is not None and self._moment is not None:
            self._be(of_locked(self._finding, self._locked, self._moment.plan, self._moment.bin_refused))

    def choose(self, where: str) -> None:
        """Where the readable copy is to go: "local", "bin", or "leave"."""
        if where == "local" or where == "bin":
            self._wanted = "local" if where == "local" else "bin"
            if self._moment is not None and self._moment.needed is None:
                self._ask_court()
            else:
                self._move()
        else:
            self.close()

    def _ask_court(self) -> None:
        self._be(replace(self.state, step="court", sentence=NEEDED_QUESTION, lines=(NEEDED_REASON,), choices=()))

    def answer_court(self, could_need: bool) -> None:
        """Whether a court, the police, work or an insurance could need it. It is asked once."""
        vault, finding, deeds = self._vault, self._finding, self._deeds
        if vault is None or finding is None:
            return

        def work(progress: Progress) -> _Moment:
            deeds.answer_needed(vault, could_need)
            return _moment(deeds, vault, finding)

        self._show_work("court", PLANNING)
        self._run(work, self._have_answered, lambda: self.answer_court(could_need))

    def _have_answered(self, moment: _Moment) -> None:
        self._moment = moment
        if self._wanted == "bin" and moment.bin_refused is not None:
            self._ask_where()  # the card of the bin now says why not
        else:
            self._move()

    def _move(self) -> None:
        vault, locked, wanted, deeds = self._vault, self._locked, self._wanted, self._deeds
        finding = self._finding
        if vault is None or locked is None or wanted is None or finding is None:
            return
        self._show_work("moving", MOVING)

        def work(progress: Progress) -> _End:
            deeds.move_out(vault, locked, wanted, progress)
            return _look(deeds, vault, finding)

        self._run(work, self._have_looked, self._move, writes=True)

    def look_again(self) -> None:
        """See what is so now."""
        self._afterwards("ended", LOOKING_AGAIN, lambda progress, vault, finding: _look(self._deeds, vault, finding))

    def undo(self) -> None:
        """Put it back where it was."""
        deed, deeds = self._end.deed if self._end is not None else None, self._deeds
        if deed is None:
            return

        def work(progress: Progress, vault: OpenedVault, finding: Finding) -> _End:
            deeds.undo(vault, deed, progress)
            return _look(deeds, vault, finding)

        self._afterwards("moving", UNDOING, work)

    def tick(self, kind: str, done: bool) -> None:
        """A step at the provider was done, or was not after all."""
        vault, finding, deeds = self._vault, self._finding, self._deeds
        if vault is None or finding is None or self._task is not None:
            return

        def work(progress: Progress) -> _End:
            end = deeds.tick(vault, finding, kind, done=done)
            return _End(end, _can_undo(deeds, end.deed))

        self._run(work, self._have_looked, self.look_again)

    def resume(self, vault: OpenedVault, finding: Finding) -> None:
        """The end state of a copy that was put right earlier."""
        if self._task is None:
            self._vault, self._finding, self._locked, self._moment = vault, finding, None, None
            self._be(PutRightState(title=say.title_of(finding), place=say.place_of(finding)))
            self.look_again()

    # -- leaving -----------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop what is under way; what is whole stays."""
        if self._task is not None:
            self._task.cancel()
            stopping = Progressing("Stopping", note="Nothing half-done remains.", can_cancel=False)
            self._be(replace(self.state, work=stopping))

    def close(self) -> None:
        """Back to the list."""
        if self._task is None:
            self.closed.emit()

    def try_again(self) -> None:
        """The button of the message was pressed: once more, where it says so, else back to the list."""
        deed = self.state.trouble.deed if self.state.trouble is not None else "retry"
        self._be(replace(self.state, trouble=None))
        if deed == "retry":
            self._again()
        else:
            self.closed.emit()
            if deed == "check":
                self.check_wanted.emit()

    def open_card(self) -> None:
        """The check-up's card that helps here."""
        self.card_wanted.emit(self.state.card)

    def show_file(self) -> None:
        """Show it in the system's own file manager."""
        if self._finding is not None:
            self.file_wanted.emit(self._finding.path)

    # -- inside ------------------------------------------------------------------------------------

    def _afterwards(self, step: Step, what: str, work: Callable[[Progress, OpenedVault, Finding], _End]) -> None:
        vault, finding = self._vault, self._finding
        if vault is None or finding is None or self._task is not None:
            return
        self._show_work(step, what)
        self._run(lambda progress: work(progress, vault, finding), self._have_looked, self.look_again, writes=True)

    def _have_looked(self, outcome: _End) -> None:
        self._end = outcome.end
        self.settled.emit()
        if self._finding is not None:
            self._be(of_end(self._finding, outcome.end, outcome.can_undo))

    def _show_work(self, step: Step, what: str) -> None:
        self._pace = Pace()
        self._be(replace(self.state, step=step, sentence="", lines=(), small=(), choices=(), steps=(), trouble=None,
                         work=Progressing(what)))  # fmt: skip

    def _run(
        self,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        again: Callable[[], None],
        *,
        writes: bool = False,
    ) -> None:
        """Do it off the GUI thread; `again` is what "Try again" does when it fails."""

        def ended(outcome: Outcome) -> None:
            self._task = None
            self._be(replace(self.state, work=None))
            done(outcome)

        self._again = again
        self._task = self._tasks.start(
            work, done=ended, failed=self._failed, cancelled=self._cancelled, progress=self._progress, writes=writes
        )

    def _progress(self, update: ProgressUpdate) -> None:
        before = self.state.work
        if self._task is None or self._task.token.cancelled or before is None:
            return
        share = update.done / update.total if update.total else None
        how_far = f"{figures.size(update.done)} of {figures.size(update.total)}" if update.total else ""
        what = _STEPS.get(update.step, LOCKING) if self.state.step == "locking" else before.what
        self._be(replace(self.state, work=Progressing(what, share, how_far, self._pace.note(update.done, update.total),
                                                      "You can go on using this computer meanwhile.")))  # fmt: skip

    def _failed(self, error: Exception) -> None:
        """A copy that changed is locked anew before anything else; moving it once more would fail for ever."""
        self._task = None
        said = words(error)
        if isinstance(error, CopyChanged):
            self._again = self.lock
        self._be(replace(self.state, step="stopped", work=None, trouble=said))
        if said is BUG:
            raise error

    def _cancelled(self) -> None:
        """Before it was locked there is nothing to show; afterwards the question stands again."""
        self._task = None
        self._be(replace(self.state, work=None))
        if self._locked is not None:
            self._ask_where()
        else:
            self.closed.emit()

    def _be(self, state: PutRightState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _moment(deeds: PutRight, vault: OpenedVault, finding: Finding) -> _Moment:
    return _Moment(deeds.plan(finding), deeds.why_not_bin(vault, finding), deeds.needed(vault))


def _look(deeds: PutRight, vault: OpenedVault, finding: Finding) -> _End:
    end = deeds.look_again(vault, finding)
    return _End(end, _can_undo(deeds, end.deed))


def _can_undo(deeds: PutRight, deed: Deed | None) -> bool:
    return deed is not None and deeds.can_undo(deed)
