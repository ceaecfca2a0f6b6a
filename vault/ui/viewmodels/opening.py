"""OpeningViewModel: opens the vault used last by this computer's password safe, or by the sheet where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import (
    ChatVaultError,
    CodeError,
    Damaged,
    KeychainError,
    KeychainLocked,
    KeychainSilent,
    WrongKey,
)
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.messages import BUG, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.wording.words import Deed, Words

BY_SHEET = (KeychainError, WrongKey, Damaged)
"""What the sheet may help against: it is a way in of its own, with a key file of its own."""
LATER = (KeychainLocked, KeychainSilent)
"""What may be over in a moment: the same again is offered beside the sheet."""


@dataclass(frozen=True, slots=True)
class OpeningState:
    """`busy` while a key is tried; `trouble` why the vault is not open; `asks_sheet`: the four rows are asked for.

    `can_retry`: asking the password safe again may help. `remember`: make this computer a way in again.
    """

    vault: str = ""
    busy: bool = True
    trouble: Words | None = None
    asks_sheet: bool = False
    can_retry: bool = False
    remember: bool = True


class OpeningViewModel(QObject):
    """opened(OpenedVault) when it is open; wanted(deed) for another way out."""

    changed = Signal()
    opened = Signal(object)
    wanted = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = OpeningState()
        self._services, self._tasks = services, tasks
        self._folder: Path | None = None
        self._task: Task | None = None

    @property
    def has_help(self) -> bool:
        """Whether the message's own button leads anywhere from here: not to a check of a vault that is not open."""
        trouble = self.state.trouble
        useless = ("check", "close", "copy-report")
        return trouble is not None and not self.state.asks_sheet and trouble.deed not in useless

    @property
    def folder(self) -> Path | None:
        """The vault's folder."""
        return self._folder

    def open(self, folder: Path) -> None:
        """Open the vault in this folder by the password safe."""
        self._folder = folder
        self._be(OpeningState(vault=folder.name))
        service = self._services.open
        self._start(lambda: service.by_keychain(folder))

    def ask_sheet(self, folder: Path) -> None:
        """Ask for the sheet at once: the person wants to open it with that."""
        self._leave_task()
        self._folder = folder
        self._be(OpeningState(vault=folder.name, busy=False, asks_sheet=True))

    def retry(self) -> None:
        """The same again."""
        if self._folder is not None:
            self.open(self._folder)

    def typed(self) -> None:
        """The rows were changed: what was said about them is past."""
        trouble = self.state.trouble
        if trouble is not None and trouble.deed in ("correct", "another-sheet"):
            self._be(replace(self.state, trouble=None))

    def set_remember(self, remember: bool) -> None:
        """Whether this computer is to keep a key of its own again."""
        self._be(replace(self.state, remember=remember))

    def submit(self, rows: Mapping[int, str]) -> None:
        """Open it with the four rows. They are kept nowhere."""
        folder, service, remember = self._folder, self._services.open, self.state.remember
        if folder is None or self.state.busy:
            return
        try:
            code = RecoveryCode.parse("\n".join(rows[number] for number in (1, 2, 3, 4)))
        except CodeError as error:
            self._could_not(error)
            return
        self._be(replace(self.state, busy=True, trouble=None))
        self._start(lambda: service.by_code(folder, code, remember=remember))

    def help(self) -> None:
        """The button of the message was pressed."""
        deed: Deed = self.state.trouble.deed if self.state.trouble is not None else "close"
        if deed == "retry":
            self.retry()
        elif deed == "use-sheet" and self._folder is not None:
            self._be(replace(self.state, asks_sheet=True, trouble=None))
        elif deed in ("correct", "another-sheet"):
            self._be(replace(self.state, trouble=None))
        else:
            self.wanted.emit(deed)

    def _start(self, work: Callable[[], OpenedVault]) -> None:
        self._leave_task()
        self._task = self._tasks.start(lambda progress: work(), done=self._open, failed=self._could_not, writes=True)

    def _open(self, vault: OpenedVault) -> None:
        self._task = None
        self._be(OpeningState(vault=vault.name))
        self.opened.emit(vault)

    def _could_not(self, error: Exception) -> None:
        self._task = None
        said = words(error)
        asks = self.state.asks_sheet or isinstance(error, BY_SHEET)
        again = isinstance(error, LATER) or not isinstance(error, (*BY_SHEET, CodeError))
        self._be(replace(self.state, busy=False, trouble=said, asks_sheet=asks, can_retry=again))
        if said is BUG or not isinstance(error, ChatVaultError):
            raise error

    def _leave_task(self) -> None:
        if self._task is not None:
            self._task.close()
            self._task = None

    def _be(self, state: OpeningState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
