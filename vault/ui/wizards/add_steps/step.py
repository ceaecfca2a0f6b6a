"""AddStep: what the pages of the add wizard have in common."""

from __future__ import annotations

from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState, Step
from vault.ui.wizards.frame import Foot, StepPage


class AddStep(StepPage):
    """A page for `step` of the view-model's state. `show_moment` is called after every change while it is shown."""

    step: Step = "found"

    def __init__(self, viewmodel: AddingViewModel, title: str, explanation: str = "") -> None:
        super().__init__(1, 1, title, explanation)
        self.viewmodel = viewmodel

    def show_moment(self, state: AddingState) -> None:
        """Show this moment."""
        if (self.number, self.of) != (state.number, state.of):
            self.number, self.of = state.number, state.of
            self.changed.emit()
        self.show_state(state)

    def show_state(self, state: AddingState) -> None:
        """What each page shows of it."""
        raise NotImplementedError

    def foot_of(self, state: AddingState, forward: str, *, ready: bool, other: str = "", note: str = "") -> Foot:
        """Back, a note, and the primary button; while something is being tried, Cancel."""
        if state.busy:
            return Foot(forward, ready=False, note=f"{state.busy}…", back="Cancel")
        return Foot(forward, ready=ready, note=note, back="Cancel" if self.step == "found" else "Back", other=other)
