"""A file that no importer reads, kept as what it is: bytes under a name. It holds a chat, and no message is known.

Once an importer for its app exists, the stored bytes are read again; nothing has to be exported a second time.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import ExportMissing
from vault.exports.base import Account, Answers, Question, Skipped, Source, System

APP = "file"
APP_NAME = "Other files"
FORMAT = "file"
VERSION = 0
"""As importers count: lower than any of them, so that the first one that can read the file does."""

_SAYS_NOTHING = re.compile(
    r"(?:result|messages?(?:[-_ ]?\d+)?|chats?|main|index|export|archive|data|sms)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PlainFile:
    """An Export without messages. `key` tells chats apart, `chat_name` is the file's, with its folder where needed."""

    source: Source
    app: str
    app_name: str
    key: str
    chat_name: str
    format: str = FORMAT
    system: System | None = None
    question: Question | None = None
    date_order: str | None = None

    @property
    def path(self) -> Path:
        """Where it came from."""
        return self.source.path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.source.size

    @property
    def modified(self) -> datetime:
        """When it was last written."""
        return self.source.modified

    def records(self) -> Iterator[Conversation | Message | Skipped]:
        """What it is about, and no message."""
        yield Conversation(key=self.key, app=self.app, name=self.chat_name)

    def account(self) -> Account:
        """No line was read."""
        return Account(0, 0, 0, 0, 0, 0)

    def attachment(self, file: Attachment) -> Iterator[bytes]:
        """It has none. Raises ExportMissing."""
        raise ExportMissing(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open."""


@dataclass(frozen=True, slots=True)
class PlainFileImporter:
    """Opens any file as a PlainFile of one app. It is never asked what a file is: it would say yes to all."""

    app: str = APP
    app_name: str = APP_NAME
    key: str | None = None
    chat_name: str | None = None
    version: int = VERSION
    formats: frozenset[str] = frozenset({FORMAT})

    def recognises(self, name: str, head: bytes) -> bool:
        """Nothing: what a file is, is for others to say."""
        return False

    def open(self, source: Source, answers: Answers) -> PlainFile:
        """The file as it is; `answers` change nothing."""
        key, name = self.key or key_of(source.path), self.chat_name or shown_name(source.path)
        return PlainFile(source, self.app, self.app_name, key, name)


def key_of(path: Path) -> str:
    """What keeps two files of one name apart, and a file and its later version together. It does not show the path."""
    return f"file:{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}"


def shown_name(path: Path) -> str:
    """The file's name; with its folder's in front where many files are called so: "ChatExport_2026 - result.json"."""
    says_nothing = _SAYS_NOTHING.fullmatch(path.stem) is not None
    return f"{path.parent.name} - {path.name}" if says_nothing and path.parent.name else path.name
