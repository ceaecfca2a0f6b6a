"""AddWizard: from what was found to what is put in; which page is up, the view-model says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot

from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import Step
from vault.ui.wizards.add_steps.columns import ColumnsPage
from vault.ui.wizards.add_steps.found import FoundPage
from vault.ui.wizards.add_steps.key import KeyPage
from vault.ui.wizards.add_steps.question import QuestionPage
from vault.ui.wizards.add_steps.step import AddStep
from vault.ui.wizards.frame import WizardFrame

_PAGES: tuple[Callable[[AddingViewModel], AddStep], ...] = (FoundPage, QuestionPage, ColumnsPage)


class AddWizard(WizardFrame):
    """Enter does what the primary button does; Escape and Alt+Left go back."""

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__("Add chats")
        self.viewmodel = viewmodel
        self.key = KeyPage(viewmodel)
        pages = [self.key, *(make(viewmodel) for make in _PAGES)]
        self._pages: dict[Step, AddStep] = {page.step: page for page in pages}
        self.forward.connect(self._go_forward)
        self.back.connect(viewmodel.back)
        self.other.connect(viewmodel.other)
        viewmodel.changed.connect(self._render)
        self._render()

    def page(self, step: Step) -> AddStep:
        """The page of a step."""
        return self._pages[step]

    def arrived(self) -> None:
        """Show the page that is up."""
        self._render()
        super().arrived()

    @Slot()
    def _render(self) -> None:
        state = self.viewmodel.state
        if state.step != "key":
            self.key.forget()
        page = self._pages.get(state.step)
        if page is not None:
            page.show_moment(state)
            self.show_step(page)

    @Slot()
    def _go_forward(self) -> None:
        if self.step is self.key:
            self.key.try_it()
        else:
            self.viewmodel.forward()
