"""Frames in, conversations and messages out: what Signal's folder of backups and its plaintext export share."""

from __future__ import annotations

from collections.abc import Iterator

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.exports.base import Record
from vault.exports.signal.frames import AdHocCall, ChatItem, Frame
from vault.exports.signal.items import Items
from vault.exports.signal.media import Shelf, moment
from vault.exports.signal.people import APP, UNKNOWN, People, Person
from vault.exports.streamed import Count

Frames = Iterator[tuple[str, Frame | None]]
"""Each with its place in the export; None for one that is damaged."""


class Mapper:
    """Reads one backup from its first frame to its last. Conversations are given before their first message."""

    def __init__(self, shelf: Shelf, count: Count) -> None:
        self._people = People()
        self._items = Items(self._people, shelf)
        self._count = count
        self._chats: dict[int, Person] = {}
        self._told: set[str] = set()

    def records(self, frames: Frames) -> Iterator[Record]:
        """Each frame is a record: a message, or a part of the picture, or nothing to show."""
        for place, frame in frames:
            self._count.record()
            if frame is None:
                yield self._count.skip(place, "damaged")
            elif frame.chat_item is not None:
                yield from self._item(frame.chat_item, place)
            else:
                yield from self._other(frame, place)

    def _item(self, item: ChatItem, place: str) -> Iterator[Record]:
        chat = self._chats.get(item.chat_id)
        if chat is None:
            yield self._count.skip(place, "unknown-chat")
            return
        message = self._items.message(item, chat, place)
        if message is None:
            yield self._count.skip(place, "unknown-kind")
            return
        yield from self._announced(chat)
        yield message

    def _announced(self, chat: Person) -> Iterator[Record]:
        if chat.identity not in self._told:
            self._told.add(chat.identity)
            yield Conversation(chat.identity, APP, chat.chat)

    def _other(self, frame: Frame, place: str) -> Iterator[Record]:
        if frame.recipient is not None:
            self._people.add(frame.recipient)
            self._count.part()
        elif frame.chat is not None:
            recipient = self._people.of(frame.chat.recipient_id)
            self._chats[frame.chat.id] = recipient if recipient is not UNKNOWN else _nameless(frame.chat.id)
            self._count.part()
        elif frame.ad_hoc_call is not None:
            yield from self._call(frame.ad_hoc_call, place)
        elif _is_setting(frame):
            self._count.empty()
        else:
            yield self._count.skip(place, "unknown-kind")

    def _call(self, call: AdHocCall, place: str) -> Iterator[Record]:
        """A call by link has no chat of its own in Signal, only an entry among the calls."""
        link = self._people.of(call.recipient_id)
        if link is UNKNOWN:
            yield self._count.skip(place, "unknown-chat")
            return
        yield from self._announced(link)
        yield Message(link.identity, None, moment(call.call_timestamp), "Call by link.", "service", place)


def _nameless(number: int) -> Person:
    return Person(f"chat {number}", "Unknown chat", "Unknown chat")


def _is_setting(frame: Frame) -> bool:
    settings = (frame.account, frame.sticker_pack, frame.notification_profile, frame.chat_folder)
    return any(setting is not None for setting in settings)
