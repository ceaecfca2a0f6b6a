"""One message of Telegram's pages: a `div.message` as tdesktop's export_output_html.cpp writes it.

Only messages that follow another person's, or come later, carry a name (`.from_name`); the others are `.joined`.
Times stand in the title of `.date`: `02.01.2025 18:43:24 UTC+03:00`, in older exports without the offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Moment, Reaction
from vault.exports.telegram.files import Files
from vault.exports.telegram.message import UNKNOWN, Chat
from vault.exports.wall_clock import WallClock

_TITLE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?", re.ASCII)
_LINK = re.compile(r"go_to_message(-?\d{1,18})")
_ID = re.compile(r"message(\d{1,18})")
_FILES = {
    "photo_wrap": "photo", "media_photo": "photo", "sticker_wrap": "sticker", "animated_wrap": "gif",
    "video_file_wrap": "video", "media_video": "video", "media_voice_message": "audio", "media_audio_file": "audio",
    "media_file": "document", "media_contact": "contact",
}  # fmt: skip
_OTHERS: dict[str, Kind] = {
    "media_poll": "poll", "media_location": "location", "media_live_location": "location", "media_venue": "location",
    "media_contact": "contact", "media_call": "call",
}  # fmt: skip
Element = Any  # lxml gives no types
Parts = dict[str, Element]


@dataclass(slots=True)
class PageReader:
    """Reads the messages of one chat's pages in their order, for a message may take its sender from the one before."""

    chat: Chat
    files: Files
    clock: WallClock
    me: str | None
    sender: str = UNKNOWN
    day: str = ""

    def message(self, div: Element, place: str) -> Message | None:
        """A message or service message; None for the heading of a day, and for what shows nothing."""
        parts = _children(div)
        match = _ID.fullmatch(div.get("id") or "")
        id_ = self.chat.id_of(int(match[1])) if match else ""
        if "service" in _classes(div):
            return self._service(parts.get("body"), place, id_)
        if "body" not in parts:
            return None
        body = _children(parts["body"])
        if "from_name" in body:
            self.sender = _words(body["from_name"]).strip() or UNKNOWN
        inner = _children(body["forwarded body"]) if "forwarded body" in body else body
        kind, words, files = self._content(inner)
        box = inner.get("reactions", body.get("reactions"))
        reactions = () if box is None else tuple(_reactions(box))
        if not words and not files and kind == "text":
            return None
        reply = inner.get("reply_to")
        outgoing = None if self.me is None else self.sender == self.me
        return Message(
            self.chat.key, self.sender, self._moment(body.get("date")), words, kind, place, files, reactions,
            False, id_, self.chat.told(_reply(reply)), (), outgoing,
        )  # fmt: skip

    def _service(self, body: Element | None, place: str, id_: str) -> Message | None:
        """What happened. It has no time of its own; headings of days have negative ids and are no messages."""
        words = "" if body is None else _words(body).strip()
        if not id_ or not words:
            self.day = words[:40] or self.day
            return None
        return Message(self.chat.key, None, Moment(None, self.day, self.clock.source), words, "service", place, id=id_)

    def _moment(self, date: Element | None) -> Moment:
        wording = "" if date is None else str(date.get("title") or "")[:40]
        match = _TITLE.fullmatch(wording)
        if match is None:
            return Moment(None, wording, self.clock.source)
        day, month, year, clock, ahead = match.groups()
        try:
            told = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{ahead or ''}")
            if ahead is None:
                return self.clock.moment(told, wording)
            return Moment(told.astimezone(UTC), wording, "exact")
        except (ValueError, OverflowError):
            return Moment(None, wording, self.clock.source)

    def _content(self, inner: Parts) -> tuple[Kind, str, tuple[Attachment, ...]]:
        """The kind, the words and the files of a message."""
        words = _words(inner["text"]).strip() if "text" in inner else ""
        if "media_wrap" not in inner:
            return "text", words, ()
        wrap = inner["media_wrap"]
        media = next((child for child in wrap if isinstance(child.tag, str)), wrap)
        classes = _classes(media)
        kind = next((_OTHERS[each] for each in classes if each in _OTHERS), None)
        if kind is not None and not (kind == "contact" and media.get("href")):
            told = "\n".join(_told(media))
            return kind, "\n".join(part for part in (words, told) if part), ()
        file = self._file(media, classes)
        return ("media" if file.included else "omitted"), words, (file,)

    def _file(self, media: Element, classes: Sequence[str]) -> Attachment:
        kind = next((_FILES[each] for each in classes if each in _FILES), "file")
        title = _first(media, "title")
        called = "" if title is None else _words(title).strip()
        path = str(media.get("href") or "")
        if path and "://" not in path:
            return self.files.file(path, kind, called if kind == "document" else "", None)
        return self.files.file("(", kind, called, None)


def _told(media: Element) -> Iterator[str]:
    """What a poll, a place, a call shows: each line of it."""
    for each in media.iter("div"):
        if not len(each.findall("div")) and (line := " ".join(_words(each).split())):
            yield line


def _reactions(box: Element) -> Iterator[Reaction]:
    """`span.reactions` holds a `span.reaction` for each kind: its emoji, then faces with names, or a number."""
    for each in box.iterchildren("span"):
        emoji, names, number = "", [], ""
        for part in each.iter("span", "div"):
            classes = _classes(part)
            if "emoji" in classes:
                emoji = _words(part).strip()
            elif "initials" in classes and part.get("title"):
                names.append(str(part.get("title")))
            elif "count" in classes:
                number = _words(part).strip()
        yield from (Reaction(emoji or "custom emoji", name) for name in names)
        if not names:
            yield Reaction(emoji or "custom emoji", f"{number[:12] or '1'} people")


def _reply(div: Element | None) -> int | None:
    """The id of the message that is answered, out of a link to it; None for one in another chat."""
    link = None if div is None else next(div.iter("a"), None)
    match = None if link is None else _LINK.search(f"{link.get('href')}{link.get('onclick')}")
    return int(match[1]) if match else None


@lru_cache(maxsize=1000)
def _split(classes: str) -> tuple[str, ...]:
    return tuple(classes.split())


def _classes(element: Element) -> tuple[str, ...]:
    return _split(element.get("class") or "")


@lru_cache(maxsize=1000)
def _keys(classes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((classes, *classes.split())))


def _children(element: Element) -> Parts:
    """What is directly in an element, by each of its classes and by all of them; the first of each."""
    parts: Parts = {}
    for child in element:
        if classes := child.get("class"):
            for key in _keys(classes):
                if key not in parts:
                    parts[key] = child
    return parts


def _first(element: Element, wanted: str) -> Element | None:
    """The first div below, however deep, with this class."""
    return next((each for each in element.iter("div") if each is not element and wanted in _classes(each)), None)


def _words(element: Element) -> str:
    """The text in it, with a line end for each `<br>`."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: Element, parts: list[str]) -> None:
    """As deep as the page is: libxml2 gives no more than 256 levels."""
    parts.append(element.text or "")
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str):
            _collect(child, parts)
        parts.append(child.tail or "")
