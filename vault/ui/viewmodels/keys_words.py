"""What the page "Vault and keys" says: ways in, sheet and health in words. Pure functions, no state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from vault.services.check import Health
from vault.services.ways_in import WayIn
from vault.settings import VaultMemory
from vault.ui import figures
from vault.ui.theme import State
from vault.ui.wording.words import quoted, some_of

_NUMBERS = ("No key", "One key", "Two keys", "Three keys", "Four keys", "Five keys", "Six keys")


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way in. `pill` is its state in a word, with `state` for its colour; empty for none."""

    key_id: str
    icon: str
    name: str
    detail: str
    pill: str = ""
    state: State = "plain"


@dataclass(frozen=True, slots=True)
class Removal:
    """The question before a way in is taken away: what that does, and what it does not do."""

    key_id: str
    question: str
    does: str
    does_not: str


@dataclass(frozen=True, slots=True)
class SheetCard:
    """The card of the recovery sheet. `proved`: whether it was typed back."""

    headline: str = ""
    detail: str = ""
    proved: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class HealthResult:
    """What a check that just ended came to; `lines` are shown below the headline."""

    state: State
    headline: str
    lines: tuple[str, ...] = field(default=(), repr=False)


def title(name: str, ways: Sequence[WayIn]) -> str:
    """How many keys open it: the page's one sentence."""
    count = len(ways)
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{figures.count(count)} keys"
    return f"{number} {'opens' if count == 1 else 'open'} {quoted(name)}."


def way_row(way: WayIn, memory: VaultMemory) -> WayRow:
    """A way in by what it is; a computer's name is not known, so that nobody can read it from the folder."""
    since = figures.day(way.created) if way.created else ""
    if way.kind == "sheet":
        return _sheet_row(way, memory, since)
    if way.this_computer:
        detail = _joined("Its key lies in the password safe", since and f"since {since}")
        return WayRow(way.key_id, "laptop", "This computer", detail, "Here", "good")
    if way.kind == "computer":
        return WayRow(way.key_id, "laptop", "Another computer", since and f"Since {since}")
    name = quoted(way.label) if way.label else "A key without a name"
    return WayRow(way.key_id, "key", name, _joined("Made by another program", since))


def _sheet_row(way: WayIn, memory: VaultMemory, since: str) -> WayRow:
    made = since and f"Made {since}"
    name = f"Recovery sheet {way.number}"
    if way.number == memory.sheet_number and memory.sheet_proved_on:
        proved = f"proved {figures.day(memory.sheet_proved_on)}"
        return WayRow(way.key_id, "sheet", name, _joined(made, proved), "Proved", "good")
    if way.number is not None and way.number < memory.sheet_number:
        until = f"works until sheet {memory.sheet_number} is proved"
        return WayRow(way.key_id, "sheet", name, _joined(made, until))
    return WayRow(way.key_id, "sheet", name, _joined(made, "not typed back yet"), "Not proved", "waiting")


def removal(way: WayIn, row: WayRow) -> Removal:
    """What taking it away does. Never more is promised than a removed key file can keep."""
    keeps = "Whoever used it may have copied the vault's key: what they have, they keep."
    if way.this_computer:
        does = "This computer asks for the recovery sheet each time. Your chats stay in the vault."
        return Removal(way.key_id, "Take this computer's key away?", does, "Other keys are not touched.")
    if way.kind == "sheet":
        does = "That page, and every copy of it, no longer opens this vault."
        return Removal(way.key_id, f"Make {row.name.lower()} worthless?", does, keeps)
    what = "that computer" if way.kind == "computer" else row.name
    does = "It no longer opens this vault. Your chats stay in the vault."
    return Removal(way.key_id, f"Take the key of {what} away?", does, keeps)


def removed(row: WayRow) -> str:
    """Said when it is gone, with what it does not do."""
    return f"{row.name} no longer opens this vault. Who copied the vault's key still has it: change it below."


def sheet_card(memory: VaultMemory) -> SheetCard:
    """The newest sheet, and whether it was proved."""
    if not memory.sheet_number:
        detail = "Type one back if you have it, or make a new one."
        return SheetCard("We know of no recovery sheet here", detail, known=False)
    number = f"Sheet {memory.sheet_number}"
    if memory.sheet_proved_on is None:
        return SheetCard("Your recovery sheet", f"{number} · not proved yet: type it back, so we both know you have it")
    proved = f"proved on {figures.day(memory.sheet_proved_on)}"
    return SheetCard("Your recovery sheet", _joined(number, proved), proved=True)


def health_line(memory: VaultMemory, today: date) -> str:
    """When every byte was last read, or damage found."""
    if memory.damage_found_on is not None:
        return f"Damage was found on {_when(memory.damage_found_on, today)}."
    if memory.last_checked_on is not None:
        return f"Every byte was last read on {_when(memory.last_checked_on, today)}, and all was well."
    return "Not every byte has been read yet since this computer knows the vault."


def _when(moment: datetime, today: date) -> str:
    return figures.weekday_day(moment, today)


def health_result(health: Health) -> HealthResult:
    """The outcome; "every byte" only where every byte was read."""
    read = f"{figures.size(health.read_bytes)} were read."
    if health.ok and health.read_all:
        return HealthResult("good", "Every byte is as it was written.", (read,))
    if health.ok:
        lines = (f"{read} Only reading every byte proves that the rest is as it was written.",)
        return HealthResult("good", "All parts are there and fit together.", lines)
    count = figures.counted(len(health.problems), "part", "parts")
    chats = ", ".join(quoted(name) for name in health.chats)
    touched = f"Touched: {chats}." if chats else "We cannot tell which chats are touched."
    inside = (f"Damaged inside: {some_of(health.inside)}.",) if health.inside else ()
    advice = "Nothing was deleted. “Repair” says what can be put back, and from where."
    return HealthResult("bad", f"{count} of your vault cannot be read.", (touched, *inside, advice))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
