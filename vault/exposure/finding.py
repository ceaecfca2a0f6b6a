"""The words of exposure as values: where something lies, what it is, who can read it, how bad that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Access = Literal["readable", "provider-key", "user-key", "unknown"]
Chat = Literal["yes", "likely", "no"]
Severity = Literal["red", "amber", "grey", "green"]
ProviderClass = Literal["provider-can-read", "end-to-end", "peer-to-peer", "own-server", "local", "removable"]
Strength = Literal["system", "config", "marker", "mount", "name"]
Kind = Literal["file", "folder", "set"]
WhyNot = Literal["permission", "online-only", "network", "too-large", "vanished", "another-disk", "unreadable"]

STRENGTHS: tuple[Strength, ...] = ("system", "config", "marker", "mount", "name")
"""Evidence for a root, strongest first."""

CLOUD_CLASSES: frozenset[ProviderClass] = frozenset({"provider-can-read", "end-to-end", "peer-to-peer", "own-server"})
"""The classes whose content leaves this computer by itself."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that somebody else gets a copy of, or an ordinary place of this computer.

    `path` is absolute, in the system's own spelling. `evidence` is one sentence. `excluded` are absolute folders
    below `path` that the client leaves out. `note` says what else is known ("Dropbox is not running").
    `streaming` means that nothing below may be opened, because opening downloads (a virtual drive, a network mount).
    """

    path: str
    provider: str
    provider_class: ProviderClass
    evidence: str
    strength: Strength
    account: str | None = None
    excluded: tuple[str, ...] = ()
    note: str | None = None
    streaming: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two answers about one copy. `reasons` are keys, not sentences; `opened` tells whether bytes were read.

    `app` is as in `chats` ("whatsapp"), `format` the key of the format in exports; None when neither is known.
    """

    chat: Chat
    access: Access
    app: str | None = None
    format: str | None = None
    reasons: tuple[str, ...] = ()
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One copy of a chat. `size` in bytes (of the whole set), `modified` in UTC, `evidence` in sentences."""

    path: str
    root: Root | None
    verdict: Verdict
    severity: Severity
    size: int
    modified: datetime | None
    evidence: tuple[str, ...]
    kind: Kind = "file"


@dataclass(frozen=True, slots=True)
class NotLooked:
    """A file or folder that was not looked into, and why. It is never reported as clean."""

    path: str
    why: WhyNot
