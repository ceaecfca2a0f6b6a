"""Message: one thing said, or one thing that happened, in a conversation.

What is made by the million is a msgspec.Struct: it is made in a tenth of the time that a frozen dataclass takes, and
without `gc` the collector need not walk through it, which is right as long as nothing in it can lead back to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from vault.chats.attachment import Attachment

Kind = Literal["text", "media", "omitted", "deleted", "call", "poll", "location", "contact", "service"]
ME = "You"  # the sender of outgoing messages where the export does not name its owner
ZoneSource = Literal["exact", "assumed", "asked"]


class Moment(msgspec.Struct, frozen=True, gc=False):
    """When. `utc` is None where the export's date cannot be read for certain; `text` is the export's own wording."""

    utc: datetime | None
    text: str
    zone: ZoneSource


class Reaction(msgspec.Struct, frozen=True, gc=False):
    """An emoji that `sender` put on a message."""

    emoji: str
    sender: str


class Message(msgspec.Struct, frozen=True, gc=False):
    """One record of a conversation.

    `conversation` is the Conversation's key; `sender` is None for service messages; `text` is the body bit for bit
    as the export has it; `place` says where in the export it stands ("line 12"), for reports. `id` is the app's own,
    the same in every export and unique in its conversation, "" where there is none; `reply_to` is the id of the
    message that this one answers. `earlier` are the wordings before it was edited, the oldest first. `outgoing` tells
    whether the exporting person sent it; None where the export does not say. Who is not named by the export is ME.
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
    id: str = ""
    reply_to: str = ""
    earlier: tuple[str, ...] = ()
    outgoing: bool | None = None
