"""Page 6: what came back, counted and compared; and whether this computer protects it from now on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.viewmodels.restore_words import MOST_SHOWN, Outcome
from vault.ui.widgets.announce import announce
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.frame import Foot
from vault.ui.wizards.restore_steps.step import RestoreStep

_COPIED = "Copied. Paste them into a text of your own."


class ResultPage(RestoreStep):
    """The sentence is the title."""

    step = "result"
    forward_first = True

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(viewmodel, "Your chats are back")
        self._shown: Outcome | None = None
        self._proof = Banner("good")
        self._unreadable = _UnreadableList()
        self._protection = _Protection()
        self._protection.button.clicked.connect(viewmodel.protect)
        self._message = MessagePanel()
        for widget in (self._proof, self._unreadable, self._protection, self._message):
            self.body.addWidget(widget)
        self.body.addSpacing(UNIT)

    def show_state(self, state: RestoreState) -> None:
        """The outcome, then the offer."""
        if state.outcome is not None and state.outcome != self._shown:
            self._show_outcome(state.outcome)
        self._protection.show_protection(state)
        self._message.show_words(state.trouble, "waiting")
        self._message.offer_button(False)
        has_folder = self._shown is not None and self._shown.folder is not None
        self.offer(Foot("Open folder" if has_folder else "", ready=state.ready, back="", other="Done"))

    def open_folder(self) -> None:
        """Show the new folder in the file manager."""
        if self._shown is not None and self._shown.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shown.folder)))

    def _show_outcome(self, outcome: Outcome) -> None:
        self._shown = outcome
        self.set_title(outcome.sentence, outcome.place)
        self._proof.show_words(outcome.tone, outcome.proof, outcome.counts)
        self._unreadable.show_outcome(outcome)


class _UnreadableList(Card):
    """What did not come back whole, each with its why; a button for all names where they are too many to show."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(20, GAP, 20, GAP)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        self._names = ""
        self._note = TextLabel("", "detail", tone="muted")
        self._copy = OutlinedButton("Copy all names")
        self._copy.clicked.connect(self._copy_names)
        self._further = FoldingRow(self._note, self._copy)
        self.body.addWidget(TextLabel("Not back whole", strong=True))
        self.body.addLayout(self._rows)
        self.body.addWidget(self._further)

    def show_outcome(self, outcome: Outcome) -> None:
        """Name and reason of each."""
        items, self._names = outcome.unreadable, outcome.all_names
        self.setVisible(bool(items))
        for name, why in items[:MOST_SHOWN]:
            line = QHBoxLayout()
            line.setSpacing(12)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(TextLabel(name))
            words.addWidget(TextLabel(why, "detail", tone="muted"))
            line.addWidget(IconLabel("bad", "red", 20), alignment=Qt.AlignmentFlag.AlignTop)
            line.addLayout(words, 1)
            self._rows.addLayout(line)
        more = len(items) - MOST_SHOWN
        self._note.setText(f"And {more} more. Not every name fits here." if more > 0 else "Not every name fits here.")
        self._further.setVisible(bool(self._names))

    def _copy_names(self) -> None:
        QGuiApplication.clipboard().setText(self._names)
        self._note.setText(_COPIED)
        announce(self, _COPIED)


class _Protection(Card):
    """The offer to let this computer open the vault from now on."""

    def __init__(self) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self._tile = Tile("vault", "plain")
        self._headline = TextLabel("", strong=True)
        self._detail = TextLabel("", "detail", tone="muted")
        self.button = OutlinedButton("Protect this computer")
        row.addWidget(self._tile)
        row.addWidget(FoldingRow(column(self._headline, self._detail), self.button), 1)

    def show_protection(self, state: RestoreState) -> None:
        """Offer it, say that it is under way, or that it is done."""
        done = state.protection == "done"
        self.setVisible(state.protection != "none")
        self.button.setVisible(not done)
        self.button.setEnabled(state.protection in ("offered", "failed"))
        self._tile.show_icon("good" if done else "vault", "good" if done else "plain")
        headline = "This computer opens the vault from now on" if done else "Protect this computer from now on"
        if done and self._headline.text() != headline:
            announce(self, headline)
        self._headline.setText(headline)
        trouble = state.protection_trouble
        self._detail.set_tone("amber" if trouble else "muted")
        if trouble is not None:
            self._say(f"{trouble.headline} {trouble.what_to_do}", urgent=True)
        elif done:
            self._say("Its key lies in this computer’s password safe. Keep the sheet: it stays the way back.")
        else:
            self._say("It gets its own key to this vault, and new backups go there. The sheet stays valid.")

    def _say(self, detail: str, *, urgent: bool = False) -> None:
        if urgent and self._detail.text() != detail:
            announce(self, detail, urgent=True)
        self._detail.setText(detail)
