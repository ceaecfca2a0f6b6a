"""ExposurePlaces: the pages about unprotected copies, and what leads from one to the other. A part of the stage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from vault.exposure.finding import Finding
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.check_up import CheckUpViewModel
from vault.ui.viewmodels.put_right import PutRightViewModel
from vault.ui.viewmodels.reports import ReportsViewModel
from vault.ui.viewmodels.unprotected import UnprotectedViewModel
from vault.ui.viewmodels.unprotected_state import CopiesWords
from vault.ui.views.check_up import CheckUpView
from vault.ui.views.first_scan import FirstScanView
from vault.ui.views.learn import LearnView
from vault.ui.views.put_right import PutRightView
from vault.ui.views.reports import ReportsView
from vault.ui.views.unprotected import UnprotectedView
from vault.ui.window import Window

PLACE = "copies"


class ExposurePlaces(QObject):
    """copies_changed(words | None) for Home; vault_changed() when something was locked; left() back to Home.

    check_wanted() asks for a health check of the vault.
    """

    copies_changed = Signal(object)
    vault_changed = Signal()
    check_wanted = Signal()
    left = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, window: Window) -> None:
        super().__init__(window)
        self.window = window
        self._vault: OpenedVault | None = None
        self._before_reading: Callable[[], None] = self.show_copies
        self.copies = UnprotectedViewModel(services, tasks, self)
        self.put_right = PutRightViewModel(services, tasks, self)
        self.check_up = CheckUpViewModel(services, tasks, self)
        self.copies_view, self.put_right_view = UnprotectedView(self.copies), PutRightView(self.put_right)
        self.check_up_view, self.learn_view = CheckUpView(self.check_up), LearnView()
        self.reports = ReportsViewModel(services, tasks, self)
        self.reports_view = ReportsView(self.reports)
        self.first_scan_view = FirstScanView(self.copies)
        self._connect()

    def _connect(self) -> None:
        self.copies.put_right.connect(self._put_right)
        self.copies.card_wanted.connect(self.show_check_up)
        self.copies.file_wanted.connect(show_in_folder)
        self.copies.copies_changed.connect(self._count)
        self.copies_view.check_up.connect(self.show_check_up)
        self.copies_view.learn.connect(self.show_learn)
        self.copies_view.report.connect(self.show_reports)
        self.reports_view.done.connect(self.show_copies)
        self.reports.put_back.connect(self.copies.refresh)
        self.put_right.closed.connect(self.show_copies)
        self.put_right.card_wanted.connect(self.show_check_up)
        self.put_right.file_wanted.connect(show_in_folder)
        self.put_right.vault_changed.connect(self.vault_changed)
        self.put_right.settled.connect(self.copies.refresh)
        self.put_right.check_wanted.connect(self.check_wanted)
        self.check_up_view.done.connect(self.show_copies)
        self.check_up_view.learn.connect(self.show_learn)
        self.check_up.answered.connect(self.copies.refresh)
        self.learn_view.done.connect(lambda: self._before_reading())
        self.first_scan_view.look.connect(self._first_look)
        self.first_scan_view.later.connect(self.left)

    def show(self, vault: OpenedVault) -> None:
        """Be about this vault."""
        self._vault = vault
        self.copies.show(vault)
        self.check_up.show(vault)
        self.reports.show(vault)

    @Slot()
    def show_copies(self) -> None:
        """The unprotected copies; a copy that is being put right stays up until that is done."""
        page = self.put_right_view if self.put_right.working else self.copies_view
        self.window.show_page(page, PLACE)

    @Slot()
    @Slot(str)
    def show_check_up(self, card: str = "") -> None:
        """The check-up, with this card open."""
        self.check_up.begin(card)
        self.window.show_page(self.check_up_view, PLACE)

    @Slot(str)
    def show_learn(self, page: str) -> None:
        """One of the pages that explain; then back to where we were."""
        self._before_reading = (
            self._back_to_check_up if self.window.page is self.check_up_view else self.show_copies
        )  # fmt: skip
        self.learn_view.open_page(page)
        self.window.show_page(self.learn_view, PLACE)

    @Slot()
    def show_reports(self) -> None:
        """The report, its history, and what was put right."""
        self.window.show_page(self.reports_view, PLACE)

    def offer_first_scan(self) -> None:
        """During the first run: name the folders, and let the person choose."""
        self.window.show_page(self.first_scan_view, None)

    def _back_to_check_up(self) -> None:
        self.window.show_page(self.check_up_view, PLACE)

    @Slot(object)
    def _first_look(self, folders: list[Path] | None) -> None:
        self.copies.look(folders)
        self.show_copies()

    @Slot(object)
    def _put_right(self, finding: Finding) -> None:
        if self._vault is not None:
            self.put_right.begin(self._vault, finding)
            self.window.show_page(self.put_right_view, PLACE)

    @Slot(object)
    def _count(self, copies: CopiesWords | None) -> None:
        self.window.navigation.count(PLACE, copies.count if copies is not None else 0)
        self.copies_changed.emit(copies)


@Slot(str)
def show_in_folder(path: str) -> None:
    """Open the folder that a file lies in with the system's own file manager."""
    folder = Path(path)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder if folder.is_dir() else folder.parent)))
