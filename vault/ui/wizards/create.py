"""CreateWizard: a new vault in four steps. Which step is up, the view-model says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.create import CreateState, CreateViewModel
from vault.ui.viewmodels.create import Step as StepName
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.button import LinkButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.choice_card import ChoiceCard
from vault.ui.widgets.folding_row import FoldingRow
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.sheet_keeper import SheetKeeper
from vault.ui.widgets.sheet_proof import SheetProof
from vault.ui.widgets.text import TextLabel
from vault.ui.wizards.frame import Foot, StepPage, WizardFrame

_STEPS = 4


class CreateStep(StepPage):
    """A step of this wizard; `show_state` redraws it."""

    name: StepName

    def __init__(self, viewmodel: CreateViewModel, title: str, explanation: str = "") -> None:
        super().__init__(_NUMBERS[self.name], _STEPS, title, explanation)
        self.viewmodel = viewmodel

    def show_state(self, state: CreateState) -> None:
        """Show this moment."""
        raise NotImplementedError


class WhereStep(CreateStep):
    """Where the vault is to lie, and what it is called."""

    name = "where"

    def __init__(self, viewmodel: CreateViewModel) -> None:
        super().__init__(
            viewmodel,
            "Where shall your vault be?",
            "It is a folder that only you can read. A disk that you can unplug is a good place, this computer is too.",
        )
        self.cards: dict[Path, ChoiceCard] = {}
        self._group = QButtonGroup(self)
        self._places = QVBoxLayout()
        self._places.setSpacing(UNIT)
        self._elsewhere = LinkButton("Choose another folder…", icon="folder")
        self._elsewhere.clicked.connect(self._choose_folder)
        self.field = QLineEdit()
        self.field.setMaxLength(60)
        self.field.textEdited.connect(viewmodel.rename)
        self.field.returnPressed.connect(self.submitted)
        label = TextLabel("Its name", wraps=False)
        label.setBuddy(self.field)
        self.field.setAccessibleName("Name of the vault")
        self._unfit = TextLabel("", "detail", tone="red")
        self._message = MessagePanel()
        self._message.pressed.connect(self._help)
        named = QWidget()
        name_row = QHBoxLayout(named)
        name_row.setContentsMargins(0, 0, 0, 0)
        name_row.setSpacing(GAP)
        name_row.addWidget(label)
        name_row.addWidget(self.field, 1)
        self.body.addLayout(self._places)
        self.body.addSpacing(UNIT)
        self.body.addWidget(FoldingRow(named, self._elsewhere))
        self.body.addWidget(self._unfit)
        self.body.addWidget(self._message)
        self.body.addSpacing(UNIT)
        self.body.addWidget(_keychain_line())

    def show_state(self, state: CreateState) -> None:
        """Cards for the places, the chosen one marked; what stands in the way."""
        for place in state.suggestions:
            card = self.cards.get(place.parent)
            if card is None:
                card = self._add_card(place.parent, place.icon)
            card.say(place.words, place.detail)
        for parent, card in self.cards.items():
            card.setChecked(parent == state.parent)
            chosen_or_first = state.parent is None or parent == state.parent
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen_or_first else Qt.FocusPolicy.ClickFocus)
        if self.field.text() != state.name:
            self.field.setText(state.name)
        self._unfit.say(
            "" if state.name_fits or not state.name else "A folder cannot be called that on every computer."
        )
        self._message.show_words(state.trouble, "waiting")
        note = "Making your vault…" if state.busy else ""
        self.setEnabled(not state.busy)
        self.offer(Foot(forward="Make my vault", ready=state.ready, note=note))

    def _add_card(self, parent: Path, icon: str) -> ChoiceCard:
        card = ChoiceCard(icon, "", checkable=True)
        card.clicked.connect(lambda checked=False, parent=parent: self.viewmodel.choose(parent))
        self._group.addButton(card)
        self._places.addWidget(card)
        self.cards[parent] = card
        return card

    @Slot()
    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Choose a folder for your vault")
        if chosen:
            self.viewmodel.choose_folder(Path(chosen))

    @Slot()
    def _help(self) -> None:
        trouble = self.viewmodel.state.trouble
        if trouble is not None and trouble.deed == "choose-folder":
            self._choose_folder()
        else:
            self.viewmodel.help()


class SheetStep(CreateStep):
    """The recovery sheet, shown once, to be printed or saved outside this computer."""

    name = "sheet"

    def __init__(self, viewmodel: CreateViewModel) -> None:
        super().__init__(viewmodel, "")
        self._no_keychain = Banner("waiting")
        self._keeper = SheetKeeper(viewmodel.sheet)
        self.body.addWidget(self._no_keychain)
        self.body.addWidget(self._keeper)

    def show_state(self, state: CreateState) -> None:
        """What the sheet's own view-model says; a word about a computer without a password safe."""
        sheet = self.viewmodel.sheet.state
        self.set_title(sheet.title, sheet.explanation)
        self._no_keychain.setVisible(state.keychain is not None)
        if state.keychain is not None:
            line = "So we ask for this sheet each time you open Chat Vault."
            self._no_keychain.show_words("waiting", state.keychain.headline, line)
        self.offer(Foot(forward="I have it", ready=not sheet.busy, back="", note="Next you type two of its rows."))


class ProofStep(CreateStep):
    """Two rows of the program's choosing, typed back."""

    name = "proof"

    def __init__(self, viewmodel: CreateViewModel) -> None:
        super().__init__(viewmodel, "")
        self.proof = SheetProof()
        self.proof.changed.connect(self._typed)
        self.proof.submitted.connect(self.submitted)
        self._asked: tuple[int, ...] = ()
        self._message = MessagePanel()
        self.body.addWidget(self.proof)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self._message)

    def show_state(self, state: CreateState) -> None:
        """The rows that are asked for, and what was wrong with them."""
        sheet = self.viewmodel.sheet.state
        self.set_title(sheet.title, sheet.explanation)
        if sheet.asked != self._asked:
            self._asked = sheet.asked
            if sheet.asked:
                self.proof.ask(sheet.asked)
                self.proof.focus_first()
        self.proof.hold(sheet.busy)
        self.proof.mark(sheet.wrong_rows)
        self._message.show_words(sheet.trouble, "waiting")
        self._message.offer_button(False)
        self._typed()

    def _typed(self) -> None:
        ready = self.proof.complete() and not self.viewmodel.sheet.state.busy
        self.offer(Foot(forward="Check", ready=ready, other="Later"))


class DoneStep(CreateStep):
    """The vault is made: what is proved and what is not."""

    name = "done"

    def __init__(self, viewmodel: CreateViewModel) -> None:
        super().__init__(viewmodel, "")
        self._lines = {key: _Line() for key in ("vault", "key", "sheet")}
        card = Card()
        for line in self._lines.values():
            card.body.addWidget(line)
        self.body.addWidget(card)

    def show_state(self, state: CreateState) -> None:
        """Three lines: the vault, the key, the sheet, each with its shape."""
        self.set_title(*self.viewmodel.done_words)
        self._lines["vault"].say(True, "The vault is made, and locked.")
        if state.keychain is None:
            self._lines["key"].say(True, "This computer opens it by itself: the key is in its password safe.")
        else:
            self._lines["key"].say(False, "This computer keeps no key: we ask for the sheet each time.")
        proof = "You have the recovery sheet." if state.proved else "The recovery sheet was not shown to us yet."
        self._lines["sheet"].say(state.proved, proof)
        self.offer(Foot(forward="Put my first chat in", back=""))


class CreateWizard(WizardFrame):
    """One step at a time, as the view-model's state says."""

    def __init__(self, viewmodel: CreateViewModel) -> None:
        super().__init__("Make a vault")
        self.viewmodel = viewmodel
        steps = (WhereStep, SheetStep, ProofStep, DoneStep)
        self._pages: dict[StepName, CreateStep] = {made.name: made for made in (step(viewmodel) for step in steps)}
        self.forward.connect(self._go_forward)
        self.back.connect(viewmodel.back)
        self.other.connect(viewmodel.later)
        viewmodel.changed.connect(self._render)
        self._render()

    def page(self, name: StepName) -> CreateStep:
        """The page of a step."""
        return self._pages[name]

    @Slot()
    def _go_forward(self) -> None:
        page = self.step
        if isinstance(page, ProofStep):
            self.viewmodel.prove(page.proof.typed())
        else:
            self.viewmodel.forward()

    @Slot()
    def _render(self) -> None:
        state = self.viewmodel.state
        page = self._pages[state.step]
        page.show_state(state)
        self.show_step(page)


class _Line(QWidget):
    """A shape and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._tile = Tile("good", "good", 40)
        self._text = TextLabel("")
        row.addWidget(self._tile)
        row.addWidget(self._text, 1)

    def say(self, well: bool, text: str) -> None:
        """Say whether this is well, and what it is."""
        self._tile.show_icon("good" if well else "waiting", "good" if well else "waiting")
        self._text.setText(text)


def _keychain_line() -> QWidget:
    """The one sentence about the password safe."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(UNIT)
    row.addWidget(IconLabel("key", "muted", 20))
    words = "The key goes into this computer's own password safe, so it opens the vault for you and for nobody else."
    row.addWidget(TextLabel(words, "detail", tone="muted"), 1)
    return line


_NUMBERS: dict[StepName, int] = {"where": 1, "sheet": 2, "proof": 3, "done": 4}
