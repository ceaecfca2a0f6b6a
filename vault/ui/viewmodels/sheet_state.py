"""SheetState: what the page of the recovery sheet shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vault.services.sheet import Sheet
from vault.ui.messages import Words

__all__ = ["ALL_ROWS", "Sheet", "SheetState", "SheetStep"]

SheetStep = Literal["plan", "making", "sheet", "rows", "working", "proved"]
ALL_ROWS = (1, 2, 3, 4)
"""A change of the vault's key has all of them, a new sheet begins with "making" and has no "working"."""
_STEPS: tuple[SheetStep, ...] = ("sheet", "rows", "proved")


@dataclass(frozen=True, slots=True)
class SheetState:
    """One moment of the page.

    `sheet` is there only in the session that made it, until it is proved or left. `asked` are the rows to type: two
    while the sheet is in memory, all four later. `kept` says where a copy went, `but` what that copy does not help
    against; `unsure_target` is a place for the PDF that lets others get at it, and `warning` says how.
    """

    step: SheetStep = "making"
    busy: bool = False
    vault_name: str = ""
    number: int = 0
    older: bool = False
    sheet: Sheet | None = field(default=None, repr=False)
    asked: tuple[int, ...] = ()
    kept: str = ""
    but: str = ""
    unsure_target: Path | None = None
    warning: str = ""
    trouble: Words | None = None
    wrong_rows: tuple[int, ...] = ()

    @property
    def number_of_step(self) -> tuple[int, int]:
        """Which step of how many: a new sheet is shown before rows of it are asked for."""
        steps: tuple[SheetStep, ...] = ("rows", "proved") if len(self.asked) == len(ALL_ROWS) else _STEPS
        return steps.index("sheet" if self.step == "making" else self.step) + 1, len(steps)

    @property
    def title(self) -> str:
        """The page's one sentence."""
        return sheet_title(self)

    @property
    def explanation(self) -> str:
        """The line below."""
        return sheet_explanation(self)


def sheet_title(state: SheetState) -> str:
    """What is asked of the person at this moment."""
    if state.step == "making":
        return "Making your recovery sheet"
    if state.step == "sheet":
        return "Print this sheet, or save it outside this computer"
    if state.step == "proved":
        return f"Sheet {state.number} is proved" if state.number else "Your sheet is proved"
    return "Type back two rows of it" if len(state.asked) == 2 else "Type the four rows from your sheet"


def sheet_explanation(state: SheetState) -> str:
    """The line below it."""
    if state.step == "sheet":
        return "It opens your vault alone, on any computer, when everything else is gone. It is shown only now."
    if state.step == "rows" and len(state.asked) == 2:
        return "So we both know that you have it. Take the paper or the PDF, not your memory."
    if state.step == "rows":
        return "Capital or small letters, it does not matter. Your vault is opened with them, to be sure."
    if state.step == "proved":
        older = " Older sheets no longer open it." if state.older else ""
        return f"It opens “{state.vault_name}”.{older} Keep it where you keep your passport."
    return ""
