"""AddChatsView: the apps with their pictures; choosing one leads to how its chats are got out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit

from vault.ui.icons import of_app
from vault.ui.theme import UNIT
from vault.ui.viewmodels.add_chats import AddChatsViewModel
from vault.ui.widgets.announce import announce
from vault.ui.widgets.app_tile import AppTile, TileGrid
from vault.ui.widgets.banner import Banner
from vault.ui.widgets.button import OutlinedButton
from vault.ui.widgets.button_row import ButtonRow
from vault.ui.widgets.choose_paths import choose_files, choose_folder
from vault.ui.widgets.drop_zone import WaitingDropZone
from vault.ui.widgets.keyboard import order_keyboard
from vault.ui.widgets.page import ScrollingPage
from vault.ui.widgets.text import TextLabel

QUESTION = "Which app are your chats in?"
HINT = "We show you how to get them out, step by step."


class AddChatsView(ScrollingPage):
    """given(list of Path) when something was dropped or chosen here already; left() to go back."""

    given = Signal(list)
    left = Signal()

    def __init__(self, viewmodel: AddChatsViewModel) -> None:
        super().__init__("Add chats")
        self._add = viewmodel
        self._shown = 0
        self.setAcceptDrops(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search for an app")
        self.field.setAccessibleName("Search for an app")
        self.tiles = {choice.app: self._tile(choice.app, choice.name) for choice in viewmodel.state.apps}
        self.grid = TileGrid()
        self.nothing = Banner("plain", "", "A table or a text from any app can be read all the same.", "Another app")
        self.zone = WaitingDropZone("Do you have it already? Drop it here.", filled=False)
        back = OutlinedButton("Back")
        for widget in (
            TextLabel(QUESTION, "sentence"), TextLabel(HINT, tone="muted"), self.field, self.grid, self.nothing,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addSpacing(UNIT)
        self.body.addWidget(self.zone)
        self.body.addWidget(ButtonRow(back))
        self.body.addStretch(1)
        self.field.textChanged.connect(viewmodel.search)
        self.field.returnPressed.connect(self._choose_only)
        self.nothing.pressed.connect(viewmodel.choose_other)
        self.zone.dropped.connect(self.given)
        self.zone.choose.connect(lambda: self._give(choose_files(self)))
        self.zone.choose_folder.connect(lambda: self._give(choose_folder(self)))
        back.clicked.connect(self.left)
        viewmodel.changed.connect(self._render)
        self._render()

    def _tile(self, app: str, name: str) -> AppTile:
        tile = AppTile(of_app(app), name)
        tile.clicked.connect(lambda: self._add.choose(app))
        return tile

    @Slot()
    def _choose_only(self) -> None:
        """Enter in the field chooses the app that is left; where none is left, any other."""
        left = self._add.state.apps
        if len(left) <= 1:
            self._add.choose(left[0].app) if left else self._add.choose_other()

    def _give(self, paths: list[Path]) -> None:
        if paths:
            self.given.emit(paths)

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
        state = self._add.state
        if self.field.text() != state.query:
            self.field.setText(state.query)
        self.grid.show_tiles([self.tiles[choice.app] for choice in state.apps])
        self.grid.setVisible(bool(state.apps))
        self.nothing.setVisible(not state.apps)
        if not state.apps:
            self.nothing.show_words(
                "plain",
                f"We have no steps for “{state.query.strip()}”.",
                "A table or a text from any app can be read all the same.",
                "Another app",
            )
        if len(state.apps) != self._shown:
            self._shown = len(state.apps)
            if state.query:
                announce(self, f"{self._shown} apps" if self._shown != 1 else state.apps[0].name)
        order_keyboard(self)
