"""RelockPage: "Change the vault's key", from what it takes to the vault under its new key."""

from __future__ import annotations

from vault.ui.theme import UNIT
from vault.ui.viewmodels.relock import RelockViewModel
from vault.ui.viewmodels.relock_state import RelockState
from vault.ui.viewmodels.sheet_state import SheetState, SheetStep
from vault.ui.views.sheet import SheetFrame, SheetStepPage
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.progress_panel import Progressing, ProgressPanel
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.frame import Foot

_MOST_LINES = 6


class RelockPlanStep(SheetStepPage):
    """What it takes and whom it concerns; forward makes the new sheet."""

    def __init__(self, viewmodel: RelockViewModel) -> None:
        super().__init__(viewmodel)
        self._lines = [TextLabel("") for _ in range(_MOST_LINES)]
        self._message = MessagePanel()
        for label in self._lines:
            self.body.addWidget(label)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self._message)
        self.body.addSpacing(UNIT)

    def show_state(self, state: SheetState) -> None:
        """The filled button only where it fits."""
        lines = state.lines if isinstance(state, RelockState) else ()
        lacks_room = isinstance(state, RelockState) and not state.has_room
        self._lines[0].set_tone("red" if lacks_room else "ink")  # then it is the reason why it cannot begin
        for label, text in zip(self._lines, (*lines, *[""] * _MOST_LINES), strict=False):
            label.say(text)
        self._message.show_words(state.trouble, "waiting")
        self._message.offer_button(False)
        ready = isinstance(state, RelockState) and state.may_begin
        self.offer(Foot("Make the new sheet", ready=ready, back="", other="Not now"))


class RelockWorkStep(SheetStepPage):
    """The work, until it is done or stopped."""

    def __init__(self, viewmodel: RelockViewModel) -> None:
        super().__init__(viewmodel)
        self._panel = ProgressPanel()
        self._panel.cancelled.connect(viewmodel.cancel)
        self.body.addWidget(self._panel)

    def show_state(self, state: SheetState) -> None:
        """How far it is."""
        now = state.working if isinstance(state, RelockState) else None
        self._panel.show_progress(now or Progressing(""))
        self.offer(Foot("", back=""))


class RelockDone(SheetStepPage):
    """The vault has its new key."""

    def __init__(self, viewmodel: RelockViewModel) -> None:
        super().__init__(viewmodel)
        self._banner = Banner("good")
        self.body.addWidget(self._banner)

    def show_state(self, state: SheetState) -> None:
        """One sentence, one button."""
        detail = "Destroy the old sheet, so that nobody takes it for the one that counts."
        self._banner.show_words("good", "Everything was sealed anew, read back and compared.", detail)
        self.offer(Foot("Done", back=""))


class RelockPage(SheetFrame):
    """A sheet with what it takes before it, and the work after it."""

    viewmodel: RelockViewModel
    keeps_rows = ("rows", "working")

    def __init__(self, viewmodel: RelockViewModel) -> None:
        around: dict[SheetStep, SheetStepPage] = {
            "plan": RelockPlanStep(viewmodel),
            "working": RelockWorkStep(viewmodel),
            "proved": RelockDone(viewmodel),
        }
        super().__init__("Change the vault's key", viewmodel, around)

    def _go_forward(self) -> None:
        if self.viewmodel.state.step == "plan":
            self.viewmodel.make()
        else:
            super()._go_forward()
