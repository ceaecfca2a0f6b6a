"""BackupReportView: what became of what was put in, chat by chat; what apps leave out; what can be done next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.icons import of_app
from vault.ui.models.report_list import ReportListModel
from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.fact_lines import fact_line
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.report_list import ReportList
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.way_card import empty, listed
from vault.ui.wording.backup_words import BackupWords, LeftOut, NextStep
from vault.ui.wording.report_words import FileReport


class BackupReportView(ScrollingPage):
    """wanted(step) where a next step leads to another page; adding() to put in more."""

    wanted = Signal(str)
    adding = Signal()

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__("What became of it")
        self._viewmodel = viewmodel
        self._shown: BackupWords | None = None
        self.headline, self.summary = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.done = PrimaryButton("Done")
        self.done.clicked.connect(viewmodel.leave)
        self.chats = ReportListModel(self)
        self.list = ReportList(self.chats)
        self._above, self._below = _part(), _part()
        self._heading = TextLabel("The chats in it", strong=True)
        self._further = TextLabel("", "detail", tone="muted")
        self.body.addWidget(FoldingRow(column(self.headline, self.summary), self.done))
        self.body.addLayout(self._above)
        self.body.addWidget(self._further)
        self.body.addWidget(self._heading)
        self.body.addWidget(self.list)
        self.body.addLayout(self._below)
        self.body.addStretch(1)
        viewmodel.changed.connect(self._render)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape is Done."""
        if event.key() == Qt.Key.Key_Escape:
            self._viewmodel.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _render(self) -> None:
        report = self._viewmodel.state.report
        if report is None or report == self._shown:
            return
        self._shown = report
        self.title = report.headline
        self.setAccessibleName(report.headline)
        self.headline.setText(report.headline)
        self.summary.say(report.summary)
        empty(self._above)
        empty(self._below)
        for number, trouble in enumerate(report.troubles):
            panel = MessagePanel(trouble, "waiting")
            panel.pressed.connect(lambda number=number: self._help(number))
            self._above.addWidget(panel)
        if report.files:
            self._above.addWidget(_files(report.files))
        self._further.say(report.further)
        self.chats.show(report.chats)
        several = len(report.chats) > 1
        self.list.setVisible(several)
        self._heading.setVisible(several)
        for left_out in report.left_out:
            self._below.addWidget(_left_out(left_out))
        for number, step in enumerate(report.steps):
            self._below.addWidget(self._step(number, step))
        order_keyboard(self)
        announce(self, report.headline)

    def _step(self, number: int, step: NextStep) -> QWidget:
        card = Card(padding=GAP)
        words = column(TextLabel(step.headline, strong=True), TextLabel(step.detail, "detail", tone="muted"))
        button = OutlinedButton(step.button)
        button.setAccessibleName(f"{step.button}: {step.headline}")
        button.clicked.connect(lambda: self._take(number))
        card.body.addWidget(FoldingRow(words, button))
        return card

    def _take(self, number: int) -> None:
        report = self._viewmodel.state.report
        if report is not None and not self._viewmodel.take_step(number):
            self._viewmodel.leave()
            self.wanted.emit("copies")

    def _help(self, number: int) -> None:
        """The button of a message: whatever it promises, it begins with choosing again."""
        report = self._viewmodel.state.report
        deed = report.troubles[number].deed if report is not None else "close"
        if deed == "retry":
            self._viewmodel.retry()
            return
        self._viewmodel.leave()
        if deed != "close":
            self.adding.emit()


def _part() -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(GAP)
    return made


def _files(files: tuple[FileReport, ...]) -> Card:
    card = Card()
    for number, file in enumerate(files):
        if number:
            card.body.addWidget(Rule())
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(UNIT // 2)
        words.addWidget(TextLabel(file.title, strong=True))
        words.addWidget(TextLabel(file.detail, "detail", tone="muted"))
        words.addSpacing(UNIT // 2)
        for fact in file.facts:
            words.addWidget(fact_line(fact))
        card.body.addWidget(_beside(Tile(of_app(file.app), "plain", 40), words))
    return card


def _left_out(told: LeftOut) -> Card:
    card = Card("quiet", padding=GAP + UNIT // 2)
    card.setAccessibleName(told.title)
    card.body.addWidget(listed(told.title, "no", "muted", told.lacks))
    return card


def _beside(mark: QWidget, words: QVBoxLayout) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return made
