"""Skype's export of conversations and files: messages.json with media/, in a .tar, or loose.

The service closed in May 2025; these archives are all that is left. One's own messages carry no name. The list of a
conversation stands with the newest first; it is turned round in memory.
Facts: ../shared/reference/chat-formats.md §3.18.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged, ExportIncomplete
from vault.exports.base import Answers, Export, Record, Skipped, Source
from vault.exports.json_lists import Taking
from vault.exports.json_regions import Region, quick_owners, regions
from vault.exports.json_stream import Owner, items
from vault.exports.loose_json import Object, mapping, name, text
from vault.exports.members import Members, members_of
from vault.exports.skype.message import SkypeFiles, SkypeMapper, bare, time_of
from vault.exports.streamed import Count, StreamedExport

APP = "skype"
_MESSAGES = "messages.json"
_LISTS = "conversations/*/MessageList"


@dataclass(frozen=True, slots=True)
class SkypeImporter:
    """Opens the archive, a folder of it, or its messages.json."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"skype-tar", "skype-json"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises ExportIncomplete without messages.json, and the Archive errors."""
        with members_of(source) as members:
            return _opened(source, members)


def _opened(source: Source, members: Members) -> StreamedExport:
    lone = len(members.names) == 1
    files = [each for each in members.names if lone or each.rpartition("/")[2].lower() == _MESSAGES]
    if not files:
        raise ExportIncomplete(source.path, _MESSAGES)
    reader = SkypeReader(members, files)
    return StreamedExport(
        source,
        app=APP,
        app_name="Skype",
        format="skype-json" if lone else "skype-tar",
        key=_account(members, files[0]) or "account",
        chat_name="All chats",
        read=reader.read,
        give=lambda file: members.read(file.place or file.name),
        close=members.close,
    )


def _account(members: Members, path: str) -> str:
    """Whose export it is: stands at the top, before the conversations."""
    try:
        for array, _, _ in items(members.read(path), members.path, _LISTS):
            return _user(array.owner)
    except ExportDamaged:
        return ""
    return ""


def _user(owner: Owner | None) -> str:
    """The exporting person's identity, from the objects around a list."""
    while owner is not None:
        if identity := bare(text(owner.fields.get("userId"))):
            return identity
        owner = owner.parent
    return ""


@dataclass(slots=True)
class SkypeReader:
    """Reads such files; a first walk learns what people and groups are called."""

    members: Members
    files: Sequence[str]
    _names: dict[str, str] = field(default_factory=dict)
    _own: str = ""

    def read(self, count: Count) -> Iterator[Record]:
        """Every conversation with its messages in order of time."""
        media, told = SkypeFiles.of(self.members), set[str]()
        wanted = False
        for path in self.files:
            self._learn(path)
            taking = Taking(count, path, self.members.path)
            found = taking.whole(regions(self.members.read(path), self.members.path, _LISTS))
            for _, group in groupby(found, key=lambda region: region.array.place):
                for record in self._conversation(group, taking, media, told):
                    wanted = wanted or (not media.places and _has_files(record))
                    yield record
            yield from taking.spoilt()
        if wanted:
            yield Skipped("media/", "media-missing")  # Skype gives conversations and files as two downloads

    def _learn(self, path: str) -> None:
        for owner in quick_owners(self.members.read(path), self.members.path, _LISTS):
            identity = bare(text(owner.fields.get("id")))
            if identity and (called := name(owner.fields.get("displayName"))):
                self._names.setdefault(identity, called)
            self._own = bare(text(owner.fields.get("userId"))) or self._own

    def _conversation(
        self, group: Iterator[Region], taking: Taking, media: SkypeFiles, told: set[str]
    ) -> Iterator[Record]:
        ordered = taking.oldest_first(group, time_of)
        first = next(ordered, None)
        if first is None:
            return
        fields: Object = taking.owner.fields if taking.owner else {}
        own = self._own or _user(taking.owner)
        key = text(fields.get("id")) or text(first[1].get("conversationid")) or "chat"
        if key not in told:
            told.add(key)
            yield Conversation(key=key, app=APP, name=self._name(fields, key))
        mapper = SkypeMapper(key, own, self._names, media)
        for number, record in chain((first,), ordered):
            yield mapper.message(record, taking.where(number))

    def _name(self, fields: Object, key: str) -> str:
        topic = name(mapping(fields.get("threadProperties")).get("topic"))
        return name(fields.get("displayName")) or topic or self._names.get(bare(key)) or bare(key) or key


def _has_files(record: Record) -> bool:
    return bool(getattr(record, "attachments", ()))
