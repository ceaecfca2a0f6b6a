"""Discord's own data package: what its owner wrote, channel by channel, and nothing that others wrote.

`messages/index.json` names the channels, `messages/c<id>/channel.json` describes one, and beside it lie messages.json
(since about 2023) or messages.csv. The folders are called in the account's language: Nachrichten, Mensajes. Times are
in UTC. Attachments are links that expire.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from vault.chats.conversation import Conversation
from vault.chats.message import ME, Kind, Message, Moment
from vault.errors import ExportDamaged
from vault.exports.base import Record
from vault.exports.discord.files import Files
from vault.exports.discord.rows import Columns, oldest_first
from vault.exports.json_values import decode
from vault.exports.loose_json import mapping, name, text
from vault.exports.members import Members
from vault.exports.streamed import Count

APP = "discord"
MESSAGES = re.compile(r"(?:(.*)/)?messages\.(json|csv)", re.IGNORECASE | re.DOTALL)
_USER = re.compile(r"(?:.*/)?[^/]+/user\.json", re.IGNORECASE)
_FOLDER = re.compile(r"((?:.*/)?)c?\d+/messages\.(?:json|csv)", re.IGNORECASE | re.DOTALL)
_SIGNS = ("+", "-")
_from_iso = datetime.fromisoformat
_SMALL = 16 * 1024 * 1024  # bytes of index.json, channel.json, user.json


@dataclass(frozen=True, slots=True)
class Package:
    """What is known of the package as a whole: its owner, and the channels' names by their ids."""

    members: Members
    owner: str
    owner_id: str
    names: Mapping[str, str]

    @classmethod
    def of(cls, members: Members) -> Package:
        """Read its small files. Whatever is not there or broken is done without."""
        folders = (found[1] for place in members.names if (found := _FOLDER.fullmatch(place)))
        user = mapping(_small(members, (place for place in members.names if _USER.fullmatch(place))))
        index = mapping(_small(members, (f"{folder}index.json" for folder in folders)))
        names = {key: name(value) for key, value in index.items() if name(value)}
        owner = name(user.get("global_name")) or name(user.get("username"))
        return cls(members, owner, text(user.get("id")), names)

    def channel(self, place: str) -> Conversation:
        """The channel whose messages lie there."""
        folder = place[: place.rfind("/") + 1]
        beside = folder + "channel.json"
        facts = mapping(_read(self.members, beside) if beside in self.members else None)
        key = text(facts.get("id")) or folder.rstrip("/").rpartition("/")[2].removeprefix("c")
        called = self.names.get(key) or name(facts.get("name"))
        server = name(mapping(facts.get("guild")).get("name"))
        if called and server and key not in self.names:
            called = f"{called} in {server}"
        shown = called or (f"Channel {key}" if key else "Discord")
        return Conversation(key or shown, APP, shown)

    def records(self, place: str, channel: Conversation, count: Count) -> Iterator[Record]:
        """The messages of one channel, the oldest first: the package has them the other way round."""
        read, start = _Reader(channel.key, self.owner or ME, Files(self.members, "")).message, f"{place} #"
        for number, raw in oldest_first(self.members, place):
            count.records += 1
            where = f"{start}{number}"
            if raw is None:
                yield count.skip(where, "damaged")
            elif (message := read(raw, where)) is not None:
                yield message
            else:
                count.empty()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the records of a channel into messages of the package's owner."""

    conversation: str
    owner: str
    files: Files

    def message(self, row: Columns, place: str) -> Message | None:
        """A message; None for one with nothing to show."""
        id_, time, said, links = row
        words = said if type(said) is str and said.isascii() else text(said)
        attached = tuple(self.files.file(link, "", None) for link in text(links).split()) if links else ()
        if not words and not attached:
            return None
        kind: Kind = "omitted" if attached else "text"
        told = str(id_)[:40] if isinstance(id_, int | str) else ""
        sent = _moment(time if type(time) is str else "")
        return Message(self.conversation, self.owner, sent, words, kind, place, attached, (), False, told, "", (), True)


def _moment(wording: str) -> Moment:
    """`2020-01-01 00:00:00.000000+00:00`, or without the offset: UTC all the same."""
    try:
        read = _from_iso(wording if wording[-6:-5] in _SIGNS else wording + "+00:00")
        return Moment(read if read.tzinfo is UTC else read.astimezone(UTC), wording, "exact")
    except (ValueError, OverflowError):
        return Moment(None, text(wording)[:40], "exact")


def _small(members: Members, places: Iterator[str]) -> object:
    """The first of these that is there."""
    place = next((each for each in places if each in members), None)
    return None if place is None else _read(members, place)


def _read(members: Members, place: str) -> object:
    try:
        return decode(members.content(place, _SMALL).removeprefix(b"\xef\xbb\xbf"))
    except ExportDamaged:
        return None
