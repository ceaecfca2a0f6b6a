"""HomeViewModel: the status, the chats, and the health check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from vault.errors import Cancelled, RepositoryError, StorageError
from vault.progress import Progress, ProgressUpdate
from vault.services.browse import Chat
from vault.services.check import Health
from vault.services.services import Services
from vault.services.status_rules import Status
from vault.services.vault import OpenedVault
from vault.ui.messages import BUG, words
from vault.ui.models.chat_list import ChatListModel
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels.home_state import (
    HomeState,
    chat_rows,
    status_in_words,
    totals,
)
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected_state import CopiesWords
from vault.ui.viewmodels.work_words import STOPPING, in_words
from vault.ui.wording.report_words import health_words
from vault.ui.wording.words import Deed

CHECKING = "Reading all of your vault and comparing it"
_NOTE = "Nothing is changed by it. You can go on using this computer meanwhile."


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a refresh reads. `chats` is None where the vault cannot be read just now: the status says why.

    `stored` is the size of the vault in bytes.
    """

    status: Status
    chats: list[Chat] | None = None
    stored: int = 0


class HomeViewModel(QObject):
    """wanted(step) asks the stage for a next step; `chats` is the list model."""

    changed = Signal()
    wanted = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = HomeState()
        self.chats = ChatListModel(self)
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._reading: Task | None = None
        self._working: Task | None = None
        self._pace = Pace()
        self._caught_up = False

    # -- what is in the vault ------------------------------------------------------------------------

    def show(self, vault: OpenedVault) -> None:
        """Be the home of this vault."""
        self._vault, self._caught_up = vault, False
        self.chats.show(())
        self._be(HomeState(vault=vault.name))
        self.refresh()

    def refresh(self) -> None:
        """Read chats and status again."""
        vault = self._vault
        if vault is None:
            return
        if self._reading is not None:
            self._reading.close()
        services = self._services

        def work(progress: Progress) -> _Facts:
            status = services.status.run(vault)
            try:
                return _Facts(status, services.browse.chats(vault), vault.repository.stored_size())
            except (StorageError, RepositoryError):
                return _Facts(status)

        self._reading = self._tasks.start(work, done=self._have_read, failed=self._could_not_read)

    def _have_read(self, facts: _Facts) -> None:
        self._reading = None
        self._be(replace(self.state, loaded=True, status=status_in_words(facts.status, self._today())))
        if facts.chats is None:
            return
        self.chats.show(chat_rows(facts.chats, facts.status.chats, self._today()))
        said = totals(facts.chats, facts.stored, self.state.vault) if facts.chats else ""
        self._be(replace(self.state, empty=not facts.chats, totals=said))
        if not self._caught_up and any(not chat.exact for chat in facts.chats):
            self._catch_up()

    def _catch_up(self) -> None:
        """List what another computer stored, once a session, so that the counts become exact."""
        self._caught_up = True
        vault, browse = self._vault, self._services.browse
        if vault is not None:
            self._tasks.start(
                lambda progress: browse.bring_up_to_date(vault, progress),
                done=lambda whole: self.refresh(),
                failed=self._could_not_read,
                writes=True,
            )

    def _could_not_read(self, error: Exception) -> None:
        self._reading = None
        self._tell(error)

    def take_step(self) -> None:
        """The button of the status was pressed."""
        step = self.state.status.step if self.state.status is not None else None
        if step == "check":
            self.check()
        elif step in ("first-backup", "export-again"):
            self.add_chats()
        elif step in ("wait", "set-clock", "free-space", "plug-in", "unlock-keychain"):
            self.refresh()
        elif step is not None:
            self.wanted.emit(step)

    def show_copies(self, copies: CopiesWords | None) -> None:
        """What is to be said of unprotected copies; None for nothing."""
        self._be(replace(self.state, copies=copies))

    def look_at_copies(self) -> None:
        """The person wants to see the unprotected copies."""
        self.wanted.emit("copies")

    def add_chats(self) -> None:
        """The person wants to add chats, and to be shown how."""
        self.wanted.emit("add-chats")

    # -- health check -----------------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether a health check is under way."""
        return self._working is not None

    def check(self) -> None:
        """Read every byte of the vault and compare it."""
        vault, run = self._vault, self._services.check.run
        if vault is None or self.working:
            return
        self._pace = Pace()
        self._be(replace(self.state, report=None, trouble=None, work=Progressing(CHECKING)))
        self._working = self._tasks.start(
            lambda progress: run(vault, True, progress),
            done=self._have_checked,
            failed=self._work_failed,
            cancelled=self._work_cancelled,
            progress=self._progress,
            writes=True,
        )

    def _have_checked(self, health: Health) -> None:
        self._end_work()
        self._be(replace(self.state, report=health_words(health)))
        self.refresh()

    def _work_failed(self, error: Exception) -> None:
        self._end_work()
        self._tell(error)
        self.refresh()

    def _work_cancelled(self) -> None:
        self._end_work()
        self._be(replace(self.state, trouble=words(Cancelled()), trouble_state="plain"))
        self.refresh()

    def _end_work(self) -> None:
        self._working = None
        self._be(replace(self.state, work=None))

    def _progress(self, update: ProgressUpdate) -> None:
        if self._working is None or self._working.token.cancelled:
            return
        self._be(replace(self.state, work=in_words(update, CHECKING, self._pace, _NOTE)))

    def cancel(self) -> None:
        """Stop the health check."""
        if self._working is not None:
            self._working.cancel()
            self._be(replace(self.state, work=STOPPING))

    def put_away(self) -> None:
        """The report or the message was read."""
        self._be(replace(self.state, report=None, trouble=None))

    def help(self) -> None:
        """The button of the message was pressed."""
        if self.state.trouble is not None:
            self.do(self.state.trouble.deed)

    def help_with(self, number: int) -> None:
        """The button beside a file that could not be put in was pressed; `number` as in the report's troubles."""
        if self.state.report is not None:
            self.do(self.state.report.troubles[number].deed)

    def do(self, deed: Deed) -> None:
        """What the button of a message promises."""
        self.put_away()
        if deed == "check":
            self.check()
        elif deed == "retry":
            self.refresh()
        elif deed == "choose-file":
            self.add_chats()
        elif deed != "close":
            self.wanted.emit(deed)

    # -- inside -----------------------------------------------------------------------------------------

    def _tell(self, error: Exception) -> None:
        said = words(error)
        if said is BUG:
            raise error
        self._be(replace(self.state, trouble=said, trouble_state="bad"))

    def _today(self) -> date:
        return self._services.desk.clock().astimezone().date()

    def _be(self, state: HomeState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
