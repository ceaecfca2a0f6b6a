"""Drop zones: where chats are dropped or chosen; a large one with a drawing where there is no chat yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from vault.ui.theme import GAP, UNIT
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.drawing import Drawing
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

HEADLINE = "Drop chats here"
DETAIL = "Files, folders or several zips, from any app. We sort them, and they stay where they are."
WAITING = "Drop it here, or choose"
FIRST_HEADLINE = "Your vault is ready for its first chat."
FIRST_DETAIL = "We show you how to get chats out of your apps. Do you have a file? Drop it here."


class _DropTarget(Card):
    """Takes files and folders. dropped(list of Path); choose(), choose_folder() and add() for its buttons."""

    dropped = Signal(list)
    choose = Signal()
    choose_folder = Signal()
    add = Signal()

    def __init__(self, body: QBoxLayout, headline: str = HEADLINE) -> None:
        super().__init__("drop", body)
        self.setAcceptDrops(True)
        self.setAccessibleName(headline)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that it may be let go here."""
        if _paths(event.mimeData()):
            self._mark(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """And no longer."""
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was let go."""
        self._mark(False)
        paths = _paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it is, whatever was proposed
            event.accept()
            self.dropped.emit(paths)

    def _mark(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


class DropZone(_DropTarget):
    """One line high, for a vault with chats."""

    def __init__(self) -> None:
        row = QHBoxLayout()
        super().__init__(row)
        words = column(TextLabel(HEADLINE, strong=True), TextLabel(DETAIL, "detail", tone="muted"))
        choose = OutlinedButton("Choose files…")
        self._add = PrimaryButton("Add chats", "add")
        choose.clicked.connect(self.choose)
        self._add.clicked.connect(self.add)
        row.addWidget(IconLabel("drop", "muted", 28), alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(FoldingRow(words, choose, self._add), 1)

    def fill_button(self, filled: bool) -> None:
        """Whether “Add chats” is the one filled button of the page."""
        self._add.fill(filled)


class FirstDropZone(_DropTarget):
    """Large, with a drawing, for an empty vault: it teaches."""

    def __init__(self) -> None:
        inside = QVBoxLayout()
        super().__init__(inside)
        inside.setContentsMargins(GAP, 5 * UNIT, GAP, 5 * UNIT)
        inside.setSpacing(UNIT)
        centre = Qt.AlignmentFlag.AlignHCenter
        inside.addWidget(Drawing("phone-to-vault"), alignment=centre)
        inside.addSpacing(GAP)
        for label in (TextLabel(FIRST_HEADLINE, "sentence"), TextLabel(FIRST_DETAIL, tone="muted")):
            label.setAlignment(centre)
            inside.addWidget(label)
        inside.addSpacing(GAP)
        choose, add = OutlinedButton("Choose files…"), PrimaryButton("Add chats", "add")
        choose.clicked.connect(self.choose)
        add.clicked.connect(self.add)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addStretch(1)
        row.addWidget(choose)
        row.addWidget(add)
        row.addStretch(1)
        inside.addLayout(row)


class WaitingDropZone(_DropTarget):
    """One line high, where a person knows what is to come: files, or a folder."""

    def __init__(self, headline: str = WAITING, *, filled: bool = True) -> None:
        row = QHBoxLayout()
        super().__init__(row, headline)
        words = column(TextLabel(headline, strong=True), TextLabel(DETAIL, "detail", tone="muted"))
        files = (PrimaryButton if filled else OutlinedButton)("Choose files…")
        folder = OutlinedButton("Choose a folder…")
        files.clicked.connect(self.choose)
        folder.clicked.connect(self.choose_folder)
        row.addWidget(IconLabel("drop", "muted", 28), alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(FoldingRow(words, folder, files), 1)


def _paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer among what is being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
