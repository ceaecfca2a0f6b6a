"""Window: the frame, nothing else: places at the left, the page that is up at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from vault.ui.theme import theme
from vault.ui.widgets.announce import announce
from vault.ui.widgets.navigation import Navigation
from vault.ui.widgets.page import Page

TITLE = "Chat Vault"
LEAST = (900, 640)
USUAL = (1080, 760)


class Window(QMainWindow):
    """chosen(key): a place was pressed; show_page puts a page up. Closing asks `may_close` first."""

    chosen = Signal(str)

    def __init__(self, memory: QSettings | None = None) -> None:
        super().__init__()
        self._memory = memory
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*LEAST)
        self.navigation = Navigation()
        self.navigation.chosen.connect(self.chosen)
        self._stack = QStackedWidget()
        central = QWidget()
        central.setProperty("page", True)
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        quitting = QShortcut(QKeySequence("Ctrl+Q"), self)  # the Command key on a Mac
        quitting.activated.connect(self.close)
        self._restore_geometry()

    @property
    def page(self) -> Page | None:
        """The page that is up."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def show_page(self, page: Page, place: str | None) -> None:
        """Put this page up; `place` is the one to mark at the left, None hides the places while a wizard runs."""
        changed = self._stack.currentWidget() is not page
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self.navigation.setVisible(place is not None)
        if place is not None:
            self.navigation.mark(place)
        self._stack.setCurrentWidget(page)
        self.setWindowTitle(f"{page.title} – {TITLE}" if page.title and len(page.title) < 40 else TITLE)
        page.take_keyboard()
        page.arrived()
        if changed:
            announce(self, page.title)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whether it may close, and remember where it stood."""
        if not self.may_close():
            event.ignore()
            return
        if self._memory is not None:
            self._memory.setValue("window/geometry", self.saveGeometry())
        event.accept()

    def _restore_geometry(self) -> None:
        scale = min(1.25, theme().scale)
        self.resize(round(USUAL[0] * scale), USUAL[1])
        kept = self._memory.value("window/geometry") if self._memory is not None else None
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
