"""RelockState: what the pages of "Change the vault's key" show at one moment; and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field

from vault.services.relock import RelockPlan
from vault.ui import figures
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.sheet_state import SheetState, SheetStep, sheet_explanation, sheet_title

_STEPS: tuple[SheetStep, ...] = ("plan", "sheet", "rows", "working", "proved")
WORDS = {"relocking": "Sealing everything with the new key", "checking": "Reading all of it back and comparing"}


@dataclass(frozen=True, slots=True)
class RelockState(SheetState):
    """As SheetState; `lines` are what it takes and whom it concerns, `working` how far the work is.

    `is_arriving`: files of the vault are not here yet, and nothing can be begun until they are.
    """

    lines: tuple[str, ...] = ()
    has_room: bool = True
    is_arriving: bool = False
    working: Progressing | None = field(default=None, repr=False)

    @property
    def may_begin(self) -> bool:
        """Whether the new sheet can be made."""
        return bool(self.lines) and self.has_room and not (self.busy or self.is_arriving)

    @property
    def number_of_step(self) -> tuple[int, int]:
        """Which step of how many."""
        return _STEPS.index("sheet" if self.step == "making" else self.step) + 1, len(_STEPS)

    @property
    def title(self) -> str:
        """The page's one sentence."""
        if self.step == "plan":
            return "Change the key of your vault"
        if self.step == "working":
            return "Your vault gets its new key"
        if self.step == "proved":
            return "Your vault has a new key"
        return sheet_title(self)

    @property
    def explanation(self) -> str:
        """The line below."""
        if self.step == "plan":
            return "For when somebody may have copied the key. Everything in the vault is sealed anew."
        if self.step == "working":
            return "Your old key and sheet work until the end. If anything stops us, nothing has changed."
        if self.step == "proved":
            return f"Sheet {self.number} opens it, and this computer. Older sheets and other computers no longer do."
        return sheet_explanation(self)


def plan_lines(plan: RelockPlan) -> tuple[str, ...]:
    """What it takes and whom it concerns, a sentence each; first of all that there is no room for it."""
    lines = [f"{figures.size(plan.size)} are sealed anew and read back. That can take a while."]
    if plan.has_room:
        lines.append(f"It needs {figures.size(plan.needed)} of free room for that time.")
    else:
        free = figures.size(plan.free or 0)
        lines.insert(0, f"It needs {figures.size(plan.needed)} of free room, and {free} are there. Free some first.")
    lines.append("You get a new recovery sheet first. The old one opens nothing afterwards.")
    if plan.computers:
        others = "One other computer" if plan.computers == 1 else f"{figures.count(plan.computers)} other computers"
        lines.append(f"{others} will ask for the new sheet.")
    if plan.keychain_problem is not None:
        lines.append("This computer cannot keep the new key: it will ask for the sheet each time.")
    lines.append("What somebody copied before stays readable with the old key. Nobody can change that.")
    return tuple(lines)
