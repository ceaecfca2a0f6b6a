"""FirstScanView: during the first run: shall we look for readable copies, and in which of these folders?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from vault.ui.theme import GAP, UNIT, WIZARD_WIDTH
from vault.ui.viewmodels.unprotected import UnprotectedViewModel
from vault.ui.viewmodels.unprotected_state import PlaceLine
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.drawing import Drawing
from vault.ui.widgets.folding_row import column
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox
from vault.ui.wording.exposure_words import shortened

QUESTION = "Shall we look for copies of your chats that others can read?"
EXPLANATION = (
    "Exports and backups often lie open in a folder that is copied to the internet. "
    "Looking changes nothing, downloads nothing and sends nothing."
)
NO_PLACES = "We found no cloud folder on this computer."


class FirstScanView(ScrollingPage):
    """look(folders) with the ticked ones, None for all of them; later() when it can wait."""

    look = Signal(object)
    later = Signal()

    def __init__(self, viewmodel: UnprotectedViewModel) -> None:
        super().__init__(QUESTION, WIZARD_WIDTH)
        self._copies = viewmodel
        self._shown: tuple[PlaceLine, ...] | None = None
        self.boxes: dict[str, TickBox] = {}
        self._card = Card(padding=0)
        self._card.body.setSpacing(0)
        self._none = TextLabel(NO_PLACES, "detail", tone="muted")
        self.not_now, self.now = OutlinedButton("Not now"), PrimaryButton("Look now")
        self.not_now.clicked.connect(self.later)
        self.now.clicked.connect(lambda: self.look.emit(self.chosen()))
        self._lay_out()
        viewmodel.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        self.body.addWidget(Drawing("lock-undone"), alignment=Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(TextLabel(QUESTION, "sentence"))
        self.body.addWidget(TextLabel(EXPLANATION, tone="muted"))
        self.body.addWidget(self._card)
        self.body.addWidget(self._none)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.not_now)
        foot.addStretch(1)
        foot.addWidget(self.now)
        self.body.addSpacing(UNIT)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    def chosen(self) -> list[Path] | None:
        """The ticked folders; None where all are."""
        ticked = [path for path, box in self.boxes.items() if box.isChecked()]
        return None if len(ticked) == len(self.boxes) else [Path(path) for path in ticked]

    @Slot()
    def _render(self) -> None:
        places = self._copies.state.places
        self._card.setVisible(bool(places))
        self._none.setVisible(not places)
        if places == self._shown:
            return
        self._shown = places
        while (item := self._card.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for number, place in enumerate(places):
            if number:
                self._card.body.addWidget(Rule())
            self._add(place)
        self._mind()
        order_keyboard(self)

    def _add(self, place: PlaceLine) -> None:
        box = TickBox(place.name)
        box.setChecked(True)
        box.setAccessibleDescription(place.evidence)
        box.toggled.connect(self._mind)
        self.boxes[place.path] = box
        words = column(box, TextLabel(f"{place.evidence} {shortened(place.path)}", "detail", tone="muted"), spacing=0)
        words.setContentsMargins(20, UNIT, 20, UNIT)
        self._card.body.addWidget(words)

    @Slot()
    def _mind(self) -> None:
        """Without a folder there is nothing to look through."""
        self.now.setEnabled(not self.boxes or any(box.isChecked() for box in self.boxes.values()))
