"""WayCard: one way to make an export: its steps, what one gets and what not; and the card that says how to bring it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT, Role
from vault.ui.widgets.card import Card
from vault.ui.widgets.disclosure import Disclosure
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.pill import Pill
from vault.ui.widgets.side_by_side import SideBySide
from vault.ui.widgets.text import TextLabel


class WayWording(Protocol):
    """What is said of a way, as add_chats.WayWords has it."""

    @property
    def title(self) -> str:
        """What one gets, in a few words."""

    @property
    def recommended(self) -> bool:
        """Whether it is the better one."""

    @property
    def takes(self) -> str:
        """How long it takes."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do, in order."""

    @property
    def contains(self) -> tuple[str, ...]:
        """What is in it."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is not."""

    @property
    def limits(self) -> str:
        """What the app cuts off; empty for nothing."""

    @property
    def asked(self) -> str:
        """What will be asked for; empty for nothing."""


class WayCard(Card):
    """`folded`: its steps are opened by a button, where another way is the better one; `alone`: there is no other."""

    def __init__(self, way: WayWording, *, folded: bool = False, alone: bool = False) -> None:
        super().__init__()
        words = column(
            TextLabel(way.title, strong=True), TextLabel(way.takes, "detail", tone="muted"), spacing=UNIT // 2
        )
        self.setAccessibleName(way.title)
        if not folded:
            better = way.recommended and not alone
            head = FoldingRow(words, Pill("Recommended", "good")) if better else words
            self.body.addWidget(head)
            self._fill(self.body, way)
            return
        self.more = Disclosure("Show the steps", "Hide the steps", way.title, apart=True)
        self.body.addWidget(FoldingRow(words, self.more.button))
        self.more.inside.setSpacing(GAP)
        self._fill(self.more.inside, way)
        self.body.addWidget(self.more)

    def _fill(self, place: QBoxLayout, way: WayWording) -> None:
        place.addWidget(numbered(way.steps))
        if way.asked:
            place.addWidget(_line("key", "muted", way.asked))
        if way.limits:
            place.addWidget(_line("warning", "amber", way.limits))
        inside = listed("In it", "good", "accent", way.contains)
        outside = listed("Not in it", "no", "muted", way.lacks)
        place.addWidget(SideBySide(inside, outside))


class BringingCard(Card):
    """How to bring the export to this computer: what not to do, and what instead."""

    def __init__(self) -> None:
        super().__init__("waiting")
        self._shown: tuple[str, tuple[str, ...]] = ("", ())

    def show_words(self, warning: str, instead: tuple[str, ...]) -> None:
        """Say this."""
        if self._shown == (warning, instead):
            return
        self._shown = (warning, instead)
        empty(self.body)
        self.setAccessibleName(warning)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(IconLabel("warning", "amber", 24), alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(UNIT // 2)
        words.addWidget(TextLabel(warning, strong=True))
        for line in instead:
            words.addWidget(TextLabel(line))
        head.addLayout(words, 1)
        holder = QWidget()
        head.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(head)
        self.body.addWidget(holder)


def numbered(steps: Sequence[str]) -> QWidget:
    """Steps with their numbers before them."""
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(UNIT)
    for number, text in enumerate(steps, 1):
        mark = TextLabel(f"{number}.", tone="accent", strong=True, wraps=False)
        mark.setMinimumWidth(3 * UNIT)
        lines.addLayout(_beside(mark, TextLabel(text)))
    return made


def empty(layout: QBoxLayout) -> None:
    """Take out and let go of every widget in it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _line(icon: str, role: Role, text: str) -> QWidget:
    made = QWidget()
    row = _beside(IconLabel(icon, role, 20), TextLabel(text))
    row.setContentsMargins(0, 0, 0, 0)
    made.setLayout(row)
    return made


def listed(title: str, icon: str, role: Role, lines: Sequence[str]) -> QWidget:
    """A title, and lines with a small shape before each."""
    made = QWidget()
    inside = QVBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(UNIT // 2)
    inside.addWidget(TextLabel(title, "detail", tone="muted", strong=True))
    for line in lines:
        inside.addLayout(_beside(IconLabel(icon, role, 16), TextLabel(line, "detail")))
    inside.addStretch(1)
    return made


def _beside(mark: QWidget, words: TextLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(UNIT)
    row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
