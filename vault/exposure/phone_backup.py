"""An iPhone's backup on a computer, judged as one thing: its Manifest.plist says whether it is encrypted.

Facts: ../shared/reference/chat-formats.md §3.9. Files are named by the SHA-1 of domain and path, so the messages'
database is found by its name although the manifest's own database is not opened.
"""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from typing import Protocol
from xml.parsers.expat import ExpatError

from vault.exposure.finding import Access, Chat, Verdict

_MESSAGES = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
_WHATSAPP = ("7c7fba66680ef796b916b067077cc246adacf01d", "724bd3b98b18518b455a87c1f3ac3a0d189c4466")
_MOST_MANIFEST = 8 * 1024 * 1024


class PhoneFolder(Protocol):
    """What is asked of the folder: see judge_sets.SetFolder."""

    def names(self, below: str = "") -> Sequence[str]:
        """Names directly in `below`."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file."""


def phone_backup(folder: PhoneFolder) -> Verdict:
    """The verdict of a whole backup."""
    access, reason = _access(folder)
    chat: Chat = "yes" if any(_has(folder, name) for name in (_MESSAGES, *_WHATSAPP)) else "likely"
    return Verdict(chat, access, "iphone", "iphone-backup", ("set-iphone-backup", reason), opened=True)


def _access(folder: PhoneFolder) -> tuple[Access, str]:
    try:
        manifest = plistlib.loads(folder.read("Manifest.plist", 0, _MOST_MANIFEST))
    except (
        FileNotFoundError,
        ValueError,
        ExpatError,
        plistlib.InvalidFileException,
        IndexError,
        OverflowError,
        RecursionError,
    ):
        return "unknown", "set-unclear"
    encrypted = manifest.get("IsEncrypted") if isinstance(manifest, dict) else None
    if encrypted is True and isinstance(manifest.get("BackupKeyBag"), bytes):
        return "user-key", "iphone-locked"
    return ("readable", "iphone-open") if encrypted is False else ("unknown", "set-unclear")


def _has(folder: PhoneFolder, name: str) -> bool:
    try:
        return name in folder.names(name[:2])
    except (FileNotFoundError, NotADirectoryError):
        return False
