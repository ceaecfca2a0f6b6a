"""Between page 5 and 6: the chats are being written, read again and compared."""

from __future__ import annotations

from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.wizards.frame import Foot
from vault.ui.wizards.restore_steps.step import RestoreStep


class RunningPage(RestoreStep):
    """How far, how long yet, and Cancel."""

    step = "running"

    def __init__(self, viewmodel: RestoreViewModel) -> None:
        super().__init__(
            viewmodel,
            "Bringing your chats back",
            "Every file is written, read again, and compared with the vault. You can do something else meanwhile.",
        )
        self._panel = ProgressPanel()
        self._panel.cancelled.connect(viewmodel.cancel)
        self.body.addWidget(self._panel)
        self.offer(Foot(forward="", back=""))

    def show_state(self, state: RestoreState) -> None:
        """The panel says it all."""
        if state.running is not None:
            self._panel.show_progress(state.running)
