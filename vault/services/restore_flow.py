"""RestoreFlow: the restore wizard as a state machine without Qt: have · find · rows · inside · where · result."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vault.errors import KeychainError
from vault.progress import Progress
from vault.services.browse import Browse, Chat
from vault.services.open_vault import FoundVault, OpenVault
from vault.services.restore import Restore, RestorePlan, RestoreReport
from vault.services.vault import Desk, OpenedVault

if TYPE_CHECKING:
    from vault.crypto.recovery_code import RowVerdict

Page = Literal["have", "find", "rows", "inside", "where", "result"]
Have = Literal["sheet", "old-computer", "neither"]
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

    rows: tuple[str, str, str, str] = field(repr=False)


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

    `advice` is a key to explain on the page: "old-computer" (make a sheet there first), "neither" (nobody can
    open it; what can still be tried), or None. `past` is the stack of pages for going back.
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
    report: RestoreReport | None = None
    protected: bool = False


class RestoreFlow:
    """The six pages. `answer` may work for long: call it on a worker thread; on an error the page stays."""

    def __init__(self, desk: Desk, open_vault: OpenVault, browse: Browse, restore: Restore) -> None:
        """Begin at the first page; see `resume`."""
        self._desk, self._open, self._browse, self._restore = desk, open_vault, browse, restore
        self.state = FlowState()

    @property
    def page(self) -> Page:
        """The page to show."""
        return self.state.page

    def resume(self) -> bool:
        """Go to where an earlier run stopped, as far as that needs no secret; False where there is nothing."""
        raise NotImplementedError

    def found(self) -> list[FoundVault]:
        """For the page find: vaults on this computer and its disks. Takes a moment: on a worker thread."""
        raise NotImplementedError

    def row_verdicts(self, rows: tuple[str, str, str, str]) -> tuple[RowVerdict, ...]:
        """For the page rows: a verdict for each, live."""
        raise NotImplementedError

    def suggested_folder(self) -> Path:
        """For the page where: a new dated folder in the person's documents."""
        raise NotImplementedError

    def plan_for(self, folder: Path) -> RestorePlan:
        """For the page where: what would be written there. Raises FolderInTheWay, NotEnoughSpace."""
        raise NotImplementedError

    def ready(self, answer: Answer) -> bool:
        """Whether Continue may be pressed with this answer; cheap enough for every key stroke."""
        raise NotImplementedError

    def answer(self, answer: Answer, progress: Progress) -> Page:
        """Take the answer of the present page and go to the next. Raises our errors; the page stays then."""
        raise NotImplementedError

    def back(self) -> Page:
        """The page before; what was typed there is kept, except the rows."""
        raise NotImplementedError

    def protect(self) -> KeychainError | None:
        """From the last page: this computer keeps the key from now on. Returns why it could not, or None."""
        raise NotImplementedError

    def close(self) -> None:
        """Leave the wizard. A vault that was opened is closed, unless `protect` handed it on."""
        raise NotImplementedError
