"""Telegram's result.json: one chat, or a whole account with its chats and the groups that were left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged
from vault.exports.base import Answers, Record, Skipped
from vault.exports.json_regions import elements
from vault.exports.json_stream import Array, Owner, items, owners
from vault.exports.loose_json import Object, mapping, name, whole
from vault.exports.members import Members
from vault.exports.streamed import Count
from vault.exports.telegram.files import Files
from vault.exports.telegram.message import Chat, Reader, chat_of
from vault.exports.wall_clock import WallClock

APP = "telegram"
ARRAYS = ("messages", "chats/list/*/messages", "left_chats/list/*/messages")
_OWN = ("name", "type", "id")


@dataclass(frozen=True, slots=True)
class Head:
    """What a result.json is about: its one chat, or its owner; `sure` is False for a file that has no chat at all."""

    chat: Chat | None
    own: str
    sure: bool


def head_of(members: Members, place: str, otherwise: str) -> Head:
    """Read as far as the first message; all of it where there is none before. Raises ExportDamaged."""
    first = next(items(members.read(place), members.path, *ARRAYS), None)
    if first is not None:
        owner = first[0].owner
        found = _described(members, place)[owner.place] if _is_bare(owner) else owner.fields
        return _head(first[0].path == ARRAYS[0], found, _root(owner).fields, otherwise, sure=True)
    everything = {owner.place: owner for owner in owners(members.read(place), members.path, *ARRAYS)}
    root = everything.get((), Owner((), None))
    return _head(bool(root.counts), root.fields, root.fields, otherwise, sure=bool(root.counts) or len(everything) > 1)


def _head(single: bool, fields: Object, root: Object, otherwise: str, *, sure: bool) -> Head:
    if single:
        return Head(chat_of(fields, otherwise), "", sure)
    number = whole(mapping(root.get("personal_information")).get("user_id"))
    return Head(None, "" if number is None else f"user{number}", sure)


def _is_bare(owner: Owner) -> bool:
    """Whether none of a chat's own keys stood before its messages."""
    return not any(key in owner.fields for key in _OWN)


def _described(members: Members, place: str) -> dict[tuple[str | int, ...], dict[str, object]]:
    """Each chat's own keys, wherever they stand."""
    return {owner.place: owner.fields for owner in owners(members.read(place), members.path, *ARRAYS)}


def _root(owner: Owner) -> Owner:
    while owner.parent is not None and owner.place:
        owner = owner.parent
    return owner


@dataclass(slots=True)
class JsonReading:
    """One reading of one result.json. `chats` are those met so far, also in other files of it, by their keys."""

    members: Members
    place: str
    otherwise: str
    answers: Answers
    chats: dict[str, Chat]
    _described: dict[tuple[str | int, ...], dict[str, object]] | None = field(default=None, init=False)

    def records(self, count: Count) -> Iterator[Record]:
        """Everything in it, as far as it can be read. Raises ExportDamaged where it is not even begun."""
        head = head_of(self.members, self.place, self.otherwise)
        files = Files(self.members, self.place[: self.place.rfind("/") + 1])
        reader = Reader(files, WallClock(self.answers.zone), head.own, self.answers.me)
        if head.chat is not None:
            yield from self._met(head.chat)
        try:
            yield from self._messages(count, reader)
        except ExportDamaged:  # it breaks off here; what came before counts
            count.record()
            yield count.skip(self.place, "damaged")
        yield from files.skipped()

    def _messages(self, count: Count, reader: Reader) -> Iterator[Record]:
        array, where, chat = None, "", None
        for current, number, raw in elements(self.members.read(self.place), self.members.path, *ARRAYS):
            if current is not array or chat is None:
                array, where = current, self._where(current)
                chat = self._chat(current)
                yield from self._met(chat)
                chat = self.chats[chat.key]
            count.record()
            if not isinstance(raw, dict):
                yield count.skip(f"{where}{number}", "damaged")
            elif raw.get("type") not in ("message", "service", None):
                yield count.skip(f"{where}{number}", "unknown-kind")
            elif message := reader.message(raw, chat, f"{where}{number}"):
                yield message
                if message.sent.utc is None:
                    yield Skipped(message.place, "no-date")
            else:
                count.empty()

    def _met(self, chat: Chat) -> Iterator[Record]:
        """A chat before its first message; one that comes again goes on where it was."""
        if chat.key not in self.chats:
            self.chats[chat.key] = chat
            yield Conversation(chat.key, APP, chat.name)

    def _chat(self, array: Array) -> Chat:
        found: Object = array.owner.fields
        if _is_bare(array.owner):
            if self._described is None:
                self._described = _described(self.members, self.place)
            found = self._described.get(array.owner.place, {})
        otherwise = self.otherwise if array.path == ARRAYS[0] else f"Chat {name(str(array.place[2]))}"
        return chat_of(found, otherwise)

    def _where(self, array: Array) -> str:
        """How places of an array's messages begin: "result.json chats/3 #"."""
        chat = "" if array.path == ARRAYS[0] else f" {array.place[0]}/{array.place[2]}"
        return f"{self.place}{chat} #"
