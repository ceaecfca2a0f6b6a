"""WizardFrame and StepPage: the frame of every wizard, with the progress line above and Back and Continue below."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vault.ui.theme import GAP, PAGE_MARGIN, UNIT, WIZARD_WIDTH
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.page import GrowingScrollArea, Page, Scrolled
from vault.ui.widgets.step_line import StepLine
from vault.ui.widgets.text import TextLabel


@dataclass(frozen=True, slots=True)
class Foot:
    """What a step offers below its body: words of the buttons (empty: no button), and small print beside Continue.

    `ready` tells whether Continue can be pressed; `other` is one more outlined button, such as "Later".
    """

    forward: str = "Continue"
    ready: bool = True
    note: str = ""
    back: str = "Back"
    other: str = ""


class StepPage(Page):
    """One step: fill `body`; change the words by set_title, set_explanation and offer.

    `submitted` does what Continue does, if it is ready: for Enter in a field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, number: int, of: int, title: str, explanation: str = "") -> None:
        super().__init__(title)
        self.number, self.of = number, of
        self.explanation = explanation
        self.foot = Foot()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(UNIT)

    def set_title(self, title: str, explanation: str | None = None) -> None:
        """Ask another question; `explanation` stays as it is where none is given."""
        self.title = title
        self.setAccessibleName(title)
        if explanation is not None:
            self.explanation = explanation
        self.changed.emit()

    def offer(self, foot: Foot) -> None:
        """Offer this at the foot."""
        if foot != self.foot:
            self.foot = foot
            self.changed.emit()

    def offer_forward(self, ready: bool, note: str = "") -> None:
        """Change only whether Continue can be pressed, and the note beside it."""
        self.offer(replace(self.foot, ready=ready, note=note))


class WizardFrame(Page):
    """Shows one StepPage at a time. back, forward, other: its buttons, and the keys that stand for them."""

    back = Signal()
    forward = Signal()
    other = Signal()

    def __init__(self, name: str, width: int = WIZARD_WIDTH) -> None:
        super().__init__(name)
        self._step: StepPage | None = None
        self._known: list[StepPage] = []
        self._line = StepLine()
        self._title = TextLabel("", "sentence")
        self._explanation = TextLabel("", tone="muted")
        self._back, self._other, self._forward = OutlinedButton("Back"), OutlinedButton(""), PrimaryButton("Continue")
        self._note = TextLabel("", "detail", tone="muted")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._back.clicked.connect(self.back)
        self._other.clicked.connect(self.other)
        self._forward.clicked.connect(self.forward)
        QShortcut(QKeySequence("Alt+Left"), self, self._go_back)  # a field would keep that key to itself
        inside = Scrolled()
        self._steps = QVBoxLayout(inside)  # not a stack, which is as high as its highest step
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._lay_out(GrowingScrollArea(inside), width)

    def _lay_out(self, scroll: GrowingScrollArea, width: int) -> None:
        column = QWidget()
        column.setMaximumWidth(width)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 7 * UNIT, 0, 4 * UNIT)
        inner.setSpacing(0)
        for widget, after in ((self._line, UNIT), (self._title, UNIT // 2), (self._explanation, GAP)):
            inner.addWidget(widget)
            inner.addSpacing(after)
        inner.addWidget(scroll)
        inner.addSpacing(3 * UNIT)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self._back)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._other)
        foot.addWidget(self._forward)
        inner.addLayout(foot)
        inner.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_MARGIN, 0, PAGE_MARGIN, 0)
        row.addStretch(1)
        row.addWidget(column, 1000)
        row.addStretch(1)

    @property
    def step(self) -> StepPage | None:
        """The step that is shown."""
        return self._step

    def show_step(self, step: StepPage) -> None:
        """Show this step; say its title to a screen reader and give it the keyboard."""
        if step is self._step:
            return
        if self._step is not None:
            self._step.changed.disconnect(self._read)
            self._step.submitted.disconnect(self._submit)
        if step not in self._known:
            self._known.append(step)
            self._steps.addWidget(step)
        self._step = step
        step.changed.connect(self._read)
        step.submitted.connect(self._submit)
        for known in self._known:
            known.setVisible(known is step)
        self._read()
        self.take_keyboard()
        step.arrived()
        announce(self, f"Step {step.number} of {step.of}. {step.title}")

    def take_keyboard(self) -> None:
        """The step that is shown gets it."""
        order_keyboard(self)
        if self._step is not None:
            self._step.take_keyboard()

    def arrived(self) -> None:
        """The step that is shown came up again."""
        if self._step is not None:
            self._step.arrived()

    def _read(self) -> None:
        step = self._step
        if step is None:
            return
        self._line.show_step(step.number, step.of)
        self._title.setText(step.title)
        self._explanation.say(step.explanation)
        foot = step.foot
        for button, words in ((self._back, foot.back), (self._other, foot.other), (self._forward, foot.forward)):
            button.setText(words)
            button.setVisible(bool(words))
        self._forward.setEnabled(foot.ready)
        self._note.setText(foot.note)

    def _submit(self) -> None:
        if self._forward.isEnabled() and self._forward.isVisibleTo(self):
            self.forward.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back, as Back does; Enter does what Continue does, unless another button has the keyboard."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        elif is_enter and not isinstance(QApplication.focusWidget(), QPushButton):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _go_back(self) -> None:
        if self._back.isVisibleTo(self) and self._back.isEnabled():
            self.back.emit()
