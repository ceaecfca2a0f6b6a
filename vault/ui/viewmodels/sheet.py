"""SheetViewModel: showing a new recovery sheet once, keeping it, and proving it; or proving one made earlier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError, CodeError, ProofFailed
from vault.progress import Progress
from vault.services.services import Services
from vault.services.sheet import Sheet
from vault.services.vault import OpenedVault
from vault.ui.messages import words
from vault.ui.sheet_pdf import write_sheet_pdf
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels.sheet_state import ALL_ROWS, SheetState
from vault.ui.viewmodels.whereabouts import disk_label, synced_by, whereabouts

T = TypeVar("T")


class SheetViewModel(QObject):
    """`changed` after every change of `state`; `proved` once the vault's sheet is; `closed` when the page is left."""

    changed = Signal()
    proved = Signal()
    closed = Signal()

    def __init__(self, services: Services, tasks: TaskRunner) -> None:
        super().__init__()
        self._services, self._tasks = services, tasks
        self._vault: OpenedVault | None = None
        self._task: Task | None = None
        self.state = SheetState()

    # -- three ways to come here -----------------------------------------------------------------------

    def new_sheet(self, vault: OpenedVault) -> None:
        """Make a new sheet and show it. The old one opens the vault until the new one is proved."""
        self._come(vault, SheetState(step="making", vault_name=vault.name, older=vault.memory.sheet_number > 0))
        service = self._services.new_sheet
        self._run(lambda progress: service.run(vault), self._made, writes=True)

    def show_new(self, vault: OpenedVault, sheet: Sheet) -> None:
        """Show a sheet that was made just now, as at the creation of a vault."""
        self._come(vault, SheetState(vault_name=vault.name))
        self._made(sheet)

    def prove(self, vault: OpenedVault) -> None:
        """Ask for all four rows of the sheet that the person keeps: nothing of it is known here any more."""
        number = vault.memory.sheet_number
        self._come(vault, SheetState(step="rows", vault_name=vault.name, number=number, asked=ALL_ROWS))

    def leave(self) -> None:
        """Go; the sheet is forgotten and never shown again."""
        if self._task is not None:
            self._task.close()
            self._task = None
        self.state = SheetState()
        self._vault = None
        self.changed.emit()  # so that nothing on the page keeps the sheet either
        self.closed.emit()

    def _come(self, vault: OpenedVault, state: SheetState) -> None:
        if self._task is not None:
            self._task.close()
            self._task = None
        self._vault = vault
        self.state = state
        self.changed.emit()

    def _made(self, sheet: Sheet) -> None:
        self._show(step="sheet", sheet=sheet, number=sheet.number)

    # -- keeping it ----------------------------------------------------------------------------------------

    @property
    def file_name(self) -> str:
        """A name for the PDF."""
        return f"Recovery sheet {self.state.number} - {self.state.vault_name}.pdf"

    def save_pdf(self, target: Path) -> None:
        """Write the PDF; where others could get at it together with the vault, ask first."""
        warning = self._danger_of(target)
        if warning:
            self._show(unsure_target=target, warning=warning)
        else:
            self._write_pdf(target)

    def _danger_of(self, target: Path) -> str:
        """Who else would have the sheet there; empty where nobody obviously would."""
        provider = synced_by(target.parent)
        if provider is not None:
            return f"{provider} copies that folder to the cloud. Whoever gets in there could open your vault."
        vault, label = self._vault, disk_label(target)
        if vault is not None and label is not None and label == disk_label(vault.folder):
            return f"Your vault is on “{label}” too. Whoever finds that disk could open it."
        return ""

    def save_all_the_same(self) -> None:
        """The person insists on that place."""
        if self.state.unsure_target is not None:
            self._write_pdf(self.state.unsure_target)

    def choose_elsewhere(self) -> None:
        """The person thought better of it."""
        self._show(unsure_target=None, warning="")

    def printed(self) -> None:
        """The printer took it."""
        self._show(kept="Sent to the printer.", but="")

    def _write_pdf(self, target: Path) -> None:
        sheet = self.state.sheet
        if sheet is None:
            return
        self._show(unsure_target=None, warning="")
        place = whereabouts(target)
        kept = f"Saved {place.words}."
        but = "If this computer is lost, so is that copy. Print it too, or save it on a stick."
        said = {"kept": kept, "but": but if place.kind == "computer" else ""}
        self._run(lambda progress: write_sheet_pdf(sheet, target), lambda nothing: self._show(**said))

    # -- proving it ----------------------------------------------------------------------------------------

    def ask_rows(self) -> None:
        """Go on to typing back two rows of the program's choosing."""
        if self.state.sheet is not None:
            asked = self._services.prove_sheet.rows_to_ask(self.state.sheet)
            self._show(step="rows", asked=asked, trouble=None, wrong_rows=())

    def back(self) -> None:
        """From the rows to the sheet, as long as it is in memory; out of the page otherwise."""
        if self.state.step == "rows" and self.state.sheet is not None:
            self._show(step="sheet", asked=(), trouble=None, wrong_rows=())
        else:
            self.leave()

    def submit(self, typed: Mapping[int, str]) -> None:
        """Prove the sheet with what was typed."""
        vault, sheet, service = self._vault, self.state.sheet, self._services.prove_sheet
        if vault is None:
            return
        rows = dict(typed)

        def prove(progress: Progress) -> None:
            if sheet is not None:
                service.prove_rows(vault, sheet, rows)
            else:
                service.prove_code(vault, RecoveryCode.parse("\n".join(rows[number] for number in ALL_ROWS)))

        self._run(prove, self._proved, writes=True)

    def _proved(self, nothing: None) -> None:
        number = self._vault.memory.sheet_number if self._vault is not None else 0
        self._show(step="proved", sheet=None, number=number)
        self.proved.emit()

    # -- work off the GUI thread ------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], *, writes: bool = False) -> None:
        if self._task is not None:
            return
        self._show(busy=True, trouble=None, wrong_rows=())

        def succeed(result: T) -> None:
            self._task = None
            self._show(busy=False)
            done(result)

        def fail(error: Exception) -> None:
            self._task = None
            self._show(busy=False)
            if not isinstance(error, ChatVaultError):
                raise error
            self._show(trouble=words(error), wrong_rows=_wrong_rows(error))

        self._task = self._tasks.start(work, done=succeed, failed=fail, writes=writes)

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit()


def _wrong_rows(error: ChatVaultError) -> tuple[int, ...]:
    """The rows to mark."""
    if isinstance(error, ProofFailed):
        return error.rows
    row = getattr(error, "row", None) if isinstance(error, CodeError) else None
    return () if row is None else (row,)
