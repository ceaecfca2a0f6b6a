"""PreviewCard: the first messages of an export as they would be read, so that a person sees what an answer does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.card import Card
from vault.ui.widgets.text import TextLabel


class PreviewWording(Protocol):
    """One message, as adding_state.PreviewRow has it."""

    @property
    def sender(self) -> str:
        """Who wrote it."""

    @property
    def when(self) -> str:
        """When, as it would be read."""

    @property
    def text(self) -> str:
        """Its beginning, in one line."""


class PreviewCard(Card):
    """Says `nothing` where no message can be read so."""

    def __init__(self, title: str, nothing: str) -> None:
        super().__init__("surface", padding=GAP)
        self.body.setSpacing(UNIT)
        self._nothing = nothing
        self.setAccessibleName(title)
        self.body.addWidget(TextLabel(title, "detail", tone="muted", strong=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(UNIT)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self._shown: tuple[PreviewWording, ...] | None = None

    def show_rows(self, rows: Sequence[PreviewWording]) -> None:
        """Show these messages."""
        if self._shown == tuple(rows):
            return
        self._shown = tuple(rows)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._rows.addWidget(_message(row))
        if not rows:
            self._rows.addWidget(TextLabel(self._nothing, tone="muted"))


def _message(row: PreviewWording) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    head = QHBoxLayout()
    head.setSpacing(GAP)
    head.addWidget(TextLabel(row.sender, "detail", strong=True), 1)
    head.addWidget(TextLabel(row.when, "detail", tone="muted", wraps=False))
    column.addLayout(head)
    column.addWidget(TextLabel(row.text))
    return made
