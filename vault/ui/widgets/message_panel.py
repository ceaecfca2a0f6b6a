"""MessagePanel: an error or a refusal in the page, in the words of messages.py."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import GAP, STATE_COLOURS, UNIT, State
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import PrimaryButton
from vault.ui.widgets.card import Card, CardKind
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

_KINDS: dict[State, CardKind] = {"good": "good", "waiting": "waiting", "bad": "bad", "plain": "surface"}
_SHAPES: dict[State, str] = {"good": "good", "waiting": "warning", "bad": "bad", "plain": "info"}


class Wording(Protocol):
    """The words about an error, as messages.Words has them."""

    @property
    def headline(self) -> str:
        """What is the matter, in one sentence."""

    @property
    def what_happened(self) -> str:
        """What was found."""

    @property
    def unharmed(self) -> str:
        """What it did not touch."""

    @property
    def what_to_do(self) -> str:
        """The next step."""

    @property
    def button(self) -> str:
        """The word on the button; empty for none."""

    @property
    def small_print(self) -> str:
        """For whoever helps; empty for none."""


class MessagePanel(Card):
    """Hidden until it has something to say; says it to a screen reader at once. `pressed` when its button is."""

    pressed = Signal()

    def __init__(self, words: Wording | None = None, state: State = "bad") -> None:
        row = QHBoxLayout()
        super().__init__(_KINDS[state], row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self._icon = IconLabel(_SHAPES[state], STATE_COLOURS[state][0])
        self._headline = TextLabel("", strong=True)
        self._lines = [TextLabel(""), TextLabel("")]
        self._button = PrimaryButton("")
        self.lead(False)
        self._button.clicked.connect(self.pressed)
        self._small_print = TextLabel("", "detail", tone="muted")
        said = column(self._headline, *self._lines, self._small_print, spacing=UNIT // 2)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(FoldingRow(said, self._button), 1)
        self.setVisible(False)
        if words is not None:
            self.show_words(words, state)

    def show_words(self, words: Wording | None, state: State = "bad") -> None:
        """Say this, or nothing."""
        self.setVisible(words is not None)
        if words is None:
            return
        self.set_kind(_KINDS[state])
        self._icon.show_icon(_SHAPES[state], STATE_COLOURS[state][0])
        changed = self._headline.text() != words.headline
        self._headline.setText(words.headline)
        found = f"{words.what_happened} {words.unharmed}".strip()
        for line, text in zip(self._lines, (found, words.what_to_do), strict=True):
            line.say(text)
        self._small_print.say(words.small_print)
        self._button.setText(words.button)
        self._button.setVisible(bool(words.button))
        self.setAccessibleName(words.headline)
        if changed:
            announce(self, f"{words.headline} {words.what_to_do}", urgent=True)

    def lead(self, leads: bool) -> None:
        """Have the page's one filled button, where what the message says comes before all else."""
        self._button.fill(leads)

    def offer_button(self, offered: bool) -> None:
        """Hide the button where the page itself has the one that helps."""
        self._button.setVisible(offered and bool(self._button.text()))
