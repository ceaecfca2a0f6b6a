"""ReportsView: a report on one page to keep or to hand on, how things changed, and what was put right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from vault.ui.theme import ROW_HEIGHT, UNIT, WIZARD_WIDTH
from vault.ui.viewmodels.reports import DoneLine, ReportsState, ReportsViewModel
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.folding_row import row as row_of
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox

TITLE = "A report on one page"
EXPLANATION = (
    "What is locked, what is not, what was put right, and what we could not look at. Nothing of any chat stands in it."
)
FOR_WHOM = "For yourself, for somebody you help, or for the audit of a small organisation."


class ReportsView(ScrollingPage):
    """`done` leads back to the unprotected copies."""

    done = Signal()

    def __init__(self, viewmodel: ReportsViewModel) -> None:
        super().__init__(TITLE, WIZARD_WIDTH)
        self._reports = viewmodel
        self._shown: ReportsState | None = None
        self.trouble, self._notice = MessagePanel(), TextLabel("", tone="accent")
        self.names = TickBox("Name the files that it speaks of")
        self.as_pdf, self.as_html = PrimaryButton("Save as PDF…"), OutlinedButton("Save as web page…")
        self.back = OutlinedButton("Back to unprotected copies")
        self._history, self._done = _Lines("How it changed"), _Lines("What was put right on this computer")
        self._lay_out()
        self.names.toggled.connect(viewmodel.name_files)
        self.as_pdf.clicked.connect(lambda: self.choose("pdf"))
        self.as_html.clicked.connect(lambda: self.choose("html"))
        self.back.clicked.connect(self.done)
        self.trouble.pressed.connect(viewmodel.put_away)
        viewmodel.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        self.body.addWidget(column(TextLabel(TITLE, "sentence"), TextLabel(EXPLANATION, tone="muted")))
        self.body.addWidget(TextLabel(FOR_WHOM, "detail", tone="muted"))
        self.body.addWidget(row_of(self.names))
        self.body.addWidget(FoldingRow(row_of(self.as_pdf), self.as_html, least=0))
        for widget in (self._notice, self.trouble, self._history, self._done):
            self.body.addWidget(widget)
        self.body.addWidget(row_of(self.back))
        self.body.addStretch(1)

    def arrived(self) -> None:
        """A report may have been made elsewhere."""
        super().arrived()
        self._reports.refresh()

    def choose(self, ending: str) -> None:
        """Ask where to, by the system's own dialog. Nothing is ever written over."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"{self._reports.state.file_name}.{ending}")
        kind = "PDF (*.pdf)" if ending == "pdf" else "Web page (*.html)"
        never_over = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(self, "Save the report", proposed, kind, options=never_over)
        if name:
            path = Path(name)
            self._reports.save(path if path.suffix else path.with_suffix(f".{ending}"))

    @Slot()
    def _render(self) -> None:
        state, before = self._reports.state, self._shown
        self._shown = state
        if state.notice and state.notice != self._notice.text():
            announce(self, state.notice)
        self._notice.say(state.notice)
        self.trouble.show_words(state.trouble)
        self.as_pdf.setEnabled(not state.busy)
        self.as_html.setEnabled(not state.busy)
        self.names.setChecked(state.with_names)
        if before is None or before.history != state.history:
            self._history.show_rows([column(TextLabel(day.day), _detail(day.said)) for day in state.history])
        if before is None or before.done != state.done:
            self._done.show_rows([self._done_row(line) for line in state.done])
        order_keyboard(self)

    def _done_row(self, line: DoneLine) -> QWidget:
        words = column(TextLabel(line.name, strong=True), _detail(line.said))
        if not line.can_undo:
            return words
        undo = OutlinedButton("Put it back")
        undo.setAccessibleName(f"Put it back: {line.name}")
        undo.clicked.connect(lambda: self._reports.undo(line.number))
        return FoldingRow(words, undo)


def _detail(text: str) -> TextLabel:
    return TextLabel(text, "detail", tone="muted")


class _Lines(QWidget):
    """A heading and a card of rows; hidden while there is none."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._card = Card(padding=0)
        self._card.body.setSpacing(0)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, UNIT, 0, 0)
        lines.setSpacing(UNIT)
        lines.addWidget(TextLabel(heading, "detail", tone="muted", strong=True))
        lines.addWidget(self._card)

    def show_rows(self, rows: list[QWidget]) -> None:
        """Show these."""
        while (item := self._card.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self._card.body.addWidget(Rule())
            holder = QWidget()
            holder.setMinimumHeight(ROW_HEIGHT - UNIT)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(20, UNIT, 20, UNIT)
            inside.addWidget(row)
            self._card.body.addWidget(holder)
        self.setVisible(bool(rows))
