"""LinesCard: lines of a report below each other, in a card; gone where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from vault.ui.theme import UNIT
from vault.ui.widgets.card import Card
from vault.ui.widgets.fact_lines import FactWording, fact_line


class LinesCard(Card):
    """Made anew only when the lines are others."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(UNIT)
        self._shown: tuple[FactWording, ...] | None = None

    def show_lines(self, lines: Sequence[FactWording]) -> None:
        """These."""
        self.setVisible(bool(lines))
        if tuple(lines) != self._shown:
            self._shown = tuple(lines)
            clear(self)
            for line in lines:
                self.body.addWidget(fact_line(line))


def clear(card: Card) -> None:
    """Take away all that a card shows."""
    while (item := card.body.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
