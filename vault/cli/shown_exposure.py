"""What `exposure` tells people: each copy with who can read it, why we say so, and what was not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vault.exposure.severity import BREAKABLE

if TYPE_CHECKING:
    from vault.cli.shown import Shown
    from vault.exposure.finding import Finding
    from vault.services.scan import ScanReport

MARKS = {"red": ("▲", "bold red"), "amber": ("●", "bold yellow"), "grey": ("○", "bold"), "green": ("✓", "bold green")}
WHY_NOT = {
    "permission": "we were not allowed to look in",
    "online-only": "it lies only in the cloud, and looking would download it",
    "network": "it lies on another computer that does not answer",
    "too-large": "it is too large to look through",
    "vanished": "it was gone when we came to it",
    "another-disk": "it is another disk: name it to look there",
    "unreadable": "the disk answered with a fault",
}
THIS_COMPUTER = frozenset({"local", "removable"})


def show_exposure(shown: Shown, report: ScanReport) -> None:
    """The whole report, worst first."""
    for finding in report.findings:
        mark, style = MARKS[finding.severity]
        shown.line(f"{mark} {finding.path}", style)
        shown.line(f"  {who_can_read(finding)}")
        for sentence in finding.evidence:
            shown.line(f"  {sentence}", "dim")
    _summary(shown, report)
    for skipped in report.not_looked:
        shown.line(f"  Not looked at: {skipped.path}: {WHY_NOT[skipped.why]}", "yellow")
    unnamed = report.counts.not_looked - len(report.not_looked)
    if unnamed > 0:
        shown.line(f"  Not looked at: {unnamed:,} more places", "yellow")
    for product in report.products:
        shown.line(f"  {product.name}: {product.evidence}", "yellow")


def who_can_read(finding: Finding) -> str:
    """One sentence: who can read this copy, as far as we know."""
    verdict, root = finding.verdict, finding.root
    what = "This chat" if verdict.chat == "yes" else "This looks like a chat. It"
    if BREAKABLE in verdict.reasons:
        return "Locked, but by a lock of an old kind that can be broken without the password."
    if verdict.access == "user-key":
        return "Locked. Only you have the key."
    if verdict.access == "provider-key":
        return "Half locked. It is scrambled, but the app's maker keeps a key."
    if not verdict.opened:
        return "We did not open it, because that could download it. Its name looks like a chat."
    if verdict.access == "unknown":
        return "We cannot tell whether this file is locked."
    if root is None or root.provider_class in THIS_COMPUTER:
        return f"{what} lies here without a lock. Whoever gets at this disk can read it."
    if root.provider_class == "provider-can-read":
        return f"{what} can be read in your {root.provider}."
    if root.provider_class == "end-to-end":
        return f"{what} can be read by anyone with your {root.provider} password or a share link."
    if root.provider_class == "peer-to-peer":
        return f"{what} can be read on every device that {root.provider} connects."
    return f"{what} can be read by whoever runs {root.provider}."


def _summary(shown: Shown, report: ScanReport) -> None:
    roots = len(report.roots)
    places = "1 place" if roots == 1 else f"{roots} places"
    where = places if report.folders is None else "the folders that you named"
    found = len(report.findings)
    said = {0: "No copy of a chat was found", 1: "1 copy of a chat was found"}
    copies = said.get(found, f"{found:,} copies of chats were found")
    shown.line(f"{copies} among {report.scanned:,} files in {where}.")
    if report.counts.noise:
        shown.line(f"  {report.counts.noise:,} folders that programs fill for themselves were skipped.")
