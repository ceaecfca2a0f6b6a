"""BugReportView and its dialog: the one thing shown when the fault is ours: an apology and a report to copy."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vault.ui.messages import BUG
from vault.ui.theme import CARD_PADDING, GAP, UNIT, theme
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.page import Page
from vault.ui.widgets.text import TextLabel

COPIED = "Copied. You can paste it into an e-mail."


class BugReportView(Page):
    """`done` when the person closes it."""

    done = Signal()

    def __init__(self, report: str) -> None:
        super().__init__(BUG.headline)
        self._report = report
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_PADDING, CARD_PADDING, CARD_PADDING, CARD_PADDING)
        column.setSpacing(UNIT)
        column.addWidget(TextLabel(BUG.headline, "sentence"))
        for text in (f"{BUG.what_happened} {BUG.unharmed}", BUG.what_to_do):
            column.addWidget(TextLabel(text))
        self._text = QPlainTextEdit(report)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName("Report")
        self._text.setFont(theme().font("detail"))
        column.addSpacing(UNIT)
        column.addWidget(self._text, 1)
        self._note = TextLabel("", "detail", tone="muted")
        self._close, self._copy = OutlinedButton("Close"), PrimaryButton(BUG.button)
        self._close.clicked.connect(self.done)
        self._copy.clicked.connect(self._copy_report)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._close)
        foot.addWidget(self._copy)
        column.addLayout(foot)

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._note.setText(COPIED)


class BugDialog(QDialog):
    """Holds the view; does not stop the rest of the window from finishing what it does."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Chat Vault")
        self.setAccessibleName(BUG.headline)
        self.resize(620, 460)
        view = BugReportView(report)
        view.done.connect(self.accept)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(view)
