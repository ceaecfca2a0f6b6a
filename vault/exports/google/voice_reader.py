"""Reads the pages of Google Voice: one conversation per number, or per group of numbers.

A page of texts that were all one's own names nobody else: then its file's name does, and other pages tell the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import ME, Kind, Message
from vault.exports.base import Record, Skipped
from vault.exports.google.voice_page import Caller, Page, Said, read_page
from vault.exports.members import Members
from vault.exports.missing_media import MissingMedia
from vault.exports.streamed import Count

APP = "google-voice"
_MOST_PAGE = 32 * 1024 * 1024
_HEAD = 4 * 1024
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d[_:]\d\d[_:]\d\dZ")
_FILE = re.compile(r"(?P<who>.*?) - (?P<what>[^-]*?) - (?:" + _TIME.pattern + ")")
_KNOWN = re.compile(rb'href="tel:(\+?\d{3,20})"[^>]*><span class="fn">([^<]{1,200})</span>')
_LABELS = ("voicemail", "missed", "received", "placed", "recorded")
_SHORTEST_CUT = 40


@dataclass(slots=True)
class VoiceReader:
    """Reads `pages`, names of members, in the order of the times in their names."""

    members: Members
    pages: Sequence[str]
    _numbers: dict[str, str] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)

    def read(self, count: Count) -> Iterator[Record]:
        """Every conversation with its texts, calls and voicemails."""
        if not self.pages:
            return
        self._learn()
        told, missing = set[str](), MissingMedia()
        for path in sorted(self.pages, key=_order):
            page = self._page(path)
            if page is None:
                count.record()
                yield count.skip(path, "damaged")
                continue
            yield from self._records(path, page, count, told, missing)
        yield from missing.rest()

    def _page(self, path: str) -> Page | None:
        if self.members.size(path) > _MOST_PAGE:
            return None
        return read_page(self.members.content(path, _MOST_PAGE))

    def _learn(self) -> None:
        """Which number belongs to which name, and where files lie."""
        for path in self.pages:
            for number, called in _KNOWN.findall(self.members.head(path, _HEAD)):
                self._numbers.setdefault(called.decode("utf-8", "replace").strip(), number.decode())
        self._files = {}
        for name in self.members.names:
            if not name.endswith(".html"):
                self._files.setdefault(name.rpartition("/")[2].rpartition(".")[0], name)

    def _records(self, path: str, page: Page, count: Count, told: set[str], missing: MissingMedia) -> Iterator[Record]:
        key, shown = self._conversation(path, page)
        count.record(len(page.said))
        if page.said and key not in told:
            told.add(key)
            yield Conversation(key=key, app=APP, name=shown)
        other = page.people[0] if len(page.people) == 1 else None
        for number, said in enumerate(page.said, 1):
            if not said.files:
                yield self._message(said, page, other, key, f"{path} #{number}", ())
                continue
            lost: list[str] = []
            attachments = tuple(self._attachments(said, lost))
            yield self._message(said, page, other, key, f"{path} #{number}", attachments)
            for name in lost:
                yield from _told(missing, name)

    def _conversation(self, path: str, page: Page) -> tuple[str, str]:
        """Key and name: by the numbers that the page names, else by what its file is called."""
        if len(page.people) > 1:
            key = "group " + " ".join(sorted(person.number or person.name for person in page.people))
            return key, ", ".join(_shown(person) for person in page.people[:8])
        named = _FILE.match(path.rpartition("/")[2])
        called = named["who"].strip() if named else ""
        if page.people:
            person = page.people[0]
            return person.number or self._numbers.get(person.name) or person.name, _shown(person) or called
        return self._numbers.get(called) or called or "Unknown", called or "Unknown"

    def _message(
        self, said: Said, page: Page, other: Caller | None, key: str, place: str, attachments: tuple[Attachment, ...]
    ) -> Message:  # fmt: skip
        mine = "placed" in page.labels if not page.talk else said.who is not None and said.who.me
        who = said.who if said.who is not None and not said.who.me else other
        kind, words = _kind(said, page, bool(attachments))
        return Message(
            conversation=key,
            sender=ME if mine else (_shown(who) if who else "") or "Unknown",
            sent=said.when,
            text=words,
            kind=kind,
            place=place,
            attachments=attachments,
            outgoing=mine,
        )

    def _attachments(self, said: Said, lost: list[str]) -> Iterator[Attachment]:
        for source, kind in said.files:
            place = self._find(source)
            if place is None:
                lost.append(source)
                yield Attachment(source.rpartition("/")[2] or kind, included=False, kind=kind)
            else:
                name = place.rpartition("/")[2]
                yield Attachment(name, included=True, size=self.members.size(place), kind=kind, place=place)

    def _find(self, source: str) -> str | None:
        """By name without ending; what is too long was cut on disk."""
        name = source.rpartition("/")[2]
        stem = name.rpartition(".")[0] if name.lower().endswith((".mp3", ".jpg", ".png", ".gif", ".mp4")) else name
        found = self._files.get(name) or self._files.get(stem)
        if found is None and len(stem) > _SHORTEST_CUT:
            found = next((self._files[stem[:n]] for n in range(len(stem) - 1, 39, -1) if stem[:n] in self._files), None)
        return found


def _told(missing: MissingMedia, name: str) -> Iterator[Skipped]:
    return missing.note(name)


def _order(path: str) -> tuple[str, str]:
    found = _TIME.search(path)
    return (found[0] if found else "", path)


def _shown(person: Caller) -> str:
    return person.name or person.number


def _kind(said: Said, page: Page, files: bool) -> tuple[Kind, str]:
    """What it is, and its words; a call says what kind of call, and how long."""
    if page.talk:
        return ("media" if files else "text" if said.words else "omitted"), said.words
    if "voicemail" in page.labels or said.words:
        return ("media" if files else "text"), said.words
    label = next((label for label in _LABELS if label in page.labels), "")
    return "call", " ".join(part for part in (label.capitalize(), page.duration) if part)
