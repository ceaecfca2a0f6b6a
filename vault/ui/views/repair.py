"""RepairView: what is damaged, what can be put back and from where, doing it, and what is lacking afterwards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog

from vault.ui.viewmodels.repair import RepairViewModel
from vault.ui.viewmodels.repair_words import HAVE_A_COPY
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.folding_row import column
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.lines_card import LinesCard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.text import TextLabel


class RepairView(ScrollingPage):
    """Everything on it is read from the view-model's state."""

    def __init__(self, viewmodel: RepairViewModel) -> None:
        super().__init__("Repair")
        self.viewmodel = viewmodel
        self._sentence, self._detail = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.trouble, self.progress, self.lines = MessagePanel(), ProgressPanel(), LinesCard()
        self.do = PrimaryButton("Repair")
        self.copy, self.back = OutlinedButton(HAVE_A_COPY), PrimaryButton("Back")
        # The second press is in another place than the first: a double click never is both.
        self.ask_to_let_go, self.let_go = OutlinedButton("Let it go…"), OutlinedButton("Let go for good")
        self.progress.cancelled.connect(viewmodel.cancel)
        self.do.clicked.connect(self._press)
        self.copy.clicked.connect(viewmodel.choose_copy)
        self.back.clicked.connect(viewmodel.leave)
        self.ask_to_let_go.clicked.connect(viewmodel.ask_to_let_go)
        self.let_go.clicked.connect(viewmodel.let_go)
        self.body.addWidget(column(self._sentence, self._detail))
        buttons = ButtonRow(self.do, self.copy, self.let_go, self.back)
        for widget in (self.trouble, self.progress, self.lines, buttons, ButtonRow(self.ask_to_let_go)):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        viewmodel.changed.connect(self._render)
        viewmodel.copy_wanted.connect(self._choose_copy)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers the question with no, and goes back where none is asked."""
        is_escape, state = event.key() == Qt.Key.Key_Escape, self.viewmodel.state
        if is_escape and state.asked is not None:
            self.viewmodel.keep()
        elif is_escape and state.work is None:
            self.viewmodel.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose_copy(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Choose the folder of the other copy of your vault")
        if chosen:
            self.viewmodel.take_copy(Path(chosen))

    @Slot()
    def _press(self) -> None:
        viewmodel = self.viewmodel
        (viewmodel.press if viewmodel.state.trouble is None else viewmodel.help)()

    @Slot()
    def _render(self) -> None:
        state = self.viewmodel.state
        told, free = state.asked or state.told, state.work is None
        if told.sentence and told.sentence != self._sentence.text():
            announce(self, f"{told.sentence} {told.detail}", urgent=state.asked is not None)
        self._sentence.setText(told.sentence or "Repair your vault")
        self._detail.say(told.detail)
        self.trouble.show_words(state.trouble)
        self.trouble.offer_button(False)  # the filled one below does it
        self.progress.setVisible(not free)
        if state.work is not None:
            self.progress.show_progress(state.work)
        self.lines.show_lines(told.lines)
        button = told.button if state.trouble is None else state.trouble.button
        self.do.setText(button or "Repair")
        self.do.setVisible(bool(button) and free)
        self.back.fill(not button)
        self.copy.setVisible(told.takes_copy and free and state.trouble is None)
        self.let_go.setVisible(state.asked is not None)
        self.ask_to_let_go.setText(told.let_go)
        self.ask_to_let_go.setVisible(bool(told.let_go) and free and not (state.asked or state.trouble))
        self.back.setVisible(free and state.asked is None)
        order_keyboard(self)
