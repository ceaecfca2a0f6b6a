"""StatusOf: what could be brought back today, computed from facts and not from what the last job said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from vault.services.vault import Desk, OpenedVault

State = Literal["green", "yellow", "red"]
Reason = Literal[
    "all-good",
    "no-vault",  # none was made or opened on this computer
    "place-missing",  # its folder or disk is not there
    "not-a-vault",  # the folder is there and holds no vault
    "no-permission",
    "place-failed",
    "damaged",
    "newer-format",
    "keychain-empty",
    "keychain-locked",
    "keychain-silent",
    "no-keychain",
    "sheet-unproved",
    "nothing-yet",
    "clock-behind",
    "not-read-back",  # a backup that nobody has read since it was written
    "old",
    "disk-nearly-full",
]
NextStep = Literal[
    "make-or-bring-back",
    "plug-in",
    "choose-folder",
    "use-sheet",
    "unlock-keychain",
    "update-program",
    "prove-sheet",
    "first-backup",
    "export-again",
    "check",
    "set-clock",
    "free-space",
    "another-place",
]


@dataclass(frozen=True, slots=True)
class ChatState:
    """One chat in the status. `last_message` is None without a sure date."""

    name: str
    app: str
    messages: int
    last_backup: datetime
    last_message: datetime | None
    state: State


@dataclass(frozen=True, slots=True)
class Status:
    """The answer. `reason` decides the words (status_words); `other_reasons` are further things in the way, in order.

    `protected_until` is the newest backup's time when something could be restored; `old_chats` how many are older than
    35 days; `unread_backups` how many were never read back here; `other_backups` snapshots that hold no chat of ours.
    `next_steps` is empty only when all is good; the first is the one to show as a button.
    """

    state: State
    reason: Reason
    vault: str
    places: tuple[str, ...]
    chats: tuple[ChatState, ...]
    next_steps: tuple[NextStep, ...]
    other_reasons: tuple[Reason, ...] = ()
    sheet_proved_on: datetime | None = None
    last_checked_on: datetime | None = None
    last_rehearsed_on: datetime | None = None
    protected_until: datetime | None = None
    backups: int = 0
    old_chats: int = 0
    oldest_backup: datetime | None = None
    unread_backups: int = 0
    other_backups: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True)
class StatusOf:
    """Find the facts and judge them."""

    desk: Desk

    def run(self, vault: OpenedVault | Path | None) -> Status:
        """Of an opened vault, of the one in a folder (opened by the password safe and closed again), or of none."""
        raise NotImplementedError
