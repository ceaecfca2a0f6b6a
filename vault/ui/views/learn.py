"""LearnView: six short pages that explain why copies are read by others, and what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT, WIZARD_WIDTH
from vault.ui.viewmodels.learn import LearnPage, learn_pages
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.drawing import Drawing
from vault.ui.widgets.explaining_drawings import EXPLAINING
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.step_line import StepLine
from vault.ui.widgets.text import TextLabel


class LearnView(ScrollingPage):
    """`done` when the person has read enough. Left and right turn the pages."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__("What this is about", WIZARD_WIDTH)
        self._pages = learn_pages()
        self._at = 0
        self.steps, self.drawing = StepLine(), Drawing("lock-undone")
        self.heading = TextLabel("", "sentence")
        self._parts = QVBoxLayout()
        self._parts.setSpacing(GAP)
        self._sources = TextLabel("", "detail", tone="muted")
        self.back, self.enough = OutlinedButton("Back"), OutlinedButton("Close")
        self.forward = PrimaryButton("Next")
        self.back.clicked.connect(lambda: self._turn(-1))
        self.enough.clicked.connect(self.done)
        self.forward.clicked.connect(lambda: self._turn(1))
        self._lay_out()
        self._render()

    def _lay_out(self) -> None:
        self.body.addWidget(self.steps)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self.drawing, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self.heading)
        self.body.addLayout(self._parts)
        self.body.addWidget(self._sources)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.enough)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.forward)
        self.body.addSpacing(UNIT)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    @property
    def page(self) -> LearnPage:
        """The one that is open."""
        return self._pages[self._at]

    @Slot(str)
    def open_page(self, key: str) -> None:
        """Open the page of this key; the first for a key that there is not."""
        keys = [page.key for page in self._pages]
        self._at = keys.index(key) if key in keys else 0
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right turn the pages, Escape closes."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (event.key() == Qt.Key.Key_Right) != self.isRightToLeft()
            self._turn(1 if forward else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        if self._at + by == len(self._pages):
            self.done.emit()
        elif self._at + by >= 0:
            self._at += by
            self._render()
            announce(self, f"{self.page.title}. Page {self._at + 1} of {len(self._pages)}.")

    def _render(self) -> None:
        page = self.page
        self.steps.show_step(self._at + 1, len(self._pages), "Page")
        name = next((known for known in EXPLAINING if known == page.drawing), None)
        self.drawing.setVisible(name is not None)
        if name is not None:
            self.drawing.show_drawing(name)
        self.heading.setText(page.title)
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for part in page.parts:
            self._parts.addWidget(_Part(part.lead, part.text))
        self._sources.say(f"Sources: {'; '.join(page.sources)}." if page.sources else "")
        self.back.setEnabled(self._at > 0)
        last = self._at == len(self._pages) - 1
        self.forward.setText("Done" if last else "Next")
        order_keyboard(self)


class _Part(QWidget):
    """A sentence that says it, and a few more."""

    def __init__(self, lead: str, text: str) -> None:
        super().__init__()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(TextLabel(lead, strong=True))
        lines.addWidget(TextLabel(text, tone="muted"))
