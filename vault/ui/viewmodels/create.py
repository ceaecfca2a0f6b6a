"""CreateViewModel: a new vault in four steps: where, the sheet, the proof, done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from vault.services.create_vault import Created
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui import figures
from vault.ui.messages import BUG, words
from vault.ui.tasks import Task, TaskRunner
from vault.ui.viewmodels import new_place
from vault.ui.viewmodels.new_place import NAME, OwnFolder, PlaceLook, Suggestion
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.wording.words import Words, quoted

Step = Literal["where", "sheet", "proof", "done"]
STEPS: tuple[Step, ...] = ("where", "sheet", "proof", "done")


@dataclass(frozen=True, slots=True)
class CreateState:
    """What the wizard shows.

    The vault's folder is `parent` / `name`. `room` says how much is free there. `keychain` are the words about a
    password safe that did not take the key; `proved` tells whether the rows were typed back. While `choosing`, a
    folder of the person's own is being looked at, and until then nothing may be made anywhere else.
    """

    step: Step = "where"
    suggestions: tuple[Suggestion, ...] = ()
    parent: Path | None = None
    name: str = NAME
    room: str = ""
    trouble: Words | None = None
    looking: bool = False
    choosing: bool = False
    busy: bool = False
    keychain: Words | None = None
    proved: bool = False

    @property
    def number(self) -> int:
        """The step's number, from 1."""
        return STEPS.index(self.step) + 1

    @property
    def name_fits(self) -> bool:
        """Whether a folder can be called so."""
        return new_place.fits(self.name)

    @property
    def ready(self) -> bool:
        """Whether the vault can be made."""
        waits = self.looking or self.choosing or self.busy
        return self.parent is not None and self.name_fits and not (self.trouble or waits)


class CreateViewModel(QObject):
    """`sheet` is the view-model of the sheet and its proof.

    finished(OpenedVault) at the end; left() before a vault was made; existing(Path) to open the vault found there.
    """

    changed = Signal()
    finished = Signal(object)
    left = Signal()
    existing = Signal(object)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = CreateState()
        self.sheet = SheetViewModel(services, tasks)
        self.sheet.changed.connect(self.changed)
        self.sheet.proved.connect(self._have_proved)
        self._services, self._tasks = services, tasks
        self._looking: Task | None = None
        self._choosing: Task | None = None
        self._renamed = False
        self._vault: OpenedVault | None = None

    # -- where ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin from the start: suggest places."""
        self._vault = None
        self._be(CreateState(looking=True))
        documents = self._services.desk.places.documents
        self._tasks.start(
            lambda progress: new_place.suggestions(documents), done=self._have_suggestions, failed=self._failed
        )

    def _have_suggestions(self, found: tuple[Suggestion, ...]) -> None:
        known = {suggested.parent for suggested in found}
        own = tuple(place for place in self.state.suggestions if place.parent not in known)  # chosen meanwhile
        self._be(replace(self.state, suggestions=(*found, *own), looking=self._looking is not None))
        if self.state.parent is None and found and not self.state.choosing:
            self.choose(found[0].parent)

    def choose(self, parent: Path) -> None:
        """Make the vault's folder in this one, by a name that is free there."""
        self._close_choice()
        usual = self.state.name if self.state.name != NAME and self.state.name_fits else NAME
        self._be(replace(self.state, parent=parent, name=usual))
        self._look_again()

    def choose_folder(self, folder: Path) -> None:
        """The person chose a folder of their own: an empty one becomes the vault, one with a vault is recognised.

        In any other the vault gets a folder of its own. What is typed meanwhile is its name.
        """
        self._close_look()
        self._close_choice()
        self._renamed = False
        self._be(replace(self.state, choosing=True, looking=False))
        is_unfinished = self._services.create.is_unfinished
        self._choosing = self._tasks.start(
            lambda progress: new_place.own_folder(folder, is_unfinished),
            done=lambda own: self._have_own(folder, own),
            failed=self._failed,
        )

    def _have_own(self, folder: Path, own: OwnFolder) -> None:
        self._choosing = None
        known = {suggested.parent for suggested in self.state.suggestions}
        fresh = self.state.suggestions if own.place.parent in known else (*self.state.suggestions, own.place)
        typed = self._renamed and own.place.parent == folder
        name = self.state.name if typed else own.name
        self._be(replace(self.state, suggestions=fresh, parent=own.place.parent, name=name, choosing=False))
        self._look_again()

    def rename(self, name: str) -> None:
        """Call the vault, and its folder, by this name."""
        self._be(replace(self.state, name=name))
        if self.state.choosing:
            self._renamed = True  # where it will lie is known in a moment; the choice must not get lost over it
        else:
            self._look_again()

    def _look_again(self) -> None:
        """Look at the folder that is chosen now, off the GUI thread: it may lie on a sleeping disk."""
        self._close_look()
        folder = self.folder
        if folder is None or not self.state.name_fits:
            self._be(replace(self.state, trouble=None, looking=False, room=""))
            return
        self._be(replace(self.state, looking=True, trouble=None))
        is_unfinished = self._services.create.is_unfinished
        self._looking = self._tasks.start(
            lambda progress: new_place.look(folder, is_unfinished), done=self._have_looked, failed=self._failed
        )

    def _have_looked(self, found: PlaceLook) -> None:
        self._looking = None
        room = f"{figures.size(found.free)} free" if found.free is not None else ""
        trouble = words(found.problem) if found.problem else None
        self._be(replace(self.state, looking=False, room=room, trouble=trouble))

    @property
    def folder(self) -> Path | None:
        """The vault's folder as chosen."""
        return self.state.parent / self.state.name.strip() if self.state.parent else None

    # -- making it ----------------------------------------------------------------------------------------------

    def forward(self) -> None:
        """What Continue does on the present step."""
        if self.state.step == "where":
            self._make()
        elif self.state.step == "sheet":
            self.sheet.ask_rows()
            self._be(replace(self.state, step="proof"))
        elif self.state.step == "done" and self._vault is not None:
            vault = self._vault
            self._forget_sheet()
            self.finished.emit(vault)

    def back(self) -> None:
        """One step back; out of the wizard from the first. A vault that was made is not unmade."""
        if self.state.step == "where":
            self._close_look()
            self._close_choice()
            self.left.emit()
        elif self.state.step == "proof" and not self.sheet.state.busy:
            self.sheet.back()
            self._be(replace(self.state, step="sheet"))

    def later(self) -> None:
        """Go on without the proof: the status stays yellow and asks again."""
        if self.state.step == "proof" and not self.sheet.state.busy:
            self._be(replace(self.state, step="done", proved=False))

    def prove(self, typed: Mapping[int, str]) -> None:
        """Two rows were typed back."""
        self.sheet.submit(typed)

    def help(self) -> None:
        """The button of the message was pressed."""
        trouble, folder = self.state.trouble, self.folder
        if trouble is not None and trouble.deed == "open-it" and folder is not None:
            self.existing.emit(folder)
        elif trouble is not None:
            self._look_again()

    def _make(self) -> None:
        folder, create = self.folder, self._services.create
        if folder is None or not self.state.ready:
            return
        self._be(replace(self.state, busy=True))
        self._tasks.start(
            lambda progress: create.run(folder, progress), done=self._have_made, failed=self._failed, writes=True
        )

    def _have_made(self, made: Created) -> None:
        self._vault = made.vault
        self.sheet.show_new(made.vault, made.sheet)
        keychain = words(made.keychain_problem) if made.keychain_problem else None
        self._be(replace(self.state, busy=False, step="sheet", keychain=keychain, name=made.vault.name))

    def _have_proved(self) -> None:
        self._be(replace(self.state, step="done", proved=True))

    def _forget_sheet(self) -> None:
        self.sheet.leave()
        self._vault = None

    def _failed(self, error: Exception) -> None:
        said = words(error)
        self._be(replace(self.state, busy=False, looking=False, choosing=False, trouble=None if said is BUG else said))
        if said is BUG:
            raise error

    def _close_look(self) -> None:
        if self._looking is not None:
            self._looking.close()
            self._looking = None

    def _close_choice(self) -> None:
        if self._choosing is not None:
            self._choosing.close()
            self._choosing = None
            self._be(replace(self.state, choosing=False))

    @property
    def done_words(self) -> tuple[str, str]:
        """The last step's sentence and the line below it."""
        name = quoted(self.state.name)
        if self.state.proved:
            return f"{name} is ready.", "You have its sheet, and we have seen that. Now put your first chat in."
        return (
            f"{name} is ready, and one thing is left.",
            "Until two rows of the sheet were typed back, nobody knows that you have it. Home asks you again.",
        )

    def _be(self, state: CreateState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
