"""How bad a copy is: from who can read it and where it lies.

Red is kept for what was opened, is a chat for sure, has no lock, and lies where the provider can read it. What we do
not know is never red. What only its owner can open is green wherever it lies, unless the lock is known to break.
"""

from __future__ import annotations

from vault.exposure.finding import ProviderClass, Root, Severity, Verdict

READABLE_AND_SURE: dict[ProviderClass, Severity] = {
    "provider-can-read": "red",
    "end-to-end": "amber",
    "peer-to-peer": "amber",
    "own-server": "grey",
    "local": "amber",
    "removable": "amber",
}
"""A copy without a lock that is a chat for sure. A likely one is never more than amber."""

NOT_OPENED: dict[ProviderClass, Severity] = {
    "provider-can-read": "amber",
    "end-to-end": "amber",
    "peer-to-peer": "amber",
    "own-server": "grey",
    "local": "grey",
    "removable": "grey",
}
"""Judged by its name alone, because opening it would download it: the copy in the cloud is real, the lock unknown.

A lock that breaks is judged by the same table."""


BREAKABLE = "zip-weak"
"""The reason of a verdict whose lock opens without its password: the first kind that zip had."""


def severity_of(verdict: Verdict, root: Root | None) -> Severity:
    """The severity of a copy in `root`; without a root it is judged as lying on this computer only."""
    where: ProviderClass = root.provider_class if root is not None else "local"
    if verdict.access == "user-key":
        return NOT_OPENED[where] if BREAKABLE in verdict.reasons else "green"
    if verdict.chat == "no":
        return "grey"
    if verdict.access == "provider-key":
        return "amber"
    if not verdict.opened:
        return NOT_OPENED[where]
    if verdict.access == "unknown":
        return "grey"
    worst = READABLE_AND_SURE[where]
    return "amber" if worst == "red" and verdict.chat == "likely" else worst
