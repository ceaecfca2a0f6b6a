"""Invented messages for the library's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message, Moment

START = datetime(2026, 5, 3, 10, 15, tzinfo=UTC)
ANNA = Conversation(key="Anna", app="whatsapp", name="Anna")


def at(minutes: float, text: str = "3 May") -> Moment:
    return Moment(START + timedelta(minutes=minutes), text, "assumed")


def message(
    text: str, minutes: float = 0, sender: str | None = "Anna", kind: Kind = "text", *files: Attachment
) -> Message:
    return Message(ANNA.key, sender, at(minutes), text, kind, "line 1", attachments=files)


def photo(name: str, minutes: float = 0, caption: str = "", *, included: bool = True) -> Message:
    text = f"\u200e{name} (file attached)" + (f"\n{caption}" if caption else "")
    return message(text, minutes, "Anna", "media", Attachment(name, included, 10, "photo"))


def left_out(minutes: float = 0, caption: str = "") -> Message:
    return message("<Media omitted>" + (f"\n{caption}" if caption else ""), minutes, "Anna", "omitted")
