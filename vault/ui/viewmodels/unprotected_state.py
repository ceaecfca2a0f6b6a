"""UnprotectedState: what the page of unprotected copies shows, in words; and how a report becomes that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vault.exposure.finding import Finding, Root
from vault.services.check_up import CheckUpSummary
from vault.services.scan_report import Accepted, ScanReport, holds
from vault.ui.theme import State
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.wording import exposure_words as say
from vault.ui.wording.exposure_words import CopyWords, Deed
from vault.ui.wording.words import Words

ORDER: tuple[Deed, ...] = ("lock", "encrypt", "show-how", "show-file", "nothing")
"""Groups of copies from the top of the page to its end, by what is to be done."""


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Copies about which the same is to be done."""

    heading: str
    copies: tuple[CopyWords, ...]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A folder that we would look through: its name, and how we know of it."""

    path: str
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CheckUpLine:
    """How far the check-up of the phone is."""

    headline: str
    detail: str
    button: str


@dataclass(frozen=True, slots=True)
class CopiesWords:
    """What Home says of unprotected copies; `count` stands in the badge at the left."""

    state: State
    headline: str
    detail: str
    button: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class UnprotectedState:
    """All that the page shows. `looked` says whether a scan was ever finished, `loaded` whether we know that.

    `not_looked` are lines about what was left out, `allow` the setting to change so that less is. `ask_icloud`: the
    question about Advanced Data Protection is open.
    """

    loaded: bool = False
    looked: bool = False
    sentence: str = ""
    detail: str = ""
    groups: tuple[CopyGroup, ...] = ()
    allow: str = ""
    not_looked: tuple[str, ...] = ()
    products: str = ""
    places: tuple[PlaceLine, ...] = ()
    check_up: CheckUpLine | None = None
    ask_icloud: bool = False
    work: Progressing | None = None
    notice: str = ""
    trouble: Words | None = None


def groups_of(findings: Sequence[Finding], accepted: Sequence[Accepted] = ()) -> tuple[CopyGroup, ...]:
    """Copies by what is to be done, worst first in each; those that the person found fine come last."""
    said = {each.path: each for each in accepted}
    fine = [each for each in findings if holds(said.get(each.path), each)]
    rest = [each for each in findings if each not in fine]
    made: dict[str, list[CopyWords]] = {}
    for deed in ORDER:
        for finding in rest:
            if say.deed_of(finding) == deed:
                made.setdefault(say.GROUPS[deed], []).append(say.copy_words(finding))
    if fine:
        made[say.ACCEPTED] = [say.copy_words(each, said[each.path].on) for each in fine]
    return tuple(CopyGroup(heading, tuple(copies)) for heading, copies in made.items())


def of_report(report: ScanReport, accepted: Sequence[Accepted], now: datetime, platform: str) -> UnprotectedState:
    """The page after a scan. `platform` as in sys.platform."""
    open_ones = open_of(report, accepted)
    when = say.ago(report.began, now)
    return UnprotectedState(
        loaded=True,
        looked=True,
        sentence=say.headline(open_ones),
        detail=say.detail(report.scanned, report.roots, report.not_looked, when),
        groups=groups_of(report.findings, accepted),
        allow=say.allow_words(platform) if say.refused_places(report.not_looked) else "",
        not_looked=say.not_looked_lines(report.not_looked),
        products=say.products_notice([product.name for product in report.products]),
    )


def open_of(report: ScanReport, accepted: Sequence[Accepted]) -> tuple[Finding, ...]:
    """The copies of a report that the person did not find fine."""
    said = {each.path: each for each in accepted}
    return tuple(each for each in report.findings if not holds(said.get(each.path), each))


def for_home(report: ScanReport | None, accepted: Sequence[Accepted]) -> CopiesWords | None:
    """What Home says: how many copies lie where, or that nobody has looked yet; None where nothing is to be done."""
    if report is None:
        headline = "We have not looked for unprotected copies yet"
        return CopiesWords(
            "plain", headline, "Exports often lie open in a cloud folder, or in Downloads.", "Look for them"
        )
    bad = [each for each in open_of(report, accepted) if each.severity in ("red", "amber")]
    if not bad:
        return None
    red = [each for each in bad if each.severity == "red"]
    button = "Look at it" if len(bad) == 1 else "Look at them"
    if not red:
        return CopiesWords(
            "waiting", say.headline(bad).rstrip("."), "None of them lies open in a cloud.", button, len(bad)
        )
    headline, detail = say.in_clouds(red)
    return CopiesWords("waiting", headline, detail, button, len(bad))


def place_lines(roots: Sequence[Root]) -> tuple[PlaceLine, ...]:
    """The folders that a scan goes through, one line each, clouds first."""
    ordered = sorted(roots, key=lambda root: root.provider_class in ("local", "removable"))
    return tuple(PlaceLine(root.path, say.root_name(root), root.evidence) for root in ordered)


def check_up_line(summary: CheckUpSummary) -> CheckUpLine:
    """What the card of the check-up says."""
    answered = f"{summary.answered} of {summary.cards} answered"
    if summary.answered == 0:
        return CheckUpLine(
            "What your phone sends to the cloud",
            "A computer cannot see this. Ten minutes with your phone in hand.",
            "Begin check-up",
        )
    if summary.due:
        detail = "A computer cannot see this. Two minutes with your phone in hand."
        return CheckUpLine(f"What your phone sends to the cloud: {answered}", detail, "Continue check-up")
    return CheckUpLine(f"What your phone sends to the cloud: {answered}", "Nothing is due today.", "Look at it again")


def icloud_open(roots: Sequence[Root], answered: bool | None) -> bool:
    """Whether the question about iCloud's Advanced Data Protection is to be asked."""
    return answered is None and any(root.provider.startswith("iCloud") for root in roots)
