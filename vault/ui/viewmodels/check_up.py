"""CheckUpViewModel: the guided questions about the phone's own backups, one card an app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from vault.exposure.app_settings import Phone
from vault.services.check_up import Card, CheckUp
from vault.services.services import Services
from vault.services.vault import OpenedVault
from vault.ui.messages import BUG, words
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.check_up_state import CheckUpState, next_due, state_of
from vault.ui.viewmodels.in_turn import InTurn

Outcome = TypeVar("Outcome")


class CheckUpViewModel(QObject):
    """`changed` when the state did; `answered` when an answer was kept, for the pages that count them."""

    changed = Signal()
    answered = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = CheckUpState()
        self._services, self._said = services, InTurn(tasks)
        self._vault: OpenedVault | None = None
        self._cards: tuple[Card, ...] = ()
        self._wanted = ""

    def show(self, vault: OpenedVault) -> None:
        """Be the check-up of this vault's owner."""
        self._vault, self._cards = vault, ()
        self._be(CheckUpState(phone=self.state.phone))
        self.refresh()

    def refresh(self) -> None:
        """Read the cards again."""
        self._run(lambda check_up: check_up.cards(), self._have_read)

    def begin(self, key: str = "") -> None:
        """Open this card; without one, the first that wants an answer. Cards that are not read yet open then."""
        known = {card.facts.key for card in self._cards}
        self._wanted = key or "first"
        if known:
            self._be(replace(self.state, open=key if key in known else next_due(self._cards)))
        self.refresh()

    def open_card(self, key: str) -> None:
        """Open this card and close the other; close it when it is the open one."""
        self._be(replace(self.state, open="" if self.state.open == key else key))

    def next_card(self) -> None:
        """Open the next card that wants an answer."""
        self._be(replace(self.state, open=next_due(self._cards, self.state.open)))

    def hold(self, phone: Phone) -> None:
        """Which kind of phone the person holds: the paths are for that one."""
        self._be(replace(self.state, phone=phone))
        self._show_cards()

    def answer(self, key: str, answer: str) -> None:
        """The person found this."""
        self._run(lambda check_up: check_up.answer(key, answer), self._have_answered)

    def take_back(self, key: str) -> None:
        """Forget the answer: the card is open again."""
        self._run(lambda check_up: check_up.take_back(key), self._have_answered)

    def put_away(self) -> None:
        """A message was read."""
        self._be(replace(self.state, trouble=None))

    # -- inside ------------------------------------------------------------------------------------

    def _run(self, deed: Callable[[CheckUp], Outcome], done: Callable[[Outcome], None]) -> None:
        vault, services = self._vault, self._services
        if vault is not None:
            self._said.start(lambda progress: deed(services.check_up(vault)), done=done, failed=self._tell)

    def _have_read(self, cards: tuple[Card, ...]) -> None:
        self._cards = cards
        if self._wanted:
            keys = {card.facts.key for card in cards}
            wanted, self._wanted = self._wanted, ""
            if not self.state.open:
                self._be(replace(self.state, open=wanted if wanted in keys else next_due(cards)))
        self._show_cards()

    def _have_answered(self, card: Card) -> None:
        self._cards = tuple(card if each.facts.key == card.facts.key else each for each in self._cards)
        self._show_cards()
        self.answered.emit()

    def _show_cards(self) -> None:
        today = self._services.desk.clock().astimezone().date()
        self._be(state_of(self.state, self._cards, today))

    def _tell(self, error: Exception) -> None:
        said = words(error)
        self._be(replace(self.state, trouble=said))
        if said is BUG:
            raise error

    def _be(self, state: CheckUpState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
