"""ReportPanel: what became of the files that were put into the vault."""

from __future__ import annotations

from typing import Literal, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.icons import of_app
from vault.ui.theme import GAP, UNIT, Role
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.message_panel import MessagePanel, Wording
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.text import TextLabel

Kind = Literal["good", "known", "attention"]
_SHAPES: dict[Kind, tuple[str, Role]] = {
    "good": ("good", "accent"),
    "known": ("info", "muted"),
    "attention": ("warning", "amber"),
}


class FactWording(Protocol):
    """One line of a report, as report_words.Fact has it."""

    @property
    def kind(self) -> Kind:
        """Which shape stands before it."""

    @property
    def text(self) -> str:
        """What was found or done."""

    @property
    def detail(self) -> str:
        """More about it; empty for none."""


class FileWording(Protocol):
    """What became of one file, as report_words.FileReport has it."""

    @property
    def title(self) -> str:
        """The chat's name."""

    @property
    def app(self) -> str:
        """The app's key."""

    @property
    def detail(self) -> str:
        """What the file is."""

    @property
    def facts(self) -> tuple[FactWording, ...]:
        """What became of it, line by line."""


class ReportWording(Protocol):
    """A whole report, as report_words.ReportWords has it."""

    @property
    def headline(self) -> str:
        """The outcome in one sentence."""

    @property
    def files(self) -> tuple[FileWording, ...]:
        """Those that are in the vault."""

    @property
    def troubles(self) -> tuple[Wording, ...]:
        """About those that are not."""


class ReportPanel(QWidget):
    """`done` when the person has read it; `pressed(index)` for the button of one of the troubles."""

    done = Signal()
    pressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ReportWording | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.setVisible(False)

    def show_report(self, report: ReportWording | None) -> None:
        """Show this report, or none."""
        if report == self._shown:
            return
        self._shown = report
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(report is not None)
        if report is not None:
            self._fill(report)
            announce(self, report.headline)

    def _fill(self, report: ReportWording) -> None:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(TextLabel(report.headline, "sentence"), 1)
        done = OutlinedButton("Done")
        done.clicked.connect(self.done)
        head.addWidget(done, alignment=Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        for number, file in enumerate(report.files):
            if number:
                card.body.addWidget(Rule())
            card.body.addLayout(_file(file))
        card.setAccessibleName(report.headline)
        self._column.addWidget(card)
        for number, trouble in enumerate(report.troubles):
            panel = MessagePanel(trouble, "waiting")
            panel.pressed.connect(lambda number=number: self.pressed.emit(number))
            self._column.addWidget(panel)


def _file(file: FileWording) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addWidget(Tile(of_app(file.app), "plain", 40), alignment=Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(TextLabel(file.title, strong=True))
    column.addWidget(TextLabel(file.detail, "detail", tone="muted"))
    column.addSpacing(UNIT)
    for fact in file.facts:
        column.addLayout(_fact(fact))
        column.addSpacing(UNIT // 2)
    row.addLayout(column, 1)
    return row


def _fact(fact: FactWording) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(UNIT)
    row.addWidget(IconLabel(*_SHAPES[fact.kind], 20), alignment=Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(TextLabel(fact.text))
    if fact.detail:
        words.addWidget(TextLabel(fact.detail, "detail", tone="muted"))
    row.addLayout(words, 1)
    return row
