"""RestoreWizard: brings chats back, in six pages; which page is up, the view-model says."""

from __future__ import annotations

from collections.abc import Callable

from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import Step
from vault.ui.wizards.frame import WizardFrame
from vault.ui.wizards.restore_steps.find import FindPage
from vault.ui.wizards.restore_steps.have import HavePage
from vault.ui.wizards.restore_steps.inside import InsidePage
from vault.ui.wizards.restore_steps.result import ResultPage
from vault.ui.wizards.restore_steps.rows import RowsPage
from vault.ui.wizards.restore_steps.running import RunningPage
from vault.ui.wizards.restore_steps.step import RestoreStep
from vault.ui.wizards.restore_steps.where import WherePage

_PAGES: tuple[Callable[[RestoreViewModel], RestoreStep], ...] = (
    HavePage, FindPage, RowsPage, InsidePage, WherePage, RunningPage, ResultPage,
)  # fmt: skip


class RestoreWizard(WizardFrame):
    """Enter does what the primary button does; Escape and Alt+Left go back, or cancel what is under way."""

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__("Get chats back")
        self.viewmodel = viewmodel
        pages = [make(viewmodel) for make in _PAGES]
        self._pages: dict[Step, RestoreStep] = {page.step: page for page in pages}
        self.forward.connect(self._go_forward)
        self.back.connect(viewmodel.back)
        self.other.connect(viewmodel.leave)
        self._was_ready = False
        viewmodel.changed.connect(self._render)
        self._render()

    def page(self, step: Step) -> RestoreStep:
        """The page of a step."""
        return self._pages[step]

    def arrived(self) -> None:
        """Give the keyboard to the page that is up."""
        self._render()
        if self.step is not None:
            self.step.arrived()

    def _render(self) -> None:
        state = self.viewmodel.state
        page = self._pages[state.step]
        page.show_moment(state)
        self.show_step(page)
        if page.forward_first and state.ready and not self._was_ready:
            self._forward.setFocus()
        self._was_ready = page.forward_first and state.ready

    def _go_forward(self) -> None:
        page = self.step
        if isinstance(page, ResultPage):
            page.open_folder()
        else:
            self.viewmodel.forward()

    def _go_back(self) -> None:
        if self._back.isVisibleTo(self):
            self.viewmodel.back()
