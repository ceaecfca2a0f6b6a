"""SheetPage: a new recovery sheet is shown once, kept and proved; or one made earlier is proved."""

from __future__ import annotations

from collections.abc import Mapping

from vault.ui.theme import UNIT
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.viewmodels.sheet_state import SheetState, SheetStep
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.progress_panel import Progressing, ProgressPanel
from vault.ui.widgets.sheet_keeper import SheetKeeper
from vault.ui.widgets.sheet_proof import SheetProof
from vault.ui.wizards.frame import Foot, StepPage, WizardFrame


class SheetStepPage(StepPage):
    """What the steps have in common: title and number come from the state."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__(1, 3, "")
        self.viewmodel = viewmodel

    def show_moment(self, state: SheetState) -> None:
        """Show this moment."""
        self.number, self.of = state.number_of_step
        self.set_title(state.title, state.explanation)
        self.show_state(state)

    def show_state(self, state: SheetState) -> None:
        """What each step shows of it."""
        raise NotImplementedError


class ShownSheet(SheetStepPage):
    """The sheet, while it is being made and after; forward leads to typing rows back."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__(viewmodel)
        self._making = ProgressPanel()
        self._keeper = SheetKeeper(viewmodel)
        self._message = MessagePanel()
        self._message.pressed.connect(viewmodel.leave)
        for widget in (self._making, self._keeper, self._message):
            self.body.addWidget(widget)

    def show_state(self, state: SheetState) -> None:
        """The sheet cannot come back once it is left: the foot says so."""
        making = state.step == "making"
        self._making.setVisible(making and state.busy)
        self._making.show_progress(Progressing("Making four rows that open your vault alone", can_cancel=False))
        self._keeper.setVisible(not making)
        self._message.show_words(state.trouble if making else None)
        note = "" if making else "Next you type two of its rows."
        later = "" if making and state.busy else "Later" if state.sheet is not None else "Close"
        self.offer(Foot("" if making else "I have it", ready=not state.busy, note=note, back="", other=later))


class SheetRows(SheetStepPage):
    """The rows to type back: two of a sheet made just now, all four of an older one."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__(viewmodel)
        self._asked: tuple[int, ...] = ()
        self.proof = SheetProof()
        self.proof.changed.connect(self._offer)
        self.proof.submitted.connect(self.submitted)
        self._message = MessagePanel()
        self.body.addWidget(self.proof)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self._message)

    def arrived(self) -> None:
        """The keyboard goes to the first row."""
        self.proof.focus_first()

    def show_state(self, state: SheetState) -> None:
        """Other rows begin with empty fields; after a mistake the fields keep what was typed."""
        if state.asked != self._asked:
            self._asked = state.asked
            self.proof.ask(state.asked)
        self.proof.hold(state.busy)
        if state.wrong_rows:
            self.proof.mark(state.wrong_rows)
        self._message.show_words(state.trouble, "waiting")
        self._message.offer_button(False)
        self._offer()

    def _offer(self) -> None:
        state = self.viewmodel.state
        note = "Opening your vault with it…" if state.busy else ""
        ready = self.proof.complete() and not state.busy
        self.offer(Foot("Check", ready=ready, note=note, other="Later"))

    def forget(self) -> None:
        """Leave nothing of what was typed."""
        self._asked = ()
        self.proof.ask(())


class SheetProved(SheetStepPage):
    """The sheet is known to be kept."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__(viewmodel)
        self._banner = Banner("good")
        self.body.addWidget(self._banner)

    def show_state(self, state: SheetState) -> None:
        """One sentence, one button."""
        detail = "If this computer is lost, the vault and that sheet are all you need."
        self._banner.show_words("good", "Your chats can be brought back with it.", detail)
        self.offer(Foot("Done", back=""))


class SheetFrame(WizardFrame):
    """The steps around a sheet and the rows typed back; `keeps_rows` are the steps that what was typed outlives."""

    keeps_rows: tuple[SheetStep, ...] = ("rows",)

    def __init__(self, title: str, viewmodel: SheetViewModel, around: Mapping[SheetStep, SheetStepPage]) -> None:
        """`around`: the pages before and after the sheet and its rows."""
        super().__init__(title)
        self.viewmodel = viewmodel
        self.rows, shown = SheetRows(viewmodel), ShownSheet(viewmodel)
        self._pages: dict[SheetStep, SheetStepPage] = {
            "making": shown, "sheet": shown, "rows": self.rows, **around,
        }  # fmt: skip
        self.forward.connect(self._go_forward)
        self.back.connect(viewmodel.back)
        self.other.connect(viewmodel.leave)
        viewmodel.changed.connect(self._refresh)
        viewmodel.closed.connect(self.rows.forget)
        self._refresh()

    def _refresh(self) -> None:
        state = self.viewmodel.state
        if state.step not in self.keeps_rows:
            self.rows.forget()
        page = self._pages[state.step]
        page.show_moment(state)
        self.show_step(page)

    def _go_forward(self) -> None:
        step = self.viewmodel.state.step
        if step == "sheet":
            self.viewmodel.ask_rows()
        elif step == "rows":
            self.viewmodel.submit(self.rows.proof.typed())
        elif step == "proved":
            self.viewmodel.leave()


class SheetPage(SheetFrame):
    """A sheet that is shown, typed back and proved."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__("Recovery sheet", viewmodel, {"proved": SheetProved(viewmodel)})
