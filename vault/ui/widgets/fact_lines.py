"""One line of a report: a shape that says how it stands, what was found or done, and more about it."""

from __future__ import annotations

from typing import Literal, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import UNIT, Role
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

FactKind = Literal["good", "known", "attention"]
_SHAPES: dict[FactKind, tuple[str, Role]] = {
    "good": ("good", "accent"),
    "known": ("info", "muted"),
    "attention": ("warning", "amber"),
}


class FactWording(Protocol):
    """One line, as report_words.Fact has it."""

    @property
    def kind(self) -> FactKind:
        """Which shape stands before it."""

    @property
    def text(self) -> str:
        """What was found or done."""

    @property
    def detail(self) -> str:
        """More about it; empty for none."""


def fact_line(fact: FactWording) -> QWidget:
    """The line as a widget."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(UNIT)
    row.addWidget(IconLabel(*_SHAPES[fact.kind], 20), alignment=Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(TextLabel(fact.text))
    if fact.detail:
        words.addWidget(TextLabel(fact.detail, "detail", tone="muted"))
    row.addLayout(words, 1)
    return made
