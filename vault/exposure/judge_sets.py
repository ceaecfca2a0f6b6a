"""Folders that are judged as one thing: backups and exports whose single files say nothing by themselves.

Nobody should look at, move or accuse one file of such a set: it is all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from vault.exposure.finding import Verdict

SetKind = Literal[
    "iphone-backup", "borg", "restic", "cryptomator", "kopia", "rclone-crypt", "gocryptfs", "encfs", "cryfs",
    "signal-backups", "signal-export", "signal-desktop", "whatsapp-backup", "telegram-export", "takeout", "messenger",
    "discord-package", "slack-export",
]  # fmt: skip


class SetFolder(Protocol):
    """A set's folder as the judge sees it. `below` and `name` are relative, with `/`. Both may raise OSError."""

    def names(self, below: str = "") -> Sequence[str]:
        """Names of files and folders directly in `below`."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file, at most `length`."""


def set_kind(names: Collection[str]) -> SetKind | None:
    """Which set a folder with these names in it is: cheap enough to be asked of every folder of a disk."""
    raise NotImplementedError(names)


def judge_set(path: str, kind: SetKind, folder: SetFolder | None) -> Verdict:
    """Judge a set as one thing. `folder` None: it must not be opened, and is judged by what `set_kind` saw."""
    raise NotImplementedError(path, kind, folder)
