"""Page 1: what the person has from the old computer, and honest advice where it is not enough."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import Have, RestoreState
from vault.ui.widgets.announce import announce
from vault.ui.widgets.card import Card
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.restore_steps.step import RestoreStep

_CHOICES: tuple[tuple[Have, str, str, str], ...] = (
    ("sheet", "sheet", "I have a sheet", "One page with four rows of letters and digits, on paper or as a PDF."),
    ("old-computer", "laptop", "The old computer still works", "Then you can make a sheet there, in two minutes."),
    ("neither", "question", "I have neither", "We tell you what can still be tried, and what cannot."),
)
_ADVICE: dict[Have, tuple[str, tuple[str, ...]]] = {
    "sheet": ("", ()),
    "old-computer": (
        "Make a sheet on the old computer first",
        (
            "1.  Open Chat Vault there, and choose “Vault and keys”.",
            "2.  Press “Make a new sheet”, print it or save it, and type back the rows it asks for.",
            "3.  Bring the sheet and the vault to this computer: the disk, the stick, or the cloud folder.",
        ),
    ),
    "neither": (
        "Without a sheet, nobody can open the vault. Neither can we: that is what keeps others out.",
        (
            "Look for a page titled “Recovery sheet” where you keep passports and contracts.",
            "Look for a PDF named “Recovery sheet” on sticks, on other computers, in a password manager.",
            "Ask whom you may have given a copy. Try every computer that ever opened this vault.",
            "The chats may still be on your phone: export them again, into a new vault.",
        ),
    ),
}


class HavePage(RestoreStep):
    """Three answers; advice appears below the chosen one."""

    step = "have"

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(
            viewmodel,
            "What do you have from before?",
            "Your vault opens with the recovery sheet alone. You need no password and no account.",
        )
        self._group = QButtonGroup(self)
        self._cards: dict[Have, ChoiceCard] = {}
        for have, icon, answer, explanation in _CHOICES:
            card = ChoiceCard(icon, answer, explanation, checkable=True)
            card.clicked.connect(lambda _checked, chosen=have: viewmodel.have(chosen))
            self._cards[have] = card
            self._group.addButton(card)
            self.body.addWidget(card)
        self._advice = _Advice()
        self.body.addSpacing(UNIT)
        self.body.addWidget(self._advice)

    def arrived(self) -> None:
        """The keyboard goes to the answer that is chosen."""
        self._cards[self.viewmodel.state.have].setFocus()

    def show_state(self, state: RestoreState) -> None:
        """The chosen answer and its advice; the way on is always the sheet."""
        self._cards[state.have].setChecked(True)
        self._advice.show_advice(state.have)
        forward = "Continue" if state.have == "sheet" else "I have the sheet now"
        self.offer(self.foot_of(state, forward))


class _Advice(Card):
    """A headline and its lines."""

    def __init__(self) -> None:
        super().__init__("quiet", padding=GAP + UNIT // 2)
        self.body.setSpacing(UNIT)
        self._headline = TextLabel("", strong=True)
        self._lines = [TextLabel("") for _ in range(4)]
        self.body.addWidget(self._headline)
        for line in self._lines:
            self.body.addWidget(line)
        self._shown: Have = "sheet"

    def show_advice(self, have: Have) -> None:
        """Show what helps with this; nothing needs to be said about the sheet."""
        headline, lines = _ADVICE[have]
        self.setVisible(bool(headline))
        self._headline.setText(headline)
        for label, text in zip(self._lines, (*lines, "", "", "", ""), strict=False):
            label.say(text)
        if have != self._shown:
            self._shown = have
            announce(self, " ".join((headline, *lines)))
