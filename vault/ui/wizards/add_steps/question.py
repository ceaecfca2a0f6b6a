"""Dates, time zone and names: how they are to be read, with the first messages as they would be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState, TimesAsked
from vault.ui.widgets.choice_box import ChoiceBox
from vault.ui.widgets.choice_row import ChoiceRow
from vault.ui.widgets.preview_card import PreviewCard
from vault.ui.widgets.side_by_side import SideBySide
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.add_steps.step import AddStep
from vault.ui.wording.words import quoted
from vault.ui.wording.zone_words import zone_words, zones

TITLE = "How are its dates to be read?"
_LEAST = 280
DO_NOT_KNOW = "I do not know"


class QuestionPage(AddStep):
    """One page for all that concerns one export; each part is up only where it is open."""

    step = "question"

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__(viewmodel, TITLE)
        self.order = _Choice("Which of these days is right?")
        self.zone = ChoiceBox("Time zone of the phone")
        self.me = _Choice("Which of these is you?")
        self.preview = PreviewCard("The first messages, as you would see them here", "No message can be read so.")
        self._zones = _part(TextLabel("Where was the phone?", strong=True), self.zone)
        questions = _part(self.order, self._zones, self.me, spacing=GAP)
        self.body.addWidget(SideBySide(questions, self.preview, least=_LEAST))
        self.zone.offer([(zone, zone_words(zone)) for zone in zones()], "UTC")
        self.zone.chosen.connect(viewmodel.choose_zone)

    def show_state(self, state: AddingState) -> None:
        """Ask what is open, and show what is chosen."""
        times = state.times
        if times is None:
            return
        self._word(times)
        self._show_order(times)
        self._zones.setVisible(times.zones_open)
        if times.zones_open:
            self.zone.offer([(zone, zone_words(zone)) for zone in zones()], times.zone)
        self._show_names(times)
        self.preview.show_rows(times.preview)
        self.offer(self.foot_of(state, "Continue", ready=times.ready))

    def _word(self, times: TimesAsked) -> None:
        asked = f"{quoted(times.name)} does not say it clearly. We remember your answer."
        if times.samples:
            title = TITLE
            asked = f"In {quoted(times.name)} a message is dated {times.samples[0]}. We remember your answer."
        elif times.names:
            title = "Which of these is you?"
        else:
            title = "In which time zone was the phone?"
            asked = f"The times in {quoted(times.name)} come without a zone. We remember your answer."
        if (self.title, self.explanation) != (title, asked):
            self.set_title(title, asked)

    def _show_order(self, times: TimesAsked) -> None:
        self.order.setVisible(bool(times.samples))
        if times.samples:
            day_first = times.day_first or "The first number is the day"
            month_first = times.month_first or "The first number is the month"
            answers = [("day-first", day_first), ("month-first", month_first), (None, DO_NOT_KNOW)]
            answered = times.order is not None or times.order_unknown
            self.order.offer(answers, times.order, answered, self.viewmodel.choose_order)

    def _show_names(self, times: TimesAsked) -> None:
        self.me.setVisible(bool(times.names))
        if times.names:
            answers = [*((name, name) for name in times.names), (None, "None of them, or I do not know")]
            answered = times.me is not None or times.me_unknown
            self.me.offer(answers, times.me, answered, self.viewmodel.choose_me)


class _Choice(QWidget):
    """A question with its answers below each other."""

    answered = Signal()

    def __init__(self, question: str) -> None:
        super().__init__()
        self.setAccessibleName(question)
        self.rows: dict[object, ChoiceRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(TextLabel(question, strong=True))
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column.addLayout(self._column)

    def offer(
        self, answers: Sequence[tuple[object, str]], holds: object, answered: bool, choose: Callable[..., None]
    ) -> None:
        """These answers; `holds` is the one that is given, if one is given."""
        if [(key, row.text()) for key, row in self.rows.items()] != list(answers):
            self._build(answers, choose)
        for key, row in self.rows.items():
            row.setChecked(answered and key == holds)

    def _build(self, answers: Sequence[tuple[object, str]], choose: Callable[..., None]) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for key, words in answers:
            row = ChoiceRow(words)
            row.clicked.connect(partial(_choose, choose, key))
            self.rows[key] = row
            self._column.addWidget(row)


def _choose(choose: Callable[..., None], key: object, _checked: bool = True) -> None:
    choose(key)


def _part(*widgets: QWidget, spacing: int = UNIT) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return made
