"""Where a folder lies, as a person says it: on which disk, in whose cloud; never a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStorageInfo

Kind = Literal["disk", "cloud", "computer"]

_SYNCED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (provider, re.compile(pattern, re.IGNORECASE))
    for provider, pattern in (
        ("Dropbox", r"dropbox( \(.+\)|-.+)?"),
        ("OneDrive", r"onedrive( - .+|-.+)?"),
        ("Google Drive", r"google ?drive(-.+| \(.+\))?|my drive"),
        ("iCloud Drive", r"icloud ?drive|com~apple~clouddocs|mobile documents"),
        ("Nextcloud", r"nextcloud"),
        ("MEGA", r"mega|megasync"),
        ("pCloud", r"pcloud ?drive"),
    )
)
"""Names of folders that a provider's program keeps the same as its copy in the cloud, on all three systems."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`words` stand after a noun: "on the disk “BLUE”", "in Dropbox", "in Documents on this computer"."""

    kind: Kind
    words: str

    @property
    def icon(self) -> str:
        """Our name of the icon that shows it."""
        return {"disk": "disk", "cloud": "cloud", "computer": "folder"}[self.kind]


def synced_by(folder: Path) -> str | None:
    """The provider whose program obviously copies `folder` to the cloud, by the names in its path; None otherwise."""
    for part in folder.parts:
        for provider, pattern in _SYNCED:
            if pattern.fullmatch(part):
                return provider
    return None


def whereabouts(folder: Path) -> Whereabouts:
    """Say where `folder` lies. Asks the system only where the path does not tell (Windows)."""
    provider = synced_by(folder)
    if provider:
        return Whereabouts("cloud", f"in {provider}")
    label = disk_label(folder)
    if label:
        return Whereabouts("disk", f"on the disk “{label}”")
    return Whereabouts("computer", f"in {_holder(folder)} on this computer")


def disk_label(folder: Path) -> str | None:
    """The label of the removable or further disk that holds `folder`; None for the system's own disk."""
    parts = folder.parts
    for root in (("/", "media"), ("/", "run", "media")):
        if parts[: len(root)] == root and len(parts) > len(root) + 1:
            return parts[len(root) + 1]
    for root in (("/", "Volumes"), ("/", "mnt")):
        if parts[: len(root)] == root and len(parts) > len(root):
            return parts[len(root)]
    return _drive_label(folder)


def _drive_label(folder: Path) -> str | None:
    """On Windows: a drive other than the one that holds the home folder."""
    if not folder.drive or folder.drive.lower() == Path.home().drive.lower():
        return None
    return QStorageInfo(folder.anchor).displayName() or folder.drive


def _holder(folder: Path) -> str:
    """The name of the folder that `folder` stands in; the home folder has a name that everybody knows."""
    parent = folder.parent
    return "your home folder" if parent == Path.home() else (parent.name or str(parent))
