"""Counting what an export holds, message by message, without keeping any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import ExportError
from vault.exports.base import Account, Export, Skipped
from vault.progress import Progress
from vault.services.opening import records_of

_NO_ACCOUNT = Account(0, 0, 0, 0, 0, 0)
_SKIPPED_LISTED = 1000  # a file that is all faults must not fill the memory with them
_CHECK_EVERY = 256  # records


@dataclass(slots=True)
class ChatTally:
    """The count of one chat. `messages` leaves service messages out, `attachments` counts those that are inside."""

    name: str = field(repr=False)
    app: str = ""
    key: str = field(default="", repr=False)
    messages: int = 0
    attachments: int = 0
    people: dict[str, None] = field(default_factory=dict, repr=False)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, message: Message) -> None:
        """Count one message."""
        self.messages += message.kind != "service"
        self.attachments += sum(part.included for part in message.attachments)
        if message.sender is not None:
            self.people.setdefault(message.sender)
        sent = message.sent.utc
        if sent is not None:
            self.first = sent if self.first is None else min(self.first, sent)
            self.last = sent if self.last is None else max(self.last, sent)


@dataclass(slots=True)
class Tally:
    """The count of an export, over all its chats."""

    chats: dict[str, ChatTally] = field(default_factory=dict, repr=False)
    skipped: list[Skipped] = field(default_factory=list, repr=False)

    def add(self, record: object) -> None:
        """Count one record; a message's conversation comes before it."""
        if isinstance(record, Message):
            self.chats[record.conversation].add(record)
        elif isinstance(record, Conversation):
            self.chats.setdefault(record.key, ChatTally(record.name, record.app, record.key))
        elif isinstance(record, Skipped) and len(self.skipped) < _SKIPPED_LISTED:
            self.skipped.append(record)

    @property
    def messages(self) -> int:
        """Messages, without service messages."""
        return sum(chat.messages for chat in self.chats.values())

    @property
    def attachments(self) -> int:
        """Attachments that are inside."""
        return sum(chat.attachments for chat in self.chats.values())

    @property
    def participants(self) -> list[str]:
        """Names, each once, in the order in which they first spoke."""
        return list({name: None for chat in self.chats.values() for name in chat.people})

    @property
    def first(self) -> datetime | None:
        """The earliest sure instant."""
        return min((chat.first for chat in self.chats.values() if chat.first), default=None)

    @property
    def last(self) -> datetime | None:
        """The latest sure instant."""
        return max((chat.last for chat in self.chats.values() if chat.last), default=None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What an export's records add up to. `broken`: reading them stopped midway; the account is empty then."""

    tally: Tally
    account: Account
    broken: bool


def count(export: Export, progress: Progress) -> Counted:
    """Read all records. An export that breaks off midway is worth keeping for what it is. Raises Cancelled."""
    tally = Tally()
    try:
        for number, record in enumerate(records_of(export)):
            if number % _CHECK_EVERY == 0:
                progress.check_cancelled()
            tally.add(record)
    except ExportError:
        return Counted(tally, _NO_ACCOUNT, broken=True)
    return Counted(tally, export.account(), broken=False)
