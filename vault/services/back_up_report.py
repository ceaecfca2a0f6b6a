"""What a backup reports: every export that was given is accounted for, and every record of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vault.errors import ExportError, RepositoryError, SecretNeeded, StorageError, WrongSecret
from vault.exports.base import Account, Question, Skipped
from vault.exports.passed_over import NOTHING_PASSED_OVER, PassedOver

SecretAsked = SecretNeeded | WrongSecret
"""Why an export tells nothing of itself yet: nothing is wrong with it, a person has its key."""


def asked_secret(error: ExportError | None) -> SecretAsked | None:
    """The error, if it asks for a key."""
    return error if isinstance(error, SecretNeeded | WrongSecret) else None


@dataclass(frozen=True, slots=True)
class Look:
    """What an export is, before anything is written.

    `path` is the key for answers: of what belongs together, the first as it was given. With an `error` it is nothing
    that could be kept, and the words in between are empty. `format` is a key of exports.formats. `zone_open`: its
    times are of a clock without a zone, and nobody said which. `secret` is set where it is locked: ask, and look
    again with the answer. `files` is how many it has, 0 for one by itself. `trouble` is why it cannot be read though
    it can be kept: ExportDamaged, ExportIncomplete, UnsupportedVersion, NotReadYet.
    """

    path: Path
    app: str
    app_name: str
    chat_name: str
    size: int
    question: Question | None
    error: ExportError | None
    format: str = ""
    zone_open: bool = False
    secret: SecretAsked | None = None
    files: int = 0
    trouble: ExportError | None = None


@dataclass(frozen=True, slots=True)
class PreviewMessage:
    """One of the first messages, as it would be read. `sent_text` is the export's own wording, `sent_utc` the instant.

    `sender` is None for a service message.
    """

    sent_text: str
    sent_utc: datetime | None
    sender: str | None = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChatCount:
    """One chat in this export; `participants` are names; `first` and `last` in UTC, None without a sure date."""

    name: str = field(repr=False)
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
    vault had not, or had, before. `already`: the very same export was there, nothing was stored twice. `healed`: how
    much of `stored` the vault had lost of it: with `verified` it is whole again. `verified`: every byte was read back
    and compared. `question`: the dates were left open. `warnings` are keys:

    - "not-read-through": stored whole, but reading its messages stopped midway; counts are of the part before, and
      the account is empty;
    - "not-read-back": what lies in the vault is not what went in, or cannot be read: the vault is damaged;
    - "library": the messages could not be listed on this computer; the backup itself is whole, `new` is not sure;
    - "locked": stored whole; nobody gave its key, so no message is listed yet. `secret` says what is asked for;
    - "wrong-secret": the same, and the key that was given does not fit;
    - "damaged", "incomplete", "version", "no-importer": stored whole; its bytes are not what the app wrote, a part that
      reading needs was not given, its version is none that we know, or nobody reads this format yet. `trouble` is the
      error.

    `files` is how many files it has, 0 for one by itself; `format` a key of exports.formats.
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
    secret: SecretAsked | None = None
    trouble: ExportError | None = None
    files: int = 0
    format: str = ""
    healed: int = 0


@dataclass(frozen=True, slots=True)
class FailedExport:
    """An export that is not in the vault, and why.

    Where the vault itself stopped the work, that is the reason for this one and for all that stood behind it.
    """

    path: Path
    error: ExportError | StorageError | RepositoryError


@dataclass(frozen=True, slots=True)
class BackupReport:
    """Every export that was given, in one of the two lists.

    `passed_over` is what else lies in folders that were given, and in no export: it is not in the vault.
    """

    backups: tuple[BackupLine, ...]
    failed: tuple[FailedExport, ...]
    passed_over: PassedOver = NOTHING_PASSED_OVER

    @property
    def attention(self) -> bool:
        """Whether something needs a look: a failure, a warning, a part that could not be read or is not in the vault,
        open dates.
        """
        return bool(self.failed or self.passed_over.files) or any(
            line.warnings or line.skipped or line.question or not line.verified for line in self.backups
        )
