"""Google Chat and the older Hangouts, as Google Takeout gives them: zips, a .tgz, or folders of what was in them.

A takeout is cut into several archives anywhere: a photo may lie in another one than its message. A takeout that holds
Google Voice, too, gives those conversations as well, under their own app.
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from vault.chats.conversation import Conversation
from vault.errors import ExportIncomplete
from vault.exports.base import Answers, Export, Record, Source
from vault.exports.google.chat_message import ChatMapper, Person
from vault.exports.google.files import GoogleFiles
from vault.exports.google.hangouts import HangoutsReader, is_hangouts
from vault.exports.google.voice_reader import VoiceReader
from vault.exports.json_lists import Taking
from vault.exports.json_regions import regions
from vault.exports.json_stream import decode
from vault.exports.loose_json import Object, mapping, name, objects, text
from vault.exports.members import Members, members_of
from vault.exports.missing_media import MissingMedia
from vault.exports.streamed import Count, StreamedExport

APP = "google-chat"
_MOST_INFO = 16 * 1024 * 1024
_MESSAGES, _GROUP, _USER = "messages.json", "group_info.json", "user_info.json"


@dataclass(frozen=True, slots=True)
class GoogleChatImporter:
    """Opens a takeout of Google Chat, of Hangouts, or of both."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"google-chat", "google-hangouts"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises ExportIncomplete where no chat is inside, and the Archive errors."""
        with members_of(source) as members:
            return _opened(source, members, answers)


def _opened(source: Source, members: Members, answers: Answers) -> StreamedExport:
    names = members.names
    hangouts = [each for each in names if is_hangouts(members, each)]
    groups = [each for each in names if _base(each) == _MESSAGES]
    if not groups and not hangouts and len(names) == 1:
        groups = list(names)
    if not groups and not hangouts:
        raise ExportIncomplete(source.path, _MESSAGES)
    me = _me(members)
    readers = [
        ChatReader(members, groups, me).read,
        HangoutsReader(members, hangouts).read,
        VoiceReader(members, tuple(_voice(names))).read,
    ]

    def read(count: Count) -> Iterator[Record]:
        return chain.from_iterable(reader(count) for reader in readers)

    return StreamedExport(
        source,
        app=APP,
        app_name="Google Chat",
        format="google-chat" if groups else "google-hangouts",
        key=(me.email or me.name) if me else "account",
        chat_name="All chats",
        read=read,
        give=lambda file: members.read(file.place or file.name),
        close=members.close,
    )


def _voice(names: Sequence[str]) -> Iterator[str]:
    return (each for each in names if each.lower().endswith(".html") and "voice/" in each.lower())


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _info(members: Members, path: str) -> Object:
    if path not in members or members.size(path) > _MOST_INFO:
        return {}
    return mapping(decode(members.content(path, _MOST_INFO)))


def _me(members: Members) -> Person | None:
    """Whose takeout it is: there is one user_info.json, the exporting person's."""
    told = {Person.of(_info(members, each).get("user")) for each in members.names if _base(each) == _USER}
    told.discard(Person("", ""))
    return told.pop() if len(told) == 1 else None


@dataclass(slots=True)
class ChatReader:
    """Reads the folders of Google Chat: `groups` are the names of their messages.json."""

    members: Members
    groups: Sequence[str]
    me: Person | None
    _beside: dict[str, list[str]] = field(default_factory=dict)

    def read(self, count: Count) -> Iterator[Record]:
        """Every group with its messages in the export's order, which is the order of time."""
        missing, told = MissingMedia(), set[str]()
        self._sort_files()
        for path in sorted(self.groups):
            yield from self._group(path, count, missing, told)
        yield from missing.rest()

    def _sort_files(self) -> None:
        folders = {path.rpartition("/")[0] for path in self.groups}
        self._beside = {folder: [] for folder in folders}
        for each in self.members.names:
            beside = self._beside.get(each.rpartition("/")[0])
            if beside is not None and not each.endswith(".json"):
                beside.append(each)

    def _group(self, path: str, count: Count, missing: MissingMedia, told: set[str]) -> Iterator[Record]:
        folder = path.rpartition("/")[0]
        info = _info(self.members, f"{folder}/{_GROUP}" if folder else _GROUP)
        people = [Person.of(each) for each in objects(info.get("members"))] if info else []
        names = {person.email: person.name for person in people if person.email and person.name}
        taking = Taking(count, path, self.members.path)
        mapper: ChatMapper | None = None
        for number, record in taking.forward(regions(self.members.read(path), self.members.path, "messages")):
            if mapper is None:
                conversation = self._conversation(folder, record, info, people)
                if conversation.key not in told:
                    told.add(conversation.key)
                    yield conversation
                files = GoogleFiles(folder, self._beside.get(folder, ()))
                mapper = ChatMapper(conversation.key, self.me, names, self.members, files)
            yield mapper.message(record, f"{path} #{number}")
            if mapper.missing:
                for lost in mapper.missing:
                    yield from missing.note(f"{folder}/{lost}" if folder else lost)
                mapper.missing.clear()
        yield from taking.spoilt()

    def _conversation(
        self, folder: str, first: Mapping[str, object], info: Object, people: Sequence[Person]
    ) -> Conversation:
        """An id's first part is the group's; the folder is called "DM" or "Space" and the same."""
        group, slash, _ = text(first.get("message_id")).partition("/")
        key = (group if slash else "") or _base(folder).rpartition(" ")[2] or "chat"
        others = [person.shown for person in people if not person.is_same(self.me)]
        shown = name(info.get("name")) or ", ".join(others[:8]) or _base(folder) or key
        return Conversation(key=key, app=APP, name=shown)
