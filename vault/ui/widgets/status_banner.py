"""StatusBanner: the answer to "am I all right?": shape, sentence, reason, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import UNIT, State
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import PrimaryButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.text import TextLabel

_SHAPES: dict[State, str] = {"good": "vault", "waiting": "waiting", "bad": "warning", "plain": "vault"}


class StatusBanner(Card):
    """`pressed` when the next step's button is. A new sentence is said to a screen reader."""

    pressed = Signal()

    def __init__(self) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        self._tile = Tile("vault", "plain", 64)
        self._sentence = TextLabel("", "sentence")
        self._reason = TextLabel("", tone="muted")
        self._button = PrimaryButton("")
        self._button.clicked.connect(self.pressed)
        words = column(self._sentence, self._reason)
        row.addWidget(self._tile, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(FoldingRow(words, self._button, spacing=3 * UNIT), 1)

    def show_status(self, state: State, sentence: str, reason: str = "", button: str = "") -> None:
        """Be in this state."""
        said = self._sentence.text()
        self._tile.show_icon(_SHAPES[state], state)
        self._sentence.setText(sentence)
        self._reason.say(reason)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(sentence)
        if said not in ("", sentence):
            announce(self, sentence)
