"""Page 2: where the vault is: found ones by name, date, size and disk, or a folder of the person's choosing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QVBoxLayout

from vault.ui.theme import UNIT
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.viewmodels.restore_words import CandidateRow
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.empty_state import EmptyState
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.wizards.restore_steps.step import RestoreStep

_NOTHING = "We found no vault yet."
_WHAT_THEN = "Plug in the disk or stick that it is on, then look again. Or show us the folder yourself."
_LOOKING = "Names of folders only. No file is opened."


class FindPage(RestoreStep):
    """Candidates as cards; looking goes on beside them and can be stopped."""

    step = "find"

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(
            viewmodel,
            "Where is your vault?",
            "Plug in the disk or stick it is on, or let your cloud folder finish fetching. It appears here.",
        )
        self._group = QButtonGroup(self)
        self._shown: tuple[CandidateRow, ...] = ()
        self._cards: dict[Path, ChoiceCard] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(UNIT)
        self._looking = ProgressPanel()
        self._looking.cancelled.connect(viewmodel.cancel)
        self._nothing = EmptyState("vault-to-laptop", _NOTHING, _WHAT_THEN)
        self._message = MessagePanel()
        self._look_in = OutlinedButton("Look in another folder…", "folder")
        self._look_in.clicked.connect(self._ask_for_folder)
        self._again = OutlinedButton("Look again")
        self._again.clicked.connect(viewmodel.look)
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.addLayout(self._list)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._looking)
        self.body.addWidget(self._message)
        self.body.addSpacing(UNIT)
        self.body.addWidget(ButtonRow(self._look_in, self._again))

    def show_state(self, state: RestoreState) -> None:
        """Redraw the cards only when others were found, so that the keyboard stays where it is."""
        if state.candidates != self._shown:
            self._show_candidates(state.candidates)
        for folder, card in self._cards.items():
            card.setChecked(folder == state.picked)
        looking = state.only_looks
        self._looking.setVisible(looking)
        if looking:
            self._looking.show_progress(Progressing(state.busy, note=_LOOKING))
        self._nothing.setVisible(state.looked and not state.candidates and not looking and state.trouble is None)
        self._message.show_words(state.trouble, "waiting")
        self._message.offer_button(False)
        for button in (self._look_in, self._again):
            button.setEnabled(not state.busy)
        self.offer(self.foot_of(state))

    def _show_candidates(self, candidates: tuple[CandidateRow, ...]) -> None:
        had_keyboard = self._looking.hasFocus() or self._looking.isAncestorOf(self.focusWidget() or self)
        for card in self._cards.values():
            self._group.removeButton(card)
            self._list.removeWidget(card)
            card.deleteLater()
        self._cards = {row.folder: self._card(row) for row in candidates}
        self._shown = candidates
        if candidates and had_keyboard:
            next(iter(self._cards.values())).setFocus()

    def _card(self, row: CandidateRow) -> ChoiceCard:
        explanation = f"{row.detail}\n{row.note}" if row.note else row.detail
        card = ChoiceCard(row.icon, row.name, explanation, checkable=True)
        card.clicked.connect(lambda: self.viewmodel.pick(row.folder))
        self._group.addButton(card)
        self._list.addWidget(card)
        return card

    def _ask_for_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Where is your vault?")
        if chosen:
            self.viewmodel.look_in(Path(chosen))
