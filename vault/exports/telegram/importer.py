"""Telegram Desktop's exports: folders with a result.json, or with pages of HTML, of one chat or of a whole account.

Where both forms were exported the JSON is read: it has the exact times, and ids that stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.errors import NotAChat
from vault.exports.base import Answers, Record, Source
from vault.exports.json_shapes import format_of_json
from vault.exports.members import Members, members_of
from vault.exports.streamed import Count, StreamedExport
from vault.exports.telegram.html import HtmlReading, pages_by_folder, title_of
from vault.exports.telegram.json import APP, Head, JsonReading, head_of
from vault.exports.telegram.message import Chat

_DEEPEST = 3  # folders above a result.json
_MOST_LOOKED_AT = 50
_RESULT = re.compile(r"(?:.*/)?result[^/]*\.json", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"result|messages\d*|export|(?:chat|data)export[_-]?[\d-]*(?: \(\d+\))?", re.IGNORECASE)
_ALL = "All chats"


@dataclass(frozen=True, slots=True)
class TelegramImporter:
    """Opens what Telegram Desktop exports."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"telegram-html", "telegram-json", "telegram-zip"})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Find the documents in it and read their beginnings.

        Raises NotAChat, ExportDamaged, ExportMissing, ExportUnreadable and the Archive errors.
        """
        with members_of(source) as members:
            return _Opened(members, source, answers).export()


@dataclass(slots=True)
class _Opened:
    """The documents of one export: result.json files with their heads, and the pages of chats beside them."""

    members: Members
    source: Source
    answers: Answers
    results: dict[str, Head] = field(default_factory=dict)
    pages: list[tuple[Conversation, list[str]]] = field(default_factory=list)

    def export(self) -> StreamedExport:
        """Look for the documents, and describe what is found. Raises NotAChat where there is none."""
        for place in _results(self.members):
            head = head_of(self.members, place, self._otherwise())
            if head.sure:
                self.results[place] = head
        folders = [place[: place.rfind("/") + 1] for place in self.results]
        self._find_pages(folders)
        if not self.results and not self.pages:
            raise NotAChat(self.source.path)
        key, name = self._about()
        return StreamedExport(
            self.source, app=APP, app_name="Telegram", format=self._format(), key=key, chat_name=name,
            read=self.read, give=self.give, close=self.members.close,
        )  # fmt: skip

    def _find_pages(self, covered: list[str]) -> None:
        """Pages in folders that no result.json tells of, too; two chats of one name are told apart by their folders."""
        found = pages_by_folder(self.members.names)
        if not found and not self.results and _is_page(self.members):
            found = {"": list(self.members.names)}
        names: set[str] = set()
        for folder, pages in found.items():
            if any(folder.startswith(above) for above in covered):
                continue
            title = title_of(self.members, pages[0]) or self._otherwise()
            key = f"{title} ({folder.rstrip('/').rpartition('/')[2]})" if title in names else title
            names.add(key)
            self.pages.append((Conversation(key, APP, title), pages))

    def _otherwise(self) -> str:
        """A name for a chat that does not tell its own: the file's, where that tells anything."""
        said = self.source.path.stem
        return "Telegram chat" if not said or _SAYS_NOTHING.fullmatch(said) else said

    def _about(self) -> tuple[str, str]:
        """The export's key and name: of its one chat, or of the account."""
        chats = [head.chat for head in self.results.values()]
        if len(chats) + len(self.pages) > 1:
            return _ALL, _ALL
        if self.pages:
            return self.pages[0][0].key, self.pages[0][0].name
        chat, own = chats[0], next(iter(self.results.values())).own
        return (chat.key, chat.name) if chat else (own or _ALL, _ALL)

    def _format(self) -> str:
        if self.source.parts is not None or self.members.is_packed(self.members.names[0]):
            return "telegram-zip"
        return "telegram-json" if self.results else "telegram-html"

    def read(self, count: Count) -> Iterator[Record]:
        """Everything, document by document."""
        chats: dict[str, Chat] = {}
        for place in self.results:
            yield from JsonReading(self.members, place, self._otherwise(), self.answers, chats).records(count)
        for chat, pages in self.pages:
            yield from HtmlReading(self.members, pages, chat, self.answers, chat.key in chats).records(count)

    def give(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of a photo or file."""
        return self.members.read(file.place or file.name)


def _results(members: Members) -> list[str]:
    """Files that may be a result.json: a lone file whatever its name, else by name, else by what they begin with."""
    if len(members.names) == 1 and not _is_page(members):
        return list(members.names)
    near = [name for name in members.names if name.lower().endswith(".json") and name.count("/") <= _DEEPEST]
    near.sort(key=lambda name: (name.count("/"), name))
    named = [name for name in near if _RESULT.fullmatch(name)]
    for some in (named, near):
        if found := [name for name in some[:_MOST_LOOKED_AT] if _is_result(members, name)]:
            return found
    return []


def _is_result(members: Members, name: str) -> bool:
    return format_of_json(members.head(name).decode("utf-8-sig", "replace")) == "telegram-json"


def _is_page(members: Members) -> bool:
    """Whether the only file there is begins as a page does."""
    return len(members.names) == 1 and members.head(members.names[0], 100).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
