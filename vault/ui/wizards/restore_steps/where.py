"""Page 5: where the chats go: a new dated folder, with the room it needs and has."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.widgets.announce import announce
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.restore_steps.step import RestoreStep

_NEW = ("Where shall they go?", "Into a new folder of their own. Nothing that is there already is touched.")
_BEGUN = (
    "Shall we go on where it stopped?",
    "What is back already is compared with the vault and kept. The rest is brought back into the same folder.",
)


class WherePage(RestoreStep):
    """One folder is suggested; nothing is ever overwritten."""

    step = "where"
    forward_first = True

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(viewmodel, *_NEW)
        row = QHBoxLayout()
        self._card = Card("surface", row)
        self._name = TextLabel("", strong=True)
        self._detail = TextLabel("", "detail", tone="muted")
        self._room = TextLabel("", "detail", tone="muted")
        self._other = OutlinedButton("Choose another place…")
        self._other.clicked.connect(self._ask_for_folder)
        row.setContentsMargins(20, GAP, 20, GAP)
        row.addWidget(Tile("folder"))
        row.addWidget(FoldingRow(column(self._name, self._detail, self._room), self._other), 1)
        self._warning = Banner("waiting")
        self._trouble = TextLabel("", tone="red")
        self._message = MessagePanel()
        self.body.addWidget(self._card)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._message)
        self.body.addSpacing(UNIT)

    def show_state(self, state: RestoreState) -> None:
        """The folder, once it was looked at; what stands against it in words."""
        place = state.destination
        goes_on = place is not None and place.goes_on
        if self.title != (asked := _BEGUN if goes_on else _NEW)[0]:
            self.set_title(*asked)
        self._card.setVisible(place is not None)
        self._other.setEnabled(not state.busy)
        if place is not None:
            self._name.setText(place.name)
            self._detail.setText(place.detail)
            self._room.say(place.room)
            self._show_trouble(place.trouble)
            self._warning.show_words("waiting", place.warning, "What is brought back lies there as readable files.")
        self._warning.setVisible(place is not None and bool(place.warning))
        self._message.show_words(state.trouble)
        self._message.offer_button(False)
        self.offer(self.foot_of(state, "Go on here" if goes_on else "Put them here"))

    def _show_trouble(self, trouble: str) -> None:
        if trouble and trouble != self._trouble.text():
            announce(self, trouble, urgent=True)
        self._trouble.say(trouble)

    def _ask_for_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Where shall the new folder be?")
        if chosen:
            self.viewmodel.put_into(Path(chosen))
