"""CheckUp: what only the phone knows. A card an app, the person's answer with its day, and when to ask again.

Nothing is fetched and nothing is guessed: an unanswered card counts as not known. The answers are kept where nobody
but the vault's owner can read them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import msgspec

from vault.errors import PlaceFailed
from vault.exposure.app_settings import AppFacts, app_settings
from vault.exposure.finding import Severity
from vault.library.index import LibraryUnusable

log = logging.getLogger(__name__)

REMIND_AFTER = timedelta(days=90)
_NOTE = "check-up"


class Notes(Protocol):
    """A place for small things that only the vault's owner may read."""

    def get(self, key: str) -> bytes | None:
        """What was put there last; None if nothing was."""

    def put(self, key: str, value: bytes) -> None:
        """Keep it, in place of what was there."""


class _Given(msgspec.Struct, frozen=True):
    """An answer as it is kept: which, when, and to which version of the facts."""

    answer: str
    on: date
    version: str


@dataclass(frozen=True, slots=True)
class Card:
    """One app with what is known of it.

    `severity` is grey while nothing is known. `due`: never answered, too long ago, or the app's facts have changed
    since (`changed`). `unsure`: the facts themselves are to be worded as unsure.
    """

    facts: AppFacts
    answer: str | None
    answered_on: date | None
    severity: Severity
    due: bool
    changed: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class CheckUpSummary:
    """For Home: how many cards there are, answered, due again, and how many need something done (red, amber)."""

    cards: int
    answered: int
    due: int
    red: int
    amber: int


class CheckUp:
    """The check-up of the phone's own backups."""

    def __init__(self, notes: Notes, today: Callable[[], date], remind_after: timedelta = REMIND_AFTER) -> None:
        self._notes = notes
        self._today = today
        self._remind_after = remind_after

    def cards(self) -> tuple[Card, ...]:
        """All cards in the order in which they are shown."""
        given = self._given()
        return tuple(self._card(facts, given.get(facts.key)) for facts in app_settings())

    def answer(self, app: str, answer: str) -> Card:
        """Keep what the person found, with today's date. KeyError for a card or an answer that does not exist.

        Raises PlaceFailed where this computer's disk does not take it.
        """
        facts = _facts(app)
        if facts.answer(answer) is None:
            raise KeyError(answer)
        given = self._to_change()
        given[app] = _Given(answer, self._today(), facts.version)
        self._keep(given)
        return self._card(facts, given[app])

    def take_back(self, app: str) -> Card:
        """Forget an answer: the card is open again. KeyError for a card that does not exist."""
        facts = _facts(app)
        given = self._to_change()
        given.pop(app, None)
        self._keep(given)
        return self._card(facts, None)

    def summary(self) -> CheckUpSummary:
        """How far the check-up is."""
        cards = self.cards()
        return CheckUpSummary(
            cards=len(cards),
            answered=sum(card.answer is not None for card in cards),
            due=sum(card.due for card in cards),
            red=sum(card.severity == "red" for card in cards),
            amber=sum(card.severity == "amber" for card in cards),
        )

    def _card(self, facts: AppFacts, given: _Given | None) -> Card:
        today = self._today()
        answer = facts.answer(given.answer) if given else None
        changed = given is not None and given.version != facts.version
        known = given is not None and answer is not None
        return Card(
            facts=facts,
            answer=answer.key if answer else None,
            answered_on=given.on if given and known else None,
            severity=answer.severity if answer else "grey",
            due=not known or changed or (given is not None and today - given.on >= self._remind_after),
            changed=changed,
            unsure=facts.is_unsure(today),
        )

    def _given(self) -> dict[str, _Given]:
        """What was answered; nothing where this computer does not give it just now."""
        try:
            return self._to_change()
        except PlaceFailed as error:
            log.info("a note could not be read: %s", error.reason)
            return {}

    def _to_change(self) -> dict[str, _Given]:
        """As `_given`, but what cannot be read must not be written over."""
        try:
            kept = self._notes.get(_NOTE)
        except LibraryUnusable as error:
            raise PlaceFailed("notes", str(error)) from None
        if kept is None:
            return {}
        try:
            return msgspec.json.decode(kept, type=dict[str, _Given])
        except msgspec.MsgspecError:
            return {}  # written by a newer program: ask again rather than guess

    def _keep(self, given: dict[str, _Given]) -> None:
        try:
            self._notes.put(_NOTE, msgspec.json.encode(given))
        except LibraryUnusable as error:
            raise PlaceFailed("notes", str(error)) from None


def _facts(app: str) -> AppFacts:
    return next((facts for facts in app_settings() if facts.key == app), None) or _unknown(app)


def _unknown(app: str) -> AppFacts:
    raise KeyError(app)
