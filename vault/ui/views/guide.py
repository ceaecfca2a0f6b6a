"""GuideView: how chats are got out of one app, how they come to this computer, and a zone that waits for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vault.ui.icons import of_app
from vault.ui.theme import GAP
from vault.ui.viewmodels.add_chats import DEVICE_NAMES, AddChatsViewModel, GuideWords
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.choice_tabs import ChoiceTabs
from vault.ui.widgets.choose_paths import choose_files, choose_folder
from vault.ui.widgets.drop_zone import WaitingDropZone
from vault.ui.widgets.folding_row import FoldingRow
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.picture import Tile
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.waiting_below import keep_below
from vault.ui.widgets.way_card import BringingCard, WayCard, empty

WHERE = "Where are the chats?"
_ICONS = {"android": "android", "iphone": "apple", "computer": "laptop"}


class GuideView(ScrollingPage):
    """given(list of Path) when it was dropped or chosen; left() to go back to the apps."""

    given = Signal(list)
    left = Signal()

    def __init__(self, viewmodel: AddChatsViewModel) -> None:
        super().__init__("Get chats out of an app")
        self._add = viewmodel
        self._shown: GuideWords | None = None
        self.setAcceptDrops(True)
        self._tile, self._title = Tile("chat", "good", 48), TextLabel("", "sentence")
        self._where = TextLabel(WHERE, tone="muted")
        self.devices = ChoiceTabs(WHERE)
        self._ways = QVBoxLayout()
        self._ways.setSpacing(GAP)
        self.bringing = BringingCard()
        self._note = TextLabel("", "detail", tone="muted")
        self.zone = WaitingDropZone()
        self._back = OutlinedButton("Back")
        self._lay_out()
        self.devices.chosen.connect(viewmodel.choose_device)
        self._back.clicked.connect(self.left)
        self.zone.dropped.connect(self.given)
        self.zone.choose.connect(lambda: self._give(choose_files(self)))
        self.zone.choose_folder.connect(lambda: self._give(choose_folder(self)))
        viewmodel.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._tile)
        row.addWidget(self._title, 1)
        self.body.addWidget(FoldingRow(head, self._back))
        self.body.addWidget(self._where)
        self.body.addWidget(self.devices)
        self.body.addLayout(self._ways)
        self.body.addWidget(self.bringing)
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        keep_below(self, self.zone)

    def _give(self, paths: list[Path]) -> None:
        if paths:
            self.given.emit(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be let go anywhere on the page."""
        self.zone.dragEnterEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They were taken away again."""
        self.zone.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """As if it were the zone."""
        self.zone.dropEvent(event)

    @Slot()
    def _render(self) -> None:
        guide = self._add.state.guide
        if guide is None or guide == self._shown:
            return
        self._shown = guide
        self.title = guide.title
        self.setAccessibleName(guide.title)
        self._tile.show_icon(of_app(guide.app), "good")
        self._title.setText(guide.title)
        several = len(guide.devices) > 1
        self._where.setVisible(several)
        self.devices.setVisible(several)
        self.devices.offer([(key, _ICONS[key], DEVICE_NAMES[key]) for key in guide.devices], guide.device)
        empty(self._ways)
        for number, way in enumerate(guide.ways):
            self._ways.addWidget(WayCard(way, folded=number > 0, alone=len(guide.ways) == 1))
        self.bringing.show_words(guide.warning, guide.instead)
        self._note.setText(guide.note)
        order_keyboard(self)
