"""RestoreStep: what the pages of the restore wizard have in common."""

from __future__ import annotations

from vault.ui.viewmodels.restore import WAITING, RestoreViewModel
from vault.ui.viewmodels.restore_state import STEPS, RestoreState, Step
from vault.ui.wizards.frame import Foot, StepPage


class RestoreStep(StepPage):
    """A page for `step` of the view-model's state. `show_moment` is called after every change while it is shown."""

    step: Step = "have"
    forward_first = False
    """Whether the keyboard belongs to the primary button as soon as it can be pressed."""

    def __init__(self, viewmodel: RestoreViewModel, title: str, explanation: str = "") -> None:
        number = STEPS.index("where" if self.step == "running" else self.step) + 1
        super().__init__(number, len(STEPS), title, explanation)
        self.viewmodel = viewmodel

    def show_moment(self, state: RestoreState) -> None:
        """Show this moment."""
        if (self.number, self.of) != (state.number, state.of):
            self.number, self.of = state.number, state.of
            self.changed.emit()
        self.show_state(state)

    def show_state(self, state: RestoreState) -> None:
        """What each page shows of it."""
        raise NotImplementedError

    def foot_of(self, state: RestoreState, forward: str = "Continue", note: str = "") -> Foot:
        """Back, a note, and the primary button; while something is under way, Cancel."""
        if not state.busy or state.only_looks:
            return Foot(forward, ready=state.ready, note=note)
        if state.busy == WAITING:
            return Foot(forward, ready=False, note=note)
        return Foot(forward, ready=False, note=f"{state.busy}…", back="Cancel")
