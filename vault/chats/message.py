"""Message: one thing said, or one thing that happened, in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vault.chats.attachment import Attachment

Kind = Literal["text", "media", "omitted", "deleted", "call", "poll", "location", "contact", "service"]
ZoneSource = Literal["exact", "assumed", "asked"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When. `utc` is None where the export's date cannot be read for certain; `text` is the export's own wording."""

    utc: datetime | None
    text: str
    zone: ZoneSource


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that `sender` put on a message."""

    emoji: str
    sender: str


@dataclass(frozen=True, slots=True)
class Message:
    """One record of a conversation.

    `conversation` is the Conversation's key; `sender` is None for service messages; `text` is the body bit for bit
    as the export has it; `place` says where in the export it stands ("line 12"), for reports.
    """

    conversation: str
    sender: str | None
    sent: Moment
    text: str
    kind: Kind
    place: str
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    edited: bool = False
