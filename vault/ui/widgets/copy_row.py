"""CopyRow and CopiesCard: one readable copy with who can read it and what to do; and a group of such rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.button import LinkButton, OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.disclosure import Disclosure
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.folding_row import row as row_of
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.severity_pill import SeverityPill
from vault.ui.widgets.text import TextLabel
from vault.ui.wording.exposure_words import CopyWords

_FIRST = 12
"""So many rows of a group are shown at first."""


class CopyRow(QWidget):
    """pressed(path), show_file(path), fine(path), not_fine(path)."""

    pressed = Signal(str)
    show_file = Signal(str)
    fine = Signal(str)
    not_fine = Signal(str)

    def __init__(self, copy: CopyWords, *, filled: bool = False) -> None:
        super().__init__()
        self.copy = copy
        self.setAccessibleName(f"{copy.title}. {copy.pill}.")
        self.title = TextLabel(copy.title, strong=True)
        self.title.setToolTip(copy.path)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, GAP, 20, GAP - 2)
        row.setSpacing(GAP)
        pill = SeverityPill(copy.pill, copy.shape, copy.state)
        row.addWidget(pill, alignment=Qt.AlignmentFlag.AlignTop)
        self.button = self._make_button(filled)
        self.more = self._make_more()
        place = row_of(TextLabel(copy.place, "detail", tone="muted", wraps=False), self.more.button, spacing=UNIT)
        words = column(self.title, place, TextLabel(copy.who, "detail"), self.more)
        buttons = () if self.button is None else (self.button,)
        row.addWidget(FoldingRow(words, *buttons, align=Qt.AlignmentFlag.AlignTop), 1)

    def _make_button(self, filled: bool) -> QPushButton | None:
        """The one thing to do; taking "This is fine" back where that was said; none where all is well."""
        copy = self.copy
        if copy.accepted:
            button: QPushButton = OutlinedButton("Take it back")
            button.clicked.connect(lambda: self.not_fine.emit(copy.path))
        elif copy.button:
            button = (PrimaryButton if filled else OutlinedButton)(copy.button)
            button.clicked.connect(lambda: self.pressed.emit(copy.path))
        else:
            return None
        button.setAccessibleName(f"{button.text()}: {copy.title}")
        return button

    def _make_more(self) -> Disclosure:
        """Why we think so, its size and day, and what else can be done."""
        copy = self.copy
        more = Disclosure("More", "Less", copy.title, apart=True)
        for text in (copy.accepted, *copy.evidence):
            if text:
                more.inside.addWidget(TextLabel(text, "detail"))
        more.inside.addWidget(TextLabel(copy.about, "detail", tone="muted"))
        links = QHBoxLayout()
        links.setSpacing(GAP)
        self._add_link(links, "Show me the file", self.show_file.emit, copy.deed != "show-file")
        self._add_link(links, "This is fine", self.fine.emit, not copy.accepted and copy.deed != "nothing")
        links.addStretch(1)
        more.inside.addLayout(links)
        return more

    def _add_link(self, links: QHBoxLayout, text: str, told: Callable[[str], None], offered: bool) -> None:
        if not offered:
            return
        link = LinkButton(text)
        link.setAccessibleName(f"{text}: {self.copy.title}")
        link.clicked.connect(lambda: told(self.copy.path))
        links.addWidget(link)


class CopiesCard(QWidget):
    """A heading and a card of rows. `pressed` and the other signals are those of the rows."""

    pressed = Signal(str)
    show_file = Signal(str)
    fine = Signal(str)
    not_fine = Signal(str)

    def __init__(self, heading: str, copies: Sequence[CopyWords], *, filled: bool = False) -> None:
        super().__init__()
        self.rows: list[CopyRow] = []
        self._card = Card(padding=0)
        self._card.body.setSpacing(0)
        self._rest = list(copies[_FIRST:])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(UNIT)
        whole.addWidget(TextLabel(heading, "detail", tone="muted", strong=True))
        whole.addWidget(self._card)
        self.all = OutlinedButton(f"Show {len(self._rest)} more")
        self.all.clicked.connect(self._show_rest)
        self.all.setVisible(bool(self._rest))
        whole.addWidget(self.all, alignment=Qt.AlignmentFlag.AlignLeading)
        for number, copy in enumerate(copies[:_FIRST]):
            self._add(copy, filled=filled and number == 0)

    def _add(self, copy: CopyWords, *, filled: bool = False) -> None:
        if self.rows:
            self._card.body.addWidget(Rule())
        row = CopyRow(copy, filled=filled)
        for mine, its in (
            (self.pressed, row.pressed), (self.show_file, row.show_file), (self.fine, row.fine),
            (self.not_fine, row.not_fine),
        ):  # fmt: skip
            its.connect(mine)
        self.rows.append(row)
        self._card.body.addWidget(row)

    def _show_rest(self) -> None:
        first = len(self.rows)
        for copy in self._rest:
            self._add(copy)
        self._rest = []
        self.all.setVisible(False)
        order_keyboard(self.window())
        button = self.rows[first].button or self.rows[first].more.button
        button.setFocus()
