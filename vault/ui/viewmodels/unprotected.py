"""UnprotectedViewModel: looking for copies, what was found, and what the person says to it."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.exposure.app_settings import app_settings
from vault.exposure.cloud_folders import CloudAnswers
from vault.exposure.finding import Finding, NotLooked, Root
from vault.progress import Progress, ProgressUpdate
from vault.services.check_up import CheckUpSummary
from vault.services.scan_report import Accepted, ScanReport
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import BUG, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels.copies_watch import CopiesWatch
from vault.ui.viewmodels.in_turn import InTurn
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected_state import (
    UnprotectedState,
    check_up_line,
    for_home,
    groups_of,
    icloud_open,
    of_report,
    place_lines,
)
from vault.ui.wording.exposure_words import deed_of

_CARDS = frozenset(facts.key for facts in app_settings())
LOOKING = "Looking for unprotected copies"
NOTE = "Nothing is changed, and nothing is downloaded. You can go on using this computer meanwhile."


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a refresh reads."""

    report: ScanReport | None
    accepted: tuple[Accepted, ...]
    roots: tuple[Root, ...]
    answers: CloudAnswers
    check_up: CheckUpSummary


class UnprotectedViewModel(QObject):
    """put_right(finding), file_wanted(path) and card_wanted(app) lead on; copies_changed(words | None) tells Home."""

    changed = Signal()
    put_right = Signal(object)
    file_wanted = Signal(str)
    card_wanted = Signal(str)
    copies_changed = Signal(object)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = UnprotectedState()
        self.platform = sys.platform
        self._services, self._tasks, self._said = services, tasks, InTurn(tasks)
        self._vault: OpenedVault | None = None
        self._facts: _Facts | None = None
        self._reading: Task | None = None
        self._looking: Task | None = None
        self._met: deque[Finding | NotLooked] = deque()
        self._found: list[Finding] = []
        self._changed: list[Path] = []
        self._looking_again = False
        self._watch = CopiesWatch(tasks, self)
        self._watch.changed.connect(self._look_again)

    # -- what is known -----------------------------------------------------------------------------

    def show(self, vault: OpenedVault) -> None:
        """Be the page of this vault."""
        if self._looking is not None:
            self._looking.close()
        self._watch.end()
        self._vault, self._looking, self._facts, self._changed = vault, None, None, []
        self._be(UnprotectedState())
        self.refresh()

    def refresh(self) -> None:
        """Read again what was found, accepted and answered."""
        vault, services = self._vault, self._services
        if vault is None:
            return
        if self._reading is not None:
            self._reading.close()

        def work(progress: Progress) -> _Facts:
            exposure = services.exposure
            answers = exposure.cloud_answers(vault)
            summary = services.check_up(vault).summary()
            return _Facts(exposure.last(vault), exposure.accepted(vault), exposure.roots(vault), answers, summary)

        self._reading = self._tasks.start(work, done=self._have_read, failed=self._tell)

    def _have_read(self, facts: _Facts) -> None:
        self._reading = None
        self._facts = facts
        if self._looking is None:
            self._show_facts()
            if facts.report is not None:
                self._watch.begin(facts.roots)
            if self._changed:
                self._look_again([])

    def _show_facts(self) -> None:
        facts, before = self._facts, self.state
        if facts is None:
            return
        now = self._services.desk.clock()
        state = UnprotectedState(loaded=True)
        if facts.report is not None:
            state = of_report(facts.report, facts.accepted, now, self.platform)
        self._be(
            replace(
                state,
                places=place_lines(facts.roots),
                check_up=check_up_line(facts.check_up),
                ask_icloud=icloud_open(facts.roots, facts.answers.advanced_data_protection),
                notice=before.notice,
                trouble=before.trouble,
            )
        )
        self.copies_changed.emit(for_home(facts.report, facts.accepted))

    # -- looking -----------------------------------------------------------------------------------

    @property
    def looking(self) -> bool:
        """Whether a scan is under way."""
        return self._looking is not None

    def look(self, folders: Sequence[Path] | None = None) -> None:
        """Look through these folders, or all places of this computer."""
        vault, scan = self._vault, self._services.exposure.scan
        if vault is None or self._looking is not None:
            return
        self._met.clear()
        self._found = []
        met = self._met.append
        self._be(replace(self.state, notice="", trouble=None, work=Progressing(LOOKING, note=NOTE)))
        self._looking = self._tasks.start(
            lambda progress: scan(progress, folders, met, vault),
            done=self._have_looked,
            failed=self._could_not_look,
            cancelled=self._stopped,
            progress=self._progress,
        )

    def _look_again(self, paths: list[Path]) -> None:
        """What was changed since is looked at by the way; while a look is under way it waits for its end."""
        self._changed += paths
        vault, scan = self._vault, self._services.exposure.scan
        if vault is None or self._looking is not None or self._looking_again or not self._changed:
            return
        changed, self._changed, self._looking_again = self._changed, [], True

        def done(report: ScanReport) -> None:
            self._looking_again = False
            self.refresh()

        def failed(error: Exception) -> None:
            self._looking_again = False  # the next look goes through everything

        self._tasks.start(lambda progress: scan(progress, changed, None, vault), done=done, failed=failed)

    def _progress(self, update: ProgressUpdate) -> None:
        """Show what has been found so far; what the scan met waits in a queue that only this thread empties."""
        if self._looking is None or self._looking.token.cancelled:
            return
        while self._met:
            each = self._met.popleft()
            if isinstance(each, Finding):
                self._found.append(each)
        many = figures.counted(update.done, "file", "files")
        found = figures.counted(len(self._found), "copy found", "copies found") if self._found else ""
        work = Progressing(LOOKING, None, f"{many} so far", found, NOTE)
        accepted = self._facts.accepted if self._facts is not None else ()
        groups = groups_of(self._found, accepted) if self._found else ()
        self._be(replace(self.state, work=work, groups=groups))

    def _have_looked(self, report: ScanReport) -> None:
        self._looking = None
        notice = "" if report.finished else "You stopped it. What we found before still stands here."
        self._be(replace(self.state, work=None, notice=notice))
        self.refresh()

    def _could_not_look(self, error: Exception) -> None:
        self._looking = None
        self._be(replace(self.state, work=None))
        self._tell(error)
        self.refresh()

    def _stopped(self) -> None:
        self._looking = None
        self._be(replace(self.state, work=None))
        self.refresh()

    def cancel(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            self._be(replace(self.state, work=Progressing("Stopping", note=NOTE, can_cancel=False)))

    # -- what the person says ----------------------------------------------------------------------

    def act(self, path: str) -> None:
        """The button of a copy was pressed."""
        finding = self._finding(path)
        if finding is None:
            return
        deed = deed_of(finding)
        if deed == "show-how" and finding.verdict.app in _CARDS and finding.verdict.access == "provider-key":
            self.card_wanted.emit(finding.verdict.app)
        elif deed in ("lock", "encrypt", "show-how"):
            self.put_right.emit(finding)
        else:
            self.file_wanted.emit(path)

    def show_file(self, path: str) -> None:
        """Show a copy in the system's own file manager."""
        self.file_wanted.emit(path)

    def accept(self, path: str) -> None:
        """The person says: this is fine."""
        finding, vault = self._finding(path), self._vault
        if finding is None or vault is None:
            return
        exposure = self._services.exposure
        self._remember(lambda: exposure.accept(vault, finding), "We keep that in mind. You can take it back.")

    def take_back(self, path: str) -> None:
        """The person does not find it fine any more."""
        vault, exposure = self._vault, self._services.exposure
        if vault is not None:
            self._remember(lambda: exposure.take_back(vault, path), "It counts again.")

    def answer_icloud(self, protected: bool) -> None:
        """Whether Advanced Data Protection is on; the next look goes by it."""
        vault, exposure = self._vault, self._services.exposure
        if vault is not None:
            answers = CloudAnswers(protected, self._services.desk.clock().astimezone().date())
            self._remember(lambda: exposure.set_cloud_answers(vault, answers), "Noted. Look again to go by it.")

    def put_away(self) -> None:
        """A message was read."""
        self._be(replace(self.state, trouble=None))

    # -- inside ------------------------------------------------------------------------------------

    def _remember(self, work: Callable[[], object], notice: str) -> None:
        def done(outcome: object) -> None:
            self._be(replace(self.state, notice=notice))
            self.refresh()

        self._said.start(lambda progress: work(), done=done, failed=self._tell)

    def _finding(self, path: str) -> Finding | None:
        known = self._facts.report.findings if self._facts is not None and self._facts.report is not None else ()
        return next((each for each in (*self._found, *known) if each.path == path), None)

    def _tell(self, error: Exception) -> None:
        said = words(error)
        self._be(replace(self.state, trouble=said))
        if said is BUG:
            raise error

    def _be(self, state: UnprotectedState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
