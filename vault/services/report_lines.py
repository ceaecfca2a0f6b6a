"""What the report says, as values: one class for each kind of line. The window draws them, and so does the HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vault.exposure.finding import Access, Kind, ProviderClass, Severity, WhyNot
from vault.services.put_right_journal import Stage
from vault.services.put_right_plan import Target


@dataclass(frozen=True, slots=True)
class ProtectedLine:
    """What the vault holds of one app. `files` are kept bit for bit, not yet read; `newest` is the last backup."""

    app: str
    chats: int
    files: int
    messages: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class CopyLine:
    """Copies that are alike: `count` of them. `folder` is the cloud folder; with names the copy's own, and `name`."""

    severity: Severity
    access: Access
    opened: bool
    app: str | None
    kind: Kind
    provider: str | None
    provider_class: ProviderClass
    folder: str
    name: str | None = None
    count: int = 1
    accepted_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class DoneLine:
    """Copies put right in the same way on the same day."""

    on: date
    app: str | None
    provider: str | None
    stage: Stage
    to: Target | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class NotLookedLine:
    """How many places were not looked at for one reason."""

    why: WhyNot
    count: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One card of the check-up; `answer` None: not answered. `unsure`: the facts behind it are."""

    name: str
    answer: str | None
    answered_on: date | None
    severity: Severity
    due: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A folder that was looked through."""

    provider: str
    provider_class: ProviderClass
    folder: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one day, for the history: open copies by severity, accepted ones, put right ones, chats kept."""

    on: date
    red: int
    amber: int
    grey: int
    green: int
    accepted: int
    put_right: int
    chats: int
    cards_answered: int


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """All of it. `looked_on` None: this computer was never looked through; `scanned` counts files by name.

    `products` are programs that copy whole disks to a cloud. `history` holds earlier days, oldest first.
    """

    made_on: datetime
    looked_on: datetime | None
    scanned: int
    sheet_proved_on: datetime | None
    last_checked_on: datetime | None
    protected: tuple[ProtectedLine, ...]
    copies: tuple[CopyLine, ...]
    accepted: tuple[CopyLine, ...]
    done: tuple[DoneLine, ...]
    not_looked: tuple[NotLookedLine, ...]
    answers: tuple[AnswerLine, ...]
    places: tuple[PlaceLine, ...]
    products: tuple[str, ...]
    figures: Figures
    history: tuple[Figures, ...]
    with_names: bool = False
