"""What a scan came to, and what a person said to it: as values, and as JSON for the notes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from vault.exposure.backup_products import BackupProduct
from vault.exposure.finding import Finding, NotLooked, Root, Severity
from vault.exposure.scan import Tick

SEVERITIES: Final[tuple[Severity, ...]] = ("red", "amber", "grey", "green")
"""Worst first."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What was looked through and found.

    `began` in UTC, `seconds` how long it took; `finished` False when somebody stopped it. `scanned` counts files.
    `roots` are the cloud folders and places that it was about; `folders` those that a person named, None for the
    whole computer. `products` are programs that copy whole disks into a cloud: no folder of theirs can be shown.
    """

    began: datetime
    seconds: float
    finished: bool
    scanned: int
    findings: tuple[Finding, ...]
    not_looked: tuple[NotLooked, ...]
    roots: tuple[Root, ...]
    folders: tuple[str, ...] | None = None
    counts: Tick = field(default_factory=Tick)
    products: tuple[BackupProduct, ...] = ()

    @property
    def attention(self) -> bool:
        """Whether something red or amber was found."""
        return any(finding.severity in ("red", "amber") for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A copy of which a person said "This is fine", on `on` (UTC), when it was this bad and lay with this provider."""

    path: str
    provider: str | None
    severity: Severity
    on: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """For Home: open findings by severity, those that were accepted, and when we last looked (None: never)."""

    red: int = 0
    amber: int = 0
    grey: int = 0
    green: int = 0
    accepted: int = 0
    looked_on: datetime | None = None


def to_json(value: object) -> bytes:
    """As the notes keep it. Python's own JSON keeps file names that are no valid Unicode, as escapes."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def from_json(data: bytes | None, kind: Any) -> Any:
    """The value again; None for nothing, and for what an older or newer program wrote differently."""
    if data is None:
        return None
    try:
        return msgspec.convert(json.loads(data), kind)
    except ValueError:
        return None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by path; one for each path."""
    by_path = {finding.path: finding for finding in findings}
    return tuple(sorted(by_path.values(), key=lambda finding: (SEVERITIES.index(finding.severity), finding.path)))


def holds(accepted: Accepted | None, finding: Finding) -> bool:
    """Whether what was said still holds: the copy is not worse than it was, and lies with the same provider."""
    if accepted is None or accepted.provider != provider_of(finding):
        return False
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(accepted.severity)


def provider_of(finding: Finding) -> str | None:
    """Who runs the cloud it lies in."""
    return None if finding.root is None else finding.root.provider


def count(findings: Iterable[Finding], accepted: dict[str, Accepted], looked_on: datetime | None) -> Counts:
    """The figures for Home."""
    tally = dict.fromkeys((*SEVERITIES, "accepted"), 0)
    for finding in findings:
        tally["accepted" if holds(accepted.get(finding.path), finding) else finding.severity] += 1
    return Counts(**tally, looked_on=looked_on)
