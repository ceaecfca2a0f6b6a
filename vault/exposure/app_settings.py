"""What each chat app's own cloud backup does: facts as data, with their sources, their day and how sure we are.

The facts stand in app_settings.toml. A fact that is older than STALE_AFTER, or that was never confirmed, is worded as
unsure wherever it is shown: menus move, and providers change their minds.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from vault.exposure.finding import Severity

Default = Literal["on", "asks", "off", "always", "unknown"]
Lock = Literal["default", "opt-in", "partial", "none", "unknown"]
Confidence = Literal["seen", "unsure"]
Phone = Literal["android", "iphone"]

STALE_AFTER = timedelta(days=180)
_FILE = Path(__file__).with_name("app_settings.toml")


class FactSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact was read. `kind` says whose word it is."""

    name: str
    kind: Literal["vendor", "press", "code"]


class PossibleAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person may find on the phone, and how bad that is."""

    key: str
    text: str
    severity: Severity


class MenuPath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tap after the other, by phone; empty where that phone has no such setting. `note` is said beside it."""

    android: tuple[str, ...] = ()
    iphone: tuple[str, ...] = ()
    note: str = ""

    def on(self, phone: Phone) -> tuple[str, ...]:
        """The taps on one kind of phone."""
        return self.android if phone == "android" else self.iphone


class AppFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One card of the check-up. The fields are explained at the top of app_settings.toml."""

    key: str
    name: str
    question: str
    default: Default
    lock: Lock
    readers: str
    why: str
    stays: str
    reviewed: date
    confidence: Confidence
    look: MenuPath
    mend: MenuPath
    sources: tuple[FactSource, ...]
    answers: tuple[PossibleAnswer, ...]

    def answer(self, key: str) -> PossibleAnswer | None:
        """The answer of that key; None where the facts have changed so far that it is no longer one of them."""
        return next((answer for answer in self.answers if answer.key == key), None)

    def is_unsure(self, today: date) -> bool:
        """Whether the facts must be worded as unsure: never confirmed, or reviewed too long ago."""
        return self.confidence == "unsure" or today - self.reviewed > STALE_AFTER

    @property
    def version(self) -> str:
        """Changes whenever what the card says changes: an answer given to another version is asked for again."""
        said = (self.question, self.default, self.lock, self.readers, [answer.key for answer in self.answers])
        return sha256(msgspec.json.encode(said)).hexdigest()[:16]


class _AppSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    app: tuple[AppFacts, ...]


@cache
def app_settings() -> tuple[AppFacts, ...]:
    """All cards, in the order in which they are shown. Reads the file that ships with the program, once."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=_AppSettings).app
