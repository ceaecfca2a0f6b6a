"""One message of Skype's export as a Message. Facts: ../shared/reference/chat-formats.md §3.18."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape

from vault.chats.attachment import Attachment
from vault.chats.message import ME, Kind, Message, Moment, Reaction
from vault.exports.json_stream import decode
from vault.exports.loose_json import Object, mapping, name, objects, text, texts, whole
from vault.exports.members import Members
from vault.exports.skype.text import first, plain, tags, without

_PREFIX = ("8:", "4:", "2:", "28:", "19:", "48:")  # Skype, phone, Messenger, bot, group, system
_LONGEST = 40
_MOST_KNOWN = 10_000
_SERVICE = ("ThreadActivity/", "Notice", "PopCard", "EndToEndEncryption/", "Control/", "Event/")
_EMOTIONS = {
    "like": "👍", "yes": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "😢", "angry": "😠",
    "no": "👎", "fire": "🔥", "clap": "👏", "cry": "😭", "smile": "🙂", "party": "🎉", "praying": "🙏", "cool": "😎",
}  # fmt: skip
_KIND_OF = {"picture": "photo", "video": "video", "audio": "audio", "file": "document", "photo": "photo"}


def bare(identity: str) -> str:
    """An identity without its prefix, also when it is the end of an address: "8:live:anna" is "live:anna"."""
    last = identity.rpartition("/")[2]
    return next((last[len(prefix) :] for prefix in _PREFIX if last.startswith(prefix)), last)


@dataclass(frozen=True, slots=True)
class SkypeFiles:
    """The files in media/, by the id that stands before the first dot of their names."""

    members: Members
    places: Mapping[str, str]

    @classmethod
    def of(cls, members: Members) -> SkypeFiles:
        """All of an export. Beside each file lies a description in JSON."""
        places: dict[str, str] = {}
        for each in members.names:
            folder, _, called = each.rpartition("/")
            if folder.rpartition("/")[2].lower() == "media" and not called.endswith(".json"):
                places.setdefault(called.partition(".")[0], each)
        return cls(members, places)


@dataclass(frozen=True, slots=True)
class SkypeMapper:
    """Makes Messages of one conversation's records. `own` and the keys of `names` are bare identities."""

    conversation: str
    own: str
    names: Mapping[str, str]
    files: SkypeFiles
    _people: dict[tuple[object, object], tuple[str, bool]] = field(default_factory=dict)

    def message(self, record: Object, place: str) -> Message:
        """The message."""
        get = record.get
        content, told, origin, called = get("content"), get("messagetype"), get("from"), get("displayName")
        if not (type(origin) is str and (called is None or type(called) is str)):
            origin, called = text(origin), text(called)
        sender, mine = self._people.get((origin, called)) or self._person(origin, called)
        if type(content) is str and told == "RichText" and not (get("properties") or get("amsreferences")):
            kind: Kind = "text" if content else "omitted"
            if "<" not in content:
                return Message(
                    self.conversation, sender, _moment(text(get("originalarrivaltime"))), unescape(content), kind,
                    place, id=text(get("id")), outgoing=mine if self.own else None,
                )  # fmt: skip
        return self._rich(record, sender, mine, place)

    def _person(self, origin: str, called: str | None) -> tuple[str, bool]:
        """What to call a sender, and whether it is the exporting person."""
        who = bare(origin)
        mine = bool(self.own) and who == self.own
        shown = ME if mine else name(called) or self.names.get(who) or who or "Unknown"
        if len(self._people) < _MOST_KNOWN:
            self._people[origin, called] = shown, mine
        return shown, mine

    def _rich(self, record: Object, sender: str, mine: bool, place: str) -> Message:
        content, properties = text(record.get("content")), mapping(record.get("properties"))
        kind, words, files = self._what(text(record.get("messagetype")), content, record)
        deleted = bool(properties.get("deletetime"))
        return Message(
            conversation=self.conversation,
            sender=None if kind == "service" else sender,
            sent=_moment(text(record.get("originalarrivaltime"))),
            text=words,
            kind="deleted" if deleted and kind != "service" else kind,
            place=place,
            attachments=files,
            reactions=tuple(self._reactions(properties.get("emotions"))) if properties else (),
            edited=bool(properties.get("edittime")) or "<e_m" in content,
            id=text(record.get("id")),
            reply_to=_quoted(content),
            outgoing=mine if self.own and kind != "service" else None,
        )

    def _what(self, told: str, content: str, record: Object) -> tuple[Kind, str, tuple[Attachment, ...]]:
        if told == "Text":
            return ("text" if content else "omitted"), content, ()
        if told == "Event/Call":
            return "call", _call(content), ()
        if told.startswith(_SERVICE):
            return "service", self._activity(told, content), ()
        if told == "RichText/Location":
            return "location", _location(content), ()
        if told == "RichText/Contacts":
            return "contact", _contacts(content), ()
        if told == "Poll":
            return "poll", plain(content), ()
        files = tuple(self._attachments(content, record))
        words = _words(content)
        return ("media" if files else "text" if words else "omitted"), words, files

    def _activity(self, told: str, content: str) -> str:
        """What happened in a group: its kind, who did it, to whom, and the new name."""
        about = [self._named(plain(each.inside)) for part in ("initiator", "target") for each in tags(content, part)]
        value = first(content, "value")
        parts = [*about, plain(value.inside) if value else ""]
        said = ", ".join(part for part in parts if part)
        return f"{told.partition('/')[2] or told}: {said or plain(content)}".rstrip(": ")

    def _named(self, identity: str) -> str:
        who = bare(identity.strip())
        return self.names.get(who, who)

    def _attachments(self, content: str, record: Object) -> Iterator[Attachment]:
        seen: set[str] = set()
        for tag in tags(content, "URIObject"):
            told = tag.attributes
            if told.get("type", "").startswith("SWIFT"):
                continue  # a card of a bot: its words are all that there is
            identity = told.get("doc_id") or told.get("uri", "").rstrip("/").rpartition("/")[2]
            if identity:
                seen.add(identity)
                kind = _KIND_OF.get(told.get("type", "").partition(".")[0].lower(), "file")
                yield self._attachment(identity, _original(tag.inside), kind)
        for identity in texts(record.get("amsreferences")):
            if identity not in seen:
                seen.add(identity)
                yield self._attachment(identity, "", "file")

    def _attachment(self, identity: str, called: str, kind: str) -> Attachment:
        place = self.files.places.get(identity)
        if place is None:
            return Attachment(called or identity, included=False, kind=kind)
        size = self.files.members.size(place)
        return Attachment(called or place.rpartition("/")[2], included=True, size=size, kind=kind, place=place)

    def _reactions(self, emotions: object) -> Iterator[Reaction]:
        told = decode(emotions.encode("utf-8", "replace")) if isinstance(emotions, str) else emotions
        for each in objects(told):
            key = text(each.get("key"))
            for user in objects(each.get("users")):
                who = bare(text(user.get("mri")))
                if key and who:
                    yield Reaction(_EMOTIONS.get(key, key), ME if who == self.own else self.names.get(who, who))


def _moment(wording: str) -> Moment:
    try:
        read = datetime.fromisoformat(wording if len(wording) <= _LONGEST else "")
        if read.tzinfo is UTC:
            return Moment(read, wording, "exact")
        utc = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        utc = None
    return Moment(utc, wording[:_LONGEST], "exact")


def time_of(record: Object) -> int | None:
    """Milliseconds: a message's id is the time at which it came."""
    return whole(record.get("id"))


def _words(content: str) -> str:
    """What was typed: without a quoted message that can be looked up, and without what Skype says about a file."""
    if "<quote" in content and _quoted(content):
        content = without(content, "quote")
    if "<URIObject" in content and "SWIFT" not in content:
        content = without(content, "uriobject")
    return plain(content)


def _quoted(content: str) -> str:
    if "<quote" not in content:
        return ""
    quote = first(content, "quote")
    return quote.attributes.get("messageid", "") if quote else ""


def _original(inside: str) -> str:
    named = first(inside, "OriginalName")
    meta = first(inside, "meta")
    return (named.attributes.get("v", "") if named else "") or (meta.attributes.get("originalname", "") if meta else "")


def _call(content: str) -> str:
    """ "started", "ended" or "missed", and the longest that anybody took part."""
    partlist = first(content, "partlist")
    kind = partlist.attributes.get("type", "") if partlist else ""
    durations = [plain(each.inside).partition(".")[0] for each in tags(content, "duration")]
    seconds = max((int(each) for each in durations if each.isdecimal() and len(each) < 9), default=0)
    return f"{kind} ({seconds} s)".strip() if seconds else kind


def _location(content: str) -> str:
    told = first(content, "location")
    if told is None:
        return plain(content)
    address = told.attributes.get("address", "") or plain(told.inside).strip()
    latitude, longitude = (whole(told.attributes.get(each)) for each in ("latitude", "longitude"))
    if latitude is None or longitude is None or max(abs(latitude), abs(longitude)) > 180_000_000:
        return address
    return f"{address} {latitude / 1e6:.6f},{longitude / 1e6:.6f}".strip()


def _contacts(content: str) -> str:
    people = [tag.attributes for tag in tags(content, "c")]
    return ", ".join(told.get("f") or told.get("s", "") for told in people) or plain(content)
