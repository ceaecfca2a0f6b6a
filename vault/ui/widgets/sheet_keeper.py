"""SheetKeeper: the recovery sheet as it will be printed, and ways to keep it; for create wizard and sheet page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.viewmodels.sheet_state import SheetState
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.card import Card
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.reveal import reveal
from vault.ui.widgets.sheet_preview import SheetPreview
from vault.ui.widgets.sheet_print import print_sheet
from vault.ui.widgets.text import TextLabel

_WIDTH = 288
_LARGE = 1.3
"""From this size of type on, the words and buttons stand above the preview and not beside it."""


class SheetKeeper(QWidget):
    """Preview at the left; print, save and what came of it at the right. Redraws itself from the view-model."""

    def __init__(self, viewmodel: SheetViewModel) -> None:
        super().__init__()
        self.viewmodel = viewmodel
        self.preview = SheetPreview()
        self.print = OutlinedButton("Print…", "print")
        self.save = OutlinedButton("Save as PDF…", "save")
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self.ask_for_target)
        self._kept = _Line("good", "accent")
        self._but = _Line("warning", "amber")
        self._doubt = _Doubt(viewmodel, self)
        self._message = MessagePanel()
        self._lay_out()
        theme.theme().changed.connect(self._fit)
        viewmodel.changed.connect(self.refresh)
        self._fit()
        self.refresh()

    def _lay_out(self) -> None:
        nobody = _Line("vault", "accent")
        nobody.say("Nobody will ever ask you for this.", "Not us, not your bank, not by telephone.")
        place = _Line("sheet", "muted")
        place.say("Keep it where you keep your passport.", "On paper, or on a stick. Not only on this computer.")
        right = QVBoxLayout()
        right.setSpacing(GAP)
        for line in (place, nobody):
            right.addWidget(line)
        right.addSpacing(UNIT)
        right.addWidget(ButtonRow(self.print, self.save, spacing=12))
        for widget in (self._kept, self._but, self._doubt, self._message):
            right.addWidget(widget)
        right.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(4 * UNIT)
        self._columns.addWidget(self.preview, alignment=Qt.AlignmentFlag.AlignTop)
        self._columns.addLayout(right, 1)

    def refresh(self) -> None:
        """Show the view-model's state."""
        state = self.viewmodel.state
        self.preview.set_sheet(state.sheet)
        for button in (self.print, self.save):
            button.setEnabled(state.sheet is not None and not state.busy)
        self._kept.say(state.kept)
        self._but.say(state.but)
        self._doubt.show_state(state)
        self._message.show_words(state.trouble if state.step == "sheet" else None, "waiting")
        self._message.offer_button(False)

    def ask_for_target(self) -> None:
        """Ask where the PDF shall be; the dialog asks before it replaces a file."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggestion = str(Path(documents) / self.viewmodel.file_name)
        chosen, _filter = QFileDialog.getSaveFileName(self, "Save the recovery sheet", suggestion, "PDF (*.pdf)")
        if chosen:
            target = Path(chosen)
            self.viewmodel.save_pdf(target if target.suffix else target.with_suffix(".pdf"))

    def _print(self) -> None:
        sheet = self.viewmodel.state.sheet
        if sheet is not None and print_sheet(sheet, self):
            self.viewmodel.printed()

    def _fit(self) -> None:
        scale = theme.theme().scale
        beside = QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(beside if scale < _LARGE else QBoxLayout.Direction.BottomToTop)
        width = round(_WIDTH * min(scale, _LARGE))
        self.preview.setFixedSize(width, self.preview.heightForWidth(width))


class _Line(QWidget):
    """An icon, a sentence, and small print below it; nothing at all when there is nothing to say."""

    def __init__(self, icon: str, role: theme.Role) -> None:
        super().__init__()
        self._headline, self._detail = TextLabel("", strong=True), TextLabel("", "detail", tone="muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._headline)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, role, 20), alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, headline: str, detail: str = "") -> None:
        """Show these words, and say new ones aloud."""
        if headline and headline != self._headline.text() and self.isVisible():
            announce(self, headline)
        self._headline.setText(headline)
        self._detail.say(detail)
        self.setVisible(bool(headline))


class _Doubt(Card):
    """Others could get at the chosen place: say how, and let the person decide."""

    def __init__(self, viewmodel: SheetViewModel, keeper: SheetKeeper) -> None:
        super().__init__("waiting", padding=GAP)
        self._viewmodel, self._keeper = viewmodel, keeper
        self._warning = TextLabel("")
        self._elsewhere = OutlinedButton("Another place…")
        self._all_the_same = OutlinedButton("Save it there")
        self._elsewhere.clicked.connect(self._choose_elsewhere)
        self._all_the_same.clicked.connect(viewmodel.save_all_the_same)
        self.body.setSpacing(UNIT)
        self.body.addWidget(self._warning)
        for button in (self._elsewhere, self._all_the_same):
            self.body.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: SheetState) -> None:
        """Appear when there is something to decide, with the careful answer under the keyboard."""
        new = bool(state.warning) and state.warning != self._warning.text()
        self._warning.setText(state.warning)
        self.setVisible(bool(state.warning))
        if new:
            announce(self, state.warning, urgent=True)
            self._elsewhere.setFocus()
            reveal(self)

    def _choose_elsewhere(self) -> None:
        self._viewmodel.choose_elsewhere()
        self._keeper.ask_for_target()
