"""CheckUpView: the guided check-up of what the phone's own apps send to a cloud."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from vault.ui.theme import UNIT
from vault.ui.viewmodels.check_up import CheckUpViewModel
from vault.ui.viewmodels.check_up_state import CheckUpState, Phone
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import LinkButton, OutlinedButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.check_up_card import CheckUpCard
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.folding_row import row as row_of
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.reveal import reveal
from vault.ui.widgets.text import TextLabel

TITLE = "What your phone sends to the cloud"


class CheckUpView(ScrollingPage):
    """`done` leads back to the unprotected copies, learn(page) to what explains."""

    done = Signal()
    learn = Signal(str)

    def __init__(self, viewmodel: CheckUpViewModel) -> None:
        super().__init__(TITLE)
        self._check_up = viewmodel
        self._sentence, self._detail = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.phones = _Phones(viewmodel)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Answered")
        self.trouble = MessagePanel()
        self.trouble.pressed.connect(viewmodel.put_away)
        self._card = Card(padding=0)
        self._card.body.setSpacing(0)
        self.cards: list[CheckUpCard] = []
        self._shown: CheckUpState | None = None
        self._lay_out()
        viewmodel.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        self.body.addWidget(FoldingRow(column(self._sentence, self._detail), self.phones, spacing=3 * UNIT))
        for widget in (self._bar, self.trouble, self._card):
            self.body.addWidget(widget)
        back, why = OutlinedButton("Back to unprotected copies"), LinkButton("What the apps do", "learn")
        back.clicked.connect(self.done)
        why.clicked.connect(lambda: self.learn.emit("apps"))
        self.body.addWidget(FoldingRow(row_of(back), why))
        self.body.addStretch(1)

    @Slot()
    def _render(self) -> None:
        state = self._check_up.state
        before, self._shown = self._shown, state
        self._sentence.setText(state.sentence)
        self._detail.say(state.detail)
        self.trouble.show_words(state.trouble)
        self.phones.show_phone(state.phone)
        self._bar.setRange(0, max(1, len(state.cards)))
        self._bar.setValue(state.answered)
        self._bar.setAccessibleDescription(f"{state.answered} of {len(state.cards)}")
        if before is None or (before.cards, before.open) != (state.cards, state.open):
            self._show_cards(state, before)

    def _show_cards(self, state: CheckUpState, before: CheckUpState | None) -> None:
        """Make the cards anew; the keyboard goes where it is wanted next."""
        had_keyboard = self.isVisible() and any(card.isAncestorOf(self.focusWidget() or self) for card in self.cards)
        while (item := self._card.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [CheckUpCard(card, is_open=card.key == state.open) for card in state.cards]
        for number, card in enumerate(self.cards):
            if number:
                self._card.body.addWidget(Rule())
            self._card.body.addWidget(card)
            card.pressed.connect(self._check_up.open_card)
            card.answered.connect(self._check_up.answer)
            card.taken_back.connect(self._check_up.take_back)
            card.next_wanted.connect(self._check_up.next_card)
        self._card.setVisible(bool(self.cards))
        order_keyboard(self)
        opened = self._opened()
        if opened is not None and before is not None:
            self._lead_to(opened, answered=before.open == state.open, keyboard=had_keyboard)

    def _opened(self) -> CheckUpCard | None:
        return next((card for card in self.cards if card.card.key == self._check_up.state.open), None)

    def showEvent(self, event: QShowEvent) -> None:
        """The card that is open may be the last of twenty."""
        super().showEvent(event)
        if (opened := self._opened()) is not None:
            reveal(opened)

    def _lead_to(self, card: CheckUpCard, *, answered: bool, keyboard: bool) -> None:
        """After an answer to what it means and the next app; else to the question of the card that was opened."""
        if answered:
            announce(self, card.card.meaning)
        else:
            announce(self, f"{card.card.name}. {card.card.question}")
        reveal(card)
        if keyboard:
            (card.forward if answered and card.forward is not None else card.row).setFocus()


class _Phones(QWidget):
    """Which kind of phone is in hand: the paths are for that one."""

    def __init__(self, viewmodel: CheckUpViewModel) -> None:
        super().__init__()
        self._viewmodel = viewmodel
        self._buttons: dict[Phone, OutlinedButton] = {
            "android": OutlinedButton("Android", "android"),
            "iphone": OutlinedButton("iPhone", "apple"),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        for phone, button in self._buttons.items():
            button.setCheckable(True)
            button.setAccessibleName(f"The paths for {button.text()}")
            button.clicked.connect(lambda checked=False, phone=phone: self._hold(phone))
            row.addWidget(button)

    def _hold(self, phone: Phone) -> None:
        self.show_phone(phone)  # pressing the one that is marked leaves it so
        self._viewmodel.hold(phone)

    def show_phone(self, phone: Phone) -> None:
        """Mark it."""
        for key, button in self._buttons.items():
            button.setChecked(key == phone)
