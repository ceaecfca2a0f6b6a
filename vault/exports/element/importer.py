"""Element's JSON export of one Matrix room: a file, or a zip with export.json and the media.

Its other two forms, HTML and plain text, are not read: they lack ids and exact times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged, NotAChat
from vault.exports.base import Answers, Record, Source
from vault.exports.element.events import Beside
from vault.exports.element.media import Media
from vault.exports.element.message import Reader
from vault.exports.json_regions import elements, regions
from vault.exports.json_shapes import format_of_json
from vault.exports.json_stream import Owner, items, owners
from vault.exports.loose_json import Object, mapping, name, text
from vault.exports.members import Members, members_of
from vault.exports.streamed import Count, StreamedExport

APP = "element"
_DEEPEST = 3
_WORDS = (b"m.room.member", b"m.replace", b"m.reaction", b"m.room.redaction")


@dataclass(frozen=True, slots=True)
class ElementImporter:
    """Opens what Element exports as JSON."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"element-json"})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Find the room's document and read its beginning.

        Raises NotAChat, ExportDamaged, ExportMissing, ExportUnreadable and the Archive errors.
        """
        with members_of(source) as members:
            return _opened(members, source, answers)


def _opened(members: Members, source: Source, answers: Answers) -> StreamedExport:
    place = _document(members)
    if place is None:
        raise NotAChat(source.path)
    fields, event = _beginning(members, place)
    called = name(fields.get("room_name"))
    key = text(event.get("room_id")) or called or "Matrix room"
    room = _Room(members, place, Conversation(key, APP, called or key), name(fields.get("exported_by")), answers.me)
    return StreamedExport(
        source, app=APP, app_name="Element", format="element-json", key=key, chat_name=called or key,
        read=room.records, give=lambda file: members.read(file.place or file.name), close=members.close,
    )  # fmt: skip


def _document(members: Members) -> str | None:
    """The file with the room's events: a lone one whatever its name, export.json, else any that looks like it."""
    near = [each for each in members.names if each.count("/") <= _DEEPEST]
    if len(members.names) == 1:
        return members.names[0] if _looks(members, members.names[0]) else None
    near = [each for each in near if each.lower().endswith(".json")]
    near.sort(key=lambda each: (not each.endswith("export.json"), each.count("/"), each))
    return next((each for each in near[:20] if _looks(members, each)), None)


def _looks(members: Members, place: str) -> bool:
    return format_of_json(members.head(place).decode("utf-8-sig", "replace")) == "element-json"


def _beginning(members: Members, place: str) -> tuple[Object, Object]:
    """The room's own keys, and its first event. Raises ExportDamaged."""
    first = next(items(members.read(place), members.path, "messages", ""), None)
    if first is not None:
        array, _, value = first
        return array.owner.fields, _clear(value)
    found = next(owners(members.read(place), members.path, "messages"), Owner((), None))
    return found.fields, {}


@dataclass(frozen=True, slots=True)
class _Room:
    """Reads one room: once for what belongs to other events, and once for the messages."""

    members: Members
    place: str
    chat: Conversation
    owner: str
    me: str | None

    def records(self, count: Count) -> Iterator[Record]:
        """Everything in it."""
        yield self.chat
        beside = self._beside()
        media = Media(self.members, self.place[: self.place.rfind("/") + 1])
        reader = Reader(self.chat.key, beside, media, self.owner, self.me)
        try:
            yield from self._messages(reader, count)
        except ExportDamaged:  # it breaks off here; what came before counts
            count.record()
            yield count.skip(self.place, "damaged")

    def _beside(self) -> Beside:
        """What belongs to other events. Where no word of it stands, nothing is decoded: most of a room is messages."""
        beside, path = Beside(), self.members.path
        try:
            for region in regions(self.members.read(self.place), path, "messages", ""):
                if region.text is None or not any(word in region.text for word in _WORDS):
                    continue
                for event in region.values(path):
                    beside.note(_clear(event))
        except ExportDamaged:
            pass  # the second reading comes to the same place, and tells it
        return beside

    def _messages(self, reader: Reader, count: Count) -> Iterator[Record]:
        for _, number, event in elements(self.members.read(self.place), self.members.path, "messages", ""):
            count.record()
            where = f"{self.place} #{number}"
            made = reader.message(_clear(event), where) if isinstance(event, dict) else "damaged"
            if not isinstance(made, str):
                yield made
            elif made == "part":
                count.part()
            elif made == "empty":
                count.empty()
            else:
                yield count.skip(where, made)


def _clear(event: object) -> Object:
    """An event as it was written; older versions of Element keep the encrypted form beside it."""
    found = mapping(event)
    return mapping(found.get("decrypted")) or found
