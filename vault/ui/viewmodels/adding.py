"""AddingViewModel: from what was dropped to the report: look, ask only what must be asked, store, tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.errors import Cancelled
from vault.exports.base import Answers, DateOrder
from vault.progress import ProgressUpdate
from vault.services.back_up import BackupReport, FailedExport, Look, PreviewMessage
from vault.services.local_zone import local_zone
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import BUG, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels import columns as tables
from vault.ui.viewmodels.adding_state import (
    MOST_NAMES,
    AddingState,
    Ask,
    TimesAsked,
    answers_with,
    asks_of,
    dropped_for,
    found_state,
    goes_straight_on,
    key_asked,
    preview_rows,
    times_asked,
)
from vault.ui.viewmodels.key_trial import KeyTrial, Tried, content_of
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.previewer import Previewer
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.work_words import STEPS, STOPPING, in_words
from vault.ui.wording.backup_words import backup_words
from vault.ui.wording.zone_words import zone_name

LOOKING = "Looking at what you dropped"
TRYING = "Trying the key"
READING = "Reading it so"


class AddingViewModel(QObject):
    """paged() when another page should come up; stored() when the vault has changed."""

    changed = Signal()
    paged = Signal()
    stored = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = AddingState()
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._task: Task | None = None
        self._previewer = Previewer(services.back_up, tasks)
        self._pace = Pace()
        self._forget()

    def _forget(self) -> None:
        self._paths: tuple[Path, ...] = ()
        self._looks: list[Look] = []
        self._answers: dict[Path, Answers] = {}
        self._settled: list[Ask] = []
        self._again: tuple[Path, ...] = ()
        self._left = 0

    def show(self, vault: OpenedVault) -> None:
        """Put things into this vault from now on."""
        self._vault = vault
        self._forget()
        self._be(AddingState())

    @property
    def working(self) -> bool:
        """Whether something is on its way into the vault, or a question about it is open."""
        return self.state.step not in ("idle", "report")

    # -- looking ------------------------------------------------------------------------------------------

    def begin(self, paths: Sequence[Path], *, again: Sequence[Path] = ()) -> None:
        """Look at what was dropped. Those in `again` were seen before: of them a zone is asked that was assumed."""
        if self._vault is None or self.working or not paths:
            return
        self._forget()
        self._paths, self._again = tuple(paths), tuple(again)
        self._be(AddingState("looking", work=Progressing(LOOKING)))
        vault, look = self._vault, self._services.back_up.look
        self._task = self._tasks.start(
            lambda progress: look(paths, progress, vault),
            done=self._have_looked,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self._progress,
        )

    def _have_looked(self, looks: list[Look]) -> None:
        self._task, self._looks = None, looks
        if all(look.error is not None for look in looks):
            self._report(BackupReport((), tuple(FailedExport(look.path, look.error) for look in looks if look.error)))
        elif self._again or goes_straight_on(looks, self._paths):
            self._next()
        else:
            self._show_found()

    def _show_found(self) -> None:
        of = 1 + len(asks_of(self._looks, self._paths))
        self._be(AddingState("found", of=of, found=found_state(self._looks, self._paths)))
        self.paged.emit()

    # -- asking ---------------------------------------------------------------------------------------------

    def forward(self) -> None:
        """The primary button of the page that is up."""
        step = self.state.step
        if step == "found":
            self._next()
        elif step == "question" and self.state.times is not None and self.state.times.ready:
            self._keep_times(self.state.times)
        elif step == "columns" and self.state.columns is not None and self.state.columns.ready:
            path = self.state.columns.path
            self._answers[path] = replace(self._answer(path), columns=self.state.columns.columns)
            self._settle("columns", path)

    def other(self) -> None:
        """The other button: keep it locked for now; this is no chat."""
        if self.state.step == "key" and self.state.key is not None and not self.state.busy:
            self._settle("key", self.state.key.path)
        elif self.state.step == "columns" and self.state.columns is not None:
            path = self.state.columns.path
            self._answers[path] = replace(self._answer(path), columns=None)
            self._settle("columns", path)

    def back(self) -> None:
        """The page before; from the first one, nothing is put in."""
        if self.state.busy:
            self.cancel()
        elif self._reopen():
            self._next()
        elif self.state.step in ("key", "question", "columns") and not self._again:
            self._show_found()
        else:
            self.leave()

    def _reopen(self) -> bool:
        """Ask again what was answered last; not what has no answer any more, such as the key of what is open now."""
        while self._settled:
            self._settled.pop()
            if len(self._pending()) > self._left:
                return True
        return False

    def leave(self) -> None:
        """Nothing is put in; or the report was read."""
        if self.state.step != "storing":
            self._previewer.close()
            self._forget()
            self._be(AddingState())
            self.paged.emit()

    def _pending(self) -> list[Ask]:
        asks = asks_of(self._looks, self._paths)
        zones = [Ask("question", look.path) for look in self._looks if look.zone_open and look.path in self._again]
        asks += [ask for ask in zones if ask not in asks]
        return [ask for ask in asks if ask not in self._settled]

    def _settle(self, kind: str, path: Path) -> None:
        self._settled += [ask for ask in self._pending() if (ask.kind, ask.path) == (kind, path)]
        self._next()

    def _next(self) -> None:
        """The next page, or the work itself when nothing is to be asked any more."""
        pending = self._pending()
        self._left = len(pending)
        if not pending:
            self._store()
            return
        ask = pending[0]
        look = next(look for look in self._looks if look.path == ask.path)
        number = 2 + len(self._settled)
        state = AddingState(ask.kind, number=number, of=number + len(pending) - 1)
        name = look.chat_name or look.path.name
        if ask.kind == "key" and look.secret is not None:
            self._be(replace(state, key=key_asked(look, look.secret)))
        elif ask.kind == "columns" and look.question is not None:
            self._be(replace(state, columns=tables.columns_state(look.path, look.path.name, look.question.samples)))
        else:
            self._be(replace(state, times=times_asked(look, name, self._answer(look.path), local_zone())))
        self.paged.emit()
        self._preview()

    def _answer(self, path: Path) -> Answers:
        return self._answers.get(path, Answers())

    # -- keys -------------------------------------------------------------------------------------------------

    def try_key(self, typed: str) -> None:
        """See whether this opens it."""
        self._try(lambda: typed)

    def use_key_file(self, file: Path) -> None:
        """See whether this key file opens it."""
        self._try(lambda: content_of(file))

    def _try(self, secret: Callable[[], str]) -> None:
        vault, key = self._vault, self.state.key
        if vault is None or key is None or self.state.busy:
            return
        same = [look.path for look in self._looks if look.secret is not None and look.secret.kind == key.kind]
        trial = KeyTrial(self._services.back_up, vault, self._paths, dict(self._answers), same, secret)
        self._be(replace(self.state, busy=TRYING, trouble=None))
        self._task = self._tasks.start(
            trial, done=self._have_tried, failed=self._key_failed, cancelled=self._stop_trying
        )  # fmt: skip

    def _have_tried(self, tried: Tried) -> None:
        """Go on if it opened; what stays shut is as before, so that others are asked about without a reproach."""
        self._task, key = None, self.state.key
        before = {look.path: look for look in self._looks}
        asked = next((look for look in tried.looks if key is not None and look.path == key.path), None)
        still = [look.secret is not None and look.path in before for look in tried.looks]
        self._looks = [before[look.path] if shut else look for look, shut in zip(tried.looks, still, strict=True)]
        self._answers = tried.answers
        if asked is not None and asked.secret is not None:
            self._be(replace(self.state, busy="", trouble=words(asked.secret)))
        elif key is not None:
            self._settled.append(Ask("key", key.path))
            self._next()

    def _stop_trying(self) -> None:
        self._task = None
        self._be(replace(self.state, busy=""))

    def _key_failed(self, error: Exception) -> None:
        said = words(error)
        if said is BUG:
            raise error
        self._task = None
        self._be(replace(self.state, busy="", trouble=said))

    # -- dates, zones, names, columns ----------------------------------------------------------------------------

    def choose_order(self, order: DateOrder | None) -> None:
        """How its dates are to be read; None: the person does not know."""
        self._choose(lambda times: replace(times, order=order, order_unknown=order is None))

    def choose_zone(self, zone: str) -> None:
        """In which zone the clock stood."""
        self._choose(lambda times: replace(times, zone=zone))

    def choose_me(self, name: str | None) -> None:
        """Which of the names is the person's own; None: none of them, or not known."""
        self._choose(lambda times: replace(times, me=name, me_unknown=name is None))

    def change_table(self, change: Callable[[tables.ColumnsState], tables.ColumnsState]) -> None:
        """Read the table otherwise."""
        if self.state.columns is not None:
            self._be(replace(self.state, columns=change(self.state.columns)))
            self._preview()

    def _choose(self, change: Callable[[TimesAsked], TimesAsked]) -> None:
        if self.state.times is not None:
            self._be(replace(self.state, times=change(self.state.times)))
            self._preview()

    def _keep_times(self, times: TimesAsked) -> None:
        """Keep these answers. Which name is the person's own may be asked only when the dates are clear."""
        self._answers[times.path] = answers_with(times, self._answer(times.path))
        vault, paths, answers, look = self._vault, self._paths, dict(self._answers), self._services.back_up.look
        if times.names or not times.samples or self.state.busy:
            self._settle("question", times.path)
            return
        self._be(replace(self.state, busy=READING))
        self._task = self._tasks.start(
            lambda progress: look(paths, progress, vault, answers),
            done=lambda looks: self._have_asked(times, looks),
            failed=self._failed,
            cancelled=self._stop_trying,
        )

    def _have_asked(self, times: TimesAsked, looks: list[Look]) -> None:
        self._task = None
        found = next((look for look in looks if look.path == times.path), None)
        if found is not None and found.question is not None and found.question.kind == "me":
            self._be(replace(self.state, busy="", times=replace(times, names=found.question.samples[:MOST_NAMES])))
            return
        self._settle("question", times.path)

    def _preview(self) -> None:
        """The first messages as they would be read with what is chosen now."""
        self._previewer.close()
        times, table = self.state.times, self.state.columns
        if times is not None:
            path, answers = times.path, answers_with(times, self._answer(times.path))
        elif table is not None and table.ready:
            path, answers = table.path, replace(self._answer(table.path), columns=table.columns)
        else:
            return

        def shown(messages: list[PreviewMessage]) -> None:
            rows = preview_rows(messages, answers.me)
            if self.state.times is not None:
                self._be(replace(self.state, times=replace(self.state.times, preview=rows)))
            elif self.state.columns is not None:
                self._be(replace(self.state, columns=replace(self.state.columns, preview=rows)))

        self._previewer.read(path, answers, self._paths, self._vault, shown=shown, failed=self._failed)

    # -- storing ---------------------------------------------------------------------------------------------

    def _store(self) -> None:
        vault, paths, answers = self._vault, self._paths, dict(self._answers)
        if vault is None:
            return
        self._previewer.close()
        self._pace = Pace()
        self._be(AddingState("storing", work=Progressing(STEPS["reading"], note=self._note())))
        self.paged.emit()
        run = self._services.back_up.run
        self._task = self._tasks.start(
            lambda progress: run(vault, paths, answers, progress),
            done=self._report,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self._progress,
            writes=True,
        )

    def _report(self, report: BackupReport) -> None:
        self._task = None
        today = self._services.desk.clock().astimezone().date()
        answered = [
            replace(look, zone_open=look.zone_open and not self._answer(look.path).zone) for look in self._looks
        ]
        told = backup_words(report, answered, today, zone_name(local_zone() or ""))
        self._be(AddingState("report", report=told))
        self.paged.emit()
        if report.backups:
            self.stored.emit()

    def take_step(self, number: int) -> bool:
        """The button of one of the report's next steps; False where it leads elsewhere."""
        if self.state.report is None:
            return False
        step = self.state.report.steps[number]
        if step.deed == "copies":
            return False
        paths = dropped_for(step.paths, self._paths, self._looks)
        self.begin(paths, again=step.paths)
        return True

    def _failed(self, error: Exception) -> None:
        said = words(error)
        if said is BUG:
            raise error
        self._end(AddingState(trouble=said))

    def _cancelled(self) -> None:
        self._end(AddingState(trouble=words(Cancelled()), trouble_state="plain"))

    def _end(self, state: AddingState) -> None:
        self._task = None
        self._be(state)
        self.paged.emit()
        self.stored.emit()

    def retry(self) -> None:
        """Try the same once more."""
        paths, again = self._paths, self._again
        self._be(AddingState())
        self.begin(paths, again=again)

    def cancel(self) -> None:
        """Stop what is under way; what is already whole in the vault stays."""
        if self._task is not None:
            self._task.cancel()
        if self.state.work is not None:
            self._be(replace(self.state, work=STOPPING))

    def _progress(self, update: ProgressUpdate) -> None:
        if self._task is None or self._task.token.cancelled or self.state.work is None:
            return
        what = STEPS.get(update.step, LOOKING)
        self._be(replace(self.state, work=in_words(update, what, self._pace, self._note())))

    def _note(self) -> str:
        kept = sum(look.error is None for look in self._looks)
        many = f"{figures.count(kept)} exports. " if kept > 1 else ""
        return f"{many}You can go on using this computer meanwhile."

    def _be(self, state: AddingState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
