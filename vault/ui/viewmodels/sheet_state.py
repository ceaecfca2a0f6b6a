"""SheetState: what the page of the recovery sheet shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vault.services.sheet import Sheet
from vault.ui.messages import Words

__all__ = ["Sheet", "SheetState", "SheetStep"]

SheetStep = Literal["making", "sheet", "rows", "proved"]


@dataclass(frozen=True, slots=True)
class SheetState:
    """One moment of the page.

    `sheet` is there only in the session that made it, until it is proved or left. `asked` are the rows to type: two
    while the sheet is in memory, all four later. `kept` says where a copy went; `unsure_target` is a place for the
    PDF that a provider copies to the cloud, and `warning` says so.
    """

    step: SheetStep = "making"
    busy: bool = False
    vault_name: str = ""
    number: int = 0
    older: bool = False
    sheet: Sheet | None = field(default=None, repr=False)
    asked: tuple[int, ...] = ()
    kept: str = ""
    unsure_target: Path | None = None
    warning: str = ""
    trouble: Words | None = None
    wrong_rows: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """The page's one sentence."""
        if self.step == "making":
            return "Making your recovery sheet"
        if self.step == "sheet":
            return "Print this sheet, or save it outside this computer"
        if self.step == "proved":
            return f"Sheet {self.number} is proved" if self.number else "Your sheet is proved"
        return "Type back two rows of it" if len(self.asked) == 2 else "Type the four rows from your sheet"

    @property
    def explanation(self) -> str:
        """The line below."""
        if self.step == "sheet":
            return "It opens your vault alone, on any computer, when everything else is gone. It is shown only now."
        if self.step == "rows" and len(self.asked) == 2:
            return "So we both know that you have it. Take the paper or the PDF, not your memory."
        if self.step == "rows":
            return "Capital or small letters, it does not matter. Your vault is opened with them, to be sure."
        if self.step == "proved":
            older = " Older sheets no longer open it." if self.older else ""
            return f"It opens “{self.vault_name}”.{older} Keep it where you keep your passport."
        return ""
