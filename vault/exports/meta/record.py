"""One message as Facebook and Instagram write it, as a Message.

Every text of theirs is mended, also names, reactions and the names of files: see mojibake. People have no ids, only
the names they show: two people of one name cannot be told apart. Messages have no ids, either.
Facts: ../shared/reference/chat-formats.md §3.10; system texts of newer downloads ("Anna added Ben to the group.") are
ordinary text in the account's language, and stay that, because nothing marks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Moment, Reaction
from vault.exports.loose_json import Object, mapping, milliseconds, moment, objects, text, whole
from vault.exports.meta.media import MediaFinder
from vault.exports.meta.mojibake import repaired

UNKNOWN = "Unknown"  # a sender whose account is gone has an empty name
_FILES = (("photos", "photo"), ("videos", "video"), ("audio_files", "audio"), ("gifs", "gif"), ("files", "document"))
_SERVICE = ("Subscribe", "Unsubscribe")
_ORDINARY = (None, "Generic")
_RICH = frozenset({
    *(key for key, _ in _FILES), "sticker", "share", "users", "reactions", "call_duration", "timestamp",
})  # fmt: skip
"""A record with none of these keys says who, when and what, and nothing more: most do."""
_BLOCKED, _BARE = "is_geoblocked_for_viewer", 4
_MOST_KNOWN = 10_000
Shape = Literal["bare", "marked", "rich"]
"""What a record's keys tell: who, when and what; beside that whether it was unsent; or more."""


def mended(value: object) -> str:
    """A text of theirs as it was meant; "" for what is no text."""
    return repaired(value) if isinstance(value, str) else ""


def person(value: object) -> str:
    """Somebody's name; never empty."""
    return mended(value).strip() or UNKNOWN


@dataclass(slots=True)
class MetaMapper:
    """Makes Messages of one thread's records. `folder` is its folder among the members; `me` is "" if not known.

    `missing` collects the files that are not here, to be told and emptied by whoever reads.
    """

    conversation: str
    folder: str
    me: str
    media: MediaFinder
    missing: list[str] = field(default_factory=list)
    _people: dict[str, str] = field(default_factory=dict)
    _shapes: dict[tuple[str, ...], Shape] = field(default_factory=dict)

    def message(self, record: Object, place: str) -> Message:
        """The message. One with nothing to show says so as "omitted": somebody did send something then."""
        get = record.get
        told, ticks, words = get("sender_name"), get("timestamp_ms"), get("content")
        sender = self._people.get(told) if type(told) is str else None
        if sender is None:
            sender = self._person(told)
        if not (
            len(record) == _BARE and told and words and ticks and _BLOCKED in record
        ):  # most: its four keys are known
            shape = tuple(record)
            plain = self._shapes.get(shape) or self._shape(shape)
            if plain != "bare" and (plain == "rich" or get("is_unsent") or get("type") not in _ORDINARY):
                return self._rich(record, sender, place)
        words = repaired(words) if type(words) is str else ""
        kind: Kind = "text" if words else "omitted"
        outgoing = sender == self.me if self.me else None
        sent = milliseconds(ticks) if type(ticks) is int else _moment(record)
        return Message(self.conversation, sender, sent, words, kind, place, outgoing=outgoing)

    def _person(self, value: object) -> str:
        known = person(value)
        if isinstance(value, str) and len(self._people) < _MOST_KNOWN:
            self._people[value] = known
        return known

    def _shape(self, keys: tuple[str, ...]) -> Shape:
        """By the keys alone: records of one shape come by the thousand."""
        marked = "type" in keys or "is_unsent" in keys
        shape: Shape = ("marked" if marked else "bare") if _RICH.isdisjoint(keys) else "rich"
        if len(self._shapes) < _MOST_KNOWN:
            self._shapes[keys] = shape
        return shape

    def _rich(self, record: Object, sender: str, place: str) -> Message:
        attachments = tuple(self._attachments(record))
        words = _words(record)
        kind = _kind(record, words, bool(attachments))
        return Message(
            conversation=self.conversation,
            sender=None if kind == "service" else sender,
            sent=_moment(record),
            text=words or (_happened(record, sender) if kind == "service" else ""),
            kind=kind,
            place=place,
            attachments=attachments,
            reactions=tuple(_reactions(record)) if "reactions" in record else (),
            outgoing=sender == self.me if self.me and kind != "service" else None,
        )

    def _attachments(self, record: Object) -> Iterator[Attachment]:
        for key, kind in _FILES:
            if key in record:
                for each in objects(record[key]):
                    yield from self.attachment(each.get("uri"), kind)
        if "sticker" in record:
            yield from self.attachment(mapping(record["sticker"]).get("uri"), "sticker")

    def attachment(self, uri: object, kind: str) -> Iterator[Attachment]:
        """The file that `uri` names; nothing for what names none."""
        told = mended(uri)
        if not told:
            return
        place = self.media.find(told, self.folder) or self.media.find(text(uri), self.folder)
        if place is None:
            if "://" not in told:
                self.missing.append(told)
            name = told.partition("?")[0].rstrip("/").rpartition("/")[2] or kind
            yield Attachment(name, included=False, kind=kind, place="" if "://" in told else told)
        else:
            name = place.rpartition("/")[2]
            yield Attachment(name, included=True, size=self.media.size(place), kind=kind, place=place)


def _moment(record: Object) -> Moment:
    ticks = record.get("timestamp_ms")
    if type(ticks) is int:
        return milliseconds(ticks)
    return moment(record["timestamp"], 1) if ticks is None and "timestamp" in record else moment(ticks)


def time_of(record: Object) -> int | None:
    """A number that grows with time."""
    ticks = record.get("timestamp_ms")
    return ticks if type(ticks) is int else whole(record.get("timestamp"))


def _words(record: Object) -> str:
    """What was typed, and the link that was shared where what was typed does not hold it."""
    words = mended(record.get("content"))
    if "share" not in record:
        return words
    share = mapping(record["share"])
    for shared in (mended(share.get("link")), mended(share.get("share_text"))):
        if shared and shared not in words:
            words = f"{words}\n{shared}" if words else shared
    return words


def _kind(record: Object, words: str, files: bool) -> Kind:
    if record.get("is_unsent") is True:
        return "deleted"
    if record.get("type") in _SERVICE or ("users" in record and objects(record["users"])):
        return "service"
    if record.get("type") == "Call" or "call_duration" in record:
        return "call"
    if files:
        return "media"
    return "text" if words else "omitted"


def _happened(record: Object, sender: str) -> str:
    """A service message without words: who it was about."""
    about = ", ".join(person(each.get("name")) for each in objects(record.get("users")))
    return f"{sender}: {about}" if about else sender


def _reactions(record: Object) -> Iterator[Reaction]:
    for each in objects(record.get("reactions")):
        emoji = mended(each.get("reaction"))
        if emoji:
            yield Reaction(emoji, person(each.get("actor")))
