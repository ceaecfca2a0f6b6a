"""RestoreFlow: the restore wizard as a state machine without Qt: have · find · rows · inside · where · result.

Every page has one typed answer. `ready` says, key stroke by key stroke, whether an answer will do; `answer` does the
work, and only then moves on. An error leaves the state as it was. The rows are never kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from vault.crypto.recovery_code import RecoveryCode, RowVerdict, check_rows
from vault.errors import KeychainError
from vault.progress import Progress
from vault.repository.repository import Repository
from vault.services.browse import Browse, Chat
from vault.services.open_vault import FoundVault, OpenVault
from vault.services.relock_left import settle_relock
from vault.services.restore import Restore, RestorePlan, RestoreReport
from vault.services.vault import Desk, OpenedVault
from vault.settings import RestoreBookmark

Page = Literal["have", "find", "rows", "inside", "where", "result"]
Have = Literal["sheet", "old-computer", "neither"]
Rows = tuple[str, str, str, str]
PAGES: tuple[Page, ...] = ("have", "find", "rows", "inside", "where", "result")


@dataclass(frozen=True, slots=True)
class HaveAnswer:
    """What the person has at hand."""

    have: Have


@dataclass(frozen=True, slots=True)
class FindAnswer:
    """The folder of the vault, chosen among the found ones or by hand."""

    folder: Path


@dataclass(frozen=True, slots=True)
class RowsAnswer:
    """The four rows as typed. Never shown in a repr."""

    rows: Rows = field(repr=False)


@dataclass(frozen=True, slots=True)
class InsideAnswer:
    """Ids of the chats to bring back; None for all."""

    chats: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class WhereAnswer:
    """The new folder to write to."""

    folder: Path


Answer = HaveAnswer | FindAnswer | RowsAnswer | InsideAnswer | WhereAnswer


@dataclass(frozen=True, slots=True)
class FlowState:
    """Where the wizard stands; replaced as a whole, so that a reader on another thread sees one moment.

    `past` is the stack of pages for going back. `advice` is a key to explain on the page have: "old-computer" (make a
    new sheet there, then come back with it) or "neither" (nobody can open the vault; what can still be tried).
    `protected`: this computer keeps the key, or kept it before.
    """

    page: Page = "have"
    past: tuple[Page, ...] = ()
    have: Have | None = None
    advice: str | None = None
    folder: Path | None = None
    vault: OpenedVault | None = field(default=None, repr=False)
    chats: tuple[Chat, ...] = field(default=(), repr=False)
    chosen: tuple[str, ...] | None = None
    plan: RestorePlan | None = field(default=None, repr=False)
    report: RestoreReport | None = field(default=None, repr=False)
    protected: bool = False


class RestoreFlow:
    """The six pages. `answer` may work for long: call it on a worker thread; on an error the page stays."""

    def __init__(self, desk: Desk, open_vault: OpenVault, browse: Browse, restore: Restore) -> None:
        """Begin at the first page; see `resume` and `begin_with`."""
        self._desk, self._open, self._browse, self._restore = desk, open_vault, browse, restore
        self._owns_vault = True
        self._bringing = threading.Lock()  # who asks what lies in a folder waits until a restore there has stopped
        self.state = FlowState()

    @property
    def page(self) -> Page:
        """The page to show."""
        return self.state.page

    def resume(self) -> bool:
        """Go to where an earlier run stopped, as far as that needs no secret; False where there is nothing."""
        mark = self._desk.settings.restore_bookmark
        have = _as_have(mark.have) if mark else None
        if mark is None or have is None or self.page != "have":
            return False
        self.state = FlowState("find", ("have",), have, _advice(have))
        if mark.folder and Path(mark.folder).is_dir():
            self.state = replace(self.state, page="rows", past=("have", "find"), folder=Path(mark.folder))
        return True

    def begin_with(self, vault: OpenedVault) -> Page:
        """Begin at the page inside with a vault that is open already; it stays open when the wizard is left."""
        self._owns_vault = False
        chats = tuple(self._browse.chats(vault))
        self.state = FlowState("inside", folder=vault.folder, vault=vault, chats=chats, protected=True)
        return self.page

    def found(self, progress: Progress | None = None) -> list[FoundVault]:
        """For the page find: vaults on this computer and its disks. Takes a moment: on a worker thread."""
        return self._open.find(None, progress)

    def row_verdicts(self, rows: Rows) -> tuple[RowVerdict, ...]:
        """For the page rows: a verdict for each, live."""
        return check_rows(rows)

    def suggested_folder(self, parent: Path | None = None) -> Path:
        """For the page where: a new dated folder in `parent`, the person's documents for None.

        Where the same chats were begun to be brought back there and that did not end: the folder to go on in.
        """
        with self._bringing:
            return self._restore.folder_in(self._vault(), self.state.chosen, parent or self._desk.places.documents)

    def plan_for(self, folder: Path) -> RestorePlan:
        """For the page where: what would be written there. Raises FolderInTheWay, NotEnoughSpace."""
        with self._bringing:
            return self._restore.plan(self._vault(), self.state.chosen, folder)

    def ready(self, answer: Answer) -> bool:
        """Whether Continue may be pressed with this answer; cheap enough for every key stroke."""
        if not isinstance(answer, _ANSWERS.get(self.page, ())):
            return False
        if isinstance(answer, HaveAnswer):
            return answer.have != "neither"
        if isinstance(answer, RowsAnswer):
            return all(verdict == "good" for verdict in check_rows(answer.rows))
        if isinstance(answer, InsideAnswer):
            known = {chat.id for chat in self.state.chats}
            return bool(known if answer.chats is None else answer.chats) and known.issuperset(answer.chats or ())
        return True

    def answer(self, answer: Answer, progress: Progress) -> Page:
        """Take the answer of the present page and go to the next. Raises our errors; the page stays then.

        have: "neither" only explains. find: NoVaultHere, StorageError. rows: CodeError, Damaged, NewerFormat.
        inside: NoSuchBackup. where: FolderInTheWay, NotEnoughSpace, StorageError, Cancelled.
        """
        if not isinstance(answer, _ANSWERS.get(self.page, ())):
            raise ValueError("an answer to another page")
        match answer:
            case HaveAnswer(have):
                self._answer_have(have)
            case FindAnswer(folder):
                self._answer_find(folder.absolute())
            case RowsAnswer(rows):
                self._answer_rows(rows)
            case InsideAnswer(chats):
                self._answer_inside(answer, chats)
            case WhereAnswer(folder):
                self._answer_where(folder, progress)
        return self.page

    def back(self) -> Page:
        """The page before. What was chosen stays known; the rows do not, and a vault opened by them is closed."""
        if not self.state.past or self.page == "result":
            return self.page
        if self.page == "inside":
            self._close_vault()
        self.state = replace(self.state, page=self.state.past[-1], past=self.state.past[:-1], plan=None)
        return self.page

    def protect(self) -> KeychainError | None:
        """From the last page: this computer keeps the key from now on. Returns why it could not, or None.

        Raises StorageError where the vault cannot be written.
        """
        problem = self._open.add_this_computer(self._vault())
        if problem is None:
            self.state = replace(self.state, protected=True)
        return problem

    def hand_over(self) -> OpenedVault:
        """The opened vault, for the window to go on with; `close` leaves it open then."""
        self._owns_vault = False
        return self._vault()

    def close(self) -> None:
        """Leave the wizard. A vault that the wizard opened is closed, unless it was handed over."""
        self._close_vault()
        self.state = FlowState()

    def _answer_have(self, have: Have) -> None:
        if have == "neither":
            self.state = replace(self.state, have=have, advice=_advice(have))
            return
        self._desk.settings.keep_bookmark(RestoreBookmark(have))
        self._go("find", have=have, advice=_advice(have))

    def _answer_find(self, folder: Path) -> None:
        settle_relock(self._desk, folder)
        Repository.public_id_of(self._desk.open_backend(folder))
        self._desk.settings.keep_bookmark(RestoreBookmark(self.state.have or "sheet", str(folder)))
        self._go("rows", folder=folder)

    def _answer_rows(self, rows: Rows) -> None:
        if self.state.folder is None:
            raise ValueError("no folder was chosen")
        vault = self._open.by_code(self.state.folder, RecoveryCode(rows), remember=False)
        try:
            chats = tuple(self._browse.chats(vault))
        except BaseException:
            vault.close()
            raise
        self._go("inside", vault=vault, chats=chats, chosen=None)

    def _answer_inside(self, answer: InsideAnswer, chats: tuple[str, ...] | None) -> None:
        if not self.ready(answer):
            raise ValueError("no chat was chosen")
        self._go("where", chosen=chats)

    def _answer_where(self, folder: Path, progress: Progress) -> None:
        with self._bringing:
            plan = self._restore.plan(self._vault(), self.state.chosen, folder)
            self.state = replace(self.state, plan=plan)
            report = self._restore.run(self._vault(), plan, progress)
        if report.stopped is not None:
            raise report.stopped
        self._desk.settings.keep_bookmark(None)
        self._go("result", report=report)

    def _go(self, page: Page, **changes: Any) -> None:
        past = (*self.state.past, self.state.page)
        self.state = replace(self.state, page=page, past=past, **changes)

    def _vault(self) -> OpenedVault:
        if self.state.vault is None:
            raise ValueError("no vault is open")
        return self.state.vault

    def _close_vault(self) -> None:
        if self.state.vault is not None and self._owns_vault:
            self.state.vault.close()
        self.state = replace(self.state, vault=None, chats=(), chosen=None)


_ANSWERS: dict[Page, type] = {
    "have": HaveAnswer,
    "find": FindAnswer,
    "rows": RowsAnswer,
    "inside": InsideAnswer,
    "where": WhereAnswer,
}


def _as_have(text: str) -> Have | None:
    if text == "sheet":
        return "sheet"
    return "old-computer" if text == "old-computer" else None


def _advice(have: Have) -> str | None:
    return None if have == "sheet" else have
