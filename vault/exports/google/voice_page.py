"""One page of Google Voice's export: texts with somebody, or one call or voicemail.

A page of texts has `.hChatLog .message` with a time, a sender and the words; other pages have `.haudio` with the
caller, the time, the duration, and for a voicemail its words and its sound. The exporting person's own texts have the
sender's name in an `abbr` instead of a `span`, in every language.
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from lxml import etree

from vault.chats.message import Moment

_LONGEST = 40  # characters of a date
_NEVER = Moment(None, "", "exact")
_PARTICIPANTS = etree.XPath('//*[contains(@class, "participants")]')
_MENTION = re.compile(rb"class[^>]{1,60}?participants")
"""Only pages of groups have such an element, and asking each element of a page takes a sixth of all its time."""
_FILES = {
    "img": "photo",
    "video": "video",
    "audio": "audio",
    "a video": "video",
    "a audio": "audio",
    "a vcard": "contact",
}
"""Kinds of files by the element that names them, a link by its class."""
_PARSER: dict[str, Any] = {"encoding": "utf-8", "no_network": True, "huge_tree": False, "remove_comments": True}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody, by number and name; either may be empty. `me` is the exporting person."""

    number: str
    name: str
    me: bool = False


class Said(msgspec.Struct, frozen=True):
    """One text, call or voicemail. `who` is None where the page names nobody; `files` are names without endings."""

    when: Moment
    who: Caller | None
    words: str
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`talk` tells a page of texts from one of a call. `people` are those that the page names, not `me`.

    `labels` are words of the product, the same in all languages: "missed", "placed", "voicemail".
    """

    talk: bool
    people: tuple[Caller, ...]
    said: tuple[Said, ...]
    labels: frozenset[str] = frozenset()
    duration: str = ""


def read_page(data: bytes) -> Page | None:
    """The page; None for one that is none of Google Voice's, or cannot be read."""
    try:
        root = etree.fromstring(data, parser=etree.HTMLParser(**_PARSER))
    except (etree.LxmlError, ValueError, AssertionError, UnicodeError):
        return None
    if root is None:
        return None
    log = _one(root, "hChatLog")
    if log is not None:
        return _talk(root, log, group=_MENTION.search(data) is not None)
    audio = _one(root, "haudio")
    return None if audio is None else _call(audio)


def _all(node: Any, name: str) -> Iterator[Any]:
    """Elements of a class, in the page's order."""
    for each in node.iter():
        if isinstance(each.tag, str) and name in (each.get("class") or "").split():
            yield each


def _one(node: Any, name: str) -> Any:
    return next(_all(node, name), None)


def _words(node: Any) -> str:
    """The text of an element; lines where the page has `<br>`."""
    if node is None:
        return ""
    if len(node) == 0:
        return str(node.text or "")
    parts: list[str] = []
    for event, each in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            parts.append(each.text or "")
        elif each is not node:
            parts.append(("\n" if each.tag == "br" else "") + (each.tail or ""))
    return "".join(parts)


def _caller(node: Any) -> Caller | None:
    """From a link to a number, and the name in it."""
    if node is None:
        return None
    link = node if node.tag == "a" else next((each for each in _all(node, "tel")), None)
    called = _one(node, "fn")
    number = (link.get("href") or "").removeprefix("tel:") if link is not None else ""
    return Caller(number.strip(), _words(called).strip(), called is not None and called.tag == "abbr")


def _moment(node: Any) -> Moment:
    """From `title`, an instant with its offset as in RFC 3339."""
    wording = (node.get("title") or "") if node is not None else ""
    try:
        read = datetime.fromisoformat(wording if len(wording) <= _LONGEST else "")
        utc = None if (apart := read.utcoffset()) is None else (read - apart).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        utc = None
    return Moment(utc, wording[:_LONGEST], "exact")


def _talk(root: Any, log: Any, *, group: bool) -> Page:
    callers: dict[tuple[str, str, bool], Caller] = {}
    said = tuple(_said(log, callers))
    parts = _PARTICIPANTS(root) if group else ()
    people = [_caller(each) for part in parts for each in _all(part, "sender")]
    return Page(True, _others([*people, *callers.values()]), said)


@dataclass(slots=True)
class _Draft:
    """A text while its elements pass by."""

    when: Moment = _NEVER
    number: str = ""
    name: str = ""
    me: bool = False
    words: str = ""
    files: list[tuple[str, str]] = field(default_factory=list)

    def take(self, tag: str, marks: str, each: Any) -> None:
        """One element: its class says what it is."""
        if tag == "q":
            self.words = _words(each) if len(each) else each.text or ""
        elif tag == "abbr" and marks == "dt":
            self.when = _moment(each)
        elif marks == "fn" and not self.name:
            self.name, self.me = _words(each).strip(), tag == "abbr"
        elif tag == "a" and marks == "tel":
            self.number = (each.get("href") or "").removeprefix("tel:").strip()
        elif (kind := _FILES.get(tag if tag != "a" else f"a {marks}")) and (
            where := each.get("href" if tag == "a" else "src")
        ):
            self.files.append((where, kind))

    def done(self, callers: dict[tuple[str, str, bool], Caller]) -> Said:
        """The text as it is when the next one begins; `callers` are those of the page."""
        told = (self.number, self.name, self.me)
        who = callers.get(told)
        if who is None and any(told):
            who = callers[told] = Caller(*told)
        return Said(self.when, who, self.words, tuple(self.files))


def _said(log: Any, callers: dict[tuple[str, str, bool], Caller]) -> Iterator[Said]:
    """All texts in one walk: looking each part up by itself takes many times as long."""
    draft: _Draft | None = None
    for each in log.iter("div", "abbr", "a", "span", "q", "img", "video", "audio"):
        tag, marks = each.tag, each.get("class") or ""
        if tag == "div":
            if "message" in marks.split():
                if draft is not None:
                    yield draft.done(callers)
                draft = _Draft()
        elif draft is not None:
            draft.take(tag, marks, each)
    if draft is not None:
        yield draft.done(callers)


def _call(audio: Any) -> Page:
    who = _caller(_one(audio, "contributor"))
    labels = {
        (each.get("href") or "").rpartition("#")[2].lower() for each in audio.iter("a") if each.get("rel") == "tag"
    }
    duration = _one(audio, "duration")
    sound = [each.get("src") for each in audio.iter("audio") if each.get("src")]
    sound += [each.get("href") for each in audio.iter("a") if each.get("rel") == "enclosure" and each.get("href")]
    files = tuple((each, "audio") for each in dict.fromkeys(sound))
    said = Said(_moment(_one(audio, "published")), who, _words(_one(audio, "full-text")).strip(), files)
    length = _words(duration).strip(" ()\n")
    return Page(False, _others([who]), (said,), frozenset(labels), length)


def _others(people: list[Caller | None]) -> tuple[Caller, ...]:
    found = dict.fromkeys(each for each in people if each is not None and not each.me and (each.number or each.name))
    return tuple(found)
