"""VaultAndKeysView: the vault's place, who can open it, its recovery sheet, and its health."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.theme import GAP, ROW_HEIGHT, UNIT
from vault.ui.viewmodels.keys_words import Removal, WayRow
from vault.ui.viewmodels.vault_and_keys import VaultAndKeysState, VaultAndKeysViewModel
from vault.ui.widgets.announce import announce
from vault.ui.widgets.button import OutlinedButton, PrimaryButton
from vault.ui.widgets.card import Card, Rule
from vault.ui.widgets.folding_row import FoldingRow, column
from vault.ui.widgets.message_panel import MessagePanel
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.pill import Pill
from vault.ui.widgets.progress_panel import ProgressPanel
from vault.ui.widgets.reveal import reveal
from vault.ui.widgets.text import TextLabel


class VaultAndKeysView(ScrollingPage):
    """Everything on it is read again when it comes up."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__("Vault and keys")
        self.viewmodel = viewmodel
        self._title = TextLabel("", "sentence")
        self._place = TextLabel("", tone="muted")
        self._message = MessagePanel()
        self._notice = _Notice()
        self.ways = _Ways(viewmodel)
        self.question = _Question(viewmodel)
        self.sheet = _SheetCard(viewmodel)
        self.health = _HealthCard(viewmodel)
        self.space = _WayCard(
            "disk", "Free space", "Older backups can go when newer ones hold all that is in them.", "See what can go…",
            viewmodel.free_space_wanted.emit,
        )  # fmt: skip
        self.key = _WayCard(
            "key", "The key of your vault", "If somebody may have copied it, seal everything with a new one.",
            "Change the key…", viewmodel.relock_wanted.emit,
        )  # fmt: skip
        self._lay_out()
        viewmodel.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(UNIT // 2)
        head.addWidget(self._title)
        head.addWidget(self._place)
        self.body.addLayout(head)
        for widget in (self._message, self._notice):
            self.body.addWidget(widget)
        self.body.addWidget(self.ways)
        self.body.addWidget(self.question)
        self.body.addWidget(self.sheet)
        self.body.addWidget(self.health)
        self.body.addWidget(self.space)
        self.body.addWidget(self.key)
        self.body.addStretch(1)

    def arrived(self) -> None:
        """Another computer may have come or gone meanwhile."""
        self.viewmodel.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps what was about to be removed."""
        if event.key() == Qt.Key.Key_Escape and self.viewmodel.state.asking is not None:
            self.viewmodel.keep()
        else:
            super().keyPressEvent(event)

    def _refresh(self) -> None:
        state = self.viewmodel.state
        self._title.setText(state.title)
        self._place.say(state.place)
        self._message.show_words(state.trouble, "waiting")
        self._message.offer_button(False)
        self._notice.say(state.notice)
        self.ways.show_state(state)
        self.question.ask(state.asking)
        self.sheet.show_state(state)
        self.health.show_state(state)


class _Notice(QWidget):
    """What was just done, in one line."""

    def __init__(self) -> None:
        super().__init__()
        self._text = TextLabel("", tone="accent")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(IconLabel("good", "accent", 20))
        row.addWidget(self._text, 1)

    def say(self, text: str) -> None:
        """Say it, aloud too."""
        if text and text != self._text.text():
            announce(self, text)
        self._text.setText(text)
        self.setVisible(bool(text))


class _Ways(Card):
    """Who can open this vault, one row each."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__(padding=0)
        self.body.setSpacing(0)
        self._viewmodel = viewmodel
        self._shown: tuple[tuple[WayRow, ...], bool] = ((), True)
        self._rows: list[QWidget] = []

    def show_state(self, state: VaultAndKeysState) -> None:
        """Make the rows anew only when they are others, so that the keyboard stays where it is."""
        self.setVisible(bool(state.ways))
        wanted = (state.ways, state.here)
        if wanted != self._shown:
            self._shown = wanted
            self._fill(*wanted)
        for row in self._rows:
            row.setEnabled(not state.busy)

    def _fill(self, ways: tuple[WayRow, ...], here: bool) -> None:
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for way in ways:
            self._add(_WayLine(way, self._viewmodel))
        if not here:
            self._add(_NotHere(self._viewmodel))

    def _add(self, line: QWidget) -> None:
        if self._rows:
            self._rows.append(Rule())
            self.body.addWidget(self._rows[-1])
        self._rows.append(line)
        self.body.addWidget(line)


class _Line(QWidget):
    """Tile, name and detail; whatever stands at the end is added to `row`."""

    def __init__(self, icon: str, name: str, detail: str) -> None:
        super().__init__()
        self.setMinimumHeight(ROW_HEIGHT)
        self._name, self._detail = TextLabel(name, strong=True), TextLabel(detail, "detail", tone="muted")
        self._detail.setVisible(bool(detail))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addStretch(1)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, UNIT, 20, UNIT)
        self.row.setSpacing(GAP)
        self.row.addWidget(Tile(icon))
        self.row.addLayout(words, 1)


class _WayLine(_Line):
    """One way in, with its state and the way to take it away."""

    def __init__(self, way: WayRow, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__(way.icon, way.name, way.detail)
        if way.pill:
            self.row.addWidget(Pill(way.pill, way.state))
        button = OutlinedButton("Remove…")
        button.setAccessibleName(f"Remove {way.name}")
        button.clicked.connect(lambda: viewmodel.ask_removal(way.key_id))
        self.row.addWidget(button)


class _NotHere(_Line):
    """This computer has no key of its own."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__("laptop", "This computer has no key", "We ask for the recovery sheet each time.")
        button = OutlinedButton("Give it a key")
        button.clicked.connect(viewmodel.add_this_computer)
        self.row.addWidget(button)


class _Question(Card):
    """Before a way in is taken away: what that does and does not do."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__("waiting", padding=20)
        self.body.setSpacing(UNIT)
        self._question = TextLabel("", strong=True)
        self._does, self._does_not = TextLabel(""), TextLabel("")
        self.keep, self.remove = OutlinedButton("Keep it"), OutlinedButton("Take it away")
        self.keep.clicked.connect(viewmodel.keep)
        self.remove.clicked.connect(viewmodel.remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        for label in (self._question, self._does, self._does_not):
            self.body.addWidget(label)
        self.body.addSpacing(UNIT)
        self.body.addLayout(buttons)
        self._asked: Removal | None = None

    def ask(self, asking: Removal | None) -> None:
        """Ask, with the keyboard on the careful answer; or ask nothing."""
        self.setVisible(asking is not None)
        if asking is not None and asking != self._asked:
            self._question.setText(asking.question)
            self._does.setText(asking.does)
            self._does_not.setText(asking.does_not)
            announce(self, f"{asking.question} {asking.does} {asking.does_not}", urgent=True)
            self.keep.setFocus()
            reveal(self)
        self._asked = asking


class _SheetCard(Card):
    """The recovery sheet: proved or not, and a new one."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self._tile = Tile("sheet")
        self._headline, self._detail = TextLabel("", strong=True), TextLabel("", "detail", tone="muted")
        self.prove = PrimaryButton("Type it back")
        self.test = OutlinedButton("Test my sheet")
        self.new = OutlinedButton("Make a new sheet")
        self.prove.clicked.connect(viewmodel.prove_sheet)
        self.test.clicked.connect(viewmodel.prove_sheet)
        self.new.clicked.connect(viewmodel.make_sheet)
        row.addWidget(self._tile, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(FoldingRow(column(self._headline, self._detail), self.new, self.test, self.prove), 1)

    def show_state(self, state: VaultAndKeysState) -> None:
        """The filled button only as long as nobody has proved it, and nothing is more urgent."""
        sheet = state.sheet
        self._tile.show_icon("sheet", "good" if sheet.proved else "waiting")
        self._headline.setText(sheet.headline)
        self._detail.say(sheet.detail)
        is_first = not sheet.proved and not state.damaged
        self.prove.setVisible(is_first)
        self.test.setVisible(not is_first)


class _WayCard(Card):
    """The way to another page: what it is for, and the button that leads there."""

    def __init__(self, icon: str, title: str, detail: str, button: str, go: Callable[[], None]) -> None:
        row = QHBoxLayout()
        super().__init__("surface", row)
        row.setContentsMargins(20, GAP, 20, GAP)
        self.button = OutlinedButton(button)
        self.button.clicked.connect(go)
        words = column(TextLabel(title, strong=True), TextLabel(detail, "detail", tone="muted"))
        row.addWidget(Tile(icon), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(FoldingRow(words, self.button), 1)


class _HealthCard(Card):
    """Health check: when it was last done, doing it now, and what came of it."""

    def __init__(self, viewmodel: VaultAndKeysViewModel) -> None:
        super().__init__()
        self.body.setContentsMargins(20, GAP, 20, GAP)
        self._line = TextLabel("", "detail", tone="muted")
        self.quick = OutlinedButton("Quick check")
        self.all = OutlinedButton("Read every byte")
        self.quick.clicked.connect(lambda: viewmodel.check(read_all=False))
        self.all.clicked.connect(lambda: viewmodel.check(read_all=True))
        self.repair = PrimaryButton("Repair")
        self.repair.clicked.connect(viewmodel.repair_wanted)
        self._panel = ProgressPanel()
        self._panel.cancelled.connect(viewmodel.cancel_check)
        self._result = _Result()
        words = column(TextLabel("Health check", strong=True), self._line)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(Tile("vault"), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(FoldingRow(words, self.quick, self.all, self.repair), 1)
        self.body.addLayout(row)
        self.body.addWidget(self._panel)
        self.body.addWidget(self._result)

    def show_state(self, state: VaultAndKeysState) -> None:
        """The panel while it runs, the outcome after it."""
        running = state.checking is not None
        self._line.setText(state.health_line)
        self.quick.setEnabled(not running)
        self.all.setEnabled(not running)
        self.repair.setVisible(state.damaged and not running)
        self._panel.setVisible(running)
        if state.checking is not None:
            self._panel.show_progress(state.checking)
        self._result.show_state(state)


class _Result(QWidget):
    """What a check came to."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("good", "accent")
        self._headline = TextLabel("", strong=True)
        self._lines = [TextLabel("", "detail", tone="muted") for _ in range(2)]
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._headline, *self._lines):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, UNIT, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_state(self, state: VaultAndKeysState) -> None:
        """Say the outcome, aloud too."""
        result = state.result
        self.setVisible(result is not None)
        if result is None:
            self._headline.setText("")
            return
        bad = result.state == "bad"
        self._icon.show_icon("bad" if bad else "good", "red" if bad else "accent")
        if self._headline.text() != result.headline:
            announce(self, " ".join((result.headline, *result.lines)), urgent=bad)
        self._headline.setText(result.headline)
        for label, text in zip(self._lines, (*result.lines, "", ""), strict=False):
            label.say(text)
