"""FirstQuestionView: "Is this your first time, or are you bringing your chats back?" """

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import UNIT, WIZARD_WIDTH
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

QUESTION = "Is this your first time, or are you bringing your chats back?"


class FirstQuestionView(ScrollingPage):
    """first_time() or bring_back()."""

    first_time = Signal()
    bring_back = Signal()

    def __init__(self) -> None:
        super().__init__(QUESTION, WIZARD_WIDTH)
        self.body.addStretch(1)
        self.body.addLayout(_name())
        self.body.addSpacing(UNIT)
        self.body.addWidget(TextLabel(QUESTION, "sentence"))
        self.first = ChoiceCard(
            "first-time",
            "This is my first time",
            "Make a vault on this computer, and put your first chat in. About three minutes.",
        )
        self.again = ChoiceCard(
            "bring-back",
            "I am bringing my chats back",
            "You have a vault on a disk, a stick or in a cloud folder, and its recovery sheet.",
        )
        self.first.clicked.connect(self.first_time)
        self.again.clicked.connect(self.bring_back)
        self.body.addWidget(self.first)
        self.body.addWidget(self.again)
        self.body.addWidget(TextLabel("Your chats stay with you: nothing is sent anywhere.", "detail", tone="muted"))
        self.body.addStretch(2)


def _name() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(UNIT + 4)
    row.addWidget(IconLabel("vault", "accent", 28))
    row.addWidget(TextLabel("Chat Vault", strong=True), 1)
    return row
