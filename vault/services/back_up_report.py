"""What a backup reports: every export that was given is accounted for, and every record of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vault.errors import ExportError
from vault.exports.base import Account, Question, Skipped


@dataclass(frozen=True, slots=True)
class Look:
    """What an export is, before anything is written. With an `error` the words in between are empty."""

    path: Path
    app: str
    app_name: str
    chat_name: str
    size: int
    question: Question | None
    error: ExportError | None


@dataclass(frozen=True, slots=True)
class ChatCount:
    """One chat in this export; `participants` are names; `first` and `last` in UTC, None without a sure date."""

    name: str
    messages: int
    attachments: int
    participants: tuple[str, ...]
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One export that is in the vault now.

    `export` is its file name, `path` where it came from, `app` the key, `app_name` for people; `snapshot` the
    backup's id. `bytes` is its size, `stored` what the vault grew by. `new` and `known` say how many messages the
    vault had not, or had, before. `already`: the very same export was there, nothing was stored. `verified`: every
    byte was read back and compared. `question`: the dates were left open. `warnings` are keys:

    - "not-read-through": stored whole, but reading its messages stopped midway; counts are of the part before, and
      the account is empty;
    - "not-read-back": what lies in the vault is not what went in, or cannot be read: the vault is damaged;
    - "library": the messages could not be listed on this computer; the backup itself is whole, `new` is not sure.
    """

    export: str
    path: Path
    app: str
    app_name: str
    snapshot: str
    chats: tuple[ChatCount, ...]
    messages: int
    new: int
    known: int
    attachments: int
    skipped: tuple[Skipped, ...]
    account: Account
    bytes: int
    stored: int
    verified: bool
    already: bool
    question: Question | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailedExport:
    """An export that is not in the vault, and why."""

    path: Path
    error: ExportError


@dataclass(frozen=True, slots=True)
class BackupReport:
    """Every export that was given, in one of the two lists."""

    backups: tuple[BackupLine, ...]
    failed: tuple[FailedExport, ...]

    @property
    def attention(self) -> bool:
        """Whether something needs a look: a failure, a warning, a part that could not be read, open dates."""
        return bool(self.failed) or any(
            line.warnings or line.skipped or line.question or not line.verified for line in self.backups
        )
