"""PutRightView: one copy, step by step: locked and compared, where the readable one goes, and the honest end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT, WIZARD_WIDTH
from vault.ui.viewmodels.put_right import PutRightViewModel
from vault.ui.viewmodels.put_right_state import NUMBERS, PARTS, Choice, PutRightState, StepLine
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.folding_row import row as row_of
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.step_line import StepLine as StepBars
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox

NO, YES = "No", "Yes, or I am not sure"


class PutRightView(ScrollingPage):
    """Everything on it is read from the view-model's state."""

    def __init__(self, viewmodel: PutRightViewModel) -> None:
        super().__init__("Put a copy right", WIZARD_WIDTH)
        self._copy = viewmodel
        self._shown: PutRightState | None = None
        self._bars, self._name = StepBars(), TextLabel("", "detail", tone="muted")
        self._sentence = TextLabel("", "sentence")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(UNIT)
        self.trouble, self.progress = MessagePanel(), ProgressPanel()
        self._answers = QVBoxLayout()
        self._answers.setSpacing(GAP - 4)
        self.cards: dict[str, ChoiceCard] = {}
        self.checklist = _Checklist(viewmodel)
        self.foot = _Foot(viewmodel)
        self._lay_out()
        self.trouble.pressed.connect(viewmodel.try_again)
        self.progress.cancelled.connect(viewmodel.cancel)
        viewmodel.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        self.body.addWidget(self._bars)
        self.body.addWidget(self._name)
        self.body.addWidget(self._sentence)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.progress)
        self.body.addLayout(self._answers)
        self.body.addWidget(self.checklist)
        self.body.addWidget(self.foot)
        self.body.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list; what is under way goes on until it is cancelled."""
        if event.key() == Qt.Key.Key_Escape:
            self._copy.close()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _render(self) -> None:
        state, before = self._copy.state, self._shown
        self._shown = state
        number = NUMBERS.get(state.step)
        self._bars.setVisible(number is not None)
        if number is not None:
            self._bars.show_step(number, PARTS)
        self._name.setText(f"{state.title} · {state.place}" if state.place else state.title)
        self._sentence.say(state.sentence)
        self.trouble.show_words(state.trouble)
        self.trouble.lead(state.step == "stopped")
        self.progress.setVisible(state.work is not None)
        if state.work is not None:
            self.progress.show_progress(state.work)
        if before is None or _contents(before) != _contents(state):
            self._fill(state)
            if before is not None:
                announce(self, " ".join((state.sentence, *state.lines)))
                self.take_keyboard()
        self.checklist.show_state(state)
        self.foot.show_state(state)
        order_keyboard(self)

    def _fill(self, state: PutRightState) -> None:
        for layout in (self._lines, self._answers):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        for line in state.lines:
            self._lines.addWidget(TextLabel(line, tone="muted" if state.step != "how" else "ink"))
        self.cards = {}
        if state.step == "court" and state.work is None:
            self._add_card("no", ChoiceCard("no", NO), lambda: self._copy.answer_court(False))
            self._add_card("yes", ChoiceCard("question", YES), lambda: self._copy.answer_court(True))
        for choice in state.choices:
            self._add_choice(choice)
        if state.choices and state.small:
            heading = TextLabel(state.small_heading, "detail", strong=True)
            effects = [TextLabel(line, "detail", tone="muted") for line in state.small]
            self._answers.addWidget(column(heading, *effects, spacing=UNIT // 2))

    def _add_choice(self, choice: Choice) -> None:
        card = ChoiceCard(choice.icon, choice.answer, choice.explanation)
        card.setEnabled(not choice.refused)
        self._add_card(choice.key, card, lambda: self._copy.choose(choice.key))

    def _add_card(self, key: str, card: ChoiceCard, pressed: object) -> None:
        card.clicked.connect(pressed)
        self.cards[key] = card
        self._answers.addWidget(card)


def _contents(state: PutRightState) -> tuple[object, ...]:
    """What the rows are made of: they stay as they are, with the keyboard in them, while none of it changes."""
    return state.step, state.sentence, state.lines, state.choices, state.work is None


class _Checklist(Card):
    """What is left to do at the provider, with addresses to copy and ticks to make."""

    def __init__(self, viewmodel: PutRightViewModel) -> None:
        super().__init__(padding=20)
        self.body.setSpacing(UNIT + 4)
        self._viewmodel = viewmodel
        self._shown: tuple[StepLine, ...] = ()
        self.boxes: dict[str, TickBox] = {}
        self.copies: dict[str, OutlinedButton] = {}

    def show_state(self, state: PutRightState) -> None:
        """Rows are made anew only where they are others: a tick leaves the keyboard where it is."""
        steps = state.steps if state.work is None else ()
        self.setVisible(bool(steps))
        before = [(step.kind, step.text) for step in self._shown]
        if [(step.kind, step.text) for step in steps] != before:
            self._fill(steps)
        self._shown = steps
        for step in steps:
            self.boxes[step.kind].setChecked(step.done)

    def _fill(self, steps: tuple[StepLine, ...]) -> None:
        while (item := self.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes, self.copies = {}, {}
        self.body.addWidget(TextLabel("What is left to do", strong=True))
        for number, step in enumerate(steps):
            if number:
                self.body.addWidget(Rule())
            self.body.addWidget(self._row(step))

    def _row(self, step: StepLine) -> QWidget:
        box = TickBox("Done")
        box.setAccessibleName(f"Done: {step.text}")
        box.clicked.connect(lambda checked: self._viewmodel.tick(step.kind, checked))
        self.boxes[step.kind] = box
        words = [TextLabel(step.text)]
        buttons: list[QWidget] = []
        if step.address:
            words.append(TextLabel(step.address, "detail", tone="accent"))
            copy = OutlinedButton("Copy the address")
            copy.setAccessibleName(f"Copy the address {step.address}")
            copy.clicked.connect(lambda: self._copy(step.address, copy))
            self.copies[step.kind] = copy
            buttons.append(copy)
        return FoldingRow(column(*words), *buttons, box)

    def _copy(self, address: str, button: OutlinedButton) -> None:
        QGuiApplication.clipboard().setText(address)
        button.setText("Copied")
        announce(self, f"Copied: {address}")


class _Foot(QWidget):
    """Where to go from here."""

    def __init__(self, viewmodel: PutRightViewModel) -> None:
        super().__init__()
        self.undo, self.again = OutlinedButton("Put it back"), OutlinedButton("Look again")
        self.show_file, self.back = OutlinedButton("Show me the file"), PrimaryButton("Back to the list")
        self.card, self.done = PrimaryButton("Open the check-up"), PrimaryButton("Done")
        for button, deed in (
            (self.undo, viewmodel.undo), (self.again, viewmodel.look_again), (self.show_file, viewmodel.show_file),
            (self.back, viewmodel.close), (self.card, viewmodel.open_card), (self.done, viewmodel.close),
        ):  # fmt: skip
            button.clicked.connect(deed)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, UNIT, 0, 0)
        lines.setSpacing(GAP)
        others = row_of(self.back, self.undo, self.again, self.show_file, spacing=GAP - 4)
        lines.addWidget(FoldingRow(others, self.card, self.done, least=0))

    def show_state(self, state: PutRightState) -> None:
        """Only what makes sense now."""
        idle, ended = state.work is None, state.step == "ended"
        self.back.setVisible(idle and not ended and not state.choices)
        self.back.fill(state.step == "locked")
        self.undo.setVisible(idle and ended and state.can_undo)
        self.again.setVisible(idle and ended)
        self.show_file.setVisible(idle and state.step == "how")
        self.card.setVisible(idle and state.step == "how" and bool(state.card))
        self.done.setVisible(idle and ended)
