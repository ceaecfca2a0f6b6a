"""OpeningView: the vault is being opened; where this computer has no key for it, the sheet's four rows open it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, WIZARD_WIDTH
from vault.ui.viewmodels.opening import OpeningViewModel
from vault.ui.widgets.button import LinkButton, OutlinedButton, PrimaryButton
from vault.ui.widgets.folding_row import FoldingRow, column, row
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.sheet_proof import SheetProof
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox

OPENING = "Opening your vault…"
ASKING = "Use your recovery sheet"
NOT_OPEN = "Your vault is not open"


class OpeningView(ScrollingPage):
    """Redraws from the view-model's state."""

    def __init__(self, viewmodel: OpeningViewModel) -> None:
        super().__init__("Opening your vault", WIZARD_WIDTH)
        self._opening = viewmodel
        self._tile = Tile("vault", "plain", 64)
        self._title = TextLabel(OPENING, "sentence")
        self._explanation = TextLabel("", tone="muted")
        self.message = MessagePanel()
        self.rows = SheetProof()
        self.remember = TickBox("Open it by itself from now on")
        self.remember.setChecked(True)
        self.open_button = PrimaryButton("Open my vault")
        self.retry = OutlinedButton("Try again")
        self.elsewhere = LinkButton("It lies in another folder")
        self.bring_back = LinkButton("Get chats back on this computer")
        self._sheet = self._make_sheet()
        self._lay_out()
        self._connect()
        self._render()

    def _make_sheet(self) -> QWidget:
        """The rows, the tick box, and the row of buttons."""
        sheet = QWidget()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addWidget(self.rows)
        inner.addWidget(self.remember)
        return sheet

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._explanation)
        head.addWidget(self._tile, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(words, 1)
        links = column(row(self.elsewhere), row(self.bring_back), spacing=0)
        foot = FoldingRow(links, self.retry, self.open_button, least=0)
        self.body.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self.message)
        self.body.addWidget(self._sheet)
        self.body.addWidget(foot)
        self.body.addStretch(2)

    def _connect(self) -> None:
        opening = self._opening
        self.rows.changed.connect(self._typed)
        self.rows.submitted.connect(self._submit)
        self.open_button.clicked.connect(self._submit)
        self.remember.toggled.connect(opening.set_remember)
        self.retry.clicked.connect(opening.retry)
        self.message.pressed.connect(opening.help)
        self.elsewhere.clicked.connect(lambda: opening.wanted.emit("choose-folder"))
        self.bring_back.clicked.connect(lambda: opening.wanted.emit("bring-back"))
        opening.changed.connect(self._render)

    def arrived(self) -> None:
        """The keyboard goes to the first row where rows are asked for."""
        if self._opening.state.asks_sheet:
            self.rows.focus_first()

    @Slot()
    def _typed(self) -> None:
        self._opening.typed()
        self.open_button.setEnabled(self.rows.complete())

    @Slot()
    def _submit(self) -> None:
        if self.rows.complete():
            self._opening.submit(self.rows.typed())

    @Slot()
    def _render(self) -> None:
        state = self._opening.state
        asked_before = self._sheet.isVisibleTo(self)
        self._title.setText(self._heading())
        self._tile.show_icon("vault" if state.busy else "key", "plain" if state.busy else "waiting")
        self._explanation.say(f"“{state.vault}”" if state.vault else "")
        self.message.show_words(state.trouble, "waiting" if state.asks_sheet else "bad")
        self.message.offer_button(self._opening.has_help)
        self.message.lead(not state.asks_sheet)
        self._sheet.setVisible(state.asks_sheet)
        self.rows.hold(state.busy)
        if not state.asks_sheet and any(self.rows.typed().values()):
            self.rows.ask((1, 2, 3, 4))
        self.remember.setEnabled(not state.busy)
        self.open_button.setVisible(state.asks_sheet)
        self.open_button.setEnabled(self.rows.complete() and not state.busy)
        self.retry.setVisible(state.can_retry and not state.busy and not self._opening.has_help)
        for link in (self.elsewhere, self.bring_back):
            link.setVisible(not state.busy)
        if state.asks_sheet and not asked_before:
            self.rows.focus_first()

    def _heading(self) -> str:
        state = self._opening.state
        if state.busy:
            return OPENING
        return ASKING if state.asks_sheet else NOT_OPEN
