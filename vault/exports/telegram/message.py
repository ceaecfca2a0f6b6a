"""One message of Telegram's result.json. Facts: tdesktop's export_output_json.cpp, and chat-formats.md §3.7.

Of older exports: no `date_unixtime` (before about 2021), `from_id` a bare number, no `text_entities`, no reactions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from vault.chats.message import ME, Kind, Message, Moment, Reaction
from vault.exports.loose_json import Object, mapping, name, objects, text, whole
from vault.exports.telegram.files import Files
from vault.exports.telegram.service import call, sentence
from vault.exports.wall_clock import WallClock

UNKNOWN = "Unknown"
_PEOPLE = {"personal_chat": "user", "bot_chat": "user", "saved_messages": "user", "replies": "user",
           "private_group": "chat"}  # fmt: skip
_ALONE = {"saved_messages": "Saved Messages", "replies": "Replies"}
_MOST_REACTIONS = 200


@dataclass(slots=True)
class Chat:
    """A chat's facts, and how far its messages have been read. `peer` is its id as messages tell ids: "user123"."""

    key: str
    name: str
    type: str
    peer: str
    round: int = 1
    last: int | None = None

    def id_of(self, number: int | None) -> str:
        """A message's id, unique in the chat.

        A group that became a supergroup is written as one chat: its ids begin again where the supergroup begins.
        """
        if number is None:
            return ""
        if self.last is not None and number <= self.last:
            self.round += 1
        self.last = number
        return self.told(number)

    def told(self, number: int | None) -> str:
        """The id of another message of the same round."""
        if number is None:
            return ""
        return str(number) if self.round == 1 else f"{self.round}/{number}"


def chat_of(fields: Object, otherwise: str) -> Chat:
    """A chat by its own keys; `otherwise` is its name where they tell nothing."""
    kind, number = text(fields.get("type")), whole(fields.get("id"))
    peer = "" if number is None else f"{_PEOPLE.get(kind, 'channel' if kind else 'chat')}{number}"
    called = name(fields.get("name")) or _ALONE.get(kind) or ("Deleted Account" if kind and peer else otherwise)
    return Chat(peer or _ALONE.get(kind) or called, called, kind, peer)


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the records of one export into messages. `own` is the id of its owner, "" where it is not known."""

    files: Files
    clock: WallClock
    own: str
    me: str | None

    def message(self, raw: Object, chat: Chat, place: str) -> Message | None:
        """A message, a call or a service message; None for one with nothing to show."""
        id_ = chat.id_of(whole(raw.get("id")))
        if raw.get("type") == "service":
            return self._service(raw, chat, place, id_)
        files = self.files.of(raw) if "photo" in raw or "file" in raw or "contact_vcard" in raw else ()
        kind, words = _content(raw)
        if files and kind == "text":
            kind = "media" if any(file.included for file in files) else "omitted"
        if not words and kind == "text":
            return None
        sender = peer = _peer(raw.get("from_id"))
        sender = name(raw.get("from")) or sender
        outgoing = self._outgoing(chat, peer, sender)
        reactions, touched = _reactions(raw.get("reactions")) if "reactions" in raw else ((), ())
        return Message(
            chat.key, sender or (ME if outgoing else UNKNOWN), self.moment(raw), words, kind, place, files, reactions,
            # A reaction sets `edited`, too, with the very date of the reaction.
            bool(raw.get("edited")) and raw.get("edited") not in touched, id_,
            chat.told(whole(raw.get("reply_to_message_id"))) if "reply_to_peer_id" not in raw else "", (), outgoing,
        )  # fmt: skip

    def moment(self, raw: Object) -> Moment:
        """When a record says it was."""
        wording = text(raw.get("date"))
        seconds = whole(raw.get("date_unixtime"))
        if seconds is None:
            return self.clock.iso(wording)
        try:
            return Moment(datetime.fromtimestamp(seconds, UTC), wording[:40] or str(seconds), "exact")
        except (ValueError, OverflowError, OSError):
            return Moment(None, wording[:40], "exact")

    def _service(self, raw: Object, chat: Chat, place: str, id_: str) -> Message | None:
        if raw.get("action") == "phone_call":
            peer = _peer(raw.get("actor_id"))
            sender = name(raw.get("actor")) or peer
            outgoing = self._outgoing(chat, peer, sender)
            known = sender or (ME if outgoing else UNKNOWN)
            return Message(chat.key, known, self.moment(raw), call(raw), "call", place, id=id_, outgoing=outgoing)
        said = sentence(raw)
        if not said:
            return None
        return Message(chat.key, None, self.moment(raw), said, "service", place, self.files.of(raw), id=id_)

    def _outgoing(self, chat: Chat, peer: str, sender: str) -> bool | None:
        """Whether the owner sent it: by their id, in a chat of two by the other's id, else by the name they gave."""
        if self.own and peer:
            return peer == self.own
        if chat.type == "saved_messages":
            return True
        if peer and chat.peer and chat.type in ("personal_chat", "bot_chat"):
            return peer != chat.peer
        return None if self.me is None or not sender else sender == self.me


def plain(value: object) -> str:
    """A text, also one that is a list of strings and of parts with a text each: joined as it was typed."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join([each if isinstance(each, str) else text(mapping(each).get("text")) for each in value])


def _peer(value: object) -> str:
    """An id as "user123"; older exports have the number alone."""
    if isinstance(value, str):
        return text(value)
    return f"user{value}"[:40] if isinstance(value, int) else ""


def _content(raw: Object) -> tuple[Kind, str]:
    """What kind of message it is beside its files, and its words."""
    words = plain(raw.get("text"))
    if not words and raw.get("text_entities"):
        words = plain(raw.get("text_entities"))
    if "poll" in raw:
        return "poll", _lines(words, _poll(mapping(raw["poll"])))
    if "location_information" in raw or "place_name" in raw:
        return "location", _lines(words, _location(raw))
    if "contact_information" in raw:
        card = mapping(raw["contact_information"])
        called = _lines(name(card.get("first_name")), name(card.get("last_name"))).replace("\n", " ")
        return "contact", _lines(words, called, text(card.get("phone_number")))
    if "game_title" in raw:
        return "text", _lines(words, text(raw["game_title"]), text(raw.get("game_description")))
    if "invoice_information" in raw:
        bill = mapping(raw["invoice_information"])
        return "text", _lines(words, text(bill.get("title")), text(bill.get("description")))
    return "text", words


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _poll(poll: Object) -> str:
    """The question, and a line for each answer with its votes."""
    answers = []
    for answer in objects(poll.get("answers")):
        votes = whole(answer.get("voters"))
        answers.append(f"- {plain(answer.get('text'))}" + ("" if votes is None else f" ({str(votes)[:12]})"))
    return _lines(plain(poll.get("question")), *answers)


def _location(raw: Object) -> str:
    point = mapping(raw.get("location_information"))
    parts = [point.get("latitude"), point.get("longitude")]
    where = ", ".join(str(part)[:20] for part in parts if isinstance(part, int | float | str))
    return _lines(text(raw.get("place_name")), text(raw.get("address")), where)


def _reactions(value: object) -> tuple[tuple[Reaction, ...], tuple[object, ...]]:
    """Who reacted how, and when. Only the last few are named; the others are counted."""
    found: list[Reaction] = []
    dates: list[object] = []
    for each in objects(value)[:_MOST_REACTIONS]:
        emoji = text(each.get("emoji")) or ("⭐" if each.get("type") == "paid" else "custom emoji")
        recent = objects(each.get("recent"))[:_MOST_REACTIONS]
        found += [Reaction(emoji, name(one.get("from")) or _peer(one.get("from_id")) or UNKNOWN) for one in recent]
        dates += [one.get("date") for one in recent]
        others = (whole(each.get("count")) or 0) - len(recent)
        if others > 0:
            found.append(Reaction(emoji, f"{str(others)[:12]} {'more' if recent else 'people'}"))
    return tuple(found), tuple(dates)
