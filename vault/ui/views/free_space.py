"""FreeSpaceView: what could go from the vault, and why not; RemoveChatView: the question before a chat goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from vault.ui.theme import UNIT
from vault.ui.viewmodels.free_space import FreeSpaceViewModel
from vault.ui.viewmodels.free_space_words import ChatLine
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.lines_card import LinesCard, clear
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox


class _Chats(Card):
    """The chats, each with the way to remove it for good."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(UNIT)
        self._shown: tuple[ChatLine, ...] | None = None

    def show_chats(self, chats: Sequence[ChatLine], *, enabled: bool) -> None:
        """These."""
        self.setVisible(bool(chats))
        if tuple(chats) != self._shown:
            self._shown = tuple(chats)
            clear(self)
            self.body.addWidget(column(TextLabel("Remove a chat for good", strong=True)))
            for chat in chats:
                self._add(chat)
        self.setEnabled(enabled)

    def _add(self, chat: ChatLine) -> None:
        button = OutlinedButton("Remove…")
        button.setAccessibleName(f"Remove {chat.name}")
        button.clicked.connect(lambda: self.pressed.emit(chat.id))
        self.body.addWidget(Rule())
        self.body.addWidget(
            FoldingRow(column(TextLabel(chat.name), TextLabel(chat.detail, "detail", tone="muted")), button)
        )


class FreeSpaceView(ScrollingPage):
    """Everything on it is read from the view-model's state."""

    def __init__(self, viewmodel: FreeSpaceViewModel) -> None:
        super().__init__("Free space")
        self.viewmodel = viewmodel
        self._sentence, self._detail = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.trouble, self.progress = MessagePanel(), ProgressPanel()
        self.lines, self.chats = LinesCard(), _Chats()
        self.free, self.back = PrimaryButton("Free space"), PrimaryButton("Back")
        self.progress.cancelled.connect(viewmodel.cancel)
        self.chats.pressed.connect(viewmodel.ask_about)
        self.free.clicked.connect(self._press)
        self.back.clicked.connect(viewmodel.leave)
        self.body.addWidget(column(self._sentence, self._detail))
        for widget in (self.trouble, self.progress, self.lines, ButtonRow(self.free, self.back), self.chats):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        viewmodel.changed.connect(self._render)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; what is under way has its own button."""
        if event.key() == Qt.Key.Key_Escape and self.viewmodel.state.work is None:
            self.viewmodel.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _press(self) -> None:
        viewmodel = self.viewmodel
        (viewmodel.free if viewmodel.state.trouble is None else viewmodel.help)()

    @Slot()
    def _render(self) -> None:
        state = self.viewmodel.state
        told = state.told
        if told.sentence and told.sentence != self._sentence.text():
            announce(self, f"{told.sentence} {told.detail}")
        self._sentence.setText(told.sentence or "Free space in your vault")
        self._detail.say(told.detail)
        self.trouble.show_words(state.trouble)
        self.trouble.offer_button(False)  # the filled one below does it
        self.progress.setVisible(state.work is not None)
        if state.work is not None:
            self.progress.show_progress(state.work)
        self.lines.show_lines(told.lines)
        button = told.button if state.trouble is None else state.trouble.button
        self.free.setText(button or "Free space")
        self.free.setVisible(bool(button) and state.work is None)
        self.back.fill(not button)
        self.back.setVisible(state.work is None)
        self.chats.show_chats(state.chats, enabled=state.work is None)
        order_keyboard(self)


class RemoveChatView(ScrollingPage):
    """What goes with a chat, and the question; the keyboard begins at the careful answer."""

    def __init__(self, viewmodel: FreeSpaceViewModel) -> None:
        super().__init__("Remove a chat for good")
        self.viewmodel = viewmodel
        self._question, self._detail = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.trouble, self.progress, self.lines = MessagePanel(), ProgressPanel(), LinesCard()
        self.shared = TickBox("Remove these exports as well")
        self.keep, self.remove = PrimaryButton("Keep it"), OutlinedButton("Remove for good")
        self.trouble.pressed.connect(viewmodel.help)
        self.progress.cancelled.connect(viewmodel.cancel)
        self.shared.clicked.connect(lambda ticked: viewmodel.ask(with_shared=ticked))
        self.keep.clicked.connect(viewmodel.keep)
        self.remove.clicked.connect(viewmodel.remove)
        self.body.addWidget(column(self._question, self._detail))
        for widget in (self.trouble, self.progress, self.lines, self.shared, ButtonRow(self.keep, self.remove)):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        viewmodel.changed.connect(self._render)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps the chat."""
        if event.key() == Qt.Key.Key_Escape and self.keep.isVisible():
            self.viewmodel.keep()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _render(self) -> None:
        state = self.viewmodel.state
        asked = state.removal
        free = state.work is None
        if asked is not None:
            if asked.question and asked.question != self._question.text():
                announce(self, f"{asked.question} {asked.detail}", urgent=True)
            self._question.setText(asked.question or "Remove this chat for good?")
            self._detail.say(asked.detail)
            self.lines.show_lines(asked.lines)
            self.shared.setText(asked.tick or "Remove these exports as well")
            self.shared.setChecked(asked.ticked)
            self.shared.setVisible(bool(asked.tick) and free)
        self.trouble.show_words(state.trouble)
        self.progress.setVisible(not free)
        if state.work is not None:
            self.progress.show_progress(state.work)
        self.keep.setVisible(free)
        self.remove.setVisible(free and asked is not None and bool(asked.button) and state.trouble is None)
        order_keyboard(self)
