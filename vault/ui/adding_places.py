"""AddingPlaces: the pages by which chats are added, and what leads from one to the other. A part of the stage."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.add_chats import AddChatsViewModel
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.views.add_chats import AddChatsView
from vault.ui.views.backup_report import BackupReportView
from vault.ui.views.guide import GuideView
from vault.ui.window import Window
from vault.ui.wizards.add import AddWizard

PLACE = "home"


class AddingPlaces(QObject):
    """left() back to Home; wanted(step) to other pages; stored() when the vault has changed.

    While something is put in, Home shows how far it is; its report waits until the person is at Home again.
    """

    left = Signal()
    wanted = Signal(str)
    stored = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, window: Window) -> None:
        super().__init__(window)
        self.window = window
        self.add = AddChatsViewModel(services.desk.clock().astimezone().date(), self)
        self.adding = AddingViewModel(services, tasks, self)
        self.add_view, self.guide_view = AddChatsView(self.add), GuideView(self.add)
        self.wizard, self.report_view = AddWizard(self.adding), BackupReportView(self.adding)
        self.add.guide_wanted.connect(self.show_guide)
        self.add_view.left.connect(self.left)
        self.guide_view.left.connect(self.show_apps)
        for view in (self.add_view, self.guide_view):
            view.given.connect(self.adding.begin)
        self.adding.paged.connect(self._turn)
        self.adding.stored.connect(self.stored)
        self.report_view.wanted.connect(self.wanted)
        self.report_view.adding.connect(self.begin)

    def show(self, vault: OpenedVault) -> None:
        """Be about this vault."""
        self.adding.show(vault)

    @Slot()
    def begin(self) -> None:
        """The apps, all of them."""
        self.add.begin()
        self.show_apps()

    @Slot()
    def show_apps(self) -> None:
        """The apps, as they were searched last."""
        self.window.show_page(self.add_view, PLACE)

    @Slot()
    def show_guide(self) -> None:
        """How chats are got out of the app that was chosen."""
        self.window.show_page(self.guide_view, PLACE)

    def take_home(self) -> bool:
        """Put up what waits for the person at Home: a question, or a report. False where nothing does."""
        if self.adding.state.asking:
            self.window.show_page(self.wizard, None)
        elif self.adding.state.report is not None:
            self.window.show_page(self.report_view, PLACE)
        else:
            return False
        self.window.navigation.count(PLACE, 0)
        return True

    @Slot()
    def _turn(self) -> None:
        """Another page of the way came up. Who is elsewhere is left alone, and sees that something waits."""
        if self._at_home():
            self.left.emit()
        state = self.adding.state
        waits = (state.asking or state.report is not None) and not self._at_home()
        self.window.navigation.count(PLACE, 1 if waits else 0)

    def _at_home(self) -> bool:
        """Home is up, or one of the pages that lead on from it."""
        ours = (self.add_view, self.guide_view, self.wizard, self.report_view)
        return self.window.navigation.marked == PLACE or self.window.page in ours
