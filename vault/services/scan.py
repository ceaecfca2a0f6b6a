"""Exposure: look for copies of chats that others can read; remember the last report and what a person accepted."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

from vault.errors import Cancelled, PlaceFailed
from vault.exposure.asked_folders import is_below, marked_around, roots_about
from vault.exposure.backup_products import backup_products
from vault.exposure.cloud_folders import CloudAnswers, all_places, find_roots
from vault.exposure.finding import Finding, NotLooked, Root
from vault.exposure.local_system import LocalSystem
from vault.exposure.look_at import look_at
from vault.exposure.scan import Event, ScanRequest, Tick
from vault.exposure.scan_worker import ScanHandle
from vault.exposure.system import System
from vault.exposure.watch import Unwatched, units, watch, worth_watching
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.services.scan_report import (
    Accepted,
    Counts,
    ScanReport,
    count,
    from_json,
    holds,
    in_order,
    provider_of,
    to_json,
)
from vault.services.vault import Desk, OpenedVault

log = logging.getLogger(__name__)

__all__ = ["Accepted", "Counts", "Exposure", "ScanReport"]

REPORT: Final = "exposure/report"
ACCEPTED: Final = "exposure/accepted"
ANSWERS: Final = "exposure/cloud-answers"
CACHE: Final = "looked-at.bin"
STEP: Final = "looking"

Sink = Callable[[Finding | NotLooked], None]


WatchSink = Callable[[ScanReport | Unwatched], None]


class Events(Protocol):
    """A running scan, as ScanHandle is one."""

    def events(self) -> Iterator[Event]:
        """What it tells."""


Start = Callable[[ScanRequest, Path | None], AbstractContextManager[Events]]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Look for unprotected copies. Nothing is changed, nothing is downloaded, nothing leaves this computer."""

    desk: Desk
    system: System = field(default_factory=LocalSystem)
    start: Start = ScanHandle

    def roots(self, vault: OpenedVault | None = None) -> tuple[Root, ...]:
        """Cloud folders and ordinary places of this computer; with a vault, by what was answered about iCloud."""
        return tuple(all_places(self.system, self.cloud_answers(vault)))

    def scan(
        self,
        progress: Progress,
        folders: Sequence[Path] | None = None,
        sink: Sink | None = None,
        vault: OpenedVault | None = None,
    ) -> ScanReport:
        """Look through `folders`, or all roots of this computer. `sink` is told of everything as it comes.

        The wish to cancel ends it within 0.2 s: the report then has `finished` False and is not kept. With a vault,
        a finished one is kept, replacing what was known of these folders. Raises ScanFailed.
        """
        began, clock = self.desk.clock(), time.monotonic()
        asked = None if folders is None else tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100
        request, roots = self._request(asked, vault)
        gathered = _Gathered(sink)
        finished = self._run(request, progress, gathered)
        report = ScanReport(
            began=began,
            seconds=time.monotonic() - clock,
            finished=finished,
            scanned=gathered.tick.files,
            findings=in_order(gathered.findings),
            not_looked=tuple(gathered.not_looked),
            roots=roots,
            folders=asked,
            counts=gathered.tick,
            products=tuple(backup_products(self.system)) if asked is None else (),
        )
        if vault is not None and finished:
            self._remember(vault, report)
        return report

    def look_again(self, vault: OpenedVault, path: str) -> Finding | None:
        """What lies at one path now; the last report is brought up to date. In this process, and at once."""
        found, last = look_at(path, self.roots(vault), self.system.mounts()), self.last(vault)
        if last is not None:
            others = tuple(each for each in last.findings if each.path != path)
            self._keep(vault, replace(last, findings=in_order((*others, *((found,) if found else ())))))
        return found

    def keep_watch(self, vault: OpenedVault, stop: threading.Event, sink: WatchSink) -> None:
        """Look again at whatever changes in cloud folders and Downloads, until `stop` is set: blocks all the while.

        `sink` is told of each report, which is kept, and of roots that the system will not watch. Raises ScanFailed.
        """
        roots = self.roots(vault)
        progress = _UntilStopped(stop)
        for event in watch(worth_watching(roots), stop):
            if isinstance(event, Unwatched):
                sink(event)
                continue
            report = self.scan(progress, [Path(unit) for unit in units(event.paths, roots)], vault=vault)
            if report.finished:
                sink(report)

    # -- what is remembered -------------------------------------------------------------------------

    def last(self, vault: OpenedVault) -> ScanReport | None:
        """The last report on this computer, brought up to date by later looks at single folders."""
        report: ScanReport | None = from_json(_note(vault, REPORT), ScanReport)
        return report

    def counts(self, vault: OpenedVault) -> Counts:
        """What Home shows."""
        report = self.last(vault)
        if report is None:
            return Counts()
        return count(report.findings, self._accepted(vault), report.began)

    def open_findings(self, vault: OpenedVault) -> tuple[Finding, ...]:
        """What the last report found, without what was accepted and is no worse since."""
        report, accepted = self.last(vault), self._accepted(vault)
        findings = () if report is None else report.findings
        return tuple(finding for finding in findings if not holds(accepted.get(finding.path), finding))

    def accept(self, vault: OpenedVault, finding: Finding) -> Accepted:
        """Remember "This is fine", with today's date; a copy that becomes worse is shown again. Raises PlaceFailed."""
        said = Accepted(finding.path, provider_of(finding), finding.severity, self.desk.clock())
        self._keep_accepted(vault, self._accepted(vault) | {finding.path: said})
        return said

    def take_back(self, vault: OpenedVault, path: str) -> None:
        """Forget that "This is fine" was said of this path."""
        self._keep_accepted(vault, {key: each for key, each in self._accepted(vault).items() if key != path})

    def accepted(self, vault: OpenedVault) -> tuple[Accepted, ...]:
        """Everything that was accepted, newest first."""
        return tuple(sorted(self._accepted(vault).values(), key=lambda each: each.on, reverse=True))

    def is_accepted(self, vault: OpenedVault, finding: Finding) -> bool:
        """Whether the person said so of this copy, and it is no worse since."""
        return holds(self._accepted(vault).get(finding.path), finding)

    def cloud_answers(self, vault: OpenedVault | None) -> CloudAnswers:
        """What the person said about their clouds; nothing without a vault."""
        answers: CloudAnswers | None = None if vault is None else from_json(_note(vault, ANSWERS), CloudAnswers)
        return answers or CloudAnswers()

    def set_cloud_answers(self, vault: OpenedVault, answers: CloudAnswers) -> None:
        """Remember it; the next scan goes by it."""
        self._put(vault, ANSWERS, answers)

    # -- inside -------------------------------------------------------------------------------------

    def _request(
        self, folders: tuple[str, ...] | None, vault: OpenedVault | None
    ) -> tuple[ScanRequest, tuple[Root, ...]]:
        """What the worker is asked, and the roots that the report is about."""
        answers = self.cloud_answers(vault)
        if folders is None:
            roots = tuple(all_places(self.system, answers))
            return ScanRequest(tuple(root.path for root in roots), roots, self.system.mounts()), roots
        known = tuple(all_places(self.system, answers))
        known += marked_around(self.system, folders, find_roots(self.system, answers))
        return ScanRequest(folders, known, self.system.mounts()), roots_about(self.system, folders, known)

    def _run(self, request: ScanRequest, progress: Progress, gathered: _Gathered) -> bool:
        """Whether it came to its end."""
        try:
            with self.start(request, self.desk.places.library / CACHE) as running:
                progress.check_cancelled()
                for event in running.events():
                    gathered.take(event)
                    progress.update(STEP, gathered.tick.files)
                    progress.check_cancelled()
        except Cancelled:
            return False
        progress.update(STEP, gathered.tick.files, gathered.tick.files)
        return True

    def _remember(self, vault: OpenedVault, report: ScanReport) -> None:
        """Keep it; a look at single folders replaces only what was known of these."""
        last = self.last(vault)
        if report.folders is not None and last is not None:
            report = self._merged(last, report, report.folders)
        self._keep(vault, report)

    def _keep(self, vault: OpenedVault, report: ScanReport) -> None:
        try:
            self._put(vault, REPORT, report)
        except PlaceFailed as error:
            log.info("the report was not kept: %s", error)

    def _merged(self, last: ScanReport, report: ScanReport, folders: tuple[str, ...]) -> ScanReport:
        kept = tuple(found for found in last.findings if not is_below(self.system, found.path, folders))
        unlooked = tuple(each for each in last.not_looked if not is_below(self.system, each.path, folders))
        return replace(last, findings=in_order((*kept, *report.findings)), not_looked=(*unlooked, *report.not_looked))

    @staticmethod
    def _accepted(vault: OpenedVault) -> dict[str, Accepted]:
        found: dict[str, Accepted] | None = from_json(_note(vault, ACCEPTED), dict[str, Accepted])
        return found or {}

    def _keep_accepted(self, vault: OpenedVault, accepted: dict[str, Accepted]) -> None:
        self._put(vault, ACCEPTED, accepted)

    def _put(self, vault: OpenedVault, key: str, value: object) -> None:
        """Keep a note. Raises PlaceFailed where this computer's disk does not take it."""
        try:
            vault.notes.put(key, to_json(value))
        except LibraryUnusable as error:
            raise PlaceFailed(str(self.desk.places.library), str(error)) from None


def _note(vault: OpenedVault, key: str) -> bytes | None:
    """A note; nothing where the disk does not give it just now."""
    try:
        return vault.notes.get(key)
    except LibraryUnusable as error:
        log.info("a note could not be read: %s", error)
        return None


@dataclass(frozen=True, slots=True)
class _UntilStopped:
    """Progress of a look that nobody sees; it ends when watching does."""

    stop: threading.Event

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Nobody sees it."""

    def check_cancelled(self) -> None:
        """Raise Cancelled when watching ends."""
        if self.stop.is_set():
            raise Cancelled


@dataclass(slots=True)
class _Gathered:
    """What a running scan told so far."""

    sink: Sink | None
    findings: list[Finding] = field(default_factory=list)
    not_looked: list[NotLooked] = field(default_factory=list)
    tick: Tick = field(default_factory=Tick)

    def take(self, event: Event) -> None:
        """Keep it and pass it on."""
        if isinstance(event, Tick):
            self.tick = event
            return
        if isinstance(event, Finding):
            self.findings.append(event)
        else:
            self.not_looked.append(event)
        if self.sink is not None:
            self.sink(event)
