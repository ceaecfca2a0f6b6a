"""CheckUpState: the cards of the check-up in words, for the kind of phone that the person holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from vault.exposure.app_settings import Phone
from vault.exposure.finding import Severity
from vault.services.check_up import REMIND_AFTER, Card
from vault.ui import figures
from vault.ui.theme import State
from vault.ui.wording.exposure_words import STATES
from vault.ui.wording.words import Words

__all__ = ["PHONES", "CardWords", "CheckUpState", "Phone", "next_due", "state_of"]

PHONES: dict[Phone, str] = {"android": "an Android phone", "iphone": "an iPhone"}
_PILLS: dict[Severity, tuple[str, str]] = {
    "red": ("Readable", "warning"),
    "amber": ("Half locked", "unlocked"),
    "grey": ("Cannot tell", "question"),
    "green": ("Only you", "good"),
}
_MEANING: dict[Severity, str] = {
    "red": "Others can read this. Here is how to put it right:",
    "amber": "This is only half locked. Here is how to put it right:",
    "grey": "Then it counts as not known. What helps in any case:",
    "green": "Nothing to do here.",
}


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """One possible answer."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CardWords:
    """One card. `look` and `mend` are taps on the phone in hand, empty where it has no such setting.

    `pill` is empty while nothing was answered; `no_look` says why there is no path. `unsure` is the warning that the
    facts may have changed, `meaning` what the answer given means.
    """

    key: str
    app: str
    name: str
    state_line: str
    pill: tuple[str, str, State] | None
    question: str
    readers: str
    why: str
    look: tuple[str, ...]
    no_look: str
    answers: tuple[AnswerWords, ...]
    chosen: str
    meaning: str
    mend: tuple[str, ...]
    note: str
    stays: str
    unsure: str
    sources: str
    dates: str


@dataclass(frozen=True, slots=True)
class CheckUpState:
    """The whole check-up: `open` is the key of the card that is open, "" for none."""

    loaded: bool = False
    sentence: str = ""
    detail: str = ""
    answered: int = 0
    cards: tuple[CardWords, ...] = ()
    open: str = ""
    phone: Phone = "android"
    trouble: Words | None = None


def card_words(card: Card, phone: Phone) -> CardWords:
    """All that a card says."""
    facts, given = card.facts, card.answer is not None
    look, mend = facts.look.on(phone), facts.mend.on(phone)
    anywhere = facts.look.android or facts.look.iphone
    return CardWords(
        key=facts.key,
        app=facts.key,
        name=facts.name,
        state_line=_state_line(card),
        pill=(*_PILLS[card.severity], STATES[card.severity]) if given else None,
        question=facts.question,
        readers=facts.readers,
        why=facts.why,
        look=look,
        no_look="" if look or not anywhere else f"There is nothing to look at on {PHONES[phone]}.",
        answers=tuple(AnswerWords(answer.key, answer.text) for answer in facts.answers),
        chosen=card.answer or "",
        meaning=_MEANING[card.severity] if given else "",
        mend=mend if given and card.severity != "green" else (),
        note=facts.mend.note if given and card.severity != "green" else "",
        stays=facts.stays if given else "",
        unsure=f"This may have changed: last looked at on {figures.day(facts.reviewed)}." if card.unsure else "",
        sources="; ".join(source.name for source in facts.sources),
        dates=_dates(card),
    )


def _state_line(card: Card) -> str:
    """What is said below the name while the card is closed."""
    if card.answer is None:
        return "Not answered yet"
    if card.changed:
        return "What we know of it has changed. Please look again."
    answer = card.facts.answer(card.answer)
    said = answer.text if answer is not None else ""
    if card.due:
        return f"{said} · time to look again"
    return f"{said} · {figures.short_day(card.answered_on)}" if card.answered_on else said


def _dates(card: Card) -> str:
    """When it was answered, and when we ask again."""
    if card.answered_on is None:
        return ""
    again = card.answered_on + REMIND_AFTER
    return f"Answered on {figures.day(card.answered_on)}. We ask again on {figures.day(again)}."


def state_of(before: CheckUpState, cards: Sequence[Card], today: date) -> CheckUpState:
    """The check-up with these cards, for the phone and the open card that `before` has."""
    sentence, detail = overview(cards, today)
    return replace(
        before,
        loaded=bool(cards),
        sentence=sentence,
        detail=detail,
        answered=sum(card.answer is not None for card in cards),
        cards=tuple(card_words(card, before.phone) for card in cards),
    )


def overview(cards: Sequence[Card], today: date) -> tuple[str, str]:
    """The sentence on top and what stands below it."""
    answered = sum(card.answer is not None for card in cards)
    worse = sum(card.severity in ("red", "amber") for card in cards)
    if answered < len(cards):
        said = f"{answered} of {len(cards)} answered. A computer cannot see this: take your phone in hand."
        return "What your phone sends to the cloud", said
    sentence = "You have answered everything." if not worse else f"{_many(worse)} on your phone can be put right."
    days = [card.answered_on + REMIND_AFTER for card in cards if card.answered_on is not None]
    following = min(days, default=today)
    return sentence, f"We ask again from {figures.day(following)} on, or when an app changes its ways."


def _many(number: int) -> str:
    return "One thing" if number == 1 else f"{figures.count(number)} things"


def next_due(cards: Sequence[Card], after: str = "") -> str:
    """The key of the next card that wants an answer, beginning after this one; "" when none does."""
    keys = [card.facts.key for card in cards]
    start = keys.index(after) + 1 if after in keys else 0
    turned = [*cards[start:], *cards[:start]]
    return next((card.facts.key for card in turned if card.due and card.facts.key != after), "")
