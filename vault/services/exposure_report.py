"""The report on one page: what is protected, what is not, what was put right, what was not looked at, and when.

It holds nothing of any chat: no name, no word, no count of a single one. Where copies lie is told by the cloud folder
alone, because a folder below it may bear a person's name; only who asks for names gets them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from vault.errors import PlaceFailed
from vault.exports.format_table import APPS
from vault.exports.plain_file import APP, APP_NAME
from vault.exposure.finding import Finding, NotLooked, Root
from vault.exposure.local_system import LocalSystem
from vault.exposure.system import System
from vault.library.index import LibraryUnusable
from vault.repository.target_file import TargetFile
from vault.services.browse import Browse, Chat
from vault.services.check_up import Card, CheckUp
from vault.services.put_right_journal import Deed, deeds
from vault.services.report_html import html_of
from vault.services.report_lines import (
    AnswerLine,
    CopyLine,
    DoneLine,
    ExposureReport,
    Figures,
    NotLookedLine,
    PlaceLine,
    ProtectedLine,
)
from vault.services.report_page import Page, page_of
from vault.services.scan import Exposure
from vault.services.scan_report import SEVERITIES, Accepted, ScanReport, from_json, to_json
from vault.services.vault import Desk, OpenedVault

__all__ = ["ExposureReport", "ExposureReports", "Figures", "Page"]

HISTORY: Final = "report/history"
_MOST_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class ExposureReports:
    """Make the report, keep its figures, write it as a page."""

    desk: Desk
    system: System = field(default_factory=LocalSystem)

    def make(self, vault: OpenedVault, *, with_names: bool = False) -> ExposureReport:
        """From what is known now; nothing is looked for anew. Its figures join the history."""
        exposure = Exposure(self.desk, self.system)
        scan, accepted = exposure.last(vault), {each.path: each for each in exposure.accepted(vault)}
        findings = scan.findings if scan else ()
        taken = [finding for finding in findings if exposure.is_accepted(vault, finding)]
        left = [finding for finding in findings if not exposure.is_accepted(vault, finding)]
        chats, done = Browse(self.desk).chats(vault), deeds(vault)
        cards = CheckUp(vault.notes, self._today).cards()
        figures = self._figures(left, taken, done, chats, cards)
        memory = self.desk.settings.memory(vault.repository.public_id) or vault.memory
        return ExposureReport(
            made_on=self.desk.clock(),
            looked_on=scan.began if scan else None,
            scanned=scan.scanned if scan else 0,
            sheet_proved_on=memory.sheet_proved_on,
            last_checked_on=memory.last_checked_on,
            protected=_protected(chats),
            copies=self._copies(left, {}, with_names),
            accepted=self._copies(taken, accepted, with_names),
            done=_done(done),
            not_looked=_not_looked(scan.not_looked if scan else ()),
            answers=tuple(_answer(card) for card in cards),
            places=self._places(scan),
            products=tuple(product.name for product in scan.products) if scan else (),
            figures=figures,
            history=self._with_history(vault, figures),
            with_names=with_names,
        )

    def page(self, report: ExposureReport) -> Page:
        """Its words, section by section: what the HTML and the PDF both show."""
        return page_of(report)

    def html(self, report: ExposureReport) -> str:
        """One page that needs nothing else: no script, no picture, nothing from the network."""
        return html_of(page_of(report))

    def save(self, report: ExposureReport, target: Path) -> None:
        """Write the HTML. Never over anything: FolderInTheWay. StorageErrors with the folder as place."""
        with TargetFile(target, modified=None) as file:
            file.write(self.html(report).encode("utf-8", "replace"))
            file.finish()

    def history(self, vault: OpenedVault) -> tuple[Figures, ...]:
        """The figures of each day on which a report was made, oldest first."""
        try:
            kept = vault.notes.get(HISTORY)
        except LibraryUnusable:
            return ()
        found: tuple[Figures, ...] | None = from_json(kept, tuple[Figures, ...])
        return found or ()

    # -- inside -------------------------------------------------------------------------------------

    def _with_history(self, vault: OpenedVault, figures: Figures) -> tuple[Figures, ...]:
        """Earlier days; today's figures are kept in place of an earlier report's of today."""
        earlier = tuple(each for each in self.history(vault) if each.on != figures.on)[-_MOST_DAYS:]
        try:
            vault.notes.put(HISTORY, to_json((*earlier, figures)))
        except LibraryUnusable as error:
            raise PlaceFailed(str(self.desk.places.library), str(error)) from None
        return earlier

    def _figures(
        self,
        left: Iterable[Finding],
        taken: list[Finding],
        done: Iterable[Deed],
        chats: list[Chat],
        cards: Iterable[Card],
    ) -> Figures:
        counts = Counter(finding.severity for finding in left)
        return Figures(
            on=self._today(),
            red=counts["red"],
            amber=counts["amber"],
            grey=counts["grey"],
            green=counts["green"],
            accepted=len(taken),
            put_right=sum(deed.stage == "moved" for deed in done),
            chats=len(chats),
            cards_answered=sum(card.answer is not None for card in cards),
        )

    def _copies(
        self, findings: Iterable[Finding], accepted: dict[str, Accepted], with_names: bool
    ) -> tuple[CopyLine, ...]:
        """Worst first; those that are alike in one line."""
        lines = Counter(self._copy(finding, accepted.get(finding.path), with_names) for finding in findings)
        joined = [replace(line, count=count) for line, count in lines.items()]
        return tuple(sorted(joined, key=lambda line: (SEVERITIES.index(line.severity), line.folder, line.name or "")))

    def _copy(self, finding: Finding, accepted: Accepted | None, with_names: bool) -> CopyLine:
        root, verdict, path = finding.root, finding.verdict, Path(finding.path)
        place = path.parent if with_names else Path(root.path) if root else None
        return CopyLine(
            severity=finding.severity,
            access=verdict.access,
            opened=verdict.opened,
            app=_app(verdict.app),
            kind=finding.kind,
            provider=root.provider if root else None,
            provider_class=root.provider_class if root else "local",
            folder=self._shown(place) if place else "",
            name=path.name if with_names else None,
            accepted_on=accepted.on if accepted else None,
        )

    def _places(self, scan: ScanReport | None) -> tuple[PlaceLine, ...]:
        roots: tuple[Root, ...] = scan.roots if scan else ()
        return tuple(
            PlaceLine(root.provider, root.provider_class, self._shown(Path(root.path))) for root in roots
        )  # fmt: skip

    def _shown(self, folder: Path) -> str:
        """Below the home it begins with ~, so that nobody's account name is shown."""
        try:
            return str(Path("~") / folder.relative_to(self.system.home))
        except ValueError:
            return str(folder)

    def _today(self) -> date:
        return self.desk.clock().astimezone().date()


def _protected(chats: Iterable[Chat]) -> tuple[ProtectedLine, ...]:
    """One line an app, by name."""
    by_app: dict[str, list[Chat]] = {}
    for chat in chats:
        by_app.setdefault(chat.app_name, []).append(chat)
    return tuple(_protected_line(app, by_app[app]) for app in sorted(by_app))


def _protected_line(app: str, chats: list[Chat]) -> ProtectedLine:
    newest: datetime = max(backup.time for chat in chats for backup in chat.backups)
    messages = sum(chat.messages for chat in chats)
    files = sum(chat.messages == 0 for chat in chats)
    return ProtectedLine(app, len(chats) - files, files, messages, newest)


def _done(done: Iterable[Deed]) -> tuple[DoneLine, ...]:
    """By day, newest first."""
    lines = Counter(_done_line(deed) for deed in done)
    joined = [replace(line, count=count) for line, count in lines.items()]
    return tuple(sorted(joined, key=lambda line: line.on, reverse=True))


def _done_line(deed: Deed) -> DoneLine:
    when = {"moved": deed.moved_on, "undone": deed.undone_on}.get(deed.stage) or deed.locked_on
    return DoneLine(when.astimezone().date(), _app(deed.app), deed.provider, deed.stage, deed.to)


def _not_looked(places: Iterable[NotLooked]) -> tuple[NotLookedLine, ...]:
    counts = Counter(place.why for place in places)
    return tuple(NotLookedLine(why, count) for why, count in sorted(counts.items()))


def _answer(card: Card) -> AnswerLine:
    answer = card.facts.answer(card.answer) if card.answer else None
    said = answer.text if answer else None
    return AnswerLine(card.facts.name, said, card.answered_on, card.severity, card.due, card.unsure)


def _app(key: str | None) -> str | None:
    return APP_NAME if key == APP else APPS.get(key, key) if key else None
