"""UnprotectedView: which copies of chats others can read, what to press, and what was not looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, UNIT
from vault.ui.viewmodels.unprotected import UnprotectedViewModel
from vault.ui.viewmodels.unprotected_state import CopyGroup, UnprotectedState
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import LinkButton, OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card
from vault.ui.widgets.copy_row import CopiesCard
from vault.ui.widgets.disclosure import Disclosure
from vault.ui.widgets.drawing import Drawing
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.text import TextLabel

TITLE = "Unprotected copies"
EMPTY = "Let us look for copies of your chats that others can read."
EMPTY_DETAIL = "Exports and backups often lie open in a cloud folder, in Downloads, or on a stick."
CLOSING = (
    "Moving a copy out of a cloud folder takes it off your other devices too. "
    "The provider keeps deleted files for about 30 days."
)
NOTHING_FOUND = "Nothing found does not mean nothing there. “What this program cannot see” tells you more."


class UnprotectedView(ScrollingPage):
    """check_up() and learn(page) lead on; report() asks for a report."""

    check_up = Signal()
    learn = Signal(str)
    report = Signal()

    def __init__(self, viewmodel: UnprotectedViewModel) -> None:
        super().__init__(TITLE)
        self._copies = viewmodel
        self._shown: tuple[tuple[CopyGroup, ...], bool] = ((), False)
        self._head = _Head(viewmodel)
        self.trouble, self.progress = MessagePanel(), ProgressPanel()
        self.empty = _Empty()
        self._groups = QVBoxLayout()
        self._groups.setSpacing(GAP)
        self.cards: list[CopiesCard] = []
        self.icloud, self.check_up_card = _ICloudQuestion(viewmodel), _CheckUpCard()
        self.foot = _Foot()
        above: tuple[QWidget, ...] = (self._head, self.trouble, self.progress, self.empty)
        below: tuple[QWidget, ...] = (self.icloud, self.check_up_card, self.foot)
        for widget in above:
            self.body.addWidget(widget)
        self.body.addLayout(self._groups)
        for widget in below:
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._connect()
        self._render()

    def _connect(self) -> None:
        copies = self._copies
        self.empty.look.connect(lambda: copies.look())
        self.empty.learn.connect(lambda: self.learn.emit("why"))
        self.progress.cancelled.connect(copies.cancel)
        self.trouble.pressed.connect(self._help)
        self.check_up_card.pressed.connect(self.check_up)
        self.foot.learn.connect(lambda: self.learn.emit("why"))
        self.foot.report.connect(self.report)
        copies.changed.connect(self._render)

    def arrived(self) -> None:
        """Something may have been put right meanwhile."""
        super().arrived()
        self._copies.refresh()

    def _help(self) -> None:
        again = self._copies.state.trouble is not None and self._copies.state.trouble.deed == "retry"
        self._copies.put_away()
        if again:
            self._copies.look()

    @Slot()
    def _render(self) -> None:
        state = self._copies.state
        self._head.show_state(state)
        self.trouble.show_words(state.trouble)
        self.progress.setVisible(state.work is not None)
        if state.work is not None:
            self.progress.show_progress(state.work)
        self.empty.show_state(state)
        self._show_groups(state)
        self.icloud.setVisible(state.ask_icloud and state.looked and state.work is None)
        self.check_up_card.show_state(state)
        self.foot.show_state(state)
        order_keyboard(self)

    def _show_groups(self, state: UnprotectedState) -> None:
        """Make the rows anew only when they are others, so that the keyboard stays where it is."""
        wanted = (state.groups, state.work is None)
        if wanted == self._shown:
            return
        self._shown = wanted
        for card in self.cards:
            self._groups.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [
            CopiesCard(group.heading, group.copies, filled=number == 0 and state.work is None)
            for number, group in enumerate(state.groups)
        ]
        for card in self.cards:
            card.setEnabled(state.work is None)
            card.pressed.connect(self._copies.act)
            card.show_file.connect(self._copies.show_file)
            card.fine.connect(self._copies.accept)
            card.not_fine.connect(self._copies.take_back)
            self._groups.addWidget(card)


class _Head(QWidget):
    """The calm sentence, what was looked at, and the way to look again."""

    def __init__(self, viewmodel: UnprotectedViewModel) -> None:
        super().__init__()
        self.sentence, self.detail = TextLabel("", "sentence"), TextLabel("", tone="muted")
        self.notice = TextLabel("", tone="accent")
        self.again = OutlinedButton("Look again")
        self.again.clicked.connect(lambda: viewmodel.look())
        self.not_looked = Disclosure("What we did not look at", "What we did not look at")
        self._lines = TextLabel("", "detail", tone="muted")
        self._allow = TextLabel("", "detail")
        self.not_looked.inside.addWidget(self._allow)
        self.not_looked.inside.addWidget(self._lines)
        words = column(self.sentence, self.detail, self.not_looked, self.notice, spacing=UNIT // 2)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(FoldingRow(words, self.again, align=Qt.AlignmentFlag.AlignTop, spacing=3 * UNIT))

    def show_state(self, state: UnprotectedState) -> None:
        """Say it; a new sentence is said aloud too."""
        self.setVisible(state.looked or state.work is not None)
        sentence = state.sentence or "We are looking for copies of your chats that others can read."
        if state.looked and self.sentence.text() not in ("", sentence) and self.isVisible():
            announce(self, sentence)
        self.sentence.setText(sentence)
        self.detail.say(state.detail)
        self.notice.say(state.notice)
        self.again.setVisible(state.work is None)
        self.not_looked.setVisible(bool(state.not_looked) and state.work is None)
        self._allow.say(state.allow)
        self._lines.say(" · ".join(state.not_looked))


class _Empty(QWidget):
    """Before the first look: what it is about, where we would look, one button."""

    look = Signal()
    learn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places = TextLabel("", "detail", tone="muted")
        self.button = PrimaryButton("Look now")
        self.button.clicked.connect(self.look)
        why = LinkButton("Why a backup undoes the lock")
        why.clicked.connect(self.learn)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 2 * GAP, 0, GAP)
        lines.setSpacing(UNIT)
        centre = Qt.AlignmentFlag.AlignHCenter
        lines.addWidget(Drawing("lock-undone"), alignment=centre)
        lines.addSpacing(GAP)
        for label in (TextLabel(EMPTY, "sentence"), TextLabel(EMPTY_DETAIL, tone="muted"), self._places):
            label.setAlignment(centre)
            lines.addWidget(label)
        lines.addSpacing(GAP)
        lines.addWidget(self.button, alignment=centre)
        lines.addWidget(why, alignment=centre)

    def show_state(self, state: UnprotectedState) -> None:
        """Name the folders."""
        self.setVisible(state.loaded and not state.looked and state.work is None)
        names = list(dict.fromkeys(place.name for place in state.places))
        self._places.say(f"We would look through: {', '.join(names)}. Nothing is changed or sent." if names else "")


class _ICloudQuestion(Card):
    """Whether Apple has a key to iCloud Drive cannot be seen from here."""

    def __init__(self, viewmodel: UnprotectedViewModel) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self.yes, self.no = OutlinedButton("It is on"), OutlinedButton("It is off, or I do not know")
        self.yes.clicked.connect(lambda: viewmodel.answer_icloud(True))
        self.no.clicked.connect(lambda: viewmodel.answer_icloud(False))
        question = TextLabel("Is Advanced Data Protection on for your iCloud?", strong=True)
        why = TextLabel(
            "If it is, Apple has no key to your iCloud Drive. On the phone: Settings, your name, iCloud.",
            "detail", tone="muted",
        )  # fmt: skip
        row.addWidget(Tile("cloud"), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(FoldingRow(column(question, why), self.yes, self.no), 1)


class _CheckUpCard(Card):
    """How far the check-up of the phone is."""

    pressed = Signal()

    def __init__(self) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self._headline, self._detail = TextLabel("", strong=True), TextLabel("", "detail", tone="muted")
        self.button = OutlinedButton("")
        self.button.clicked.connect(self.pressed)
        row.addWidget(Tile("phone"), alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(FoldingRow(column(self._headline, self._detail), self.button), 1)

    def show_state(self, state: UnprotectedState) -> None:
        """Say it."""
        line = state.check_up
        self.setVisible(line is not None)
        if line is not None:
            self._headline.setText(line.headline)
            self._detail.say(line.detail)
            self.button.setText(line.button)


class _Foot(QWidget):
    """What holds for all copies; where to read more; the report."""

    learn = Signal()
    report = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._products, self._nothing = TextLabel("", "detail"), TextLabel(NOTHING_FOUND, "detail", tone="muted")
        self._closing = TextLabel(CLOSING, "detail", tone="muted")
        self._mark = IconLabel("info", "muted", 20)
        why, report = LinkButton("Six pages that explain", "learn"), LinkButton("Reports", "report")
        why.clicked.connect(self.learn)
        report.clicked.connect(self.report)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(UNIT)
        notice = QHBoxLayout()
        notice.setSpacing(UNIT)
        notice.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        notice.addWidget(self._products, 1)
        lines.addLayout(notice)
        lines.addWidget(self._nothing)
        lines.addWidget(self._closing)
        links = QHBoxLayout()
        links.setSpacing(GAP)
        links.addWidget(why)
        links.addWidget(report)
        links.addStretch(1)
        lines.addLayout(links)

    def show_state(self, state: UnprotectedState) -> None:
        """Only what fits what was found."""
        self.setVisible(state.looked)
        self._products.say(state.products)
        self._mark.setVisible(bool(state.products))
        self._nothing.setVisible(not state.groups)
        self._closing.setVisible(bool(state.groups))
