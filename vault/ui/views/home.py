"""HomeView: the status, the drop zone or what is under way, the report, and the list of chats."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from vault.ui.theme import UNIT
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.chat_list import ChatList
from vault.ui.widgets.drop_zone import DropZone, FirstDropZone
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.question_panel import QuestionPanel
from vault.ui.widgets.report_panel import ReportPanel
from vault.ui.widgets.status_banner import StatusBanner
from vault.ui.widgets.text import TextLabel

FILES = "Chats from WhatsApp (*.zip *.txt);;All files (*)"


class HomeView(ScrollingPage):
    """Everything on it is read from the view-model's state."""

    def __init__(self, viewmodel: HomeViewModel) -> None:
        super().__init__("Home")
        self._home = viewmodel
        self.setAcceptDrops(True)
        self.status = StatusBanner()
        self.copies = Banner("waiting")
        self.trouble = MessagePanel()
        self.progress = ProgressPanel()
        self.question = QuestionPanel()
        self.report = ReportPanel()
        self.drop_zone, self.first_drop_zone = DropZone(), FirstDropZone()
        self.chats = ChatList(viewmodel.chats)
        self._totals = TextLabel("", "detail", tone="muted", wraps=False)
        self._heading = self._make_heading()
        for widget in (
            self.status, self.copies, self.trouble, self.progress, self.question, self.report,
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
        self.trouble.pressed.connect(home.help)
        self.progress.cancelled.connect(home.cancel)
        self.question.answered.connect(home.answer)
        self.question.unknown.connect(lambda: home.answer(None))
        self.question.cancelled.connect(home.cancel)
        self.report.done.connect(home.put_away)
        self.report.pressed.connect(home.help_with)
        for zone in (self.drop_zone, self.first_drop_zone):
            zone.dropped.connect(home.back_up)
            zone.choose.connect(self.choose_files)
            zone.show_how.connect(home.show_how)
        home.files_wanted.connect(self.choose_files)
        home.changed.connect(self._render)

    @Slot()
    def choose_files(self) -> None:
        """Ask for files by the system's own dialog."""
        names, _ = QFileDialog.getOpenFileNames(self, "Choose a chat from WhatsApp", "", FILES)
        if names:
            self._home.back_up([Path(name) for name in names])

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
        self.trouble.show_words(state.trouble, state.trouble_state)
        self.progress.setVisible(state.work is not None)
        if state.work is not None:
            self.progress.show_progress(state.work)
        self._render_question()
        self.report.show_report(state.report)
        order_keyboard(self)
        free = state.work is None and state.question is None and state.loaded
        self.drop_zone.setVisible(free and not state.empty)
        self.first_drop_zone.setVisible(free and state.empty)
        self._totals.setText(state.totals)
        self._heading.setVisible(not state.empty)
        self.chats.setVisible(not state.empty)

    def _render_copies(self) -> None:
        """Its button is the filled one where nothing else is to be done first; while the vault is empty, only finds."""
        state = self._home.state
        copies = state.copies if state.loaded else None
        if copies is not None and state.empty and not copies.count:
            copies = None
        self.copies.setVisible(copies is not None)
        if copies is not None:
            self.copies.show_words(copies.state, copies.headline, copies.detail, copies.button)
            urgent = state.status is not None and bool(state.status.button)
            self.copies.fill_button(copies.state != "plain" and not (urgent or state.empty) and state.question is None)

    def _render_question(self) -> None:
        question = self._home.state.question
        asked_already = self.question.isVisibleTo(self)
        self.question.setVisible(question is not None)
        if question is not None:
            self.question.ask(question.chat, question.samples, question.day_first, question.month_first)
            if not asked_already:
                self.question.setFocus()
