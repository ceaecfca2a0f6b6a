"""DiscordChatExporter's JSON: one file a channel, or several parts of one. Facts: its JsonMessageWriter.cs.

Timestamps carry an offset; ids are snowflakes, the same for ever. Of reactions some versions name who put them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message, Reaction
from vault.errors import ExportDamaged
from vault.exports.base import Record
from vault.exports.discord.files import Files
from vault.exports.json_regions import elements
from vault.exports.json_stream import items, owners
from vault.exports.loose_json import Object, mapping, name, objects, text, whole
from vault.exports.members import Members
from vault.exports.streamed import Count
from vault.exports.wall_clock import WallClock

APP = "discord"
UNKNOWN = "Unknown"
_PART = re.compile(r"(.*) \[part (\d{1,6})\]\.json", re.IGNORECASE | re.DOTALL)
_SPOKEN = frozenset({"Default", "Reply", "19", "20", "21", "23", "ChatInputCommand", "ContextMenuCommand"})
_MOST_REACTIONS = 200
_MOST_KNOWN = 1_500_000  # ids of one channel that are remembered: about 100 MiB


def channel_of(members: Members, place: str) -> Conversation | None:
    """The channel that a file is of; None if it is no such file. Raises ExportDamaged where it is not even begun."""
    first = next(items(members.read(place), members.path, "messages"), None)
    if first is not None and "channel" in first[0].owner.fields:
        fields: Object = first[0].owner.fields
    else:
        found = [owner for owner in owners(members.read(place), members.path, "messages") if not owner.place]
        fields = found[0].fields if found else {}
    channel, guild = mapping(fields.get("channel")), mapping(fields.get("guild"))
    key, called = text(channel.get("id")), name(channel.get("name"))
    if not (key or called):
        return None
    server = name(guild.get("name"))
    alone = not server or text(guild.get("id")) in ("", "0")
    shown = called or key
    return Conversation(key or shown, APP, shown if alone else f"{server} #{shown}")


def part_of(place: str) -> tuple[str, int]:
    """What sorts the parts of a channel: the name without its number, and the number."""
    match = _PART.fullmatch(place)
    return (match[1], int(match[2])) if match else (place.removesuffix(".json"), 0)


@dataclass(slots=True)
class ChannelReading:
    """One reading of all files of a channel."""

    members: Members
    channel: Conversation
    places: Sequence[str]
    me: str | None

    def records(self, count: Count) -> Iterator[Record]:
        """Everything in them. A message that stands in two files counts once, the other as part of it."""
        yield self.channel
        seen: set[int] | None = set() if len(self.places) > 1 else None
        for place in self.places:
            files = Files(self.members, place[: place.rfind("/") + 1])
            reader = _Reader(self.channel.key, files, WallClock("UTC"), self.me)
            try:
                for _, number, raw in elements(self.members.read(place), self.members.path, "messages"):
                    count.record()
                    where = f"{place} #{number}"
                    if not isinstance(raw, dict):
                        yield count.skip(where, "damaged")
                    elif _again(seen, whole(raw.get("id"))):
                        count.part()
                    elif message := reader.message(raw, where):
                        yield message
                    else:
                        count.empty()
            except ExportDamaged:  # it breaks off here; what came before counts
                count.record()
                yield count.skip(place, "damaged")


def _again(seen: set[int] | None, number: int | None) -> bool:
    """Whether a message was met before, and remember it."""
    if seen is None or number is None:
        return False
    if number in seen:
        return True
    if len(seen) < _MOST_KNOWN:
        seen.add(number)
    return False


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the records of a channel into messages."""

    conversation: str
    files: Files
    clock: WallClock
    me: str | None

    def message(self, raw: Object, place: str) -> Message | None:
        """A message; None for one with nothing to show."""
        author = mapping(raw.get("author"))
        sender = name(author.get("nickname")) or name(author.get("name")) or text(author.get("id")) or UNKNOWN
        kind, words = text(raw.get("type")) or "Default", text(raw.get("content"))
        sent, id_ = self.clock.iso(text(raw.get("timestamp"))), text(raw.get("id"))
        outgoing = None if self.me is None else self.me in (sender, author.get("name"))
        if kind == "Call":
            return Message(self.conversation, sender, sent, words, "call", place, id=id_, outgoing=outgoing)
        if kind not in _SPOKEN:
            said = f"{sender}: {words}" if words else f"{sender}: {kind}"
            return Message(self.conversation, None, sent, said, "service", place, id=id_)
        attached = [
            self.files.file(text(each.get("url")), text(each.get("fileName")), whole(each.get("fileSizeBytes")))
            for each in objects(raw.get("attachments"))
        ]
        attached += [
            self.files.file(text(each.get("sourceUrl")), text(each.get("name")), None, "sticker")
            for each in objects(raw.get("stickers"))
        ]
        words = words or _beside(raw)
        if not words and not attached:
            return None
        what: Kind = "text"
        if attached:
            what = "media" if any(file.included for file in attached) else "omitted"
        return Message(
            self.conversation, sender, sent, words, what, place, tuple(attached), tuple(_reactions(raw)),
            bool(raw.get("timestampEdited")), id_, self._reply(raw), (), outgoing,
        )  # fmt: skip

    def _reply(self, raw: Object) -> str:
        """The id of the message that is answered, if it is of this channel."""
        reference = mapping(raw.get("reference"))
        here = text(reference.get("channelId")) in ("", self.conversation)
        return text(reference.get("messageId")) if here and raw.get("type") != "Default" else ""


def _beside(raw: Object) -> str:
    """Words of a message that has none of its own: of one that it forwards, or of what a bot laid out."""
    if words := text(mapping(raw.get("forwardedMessage")).get("content")):
        return words
    lines = []
    for embed in objects(raw.get("embeds")):
        lines += [text(embed.get(key)) for key in ("title", "description", "url")]
        lines += [f"{text(each.get('name'))}: {text(each.get('value'))}" for each in objects(embed.get("fields"))]
    return "\n".join(line for line in lines if line)


def _reactions(raw: Object) -> Iterator[Reaction]:
    for each in objects(raw.get("reactions"))[:_MOST_REACTIONS]:
        emoji = mapping(each.get("emoji"))
        shown = text(emoji.get("name")) or text(emoji.get("code")) or "custom emoji"
        users = objects(each.get("users"))[:_MOST_REACTIONS]
        for user in users:
            yield Reaction(shown, name(user.get("nickname")) or name(user.get("name")) or UNKNOWN)
        others = (whole(each.get("count")) or 0) - len(users)
        if others > 0:
            yield Reaction(shown, f"{str(others)[:12]} {'more' if users else 'people'}")
