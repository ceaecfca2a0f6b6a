"""One record of Snapchat's download as a Message. Facts: ../shared/reference/chat-formats.md §3.19."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from html import unescape
from typing import Literal

from vault.chats.attachment import Attachment
from vault.chats.message import ME, Kind, Message, Moment
from vault.exports.file_kinds import kind_of_file
from vault.exports.loose_json import FAR, Object, instant, name, text, whole
from vault.exports.members import Members

Side = Literal["received", "sent"]
_MEDIA = "chat_media/"
_FILE = re.compile(r"\d{4}-\d\d-\d\d_(?P<id>.+?)(?:\.[A-Za-z0-9]{1,8})?")
_CREATED = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?: UTC|Z)?")
_TICKS = "Created(microseconds)"
_MICROSECONDS = 100_000_000_000_000  # of 1973; as milliseconds it would be the year 5138
_SNAPS = ("IMAGE", "VIDEO")
_LONGEST = 40
_DAY, _DAY_TICKS = timedelta(days=1), 86_400_000
_FIRST = date(1970, 1, 1)
_USUAL = len("2024-04-20 01:29:22 UTC")
_from_seconds = datetime.fromtimestamp


@dataclass(frozen=True, slots=True)
class SnapFiles:
    """The files of chat_media/, by the id in their names; those without one ("media~", "overlay~") fit no message."""

    members: Members
    places: Mapping[str, str]

    @classmethod
    def of(cls, members: Members) -> SnapFiles:
        """All of an export."""
        places: dict[str, str] = {}
        for each in members.names:
            if _MEDIA in f"/{each}" and (found := _FILE.fullmatch(each.rpartition("/")[2])):
                places.setdefault(found["id"], each)
        return cls(members, places)


def side_of(title: str) -> Side | None:
    """Which way the messages of a list went, in files of 2018 to 2022: "Received Saved Chat History"."""
    if not title.endswith("History"):
        return None
    return "received" if title.startswith("Received ") else "sent" if title.startswith("Sent ") else None


def is_unsaved(record: Object) -> bool:
    """Whether Snapchat kept nothing of a chat's message; a snap is always only told of."""
    content = record.get("Content")
    if content and type(content) is str:
        return False
    if content or record.get("Text") or record.get("Media IDs"):
        return not _words(record) and not text(record.get("Media IDs"))
    kind = text(record.get("Media Type"))
    return not (kind.startswith("STATUS") or (kind in _SNAPS and "Content" not in record and "Text" not in record))


def time_of(record: Object) -> int | None:
    """A number that grows with time."""
    ticks = whole(record.get(_TICKS))
    if ticks is not None:
        return ticks
    digits = "".join(each for each in text(record.get("Created"))[:_LONGEST] if each.isdecimal())
    return int(digits) if digits else None


def message_of(record: Object, key: str, side: Side | None, media: SnapFiles, place: str) -> Message:
    """The message."""
    who, sent, content = record.get("From"), record.get("IsSender"), record.get("Content")
    if (
        record.get("Media Type") == "TEXT" and content and type(content) is str and who and type(who) is str
        and type(sent) is bool and not record.get("Media IDs")
    ):  # fmt: skip
        ticks, wording = record.get(_TICKS), record.get("Created")
        if (
            type(ticks) is int
            and type(wording) is str
            and _day(wording[:10]) == ticks // _DAY_TICKS
            and _is_usual(wording)
        ):
            when = Moment(_from_seconds(ticks / 1000, UTC), wording, "exact")
        else:
            when = _moment(record)
        return Message(key, who, when, content, "text", place, outgoing=sent)
    return _any_kind(record, key, side, media, place)


def _any_kind(record: Object, key: str, side: Side | None, media: SnapFiles, place: str) -> Message:
    told = text(record.get("Media Type"))
    files = tuple(_attachments(record, media)) if record.get("Media IDs") else ()
    words = _words(record)
    kind = _kind(told, words, bool(files))
    who, sent = name(record.get("From")), record.get("IsSender")
    mine = side == "sent" or sent is True
    known = side is not None or isinstance(sent, bool)
    service = kind == "service"
    return Message(
        conversation=key,
        sender=None if service else who or (ME if mine else "Unknown"),
        sent=_moment(record),
        text=words or (f"{told.removeprefix('STATUS').lower()}: {who}".rstrip(": ") if service else ""),
        kind=kind,
        place=place,
        attachments=files,
        outgoing=mine if known and not service else None,
    )


def _is_usual(wording: str) -> bool:
    return len(wording) == _USUAL and wording.isascii()


@lru_cache(maxsize=4096)
def _day(wording: str) -> int | None:
    """Days after 1970 of "2024-04-20"; None for no day, or one that no chat has."""
    try:
        days = (date.fromisoformat(wording) - _FIRST).days
    except ValueError:
        return None
    return days if 0 < days < FAR // _DAY_TICKS else None


def _words(record: Object) -> str:
    content = record.get("Content")
    if content:
        return text(content)
    return unescape(text(record["Text"])) if "Text" in record else ""


def _kind(told: str, words: str, files: bool) -> Kind:
    if told.startswith("STATUS"):
        return "service"
    if files:
        return "media"
    if told == "LOCATION":
        return "location"
    return "text" if words else "omitted"


def _attachments(record: Object, media: SnapFiles) -> Iterator[Attachment]:
    told = text(record.get("Media Type"))
    for each in text(record.get("Media IDs")).split("|"):
        identity = each.strip()
        if not identity:
            continue
        place = media.places.get(identity)
        if place is None:
            yield Attachment(identity, included=False, kind="sticker" if told == "STICKER" else "file")
        else:
            called = place.rpartition("/")[2]
            kind = "audio" if told == "NOTE" else "sticker" if told == "STICKER" else kind_of_file(called)
            yield Attachment(called, included=True, size=media.members.size(place), kind=kind, place=place)


def _moment(record: Object) -> Moment:
    """The finer time where it agrees with the one in words, else that."""
    wording = text(record.get("Created"))[:_LONGEST]
    said = _created(wording) if wording else None
    ticks = record.get(_TICKS)
    if type(ticks) is not int:
        ticks = whole(ticks)
    if not ticks:
        fine = None
    elif 0 < ticks < FAR:
        fine = datetime.fromtimestamp(ticks / 1000, UTC)
    else:
        fine = instant(ticks, 1_000_000 if abs(ticks) >= _MICROSECONDS else 1000)
    if fine is None or (said is not None and abs(fine - said) > _DAY):
        fine = said
    return Moment(fine, wording or ("" if ticks is None else str(ticks)[:_LONGEST]), "exact")


def _created(wording: str) -> datetime | None:
    try:
        if wording.endswith(" UTC") and len(wording) == 23:
            return datetime.fromisoformat(wording[:19] + "Z")
        found = _CREATED.fullmatch(wording)
        return None if found is None else datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC)
    except ValueError:
        return None
