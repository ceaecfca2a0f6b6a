"""CheckUpCard: one app of the check-up: a row that opens into its question, where to look, the answers, what helps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.icons import of_app
from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.check_up_state import CardWords
from vault.ui.widgets.button import LinkButton, PrimaryButton
from vault.ui.widgets.choice_row import ChoiceRow, RowButton
from vault.ui.widgets.disclosure import Disclosure
from vault.ui.widgets.folding_row import FoldingRow, column, row
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.severity_pill import SeverityPill
from vault.ui.widgets.text import TextLabel

_ICONS = {
    "iphone-backup": "apple", "android-backup": "android", "google-messages": "google", "samsung": "phone",
    "teams": "microsoft", "employer": "question", "two-factor": "key",
}  # fmt: skip


class CheckUpCard(QWidget):
    """pressed(key) when its row is; answered(key, answer), taken_back(key), and next_wanted() from inside."""

    pressed = Signal(str)
    answered = Signal(str, str)
    taken_back = Signal(str)
    next_wanted = Signal()

    def __init__(self, card: CardWords, *, is_open: bool) -> None:
        super().__init__()
        self.card = card
        self.row = self._make_row(is_open)
        self.answers: list[ChoiceRow] = []
        self.forward: PrimaryButton | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.row)
        if is_open:
            lines.addWidget(self._make_inside())

    def _make_row(self, is_open: bool) -> RowButton:
        card = self.card
        pill = card.pill[0] if card.pill else ""
        button = RowButton(". ".join(part for part in (card.name, card.state_line, pill) if part))
        button.setAccessibleDescription("open" if is_open else "closed")
        button.add(Tile(_ICONS.get(card.app, of_app(card.app)), "plain", 40))
        words = column(TextLabel(card.name, strong=True), TextLabel(card.state_line, "detail", tone="muted"))
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        button.add(words, 1)
        if card.pill:
            button.add(SeverityPill(*card.pill))
        button.add(IconLabel("less" if is_open else "more", "muted", 18))
        button.clicked.connect(lambda: self.pressed.emit(card.key))
        return button

    def _make_inside(self) -> QWidget:
        """What stands below the row of the open card."""
        card = self.card
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(20 + round(40 * theme.theme().scale) + GAP, 0, 20, GAP)  # below the name
        lines.setSpacing(UNIT)
        lines.addWidget(TextLabel(card.question))
        if card.unsure:
            lines.addLayout(_marked("warning", card.unsure))
        if card.look:
            lines.addWidget(_path("Where to look", card.look))
        elif card.no_look:
            lines.addWidget(TextLabel(card.no_look, "detail", tone="muted"))
        lines.addWidget(self._make_answers())
        if card.chosen:
            lines.addWidget(self._make_outcome())
        lines.addWidget(self._make_small_print())
        return inside

    def _make_answers(self) -> QWidget:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for answer in self.card.answers:
            choice = ChoiceRow(answer.text)
            choice.setChecked(answer.key == self.card.chosen)
            choice.clicked.connect(self._telling(answer.key))
            self.answers.append(choice)
            lines.addWidget(choice)
        return holder

    def _telling(self, answer: str) -> Callable[[], None]:
        return lambda: self.answered.emit(self.card.key, answer)

    def _make_outcome(self) -> QWidget:
        """What the answer means, how to put it right, what stays, and on to the next."""
        card = self.card
        meaning = TextLabel(card.meaning, strong=True)
        parts: list[QWidget] = [meaning]
        if card.mend:
            parts.append(_path("", card.mend))
        parts += [TextLabel(text, "detail") for text in (card.note,) if text]
        if card.stays:
            parts.append(TextLabel(f"What stays: {card.stays}", "detail", tone="muted"))
        self.forward = PrimaryButton("Next app")
        self.forward.clicked.connect(self.next_wanted)
        return FoldingRow(column(*parts, spacing=UNIT // 2), self.forward, align=Qt.AlignmentFlag.AlignBottom)

    def _make_small_print(self) -> QWidget:
        """Who can read it and why, the dates, the sources: for those who want to know; and the way to forget it."""
        card = self.card
        more = Disclosure("Who can read it, and how we know", "Who can read it, and how we know", card.name)
        more.inside.addWidget(TextLabel(card.readers, "detail"))
        more.inside.addWidget(TextLabel(card.why, "detail"))
        for text in (card.dates, f"Sources: {card.sources}."):
            if text:
                more.inside.addWidget(TextLabel(text, "detail", tone="muted"))
        if card.chosen:
            forget = LinkButton("Forget my answer")
            forget.setAccessibleName(f"Forget my answer: {card.name}")
            forget.clicked.connect(lambda: self.taken_back.emit(card.key))
            more.inside.addWidget(row(forget))
        return more


def _marked(icon: str, text: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(UNIT)
    line.addWidget(IconLabel(icon, "amber", 18), alignment=Qt.AlignmentFlag.AlignTop)
    line.addWidget(TextLabel(text, "detail", tone="amber"), 1)
    return line


def _path(heading: str, taps: Sequence[str]) -> QWidget:
    """One tap after the other."""
    steps = TextLabel(" › ".join(taps), tone="accent")
    steps.setAccessibleName(", then ".join(taps))
    return column(TextLabel(heading, "detail", tone="muted"), steps) if heading else steps
