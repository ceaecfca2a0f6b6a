"""Page 4: what is inside, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListView

from vault.ui import theme
from vault.ui.delegates.chat_choice_row import ChatChoiceRow
from vault.ui.delegates.chat_row import row_height
from vault.ui.models.chat_choice import ChatChoiceModel
from vault.ui.theme import UNIT
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.widgets.button import LinkButton
from vault.ui.widgets.empty_state import EmptyState
from vault.ui.wizards.restore_steps.step import RestoreStep

_MOST_ROWS = 6
"""More than this and the list scrolls by itself, so that the buttons stay in the window."""


class InsidePage(RestoreStep):
    """A list with a check mark per chat; all are chosen at first."""

    step = "inside"

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(viewmodel, "This is what is in your vault")
        self._model = ChatChoiceModel(self)
        self._model.toggled.connect(viewmodel.choose)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(ChatChoiceRow(self.list))
        self.list.setAccessibleName("Chats in your vault")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self._all = LinkButton("Choose none")
        self._all.clicked.connect(self._turn_all)
        self._empty = EmptyState("phone-to-vault", "This vault holds no chats yet.", "There is nothing to bring back.")
        self.body.addWidget(self.list)
        self.body.addWidget(self._all, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._empty)
        self.body.addSpacing(UNIT)
        theme.theme().changed.connect(self._fit)

    def show_state(self, state: RestoreState) -> None:
        """The chats, the choice, and its sum beside the button."""
        if self.explanation != state.vault_line:
            self.set_title(self.title, state.vault_line)
        self._model.show_chats(state.chats, state.chosen)
        if self.list.currentIndex().row() < 0 and state.chats:
            self.list.setCurrentIndex(self._model.index(0))
        self.list.setVisible(bool(state.chats))
        self._empty.setVisible(not state.chats)
        self._all.setVisible(len(state.chats) > 1)
        self._all.setText("Choose none" if len(state.chosen) == len(state.chats) else "Choose all")
        self._fit()
        self.offer(self.foot_of(state, "Bring them back", state.chosen_line))

    def _turn_all(self) -> None:
        state = self.viewmodel.state
        everything = frozenset(chat.id for chat in state.chats)
        self.viewmodel.choose(frozenset() if state.chosen == everything else everything)

    def _fit(self) -> None:
        """As high as its rows, up to a point."""
        rows = min(self._model.rowCount(), _MOST_ROWS)
        self.list.setFixedHeight(rows * row_height() + 2)
