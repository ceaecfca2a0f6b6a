"""The key of a locked export: fields as the app shows it, where it is found, what helps who has a password only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState, KeyAsked
from vault.ui.viewmodels.key_shapes import judge, shape_of
from vault.ui.widgets.button import LinkButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.card import Card
from vault.ui.widgets.disclosure import Disclosure
from vault.ui.widgets.folding_row import FoldingRow
from vault.ui.widgets.key_drawing import KeyDrawing
from vault.ui.widgets.key_rows import KeyRows
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.reveal import reveal
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.way_card import empty, numbered
from vault.ui.wizards.add_steps.step import AddStep
from vault.ui.wording.key_help import KeyHelp, key_help
from vault.ui.wording.words import quoted

FILE = "Choose the key file…"
LATER = "Keep it locked for now"


class KeyPage(AddStep):
    """What was typed stays after a mistake, to be compared; it goes when the page is left."""

    step = "key"

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__(viewmodel, "Type its key")
        self._asked: KeyAsked | None = None
        self.rows = KeyRows()
        self._verdict = TextLabel("", "detail", tone="muted")
        self.show_letters = LinkButton("Hide")
        self.choose_file = LinkButton(FILE)
        self.message = MessagePanel()
        self.help, self.drawing = _Help(), KeyDrawing()
        self.rows.edited.connect(self._judge)
        self.show_letters.clicked.connect(self._turn_letters)
        self.choose_file.clicked.connect(self._choose_file)
        self._lay_out()

    def _lay_out(self) -> None:
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(self._verdict, 1)
        row.addWidget(ButtonRow(self.show_letters, self.choose_file, at_end=True, spacing=UNIT))
        self.body.addWidget(FoldingRow(self.rows, self.drawing, align=Qt.AlignmentFlag.AlignTop))
        self.body.addWidget(below)
        self.body.addWidget(self.message)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self.help)

    def try_it(self) -> None:
        """What the primary button does: try what was typed, or choose the file where nothing can be typed."""
        if self._asked is not None and not shape_of(self._asked.shape).typed:
            self._choose_file()
        else:
            self.viewmodel.try_key(self.rows.text)

    def forget(self) -> None:
        """The page was left: what was typed goes."""
        if self._asked is not None:
            self._asked = None
            self.rows.ask(shape_of(""))

    def show_state(self, state: AddingState) -> None:
        """Ask for the key of this export."""
        asked = state.key
        if asked is None:
            return
        if asked != self._asked:
            self._ask(asked)
        self.rows.hold(bool(state.busy))
        appeared = state.trouble is not None and self.message.isHidden()
        self.message.show_words(state.trouble)
        self.message.offer_button(False)
        if appeared:
            reveal(self.message)
        typed = shape_of(asked.shape).typed
        ready = judge(asked.shape, self.rows.text).ready or not typed
        self.offer(self.foot_of(state, "Open it" if typed else "Open it…", ready=ready, other=LATER))

    def _ask(self, asked: KeyAsked) -> None:
        self._asked = asked
        told, shape = key_help(asked.shape), shape_of(asked.shape)
        kept = "We keep the key in your vault with it, and never ask again."
        self.set_title(told.title, " ".join(filter(None, (f"{quoted(asked.name)} is locked.", asked.hint, kept))))
        self.rows.setVisible(shape.typed)
        self.show_letters.setVisible(shape.typed)
        self.rows.ask(shape)
        self.choose_file.setVisible(bool(shape.file) and shape.typed)
        self._word_letters()
        self.drawing.show_shape(shape)
        self.drawing.setVisible(bool(shape.rows))
        self.help.show_help(told)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        kind = self._asked.shape if self._asked is not None else ""
        typed = judge(kind, self.rows.text)
        self._verdict.setText(typed.words)
        self._verdict.set_tone("red" if typed.wrong else "accent" if typed.ready else "muted")
        self.rows.mark(typed.wrong)
        if shape_of(kind).strange(self.rows.text):
            self.help.offer_instead()
        self.offer_forward(typed.ready or not shape_of(kind).typed, self.foot.note)

    @Slot()
    def _turn_letters(self) -> None:
        self.rows.show_letters(not self.rows.shown)
        self._word_letters()

    def _word_letters(self) -> None:
        self.show_letters.setText("Hide" if self.rows.shown else "Show")
        self.show_letters.setAccessibleName("Hide what is typed" if self.rows.shown else "Show what is typed")

    @Slot()
    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose the key file", "", "All files (*)")
        if name:
            self.viewmodel.use_key_file(Path(name))


class _Help(Card):
    """Where the key is found, and what helps those who have something else."""

    def __init__(self) -> None:
        super().__init__("quiet", padding=GAP + UNIT // 2)
        self._where, self._lost = QVBoxLayout(), TextLabel("", "detail", tone="muted")
        self._where.setSpacing(UNIT)
        words = QVBoxLayout()
        words.setSpacing(UNIT)
        words.addWidget(TextLabel("Where do I find it?", strong=True))
        words.addLayout(self._where)
        words.addWidget(self._lost)
        self.instead = Disclosure("I have something else", "Hide this")
        self.body.addLayout(words)
        self.body.addWidget(self.instead)

    def offer_instead(self) -> None:
        """What is typed cannot be such a key: perhaps the person has something else."""
        if not self.instead.isHidden():
            self.instead.set_open(True)

    def show_help(self, told: KeyHelp) -> None:
        """Say this."""
        self.setAccessibleName("Where do I find it?")
        empty(self._where)
        for line in told.where:
            self._where.addWidget(TextLabel(line))
        self._lost.say(told.lost)
        self.instead.setVisible(bool(told.instead))
        self.instead.set_words(told.instead or "", "Hide this")
        self.instead.set_open(False)
        empty(self.instead.inside)
        if told.instead_steps:
            self.instead.inside.addWidget(TextLabel(told.instead_steps[0], strong=True))
            self.instead.inside.addWidget(numbered(told.instead_steps[1:]))
