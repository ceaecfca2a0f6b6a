"""One event of a Matrix room, as Element's JSON export has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message
from vault.exports.element.events import POLLS, Beside, replaced, words
from vault.exports.element.media import Media
from vault.exports.loose_json import Object, mapping, moment, name, objects, text

UNKNOWN = "Unknown"
FILES = frozenset({"m.image", "m.video", "m.audio", "m.file"})
_CALLS = {"m.call.invite": "Call", "m.call.hangup": "Call ended", "m.call.reject": "Call declined"}
_MEMBERSHIPS = {
    "join": "joined",
    "invite": "was invited",
    "leave": "left",
    "ban": "was banned",
    "knock": "asked to join",
}
_STATES: Mapping[str, Callable[[Object], str]] = {
    "m.room.create": lambda _: "created the room",
    "m.room.name": lambda content: f"changed the room’s name to “{name(content.get('name'))}”",
    "m.room.topic": lambda content: f"changed the topic to “{name(content.get('topic'))}”",
    "m.room.avatar": lambda _: "changed the room’s picture",
    "m.room.encryption": lambda _: "turned encryption on",
    "m.room.history_visibility": lambda _: "changed who can see the history",
    "m.room.guest_access": lambda _: "changed whether guests may join",
    "m.room.join_rules": lambda _: "changed who may join",
    "m.room.power_levels": lambda _: "changed who may do what",
    "m.room.pinned_events": lambda _: "changed the pinned messages",
    "m.room.canonical_alias": lambda _: "changed the room’s address",
    "m.room.server_acl": lambda _: "changed which servers may take part",
    "m.room.tombstone": lambda _: "closed the room: it goes on in another",
    "m.room.third_party_invite": lambda content: f"invited {name(content.get('display_name')) or 'somebody'}",
    "im.vector.modular.widgets": lambda _: "changed the widgets",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the events of a room into messages. `owner` is who exported it, as the export names them."""

    conversation: str
    beside: Beside
    media: Media
    owner: str
    me: str | None

    def message(self, event: Object, place: str) -> Message | str:
        """A message; "part" for what belongs to another event, "empty", or the reason for which it is skipped."""
        kind, content = text(event.get("type")), mapping(event.get("content"))
        if kind in ("m.reaction", "m.room.redaction") or (not content and not kind):
            return "part" if kind else "unknown-kind"
        if kind == "m.room.encrypted" or content.get("msgtype") == "m.bad.encrypted":
            return "unknown-kind"
        if kind in ("m.room.message", "m.sticker", *POLLS):
            return self._said(event, kind, content, place)
        if kind in _CALLS:
            return self._made(event, place, _CALLS[kind], "call")
        if kind.startswith("m.call.") or kind.endswith((".poll.response", ".poll.end")):
            return "part"
        told = self._happened(event, kind, content)
        return self._made(event, place, told, "service") if told else "unknown-kind"

    def _said(self, event: Object, kind: str, content: Object, place: str) -> Message | str:
        if target := replaced(content):
            return self._edit(event, target, place)
        later = self.beside.later(event)
        if not content or "redacted_because" in mapping(event.get("unsigned")) \
                or text(event.get("event_id")) in self.beside.redacted:  # fmt: skip
            return self._made(event, place, "", "deleted")
        if kind in POLLS:
            return self._made(event, place, _poll(content), "poll")
        sort = "m.sticker" if kind == "m.sticker" else text(content.get("msgtype"))
        if sort == "m.location":
            where = text(content.get("geo_uri")).removeprefix("geo:")
            return self._made(event, place, "\n".join(each for each in (words(content), where) if each), "location")
        if sort in FILES or sort == "m.sticker":
            return self._with_file(event, sort, content, place)
        *earlier, last = (words(content), *later)
        return self._made(event, place, last, "text", earlier=tuple(earlier)) if last else "empty"

    def _edit(self, event: Object, target: str, place: str) -> Message | str:
        """An edit is told with its message; where that is not in the export, it stands for it."""
        wordings = self.beside.taken(target)
        if not wordings or not wordings[-1]:
            return "part"
        return self._made(event, place, wordings[-1], "text", earlier=wordings[:-1])

    def _with_file(self, event: Object, sort: str, content: Object, place: str) -> Message:
        file = self.media.of(sort, content, _utc(event))
        body, called = words(content), text(content.get("filename"))
        caption = body if called and body != called else ""
        return self._made(event, place, caption, "media" if file.included else "omitted", files=(file,))

    def _made(
        self, event: Object, place: str, said: str, kind: Kind, *,
        earlier: tuple[str, ...] = (), files: tuple[Attachment, ...] = (),
    ) -> Message:  # fmt: skip
        user = text(event.get("sender"))
        sender = None if kind == "service" else self.beside.called(user) or UNKNOWN
        return Message(
            self.conversation, sender, moment(event.get("origin_server_ts")), said, kind, place, files,
            self.beside.reactions_of(event), bool(earlier), text(event.get("event_id")),
            _reply(mapping(event.get("content"))), earlier, self._outgoing(user, sender),
        )  # fmt: skip

    def _outgoing(self, user: str, sender: str | None) -> bool | None:
        own = self.me or self.owner
        return None if sender is None or not own else own in (user, sender)

    def _happened(self, event: Object, kind: str, content: Object) -> str:
        who = self.beside.called(text(event.get("sender"))) or UNKNOWN
        if kind != "m.room.member":
            state = _STATES.get(kind)
            return f"{who} {state(content)}" if state else ""
        whom = name(content.get("displayname")) or self.beside.called(text(event.get("state_key"))) or who
        before = mapping(mapping(event.get("unsigned")).get("prev_content"))
        membership = text(content.get("membership"))
        if membership == "join" and before.get("membership") == "join":
            earlier = name(before.get("displayname")) or whom
            return f"{earlier} is now called {whom}" if earlier != whom else f"{whom} changed their picture"
        told = _MEMBERSHIPS.get(membership)
        return f"{whom} {told}" if told else ""


def _utc(event: Object) -> datetime | None:
    return moment(event.get("origin_server_ts")).utc


def _reply(content: Object) -> str:
    """The message that is answered; in a thread, where nothing else is said, the one that began it."""
    relation = content.get("m.relates_to")
    if not isinstance(relation, dict):
        return ""
    answered = text(mapping(relation.get("m.in_reply_to")).get("event_id"))
    if relation.get("rel_type") == "m.thread" and (relation.get("is_falling_back") or not answered):
        return text(relation.get("event_id"))
    return answered


def _poll(content: Object) -> str:
    """The question, and a line for each answer."""
    poll = mapping(content.get("m.poll")) or mapping(content.get("org.matrix.msc3381.poll.start"))
    lines = [_text_of(poll.get("question"))]
    lines += [f"- {_text_of(answer)}" for answer in objects(poll.get("answers"))]
    return "\n".join(line for line in lines if line)


def _text_of(value: object) -> str:
    found = mapping(value)
    for key in ("m.text", "org.matrix.msc1767.text", "body"):
        part = found.get(key)
        if isinstance(part, str):
            return text(part)
        if parts := objects(part):
            return text(parts[0].get("body"))
    return ""
