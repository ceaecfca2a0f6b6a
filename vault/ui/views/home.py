"""HomeView: the status, the drop zone or what is under way, the report, and the list of chats."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vault.ui.theme import UNIT
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.chat_list import ChatList
from vault.ui.widgets.choose_paths import choose_files
from vault.ui.widgets.drop_zone import DropZone, FirstDropZone
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.report_panel import ReportPanel
from vault.ui.widgets.status_banner import StatusBanner
from vault.ui.widgets.text import TextLabel


class HomeView(ScrollingPage):
    """Everything on it is read from the view-model's state."""

    def __init__(self, viewmodel: HomeViewModel, adding: AddingViewModel) -> None:
        super().__init__("Home")
        self._home, self._adding = viewmodel, adding
        self.setAcceptDrops(True)
        self.status = StatusBanner()
        self.copies = Banner("waiting")
        self.trouble = MessagePanel()
        self.progress = ProgressPanel()
        self.report = ReportPanel()
        self.drop_zone, self.first_drop_zone = DropZone(), FirstDropZone()
        self.chats = ChatList(viewmodel.chats)
        self._totals = TextLabel("", "detail", tone="muted", wraps=False)
        self._heading = self._make_heading()
        for widget in (
            self.status, self.copies, self.trouble, self.progress, self.report,
            self.drop_zone, self.first_drop_zone, self._heading, self.chats,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._connect()
        self._render()

    def _make_heading(self) -> QWidget:
        heading = QWidget()
        row = QHBoxLayout(heading)
        row.setContentsMargins(0, UNIT, 0, 0)
        row.addWidget(TextLabel("Your chats", strong=True), 1)
        row.addWidget(self._totals)
        return heading

    def _connect(self) -> None:
        home = self._home
        self.status.pressed.connect(home.take_step)
        self.copies.pressed.connect(home.look_at_copies)
        self.trouble.pressed.connect(self._help)
        self.progress.cancelled.connect(self._cancel)
        self.report.done.connect(home.put_away)
        self.report.pressed.connect(home.help_with)
        for zone in (self.drop_zone, self.first_drop_zone):
            zone.dropped.connect(self._adding.begin)
            zone.choose.connect(self.choose_files)
            zone.add.connect(home.add_chats)
        home.changed.connect(self._render)
        self._adding.changed.connect(self._render)

    @Slot()
    def choose_files(self) -> None:
        """Ask for files by the system's own dialog."""
        paths = choose_files(self)
        if paths:
            self._adding.begin(paths)

    @Slot()
    def _cancel(self) -> None:
        """What is shown is stopped: what is put in comes before a health check."""
        (self._adding.cancel if self._adding.state.work is not None else self._home.cancel)()

    @Slot()
    def _help(self) -> None:
        """The button of the message: of the vault’s own troubles first."""
        trouble = self._adding.state.trouble
        if self._home.state.trouble is not None or trouble is None:
            self._home.help()
        elif trouble.deed == "retry":
            self._adding.retry()
        else:
            self._adding.leave()
            self._home.do(trouble.deed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be let go anywhere on the page while there is a drop zone."""
        for zone in (self.drop_zone, self.first_drop_zone):
            if zone.isVisible():
                zone.dragEnterEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They were taken away again."""
        for zone in (self.drop_zone, self.first_drop_zone):
            zone.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """They go to the zone that is up."""
        for zone in (self.drop_zone, self.first_drop_zone):
            if zone.isVisible():
                zone.dropEvent(event)

    def arrived(self) -> None:
        """Things may have changed meanwhile."""
        self._home.refresh()

    @Slot()
    def _render(self) -> None:
        state = self._home.state
        self.status.setVisible(state.status is not None)
        if state.status is not None:
            button = "" if state.status.step == "first-backup" else state.status.button
            self.status.show_status(state.status.state, state.status.sentence, state.status.reason, button)
        self._render_copies()
        work = self._adding.state.work or state.work
        self._render_trouble()
        self.progress.setVisible(work is not None)
        if work is not None:
            self.progress.show_progress(work)
        self.report.show_report(state.report)
        order_keyboard(self)
        free = work is None and state.loaded
        self.drop_zone.setVisible(free and not state.empty)
        self.first_drop_zone.setVisible(free and state.empty)
        self._fill_one()
        self._totals.setText(state.totals)
        self._heading.setVisible(not state.empty)
        self.chats.setVisible(not state.empty)

    def _render_trouble(self) -> None:
        adding, home = self._adding.state, self._home.state
        if home.trouble is not None or adding.step != "idle":
            self.trouble.show_words(home.trouble, home.trouble_state)
        else:
            self.trouble.show_words(adding.trouble, adding.trouble_state)

    def _fill_one(self) -> None:
        """“Add chats” is the one filled button, unless something is more urgent."""
        urgent = self._is_urgent()
        copies = self._home.state.copies
        readable = self.copies.isVisibleTo(self) and copies is not None and copies.state != "plain"
        self.drop_zone.fill_button(not urgent and not readable)

    def _is_urgent(self) -> bool:
        """Whether the status itself has a button."""
        status = self._home.state.status
        return status is not None and bool(status.button)

    def _render_copies(self) -> None:
        """Its button is the filled one where nothing else is to be done first; while the vault is empty, only finds."""
        state = self._home.state
        copies = state.copies if state.loaded else None
        if copies is not None and state.empty and not copies.count:
            copies = None
        self.copies.setVisible(copies is not None)
        if copies is not None:
            self.copies.show_words(copies.state, copies.headline, copies.detail, copies.button)
            self.copies.fill_button(copies.state != "plain" and not (self._is_urgent() or state.empty))
