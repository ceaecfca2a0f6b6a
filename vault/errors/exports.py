"""What can be wrong with a file that a chat app gave out. The tree is drawn in vault/errors/__init__.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vault.errors.base import ChatVaultError


@dataclass(eq=False)
class ExportError(ChatVaultError):
    """Something about a file that a chat app gave out."""

    path: Path


class NotAChat(ExportError):
    """No importer recognises it."""


@dataclass(eq=False)
class NotReadYet(NotAChat):
    """It is a chat, of a format that is known and has no importer yet; it can be locked away as a file all the same.

    `app_name` is as people know it, `format` a key of exports.formats.
    """

    app_name: str
    format: str


class ColumnsWrong(ExportError):
    """A table or log in which no message stands in the columns that a person named."""


class EmptyExport(ExportError):
    """There is nothing inside."""


class ExportMissing(ExportError):
    """The file is not there."""


@dataclass(eq=False)
class ExportUnreadable(ExportError):
    """Not allowed to read it, or its disk failed; `reason` is the errno name."""

    reason: str = ""


class ExportChanged(ExportError):
    """It changed while it was being read."""


class ArchiveCutOff(ExportError):
    """The archive is incomplete or its parts do not fit together."""


class ArchiveEncrypted(ExportError):
    """The archive itself is locked with a password that we cannot use."""


@dataclass(eq=False)
class SecretNeeded(ExportError):
    """It is locked; `kind` is a SecretKind of exports.base. `hint` is what the file tells: two digits, a date."""

    app_name: str
    kind: str
    hint: str = ""


@dataclass(eq=False)
class WrongSecret(ExportError):
    """What was given does not open it.

    `kind` is a SecretKind; `reason` is "form" where what was typed cannot be such a key (too short, other characters),
    "password" where it looks like a password though a key is needed, "" where it is well formed and does not fit.
    """

    app_name: str
    kind: str
    reason: str = ""
    hint: str = ""


@dataclass(eq=False)
class ExportDamaged(ExportError):
    """The key fits or none is needed, and the bytes are not what the app wrote; `detail` in developer's words."""

    detail: str = ""


@dataclass(eq=False)
class ExportIncomplete(ExportError):
    """A file without which nothing can be read is not there; `missing` is its name."""

    missing: str


@dataclass(eq=False)
class UnsupportedVersion(ExportError):
    """`version` as the export gives it."""

    app_name: str
    version: str


@dataclass(eq=False)
class ArchiveRefused(ExportError):
    """The archive could do harm.

    `reason` is one of escape, count, size, ratio, nested, duplicate, name, special, overlap; `member` the name inside.
    """

    reason: str
    member: str = ""
