"""What of a room's events belongs to other events: names of people, edits, reactions, redactions; read first.

Facts: spec.matrix.org (client-server API, m.relates_to), element-web's JSONExport.ts. An edit is an event of its own
that names the one it replaces; servers may put the last edit and sums of reactions into `unsigned` as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vault.chats.message import Reaction
from vault.exports.loose_json import Object, mapping, name, objects, text, whole

POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_MOST_NOTED = 1_000_000  # edits and reactions of one room that are remembered
_MOST_REACTIONS = 200


@dataclass(slots=True)
class Beside:
    """What was found beside the messages of one room. Events are named by their ids."""

    names: dict[str, str] = field(default_factory=dict, repr=False)
    edits: dict[str, list[tuple[int, str]]] = field(default_factory=dict, repr=False)
    reactions: dict[str, list[tuple[str, str]]] = field(default_factory=dict, repr=False)
    redacted: set[str] = field(default_factory=set, repr=False)
    noted: int = 0

    def note(self, event: Object) -> None:
        """Take in an event."""
        kind, content = event.get("type"), mapping(event.get("content"))
        if kind == "m.room.message" and "m.relates_to" not in content:
            return
        if kind == "m.room.member":
            if called := name(content.get("displayname")):
                self.names[text(event.get("state_key")) or text(event.get("sender"))] = called
        elif self.noted < _MOST_NOTED:
            self._note_relation(event, text(kind), content)

    def _note_relation(self, event: Object, kind: str, content: Object) -> None:
        target = replaced(content)
        if target:
            self.noted += 1
            edit = (whole(event.get("origin_server_ts")) or 0, words(mapping(content.get("m.new_content")) or content))
            self.edits.setdefault(target, []).append(edit)
        elif kind == "m.reaction":
            relation = mapping(content.get("m.relates_to"))
            self.noted += 1
            entry = (text(relation.get("key")), text(event.get("sender")))
            self.reactions.setdefault(text(relation.get("event_id")), []).append(entry)
        elif kind == "m.room.redaction":
            self.noted += 1
            self.redacted.add(text(event.get("redacts")) or text(content.get("redacts")))

    def called(self, user: str) -> str:
        """A person's name, by their id; the id itself where no name was found."""
        return self.names.get(user) or user

    def later(self, event: Object) -> tuple[str, ...]:
        """What a message was changed into, the last at the end; asked once for each message."""
        found = self.taken(text(event.get("event_id")))
        relations = _relations(event)
        if found or not relations:
            return found
        last = mapping(mapping(relations.get("m.replace")).get("content"))
        return (words(mapping(last.get("m.new_content")) or last),) if last else ()

    def taken(self, key: str) -> tuple[str, ...]:
        """The edits of a message that nobody has asked for yet."""
        found = self.edits.pop(key, None)
        if not found:
            return ()
        return tuple(said for _, said in sorted(found, key=lambda edit: edit[0]))

    def reactions_of(self, event: Object) -> tuple[Reaction, ...]:
        """Who reacted how; where only sums are told, how many."""
        found = self.reactions.get(text(event.get("event_id")))
        if found:
            known = found[:_MOST_REACTIONS]
            return tuple(Reaction(emoji, self.called(user) or "Unknown") for emoji, user in known if emoji)
        relations = _relations(event)
        if not relations:
            return ()
        sums = objects(mapping(relations.get("m.annotation")).get("chunk"))[:_MOST_REACTIONS]
        return tuple(
            Reaction(text(each.get("key")), f"{str(whole(each.get('count')) or 1)[:12]} people")
            for each in sums
            if text(each.get("key"))
        )


def _relations(event: Object) -> Object:
    """What a server summed up for an event."""
    unsigned = event.get("unsigned")
    return mapping(unsigned.get("m.relations")) if isinstance(unsigned, dict) else {}


def replaced(content: Object) -> str:
    """The id of the event that an edit replaces; "" for what is no edit."""
    relation = content.get("m.relates_to")
    if not isinstance(relation, dict) or relation.get("rel_type") != "m.replace":
        return ""
    return text(relation.get("event_id"))


def words(content: Object) -> str:
    """What was written, without the quotation that replies begin with for old clients (`> <@anna:x> …`)."""
    body = text(content.get("body"))
    if body.startswith(("> <", "> * <")) and "m.in_reply_to" in mapping(content.get("m.relates_to")):
        return _without_quotation(body)
    return body


def _without_quotation(body: str) -> str:
    lines = body.split("\n")
    own = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    if own < len(lines) and not lines[own]:
        own += 1
    return "\n".join(lines[own:])
