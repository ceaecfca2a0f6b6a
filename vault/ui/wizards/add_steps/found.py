"""What was found in what was dropped: one row for each export, and for each thing that is none."""

from __future__ import annotations

from vault.ui.models.chat_list import ChatListModel
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState
from vault.ui.widgets.chat_list import ChatList
from vault.ui.wizards.add_steps.step import AddStep


class FoundPage(AddStep):
    """A list, however long; nothing has been put in yet."""

    step = "found"

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__(viewmodel, "What we found")
        self.rows = ChatListModel(self)
        self.list = ChatList(self.rows)
        self.list.setAccessibleName("What we found")
        self.body.addWidget(self.list)

    def show_state(self, state: AddingState) -> None:
        """The rows, and the way on."""
        if state.found is None:
            return
        self.rows.show(state.found.rows)
        if (self.title, self.explanation) != (state.found.sentence, state.found.detail):
            self.set_title(state.found.sentence, state.found.detail)
        self.offer(self.foot_of(state, state.found.button, ready=True))
