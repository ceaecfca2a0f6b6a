"""One message of Google Chat's export as a Message. Facts: ../shared/reference/chat-formats.md §3.15."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Reaction
from vault.exports.file_kinds import kind_of_file
from vault.exports.google.dates import google_moment
from vault.exports.google.files import GoogleFiles
from vault.exports.loose_json import Object, mapping, name, objects, text, texts
from vault.exports.members import Members

UNKNOWN = "Unknown"
_URL = "private_do_not_access_or_else_safe_url_wrapped_value"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by e-mail address and name; either may be empty."""

    email: str
    name: str

    @classmethod
    def of(cls, value: object) -> Person:
        """From what the export says of a creator or member."""
        told = mapping(value)
        return cls(name(told.get("email")), name(told.get("name")))

    @property
    def shown(self) -> str:
        """What to call this person; never empty."""
        return self.name or self.email or UNKNOWN

    def is_same(self, other: Person | None) -> bool:
        """By address where both have one, else by name."""
        if other is None:
            return False
        return self.email == other.email if self.email and other.email else bool(self.name) and self.name == other.name


@dataclass(slots=True)
class ChatMapper:
    """Makes Messages of one group's records. `names` are its members' by e-mail address; `missing` collects files."""

    conversation: str
    me: Person | None
    names: Mapping[str, str]
    members: Members
    files: GoogleFiles
    missing: list[str] = field(default_factory=list)

    def message(self, record: Object, place: str) -> Message:
        """The message."""
        sender = Person.of(record.get("creator"))
        attachments = tuple(self._attachments(record))
        words = text(record.get("text"))
        links = list(_links(record)) if "annotations" in record else []
        shown = words or "\n".join(links)
        return Message(
            conversation=self.conversation,
            sender=sender.shown,
            sent=google_moment(text(record.get("created_date"))),
            text=shown,
            kind=_kind(record, shown, bool(attachments)),
            place=place,
            attachments=attachments,
            reactions=tuple(self._reactions(record)) if "reactions" in record else (),
            edited="updated_date" in record,
            id=text(record.get("message_id")),
            reply_to=_reply_to(record),
            earlier=tuple(_earlier(record)) if "previous_message_versions" in record else (),
            outgoing=None if self.me is None else sender.is_same(self.me),
        )

    def _attachments(self, record: Object) -> Iterator[Attachment]:
        for each in objects(record.get("attached_files")) if "attached_files" in record else ():
            exported = text(each.get("export_name")) or text(each.get("original_name"))
            if not exported:
                continue
            called = text(each.get("original_name")) or exported
            place = self.files.find(exported)
            if place is None:
                self.missing.append(exported)
                yield Attachment(called, included=False, kind=kind_of_file(called), place=exported)
            else:
                size = self.members.size(place)
                yield Attachment(called, included=True, size=size, kind=kind_of_file(place), place=place)

    def _reactions(self, record: Object) -> Iterator[Reaction]:
        for each in objects(record.get("reactions")):
            emoji = mapping(each.get("emoji"))
            shown = text(emoji.get("unicode")) or text(mapping(emoji.get("custom_emoji")).get("shortcode"))
            for email in texts(each.get("reactor_emails")) or ([""] if shown else []):
                if shown:
                    yield Reaction(shown, self.names.get(email) or email or UNKNOWN)


def _kind(record: Object, words: str, files: bool) -> Kind:
    if record.get("message_state") == "DELETED" or "deletion_metadata" in record:
        return "deleted"
    if files:
        return "media"
    if "annotations" in record and any("video_call_metadata" in each for each in objects(record["annotations"])):
        return "call"
    return "text" if words else "omitted"


def _links(record: Object) -> Iterator[str]:
    """What the annotations say beside the text: a page's address, a file's title, a film."""
    for each in objects(record.get("annotations")):
        page, drive = mapping(each.get("url_metadata")), mapping(each.get("drive_metadata"))
        shown = (
            text(mapping(page.get("url")).get(_URL)) or text(mapping(each.get("interaction_data")).get("url"))
            or text(drive.get("title")) or text(drive.get("id"))
        )  # fmt: skip
        youtube = text(mapping(each.get("youtube_metadata")).get("id"))
        if shown or youtube:
            yield shown or f"https://www.youtube.com/watch?v={youtube}"


def _reply_to(record: Object) -> str:
    """The message that is quoted, else the first of the topic: an id is group/topic/message."""
    quoted = mapping(record.get("quoted_message_metadata"))
    if told := text(quoted.get("message_id")) or text(quoted.get("id")):
        return told
    own = text(record.get("message_id"))
    group, _, rest = own.partition("/")
    topic, slash, message = rest.partition("/")
    return f"{group}/{topic}/{topic}" if slash and message and topic != message else ""


def _earlier(record: Object) -> Iterator[str]:
    for each in objects(record.get("previous_message_versions")):
        if words := text(each.get("text")):
            yield words
