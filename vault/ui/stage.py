"""Stage: which page is up, and what leads to which. The one place that knows all pages and the vault that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.adding_places import AddingPlaces
from vault.ui.exposure_places import ExposurePlaces
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.create import CreateViewModel
from vault.ui.viewmodels.free_space import FreeSpaceViewModel
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.viewmodels.opening import OpeningViewModel
from vault.ui.viewmodels.relock import RelockViewModel
from vault.ui.viewmodels.repair import RepairViewModel
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.viewmodels.vault_and_keys import VaultAndKeysViewModel
from vault.ui.views.finishing import FinishingView
from vault.ui.views.first_question import FirstQuestionView
from vault.ui.views.free_space import FreeSpaceView, RemoveChatView
from vault.ui.views.home import HomeView
from vault.ui.views.opening import OpeningView
from vault.ui.views.relock import RelockPage
from vault.ui.views.repair import RepairView
from vault.ui.views.sheet import SheetPage
from vault.ui.views.vault_and_keys import VaultAndKeysView
from vault.ui.window import Window
from vault.ui.wizards.create import CreateWizard
from vault.ui.wizards.restore import RestoreWizard

PLACES = (
    ("home", "home", "Home"),
    ("copies", "eye", "Unprotected copies"),
    ("bring-back", "bring-back", "Get chats back"),
    ("keys", "key", "Vault and keys"),
)
"""Key, icon and word of each place at the left."""


class Stage(QObject):
    """Builds every page once, leads from one to the next, and owns the vault that is open."""

    def __init__(self, services: Services, tasks: TaskRunner, window: Window) -> None:
        super().__init__(window)
        self.services, self.tasks, self.window = services, tasks, window
        self.vault: OpenedVault | None = None
        self._before_sheet: Callable[[], None] = self.show_home
        self.home, self.opening = HomeViewModel(services, tasks, self), OpeningViewModel(services, tasks, self)
        self.create = CreateViewModel(services, tasks, self)
        self.restore, self.keys = RestoreViewModel(services, tasks), VaultAndKeysViewModel(services, tasks)
        self.sheet, self.free_space = SheetViewModel(services, tasks), FreeSpaceViewModel(services, tasks, self)
        self.first_question_view, self.opening_view = FirstQuestionView(), OpeningView(self.opening)
        self.create_wizard, self.restore_wizard = CreateWizard(self.create), RestoreWizard(self.restore)
        self.keys_view, self.sheet_page = VaultAndKeysView(self.keys), SheetPage(self.sheet)
        self.free_space_view, self.remove_chat_view = FreeSpaceView(self.free_space), RemoveChatView(self.free_space)
        self.relock = RelockViewModel(services, tasks)
        self.relock_page = RelockPage(self.relock)
        self.repair = RepairViewModel(services, tasks, self)
        self.repair_view = RepairView(self.repair)
        self._before_repair: Callable[[], None] = self.show_home
        self.finishing_view = FinishingView()
        self.exposure = ExposurePlaces(services, tasks, window)
        self.adding = AddingPlaces(services, tasks, window)
        self.home_view = HomeView(self.home, self.adding.adding)
        self._before_removal: Callable[[], None] = self.show_home
        for key, icon, word in PLACES:
            window.navigation.add(key, icon, word)
        self._connect()

    def _connect(self) -> None:
        self.window.chosen.connect(self.go)
        self.first_question_view.first_time.connect(self.make_vault)
        self.first_question_view.bring_back.connect(self.bring_back)
        self.opening.opened.connect(self.be_open)
        self.opening.wanted.connect(self.lead)
        self.home.wanted.connect(self.lead)
        self.adding.left.connect(self.show_home)
        self.adding.wanted.connect(self.lead)
        self.adding.stored.connect(self.home.refresh)
        self.create.finished.connect(self._first_open)
        self.exposure.copies_changed.connect(self.home.show_copies)
        self.exposure.vault_changed.connect(self.home.refresh)
        self.exposure.check_wanted.connect(self._check)
        self.exposure.left.connect(self.show_home)
        self.create.left.connect(self.show_first_question)
        self.create.existing.connect(self.open_by_sheet)
        self.restore.vault_opened.connect(self.be_open)
        self.restore.closed.connect(self._leave_restore)
        self.keys.sheet_wanted.connect(self._show_sheet)
        self.sheet.closed.connect(lambda: self._before_sheet())
        self.keys.free_space_wanted.connect(self.show_free_space)
        self.keys.relock_wanted.connect(self._show_relock)
        self.relock.relocked.connect(self._be_relocked)
        self.relock.closed.connect(self.show_keys)
        self.keys.repair_wanted.connect(self._show_repair)
        self.repair.left.connect(lambda: self._before_repair())
        self.repair.wanted.connect(self.lead)
        self.repair.vault_changed.connect(self.home.refresh)
        self.home_view.chats.removal_wanted.connect(self.free_space.ask_about)
        self.free_space.asked.connect(self._show_removal)
        self.free_space.answered.connect(lambda: self._before_removal())
        self.free_space.left.connect(self.show_keys)
        self.free_space.wanted.connect(self.lead)
        self.free_space.vault_changed.connect(self.home.refresh)

    # -- coming up ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open the vault used last; where there is none, ask the first question."""
        folder = self.services.open.last()
        if folder is None:
            self.show_first_question()
        else:
            self.open_in(folder)

    def open_in(self, folder: Path) -> None:
        """Open the vault in this folder by the password safe."""
        self.window.show_page(self.opening_view, None)
        self.opening.open(folder)

    def open_by_sheet(self, folder: Path) -> None:
        """Open it by its sheet."""
        self.opening.ask_sheet(folder)
        self.window.show_page(self.opening_view, None)

    def be_open(self, vault: OpenedVault) -> None:
        """This vault is open now: show it, and let go of another that was."""
        before, self.vault = self.vault, vault
        if before is not None and before is not vault:
            self.tasks.start(lambda progress: before.close(), done=_nothing, failed=_nothing, writes=True)
        if before is not vault:
            self.home.show(vault)
            self.keys.show(vault)
            self.exposure.show(vault)
            self.adding.show(vault)
            self.free_space.show(vault)
        self.show_home()

    def _first_open(self, vault: OpenedVault) -> None:
        """A new vault: before anything else, offer to look for readable copies."""
        self.be_open(vault)
        self.exposure.offer_first_scan()

    # -- leading ---------------------------------------------------------------------------------------------------

    @Slot(str)
    def go(self, place: str) -> None:
        """A place at the left was pressed."""
        places = {
            "home": self.show_home, "copies": self.show_copies, "bring-back": self.bring_back, "keys": self.show_keys,
        }  # fmt: skip
        places[place]()

    @Slot(str)
    def lead(self, step: str) -> None:
        """Lead to a next step of the status, or to what the button of a message promises."""
        steps: dict[str, Callable[[], None]] = {
            "make-or-bring-back": self.show_first_question,
            "prove-sheet": lambda: self._show_sheet("prove"),
            "new-sheet": lambda: self._show_sheet("new"),
            "use-sheet": self._use_sheet,
            "choose-folder": self._choose_folder,
            "another-place": self._choose_folder,
            "add-chats": self.adding.begin,
            "bring-back": self.bring_back,
            "check": self.home.check,
            "repair": self._show_repair,
            "copies": self.show_copies,
        }
        steps.get(step, self.show_home)()

    def show_first_question(self) -> None:
        """Is this your first time, or are you bringing your chats back? With a vault open: home."""
        if self.vault is not None:
            self.show_home()
        else:
            self.window.show_page(self.first_question_view, None)

    def make_vault(self) -> None:
        """The create wizard from its beginning."""
        self.create.begin()
        self.window.show_page(self.create_wizard, None)

    def bring_back(self) -> None:
        """The restore wizard: of the vault that is open, or from the question what the person has."""
        self.restore.begin(self.vault)
        self.window.show_page(self.restore_wizard, None)

    def show_home(self) -> None:
        """Home; where no vault is open, whatever leads to one."""
        if self.vault is None:
            self.begin()
        else:
            self._show_what_waits()

    def _show_what_waits(self) -> None:
        """A question about what was dropped, or its report; else Home itself."""
        if not self.adding.take_home():
            self.window.show_page(self.home_view, "home")

    def show_copies(self) -> None:
        """The unprotected copies."""
        if self.vault is not None:
            self.exposure.show_copies()

    @Slot()
    def _check(self) -> None:
        """A health check, where its progress and its end are seen."""
        self.show_home()
        self.home.check()

    def show_keys(self) -> None:
        """Vault and keys."""
        if self.vault is not None:
            self.window.show_page(self.keys_view, "keys")

    @Slot()
    def show_free_space(self) -> None:
        """What could go from the vault."""
        if self.vault is not None:
            self.window.show_page(self.free_space_view, None)
            self.free_space.look()

    @Slot()
    def _show_repair(self) -> None:
        """What is damaged, and putting it back; then back where we were."""
        if self.vault is not None:
            self._before_repair = self._back_to_keys if self.window.page is self.keys_view else self.show_home
            self.window.show_page(self.repair_view, None)
            self.repair.begin(self.vault)

    def _back_to_keys(self) -> None:
        """A check's outcome from before the repair is past."""
        self.keys.forget_check()
        self.show_keys()

    @Slot()
    def _show_relock(self) -> None:
        """Change the vault's key."""
        if self.vault is not None:
            self.window.show_page(self.relock_page, None)
            self.relock.begin(self.vault)

    @Slot(object)
    def _be_relocked(self, vault: OpenedVault) -> None:
        """The same vault under its new key; the page that says so stays."""
        self.be_open(vault)
        self.window.show_page(self.relock_page, None)

    @Slot()
    def _show_removal(self) -> None:
        """The question before a chat goes; then back where we were."""
        on_home = self.window.page is self.home_view
        self._before_removal = self.show_home if on_home else self._back_to_free_space
        self.window.show_page(self.remove_chat_view, None)

    def _back_to_free_space(self) -> None:
        self.window.show_page(self.free_space_view, None)

    @Slot(str)
    def _show_sheet(self, what: str) -> None:
        """The page of the sheet: "new" makes one, "prove" asks for the one there is. Then back where we were."""
        if self.vault is None:
            return
        self._before_sheet = self.show_keys if self.window.page is self.keys_view else self.show_home
        (self.sheet.new_sheet if what == "new" else self.sheet.prove)(self.vault)
        self.window.show_page(self.sheet_page, None)

    def _use_sheet(self) -> None:
        folder = self.vault.folder if self.vault is not None else self.opening.folder
        if folder is not None:
            self.open_by_sheet(folder)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window, "Choose the folder of your vault")
        if chosen:
            self.open_in(Path(chosen))

    @Slot()
    def _leave_restore(self) -> None:
        self.show_home()

    # -- going away ---------------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Whether nothing is under way; otherwise stop it, show that, and close when it has reached a good end."""
        self.restore.shutdown()
        if not self.tasks.busy:
            return True
        self.window.show_page(self.finishing_view, None)
        self.tasks.idle.connect(self.window.close)
        self.tasks.close_all()
        return False

    def let_go(self) -> None:
        """Close the vault. No task may be under way."""
        if self.vault is not None:
            self.vault.close()
            self.vault = None


def _nothing(outcome: object) -> None:
    """Nobody waits for it."""
