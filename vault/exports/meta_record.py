"""One message as Facebook and Instagram write it, as a Message.

Every text of theirs is mended, also names, reactions and the names of files: see mojibake. People have no ids, only
the names they show: two people of one name cannot be told apart. Messages have no ids, either.
Facts: ../shared/reference/chat-formats.md §3.10; system texts of newer downloads ("Anna added Ben to the group.") are
ordinary text in the account's language, and stay that, because nothing marks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Moment, Reaction
from vault.exports.loose_json import Object, mapping, moment, objects, text, whole
from vault.exports.meta_media import MediaFinder
from vault.exports.mojibake import repaired

UNKNOWN = "Unknown"  # a sender whose account is gone has an empty name
_FILES = (("photos", "photo"), ("videos", "video"), ("audio_files", "audio"), ("gifs", "gif"), ("files", "document"))
_SERVICE = ("Subscribe", "Unsubscribe")


def mended(value: object) -> str:
    """A text of theirs as it was meant; "" for what is no text."""
    return repaired(text(value))


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

    def message(self, record: Object, place: str) -> Message:
        """The message. One with nothing to show says so as "omitted": somebody did send something then."""
        sender = person(record.get("sender_name"))
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
    if record.get("timestamp_ms") is None and "timestamp" in record:
        return moment(record["timestamp"], 1)  # downloads of early 2018
    return moment(record.get("timestamp_ms"))


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
