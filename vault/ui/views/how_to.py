"""HowToView: getting a chat out of WhatsApp, on Android and on an iPhone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.button import PrimaryButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.text import TextLabel

ANDROID = (
    "Open the chat.",
    "Tap the three dots at the top, then More, then Export chat.",
    "Choose Include media, so that photos and voice notes come along.",
    "Send the file to this computer, best by cable or Quick Share.",
)
IPHONE = (
    "Open the chat.",
    "Tap its name at the top, scroll down, and tap Export Chat.",
    "Choose Attach Media, so that photos and voice notes come along.",
    "Send the file to this computer by AirDrop or cable, or save it to Files.",
)
AFTERWARDS = (
    "The file that you send is readable by anyone who gets it. If it went by e-mail or a cloud folder, "
    "remove it there once it is in your vault."
)


class HowToView(ScrollingPage):
    """`done` when the person knows how."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__("Get a chat out of WhatsApp")
        self.body.addWidget(TextLabel("Get a chat out of WhatsApp", "sentence"))
        self.body.addWidget(TextLabel("One chat at a time. It takes about a minute each.", tone="muted"))
        phones = QHBoxLayout()
        phones.setSpacing(GAP)
        phones.addWidget(_steps("On Android", ANDROID), 1)
        phones.addWidget(_steps("On an iPhone", IPHONE), 1)
        self.body.addLayout(phones)
        self.body.addWidget(TextLabel(AFTERWARDS, "detail", tone="muted"))
        self._button = PrimaryButton("I have the file")
        self._button.clicked.connect(self.done)
        self.body.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignRight)
        self.body.addStretch(1)


def _steps(title: str, steps: tuple[str, ...]) -> Card:
    card = Card()
    head = QHBoxLayout()
    head.setSpacing(GAP)
    head.addWidget(Tile("phone", "plain", 40))
    head.addWidget(TextLabel(title, strong=True), 1)
    card.body.addLayout(head)
    for number, text in enumerate(steps, 1):
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        mark = TextLabel(f"{number}.", tone="accent", strong=True, wraps=False)
        mark.setMinimumWidth(3 * UNIT)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(TextLabel(text))
        row.addLayout(words, 1)
        card.body.addLayout(row)
    card.body.addStretch(1)
    return card
