"""One page of Google Voice's export: texts with somebody, or one call or voicemail.

A page of texts has `.hChatLog .message` with a time, a sender and the words; other pages have `.haudio` with the
caller, the time, the duration, and for a voicemail its words and its sound. The exporting person's own texts have the
sender's name in an `abbr` instead of a `span`, in every language.
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree, html

from vault.chats.message import Moment

_LONGEST = 40  # characters of a date
_PARSER: dict[str, Any] = {"encoding": "utf-8", "no_network": True, "huge_tree": False, "remove_comments": True}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody, by number and name; either may be empty. `me` is the exporting person."""

    number: str
    name: str
    me: bool = False


@dataclass(frozen=True, slots=True)
class Said:
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
        root = html.fromstring(data, parser=html.HTMLParser(**_PARSER))
    except (etree.LxmlError, ValueError, AssertionError, UnicodeError):
        return None
    log = _one(root, "hChatLog")
    if log is not None:
        return _talk(root, log)
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
        utc = None if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        utc = None
    return Moment(utc, wording[:_LONGEST], "exact")


def _talk(root: Any, log: Any) -> Page:
    said = tuple(_text(each) for each in _all(log, "message"))
    people = [_caller(each) for part in _all(root, "participants") for each in _all(part, "sender")]
    people += [each.who for each in said]
    return Page(True, _others(people), said)


def _text(node: Any) -> Said:
    quote = next(node.iter("q"), None)
    return Said(_moment(_one(node, "dt")), _caller(_one(node, "sender")), _words(quote), tuple(_files(node)))


def _files(node: Any) -> Iterator[tuple[str, str]]:
    """Names of files with the kind that the page gives them; the ending stands only on disk."""
    for each in node.iter("img", "video", "audio", "a"):
        classes = (each.get("class") or "").split()
        where = each.get("href") if each.tag == "a" else each.get("src")
        kind = {"img": "photo", "video": "video", "audio": "audio"}.get(each.tag, "")
        if each.tag == "a":
            kind = next((found for found in ("video", "audio", "vcard") if found in classes), "")
        if where and kind and not where.startswith("tel:"):
            yield where, "contact" if kind == "vcard" else kind


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
