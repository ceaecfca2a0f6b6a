"""Hangouts, which Google Chat replaced: one Hangouts.json, of 2013 to 2022 in two layouts.

Times are microseconds. People are told by number; a name is given in some conversations and missing in others, so
all of them are looked through first.
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message
from vault.exports.base import Record
from vault.exports.file_kinds import kind_of_file
from vault.exports.json_lists import Taking
from vault.exports.json_regions import Region, quick_owners, regions
from vault.exports.json_shapes import format_of_json
from vault.exports.json_stream import Owner
from vault.exports.loose_json import Object, mapping, moment, name, objects, text, whole
from vault.exports.members import Members
from vault.exports.streamed import Count

APP = "google-chat"
_ARRAYS = ("conversations/*/events", "conversation_state/*/conversation_state/event")
_GLANCE = 64 * 1024
_NEW_LINE = "LINE_BREAK"


def is_hangouts(members: Members, path: str) -> bool:
    """Whether a file is Hangouts.json, by its name, or for a lone file by its beginning."""
    if path.rpartition("/")[2].lower() == "hangouts.json":
        return True
    if len(members.names) > 1 or not path.lower().endswith(".json"):
        return False
    return format_of_json(members.head(path, _GLANCE).decode("utf-8", "replace")) == "google-hangouts"


@dataclass(slots=True)
class HangoutsReader:
    """Reads such files. Messages come in the file's order."""

    members: Members
    files: Sequence[str]
    _names: dict[str, str] = field(default_factory=dict)
    _media: dict[str, str] = field(default_factory=dict)

    def read(self, count: Count) -> Iterator[Record]:
        """Every conversation with its events."""
        told: set[str] = set()
        for path in self.files:
            self._names, self._media = dict(self._known(path)), self._beside(path)
            taking = Taking(count, path, self.members.path)
            found = regions(self.members.read(path), self.members.path, *_ARRAYS)
            for _, group in groupby(taking.whole(found), key=lambda region: region.array.place):
                yield from self._conversation(group, taking, told)
            yield from taking.spoilt()

    def _known(self, path: str) -> Iterator[tuple[str, str]]:
        for owner in quick_owners(self.members.read(path), self.members.path, *_ARRAYS):
            for person in objects(_about(owner).get("participant_data")):
                if called := name(person.get("fallback_name")):
                    yield _id(person.get("id")), called

    def _beside(self, path: str) -> dict[str, str]:
        """Photos lie beside the file under the last part of their address."""
        folder = path.rpartition("/")[0]
        return {each.rpartition("/")[2]: each for each in self.members.names if each.rpartition("/")[0] == folder}

    def _conversation(self, group: Iterator[Region], taking: Taking, told: set[str]) -> Iterator[Record]:
        key = own = ""
        for number, record in taking.forward(group):
            if not key:
                about = _about(taking.owner)
                key = text(mapping(record.get("conversation_id")).get("id")) or text(about.get("id")) or "chat"
                own = _own(about)
                if key not in told:
                    told.add(key)
                    yield Conversation(key=key, app=APP, name=self._name(about, own) or key)
            yield self._message(record, key, own, taking.where(number))

    def _name(self, about: Object, own: str) -> str:
        people = [_id(person.get("id")) for person in objects(about.get("participant_data"))]
        others = [self._names.get(each, each) for each in people if each and each != own]
        return name(about.get("name")) or ", ".join(others[:8])

    def _message(self, record: Object, key: str, own: str, place: str) -> Message:
        who = _id(record.get("sender_id"))
        content = mapping(mapping(record.get("chat_message")).get("message_content"))
        attachments = tuple(self._attachments(content)) if "attachment" in content else ()
        kind, words = self._what(record, content, bool(attachments))
        sender = None if kind == "service" else self._names.get(who) or who or "Unknown"
        return Message(
            conversation=key,
            sender=sender,
            sent=moment(record.get("timestamp"), 1_000_000),
            text=words,
            kind=kind,
            place=place,
            attachments=attachments,
            id=text(record.get("event_id")),
            outgoing=who == own if own and sender is not None else None,
        )

    def _what(self, record: Object, content: Object, files: bool) -> tuple[Kind, str]:
        words = "".join(_segments(content))
        if "chat_message" in record:
            return ("media" if files else "text" if words else "omitted"), words
        called = self._names.get(_id(record.get("sender_id")), "")
        if "hangout_event" in record:
            event = mapping(record["hangout_event"])
            seconds = whole(event.get("hangout_duration_secs"))
            if event.get("event_type") == "START_HANGOUT":
                return "call", ""
            return "service", f"{called}: call ended" + (f" ({seconds} s)" if seconds else "")
        if "membership_change" in record:
            change = mapping(record["membership_change"])
            about = ", ".join(self._names.get(_id(each), _id(each)) for each in objects(change.get("participant_id")))
            return "service", f"{called}: {text(change.get('type')).lower()} {about}".strip()
        if "conversation_rename" in record:
            return "service", f"{called}: {text(mapping(record['conversation_rename']).get('new_name'))}".strip()
        return "service", text(record.get("event_type"))

    def _attachments(self, content: Object) -> Iterator[Attachment]:
        for each in objects(content.get("attachment")):
            for value in mapping(each.get("embed_item")).values():
                address = text(mapping(value).get("url")) or text(mapping(mapping(value).get("thumbnail")).get("url"))
                if address:
                    yield self._attachment(address)
                    break

    def _attachment(self, address: str) -> Attachment:
        called = address.partition("?")[0].rstrip("/").rpartition("/")[2] or "photo"
        place = self._media.get(called)
        if place is None:
            return Attachment(called, included=False, kind=kind_of_file(called))
        return Attachment(called, included=True, size=self.members.size(place), kind=kind_of_file(called), place=place)


def _about(owner: Owner | None) -> Object:
    """What is said of a conversation: newer files say it one level deeper."""
    about = mapping(owner.fields.get("conversation")) if owner else {}
    return mapping(about.get("conversation")) or about


def _id(value: object) -> str:
    who = mapping(value)
    return text(who.get("gaia_id")) or text(who.get("chat_id"))


def _own(about: Object) -> str:
    state = mapping(mapping(about.get("self_conversation_state")).get("self_read_state"))
    return _id(state.get("participant_id"))


def _segments(content: Object) -> Iterator[str]:
    for each in objects(content.get("segment")):
        words = text(each.get("text"))
        yield words or ("\n" if each.get("type") == _NEW_LINE else "")
