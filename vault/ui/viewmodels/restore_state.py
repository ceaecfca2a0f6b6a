"""RestoreState: everything the restore wizard shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vault.services.restore_flow import Have
from vault.ui.messages import Words
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.restore_words import CandidateRow, ChatRow, Destination, Outcome
from vault.ui.viewmodels.row_ticks import Tick

__all__ = ["NO_ROWS", "SHORT", "STEPS", "Have", "Protection", "RestoreState", "Rows", "Step"]

Step = Literal["have", "find", "rows", "inside", "where", "running", "result"]
Protection = Literal["none", "offered", "working", "done", "failed"]
Rows = tuple[str, str, str, str]

STEPS: tuple[Step, ...] = ("have", "find", "rows", "inside", "where", "result")
SHORT: tuple[Step, ...] = ("inside", "where", "result")
NO_ROWS: Rows = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class RestoreState:
    """One moment of the wizard. `short`: the vault is open already, so it begins at what is inside.

    `busy` says in words what is under way (looking, opening), and is empty otherwise; `only_looks` when
    nobody has to wait for it.
    `trouble` is what stands in the way on this page. The rows are in no repr.
    """

    step: Step = "have"
    short: bool = False
    busy: str = ""
    only_looks: bool = False
    trouble: Words | None = None
    have: Have = "sheet"
    candidates: tuple[CandidateRow, ...] = ()
    looked: bool = False
    picked: Path | None = None
    rows: Rows = field(default=NO_ROWS, repr=False)
    ticks: tuple[Tick, ...] = (Tick(),) * 4
    unchanged_line: str = ""
    vault_line: str = ""
    chats: tuple[ChatRow, ...] = field(default=(), repr=False)
    chosen: frozenset[str] = frozenset()
    chosen_line: str = ""
    destination: Destination | None = None
    running: Progressing | None = None
    outcome: Outcome | None = field(default=None, repr=False)
    protection: Protection = "none"
    protection_trouble: Words | None = None

    @property
    def number(self) -> int:
        """The number of the page, from 1; the running work belongs to the page before the result."""
        steps = SHORT if self.short else STEPS
        step = "where" if self.step == "running" else self.step
        return steps.index(step) + 1 if step in steps else 1  # the short way is still opening at its beginning

    @property
    def of(self) -> int:
        """How many pages there are."""
        return len(SHORT if self.short else STEPS)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a page before, to which nothing stands in the way: work that only looks does not."""
        free = not self.busy or self.only_looks
        return free and self.number > 1 and self.step not in ("running", "result")

    @property
    def ready(self) -> bool:
        """Whether the primary button of the page can be pressed."""
        if self.busy:
            return False
        return {
            "have": True,
            "find": self.picked is not None,
            "rows": all(tick.kind == "good" for tick in self.ticks),
            "inside": bool(self.chosen),
            "where": self.destination is not None and not self.destination.trouble,
            "running": False,
            "result": True,
        }[self.step]
