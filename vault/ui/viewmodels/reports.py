"""ReportsViewModel: the one-page report, its history, and what was put right on this computer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.progress import NoProgress, Progress
from vault.services.exposure_report import Figures
from vault.services.put_right_journal import Deed
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import BUG, words
from vault.ui.report_pdf import write_report_pdf
from vault.ui.tasks import TaskRunner
from vault.ui.wording.exposure_words import shortened
from vault.ui.wording.words import Words

FILE_NAME = "Chat Vault report {day}"
_MOST = 12


@dataclass(frozen=True, slots=True)
class DayLine:
    """The figures of one day on which a report was made."""

    day: str
    said: str


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A copy that was put right: its name, what became of it; `number` is its place among all deeds."""

    number: int
    name: str
    said: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class ReportsState:
    """What the page shows. `file_name` is proposed for a saved report, without its ending."""

    loaded: bool = False
    history: tuple[DayLine, ...] = ()
    done: tuple[DoneLine, ...] = ()
    file_name: str = "Chat Vault report"
    with_names: bool = False
    busy: bool = False
    notice: str = ""
    trouble: Words | None = None


class ReportsViewModel(QObject):
    """`changed` when the state did; `put_back` when a copy lies where it was again."""

    changed = Signal()
    put_back = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ReportsState()
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._deeds: tuple[Deed, ...] = ()

    def show(self, vault: OpenedVault) -> None:
        """Be about this vault."""
        self._vault = vault
        self._be(ReportsState())

    def refresh(self) -> None:
        """Read the history and what was done."""
        vault, services = self._vault, self._services
        if vault is None:
            return

        def work(progress: Progress) -> tuple[tuple[Figures, ...], tuple[Deed, ...], frozenset[int]]:
            done = services.put_right.deeds(vault)
            can = frozenset(number for number, deed in enumerate(done) if services.put_right.can_undo(deed))
            return services.exposure_reports.history(vault), done, can

        self._tasks.start(work, done=self._have_read, failed=self._failed)

    def _have_read(self, facts: tuple[tuple[Figures, ...], tuple[Deed, ...], frozenset[int]]) -> None:
        history, self._deeds, can = facts
        today = self._services.desk.clock().astimezone().date()
        self._be(
            replace(
                self.state,
                loaded=True,
                history=day_lines(history),
                done=done_lines(self._deeds, can),
                file_name=FILE_NAME.format(day=figures.short_day(today)),
            )
        )

    def name_files(self, wanted: bool) -> None:
        """Whether the report names the files that it speaks of."""
        self._be(replace(self.state, with_names=wanted))

    def save(self, target: Path) -> None:
        """Make the report and write it: as HTML where the name ends so, else as PDF."""
        vault, reports, with_names = self._vault, self._services.exposure_reports, self.state.with_names
        if vault is None or self.state.busy:
            return

        def work(progress: Progress) -> str:
            report = reports.make(vault, with_names=with_names)
            if target.suffix.lower() in (".html", ".htm"):
                reports.save(report, target)
            else:
                write_report_pdf(reports.page(report), target)
            return target.name

        self._start(work, lambda name: f"Saved as “{shortened(name)}”.")

    def undo(self, number: int) -> None:
        """Put a copy back where it was."""
        vault, deeds = self._vault, self._services.put_right
        if vault is None or self.state.busy or number >= len(self._deeds):
            return
        deed = self._deeds[number]

        def work(progress: Progress) -> str:
            deeds.undo(vault, deed, NoProgress())
            return Path(deed.path).name

        self._start(work, lambda name: f"“{shortened(name)}” lies where it was again.", writes=True)

    def put_away(self) -> None:
        """A message was read."""
        self._be(replace(self.state, trouble=None))

    # -- inside ------------------------------------------------------------------------------------

    def _start(self, work: Callable[[Progress], str], said: Callable[[str], str], *, writes: bool = False) -> None:
        def done(name: str) -> None:
            self._be(replace(self.state, busy=False, notice=said(name)))
            if writes:
                self.put_back.emit()
            self.refresh()

        self._be(replace(self.state, busy=True, notice="", trouble=None))
        self._tasks.start(work, done=done, failed=self._failed, cancelled=self._stopped, writes=writes)

    def _stopped(self) -> None:
        self._be(replace(self.state, busy=False))

    def _failed(self, error: Exception) -> None:
        said = words(error)
        self._be(replace(self.state, busy=False, trouble=said))
        if said is BUG:
            raise error

    def _be(self, state: ReportsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def day_lines(history: tuple[Figures, ...]) -> tuple[DayLine, ...]:
    """The newest days first."""
    return tuple(DayLine(figures.day(each.on), _said(each)) for each in reversed(history[-_MOST:]))


def _said(day: Figures) -> str:
    parts = [
        f"{figures.counted(day.red, 'copy', 'copies')} readable in a cloud",
        f"{figures.count(day.amber)} to look at",
        f"{figures.count(day.put_right)} put right",
        f"{figures.counted(day.chats, 'chat', 'chats')} locked",
    ]
    return " · ".join(parts)


def done_lines(done: tuple[Deed, ...], can_undo: frozenset[int]) -> tuple[DoneLine, ...]:
    """What was put right, the newest first."""
    lines = [
        DoneLine(number, shortened(Path(deed.path).name), _became(deed), number in can_undo)
        for number, deed in enumerate(done)
    ]
    return tuple(reversed(lines))[:_MOST]


def _became(deed: Deed) -> str:
    where = f"out of {deed.provider}" if deed.provider else "away"
    if deed.stage == "moved" and deed.moved_on is not None:
        put = "to this computer’s bin" if deed.to == "bin" else "to a folder of this computer"
        return f"Locked, and moved {where} {put} on {figures.day(deed.moved_on)}."
    if deed.stage == "undone" and deed.undone_on is not None:
        return f"Locked, and put back on {figures.day(deed.undone_on)}."
    return f"Locked on {figures.day(deed.locked_on)}. The readable copy stayed where it was."
