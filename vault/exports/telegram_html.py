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
from vault.exports.telegram_files import Files
from vault.exports.telegram_html_message import PageReader
from vault.exports.telegram_message import Chat
from vault.exports.wall_clock import WallClock
from vault.exports.whatsapp_text import decoded

PAGE = re.compile(r"(?:.*/)?messages(\d{0,6})\.html", re.IGNORECASE)
_MOST_TITLE = 200
_END = 4096  # characters in which a page's last tag must stand


def pages_by_folder(names: Sequence[str]) -> dict[str, list[str]]:
    """Folders with pages of a chat (their names end with a slash, "" is the top), and the pages in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if match := PAGE.fullmatch(name):
            found.setdefault(name[: name.rfind("/") + 1], []).append((int(match[1] or 1), name))
    return {folder: [name for _, name in sorted(pages)] for folder, pages in sorted(found.items())}


def title_of(members: Members, page: str) -> str:
    """The chat's name at the head of a page; "" where there is none."""
    for div in _Page(members, page).divs():
        classes = (div.get("class") or "").split()
        if "page_header" in classes:
            return " ".join("".join(div.itertext()).split())[:_MOST_TITLE]
        if "message" in classes:
            break
    return ""


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
        """Each message's element; it is let go of when the next is asked for."""
        for div in self.divs():
            if "message" in (div.get("class") or "").split():
                yield div
                div.clear()
                parent = div.getparent()
                while parent is not None and div.getprevious() is not None:
                    del parent[0]

    def divs(self) -> Iterator[Any]:
        """The divs, each when it is closed: the inner before the outer."""
        parser = etree.HTMLPullParser(
            events=("end",), tag="div", remove_comments=True, remove_pis=True, encoding="utf-8"
        )
        end = ""
        try:
            for piece in decoded(self._members.read(self._name)):
                end = (end[-_END:] + piece)[-_END:]
                parser.feed(piece.encode("utf-8", "replace"))
                for _, div in parser.read_events():
                    yield div
            parser.close()
        except etree.LxmlError:
            end = ""  # nothing was there, or it is deeper than any page
        self.whole = "</html>" in end.lower()
        for _, div in parser.read_events():
            yield div
