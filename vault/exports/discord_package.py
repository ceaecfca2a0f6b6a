"""Discord's own data package: what its owner wrote, channel by channel, and nothing that others wrote.

`messages/index.json` names the channels, `messages/c<id>/channel.json` describes one, and beside it lie messages.json
(since about 2023) or messages.csv. Times are in UTC. Attachments are links that expire.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from vault.chats.conversation import Conversation
from vault.chats.message import ME, Kind, Message, Moment
from vault.errors import ExportDamaged
from vault.exports.base import Record
from vault.exports.discord_files import Files
from vault.exports.json_regions import elements
from vault.exports.json_stream import decode
from vault.exports.loose_json import Object, mapping, name, text, whole
from vault.exports.members import Members
from vault.exports.streamed import Count
from vault.exports.time_order import in_time_order
from vault.exports.whatsapp_text import decoded

APP = "discord"
MESSAGES = re.compile(r"(?:(.*)/)?messages\.(json|csv)", re.IGNORECASE | re.DOTALL)
_SMALL = 16 * 1024 * 1024  # bytes of index.json, channel.json, user.json
_LONGEST_LINE = 4 * 1024 * 1024
_WHOLE = 16 * 1024 * 1024  # bytes of a channel that is read at once
_NUMBER, _BROKEN = "#", "#broken"


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
        user = mapping(_small(members, r"(?:.*/)?account/user\.json"))
        index = mapping(_small(members, r"(?:.*/)?messages/index\.json"))
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
        reader = _Reader(channel.key, self.owner or ME, Files(self.members, ""))
        for raw in self._ordered(place):
            count.record()
            where = f"{place} #{raw[_NUMBER]}"
            if _BROKEN in raw:
                yield count.skip(where, "damaged")
            elif message := reader.message(raw, where):
                yield message
            else:
                count.empty()

    def _ordered(self, place: str) -> Iterator[dict[str, object]]:
        """The records with the oldest first."""
        if self.members.size(place) > _WHOLE:
            return in_time_order(self._rows(place), _id_of)
        rows = list(self._rows(place))
        ids = [number for number in map(_id_of, rows[:1] + rows[-1:]) if number is not None]
        return reversed(rows) if len(ids) == 2 and ids[0] > ids[1] else iter(rows)

    def _rows(self, place: str) -> Iterator[dict[str, object]]:
        """Each record with its number; what is none, and the end of what breaks off, is marked as broken."""
        number = -1
        try:
            for number, raw in enumerate(self._raw(place)):
                if isinstance(raw, dict):
                    raw[_NUMBER] = number
                    yield raw
                else:
                    yield {_NUMBER: number, _BROKEN: True}
        except (ExportDamaged, csv.Error):
            yield {_NUMBER: number + 1, _BROKEN: True}

    def _raw(self, place: str) -> Iterable[object]:
        if place.lower().endswith(".csv"):
            return csv.DictReader(_lines(self.members.read(place), self.members), restkey="more", restval="")
        if self.members.size(place) <= _WHOLE:
            whole_list = decode(self.members.content(place, _WHOLE).removeprefix(b"\xef\xbb\xbf"))
            if isinstance(whole_list, list):
                return whole_list
        return (value for _, _, value in elements(self.members.read(place), self.members.path, ""))


def _id_of(raw: Object) -> int | None:
    return whole(raw.get("ID"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the records of a channel into messages of the package's owner."""

    conversation: str
    owner: str
    files: Files

    def message(self, raw: Object, place: str) -> Message | None:
        """A message; None for one with nothing to show."""
        words, links = text(raw.get("Contents")), raw.get("Attachments")
        attached = tuple(self.files.file(link, "", None) for link in text(links).split()) if links else ()
        if not words and not attached:
            return None
        id_ = raw.get("ID")
        kind: Kind = "omitted" if attached else "text"
        return Message(
            self.conversation, self.owner, _moment(text(raw.get("Timestamp"))), words, kind, place, attached,
            id=str(id_)[:40] if isinstance(id_, int | str) else "", outgoing=True,
        )  # fmt: skip


def _moment(wording: str) -> Moment:
    """`2020-01-01 00:00:00.000000+00:00`, or without the offset: UTC all the same."""
    try:
        return Moment(datetime.fromisoformat(f"{wording}+00:00"), wording, "exact")
    except ValueError:
        pass  # it has an offset itself, or is no date
    try:
        read = datetime.fromisoformat(wording[:40])
        utc = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        return Moment(utc, wording[:40], "exact")
    except (ValueError, OverflowError):
        return Moment(None, wording[:40], "exact")


def _lines(pieces: Iterable[bytes], members: Members) -> Iterator[str]:
    """Lines with their ends. Raises ExportDamaged for one that no message can be in."""
    rest = ""
    for piece in decoded(pieces):
        *whole_lines, rest = (rest + piece).split("\n")
        for line in whole_lines:
            yield line.encode("utf-8", "replace").decode() + "\n"
        if len(rest) > _LONGEST_LINE:
            raise ExportDamaged(members.path, "a line without an end")
    if rest:
        yield rest.encode("utf-8", "replace").decode()


def _small(members: Members, pattern: str) -> object:
    wanted = re.compile(pattern, re.IGNORECASE)
    place = next((each for each in members.names if wanted.fullmatch(each)), None)
    return None if place is None else _read(members, place)


def _read(members: Members, place: str) -> object:
    try:
        return decode(members.content(place, _SMALL).removeprefix(b"\xef\xbb\xbf"))
    except ExportDamaged:
        return None
