"""QuestionPanel: a question about a file that only the person can answer, with two answers as cards."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import GAP
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import LinkButton, OutlinedButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.text import TextLabel

HEADLINE = "Which of these days is right?"


class QuestionPanel(Card):
    """answered("day-first" | "month-first"), unknown() or cancelled()."""

    answered = Signal(str)
    unknown = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(HEADLINE)
        self._explanation = TextLabel("", tone="muted")
        self._others = TextLabel("", "detail", tone="muted")
        self._cards = {
            "day-first": ChoiceCard("day", "", "The day stands first, then the month"),
            "month-first": ChoiceCard("day", "", "The month stands first, then the day"),
        }
        unknown, cancel = LinkButton("I do not know"), OutlinedButton("Cancel")
        unknown.clicked.connect(self.unknown)
        cancel.clicked.connect(self.cancelled)
        answers = QHBoxLayout()
        answers.setSpacing(GAP)
        for order, card in self._cards.items():
            card.clicked.connect(lambda checked=False, order=order: self.answered.emit(order))
            answers.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._others, 1)
        foot.addWidget(unknown)
        foot.addWidget(cancel)
        self.body.addWidget(TextLabel(HEADLINE, "sentence"))
        self.body.addWidget(self._explanation)
        self.body.addLayout(answers)
        self.body.addLayout(foot)

    def ask(self, chat: str, samples: tuple[str, ...], day_first: str, month_first: str) -> None:
        """Ask about this chat: its dates as they stand in the file, the first one read in both ways."""
        first = samples[0] if samples else ""
        self._explanation.setText(f"In “{chat}” a message is dated {first}. We cannot tell which day that is.")
        others = ", ".join(samples[1:])
        self._others.setText(f"Other dates in it: {others}" if others else "")
        self._cards["day-first"].say(day_first or "Day first", "The day stands first, then the month")
        self._cards["month-first"].say(month_first or "Month first", "The month stands first, then the day")
        announce(self, f"{HEADLINE} {day_first}, or {month_first}?", urgent=True)
