"""Short ways to read an invented export in a test: bytes in, records out, no file anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.exports.base import Account, Answers, Export, Question, Skipped, Source
from vault.exports.detect import open_export
from vault.exports.whatsapp.importer import WhatsAppExport

NAMED = "WhatsApp Chat with Anna.txt"
UTC_ANSWER = Answers(zone="UTC")


@dataclass(frozen=True)
class Read:
    """Everything that one reading of an export gave."""

    conversation: Conversation
    messages: list[Message]
    skipped: list[Skipped]
    account: Account
    chat_name: str
    system: str | None
    format: str
    date_order: str | None
    question: Question | None
    members: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def senders(self) -> list[str | None]:
        return [message.sender for message in self.messages]

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.messages]

    @property
    def times(self) -> list[str | None]:
        """UTC as `2021-04-28 10:15:00`."""
        return [None if m.sent.utc is None else f"{m.sent.utc:%Y-%m-%d %H:%M:%S}" for m in self.messages]


def source_of(data: bytes, name: str = NAMED) -> Source:
    """A source whose path does not exist: whoever opens it fails."""
    return Source(
        Path("/nowhere") / name, len(data), datetime(2026, 11, 20, tzinfo=UTC), lambda: cast(BinaryIO, io.BytesIO(data))
    )


@dataclass(frozen=True)
class ReadAll:
    """Everything that one reading of an export of several chats gave."""

    conversations: list[Conversation]
    messages: list[Message]
    skipped: list[Skipped]
    account: Account
    format: str
    chat_name: str
    key: str
    question: Question | None

    def of(self, name: str) -> list[Message]:
        """The messages of the chat with this name, without service messages."""
        (key,) = (conversation.key for conversation in self.conversations if conversation.name == name)
        return [m for m in self.messages if m.conversation == key and m.kind != "service"]


def read_all(source: Source, answers: Answers = UTC_ANSWER) -> ReadAll:
    """Detect, open, read to the end, and see that every record is accounted for."""
    with open_export(source, answers) as export:
        records = list(export.records())
        account = export.account()
        assert account.whole, account
        messages = [record for record in records if isinstance(record, Message)]
        service = sum(message.kind == "service" for message in messages)
        assert (account.messages, account.service) == (len(messages) - service, service)
        return ReadAll(
            [record for record in records if isinstance(record, Conversation)],
            messages,
            [record for record in records if isinstance(record, Skipped)],
            account, export.format, export.chat_name, export.key, export.question,
        )  # fmt: skip


def read_source(source: Source, answers: Answers = UTC_ANSWER) -> Read:
    """Open, read to the end, and see that every line is accounted for."""
    with open_export(source, answers) as export:
        first, *rest = export.records()
        account = export.account()
        assert isinstance(first, Conversation)
        assert account.whole, account
        messages = [record for record in rest if isinstance(record, Message)]
        skipped = [record for record in rest if isinstance(record, Skipped)]
        assert len(messages) == account.messages + account.service
        assert sum(message.kind == "service" for message in messages) == account.service
        assert len(messages) + len(skipped) == len(rest)
        return Read(
            first, messages, skipped, account, export.chat_name, export.system, export.format, export.date_order,
            export.question, _members(export),
        )  # fmt: skip


def _members(export: Export) -> tuple[str, ...]:
    """Names of the files beside the text: WhatsApp's exports tell them."""
    return export.members if isinstance(export, WhatsAppExport) else ()


def read_bytes(data: bytes, name: str = NAMED, answers: Answers = UTC_ANSWER) -> Read:
    return read_source(source_of(data, name), answers)


def read_text(text: str, name: str = NAMED, answers: Answers = UTC_ANSWER) -> Read:
    return read_bytes(text.encode(), name, answers)


def zip_of(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
