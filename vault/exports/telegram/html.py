"""Telegram's pages: messages.html, messages2.html… of one chat, or of each chat of an account in its own folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from vault.chats.conversation import Conversation
from vault.exports.base import Answers, Record
from vault.exports.members import Members
from vault.exports.streamed import Count
from vault.exports.telegram.files import Files
from vault.exports.telegram.html_message import PageReader
from vault.exports.telegram.message import Chat
from vault.exports.wall_clock import WallClock
from vault.exports.whatsapp.text import decoded

PAGE = re.compile(r"(?:.*/)?messages(\d{0,6})\.html", re.IGNORECASE)
_MOST_TITLE = 200
_END = 4096  # characters in which a page's last tag must stand
_PART, _LARGEST = 512 * 1024, 16 * 1024 * 1024  # characters that are parsed at once, usually and at most
_all_messages = etree.XPath("//div[starts-with(@class, 'message ')]")
_BEGINNING = '<div class="message '


def pages_by_folder(names: Sequence[str]) -> dict[str, list[str]]:
    """Folders with pages of a chat (their names end with a slash, "" is the top), and the pages in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if match := PAGE.fullmatch(name):
            found.setdefault(name[: name.rfind("/") + 1], []).append((int(match[1] or 1), name))
    return {folder: [name for _, name in sorted(pages)] for folder, pages in sorted(found.items())}


def title_of(members: Members, page: str) -> str:
    """The chat's name at the head of a page; "" where there is none."""
    return _Page(members, page).header()


@dataclass(frozen=True, slots=True)
class HtmlReading:
    """One reading of one chat's pages, in the folder of its first."""

    members: Members
    pages: Sequence[str]
    chat: Conversation
    answers: Answers
    known: bool = False

    def records(self, count: Count) -> Iterator[Record]:
        """Everything in them; first the chat, unless it is `known` from another document."""
        if not self.known:
            yield self.chat
        first = self.pages[0]
        files = Files(self.members, first[: first.rfind("/") + 1])
        reader = PageReader(
            Chat(self.chat.key, self.chat.name, "", ""), files, WallClock(self.answers.zone), self.answers.me
        )
        for name in self.pages:
            page = _Page(self.members, name)
            for number, div in enumerate(page.messages()):
                count.record()
                message = reader.message(div, f"{name} #{number}")
                if message is None:
                    count.empty()
                else:
                    yield message
            if not page.whole:
                count.record()
                yield count.skip(name, "damaged")
        yield from files.skipped()


class _Page:
    """One page as it is read; `whole` tells after that whether it did not break off."""

    def __init__(self, members: Members, name: str) -> None:
        self._members, self._name = members, name
        self.whole = False

    def messages(self) -> Iterator[Any]:
        """Each message's element."""
        for part in self._parts():
            yield from _all_messages(part)

    def header(self) -> str:
        """What stands at its head."""
        for part in self._parts():
            for div in part.iter("div"):
                classes = (div.get("class") or "").split()
                if "page_header" in classes:
                    return " ".join("".join(div.itertext()).split())[:_MOST_TITLE]
                if "message" in classes:
                    return ""
        return ""

    def _parts(self) -> Iterator[Any]:
        """The page in parts of many messages each, for a page may be larger than memory."""
        rest = ""
        for piece in decoded(self._members.read(self._name)):
            rest += piece
            cut = rest.rfind(_BEGINNING, 1) if len(rest) >= _PART else -1
            if cut < 0 and len(rest) >= _LARGEST:
                cut = len(rest)
            if cut > 0:
                yield from _parsed(rest[:cut])
                rest = rest[cut:]
        self.whole = "</html>" in rest[-_END:].lower()
        yield from _parsed(rest)


def _parsed(part: str) -> Iterator[Any]:
    """Nothing, where nothing is in it."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", no_network=True)
    try:
        root = etree.fromstring(part.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return
    if root is not None:
        yield root
