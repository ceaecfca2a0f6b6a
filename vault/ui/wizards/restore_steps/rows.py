"""Page 3: the four rows of the sheet, with a live tick per row."""

from __future__ import annotations

from vault.ui.theme import UNIT
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import NO_ROWS, RestoreState
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.reveal import reveal
from vault.ui.widgets.sheet_proof import SheetProof
from vault.ui.wizards.restore_steps.step import RestoreStep


class RowsPage(RestoreStep):
    """The rows stay in the fields after an error, to be compared; they go when the page is left."""

    step = "rows"

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(
            viewmodel,
            "Type the four rows from your sheet",
            "Capital or small letters, it does not matter. You can also paste the whole code.",
        )
        self.rows = SheetProof()
        self.rows.changed.connect(self._tell)
        self.rows.submitted.connect(self.submitted)
        self._message = MessagePanel()
        self._message.pressed.connect(self._start_over)
        self.body.addWidget(self.rows)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self._message)

    def show_state(self, state: RestoreState) -> None:
        """The fields show what was typed; the tick beside each is the fields' own."""
        if state.rows == NO_ROWS and any(self.rows.typed().values()):
            self.rows.blockSignals(True)
            self.rows.ask((1, 2, 3, 4))
            self.rows.blockSignals(False)
        self.rows.hold(bool(state.busy))
        if state.trouble is not None and self._message.isHidden():
            reveal(self._message)
        self._message.show_words(state.trouble)
        self._message.offer_button(state.trouble is not None and state.trouble.deed == "another-sheet")
        self.offer(self.foot_of(state, note=state.unchanged_line))

    def _tell(self) -> None:
        typed = self.rows.typed()
        self.viewmodel.type_rows((typed[1], typed[2], typed[3], typed[4]))

    def _start_over(self) -> None:
        """Another sheet is at hand: empty the fields."""
        self.rows.ask((1, 2, 3, 4))
        self.rows.focus_first()
