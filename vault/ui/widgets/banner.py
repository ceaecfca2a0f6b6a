"""Banner: something that wants doing, in one line: shape, sentence, detail, button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import GAP, STATE_COLOURS, State
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, CardKind
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

_SHAPES: dict[State, str] = {"good": "good", "waiting": "warning", "bad": "bad", "plain": "info"}
_KINDS: dict[State, CardKind] = {"good": "good", "waiting": "waiting", "bad": "bad", "plain": "surface"}


class Banner(Card):
    """`pressed` when its button is; without a button's words there is none."""

    pressed = Signal()

    def __init__(
        self, state: State = "plain", headline: str = "", detail: str = "", button: str = "", *, filled: bool = False
    ) -> None:
        row = QHBoxLayout()
        super().__init__(_KINDS[state], row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self._icon = IconLabel(_SHAPES[state], STATE_COLOURS[state][0])
        self._headline = TextLabel(headline, strong=True)
        self._detail = TextLabel(detail, "detail", tone="muted")
        self._button = (PrimaryButton if filled else OutlinedButton)(button)
        self._button.clicked.connect(self.pressed)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(FoldingRow(column(self._headline, self._detail), self._button), 1)
        self.show_words(state, headline, detail, button)

    def fill_button(self, filled: bool) -> None:
        """Whether its button is the one filled button of the page."""
        kind = "primary" if filled else "outlined"
        if self._button.property("kind") != kind:
            self._button.setProperty("kind", kind)
            self._button.style().unpolish(self._button)
            self._button.style().polish(self._button)

    def show_words(self, state: State, headline: str, detail: str = "", button: str = "") -> None:
        """Say something else."""
        self.set_kind(_KINDS[state])
        self._icon.show_icon(_SHAPES[state], STATE_COLOURS[state][0])
        self._headline.setText(headline)
        self._detail.say(detail)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(headline)
