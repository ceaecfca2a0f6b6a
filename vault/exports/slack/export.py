"""Slack's export, and slackdump's in the same form: lists of people and channels, and a folder of days a channel.

Channels' folders have their names; those of chats of two have their ids. Free plans export public channels only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged
from vault.exports.base import Record, Skipped
from vault.exports.json_regions import elements
from vault.exports.loose_json import Object, name, text, texts
from vault.exports.members import Members
from vault.exports.slack.message import Reader
from vault.exports.slack.text import Directory
from vault.exports.streamed import Count

APP = "slack"
DAY = re.compile(r"(?:(.*)/)?(\d{4}-\d\d-\d\d)\.json", re.DOTALL)
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_USERS = "users.json"


@dataclass(slots=True)
class Workspace:
    """What the lists tell: `top` is the folder in which they lie, with a slash at its end."""

    members: Members
    top: str
    me: str | None
    directory: Directory = field(default_factory=Directory)
    channels: dict[str, Object] = field(default_factory=dict, repr=False)
    broken: list[str] = field(default_factory=list)

    def load(self) -> None:
        """Read the lists. One that is broken counts as far as it can be read, and is told."""
        for user in self._list(_USERS):
            self.directory.add(user)
        for file in _LISTS:
            for channel in self._list(file):
                key, called = text(channel.get("id")), name(channel.get("name"))
                if key and called:
                    self.directory.channels[key] = called
                self.channels[(called if file != "dms.json" else "") or key] = channel

    def _list(self, file: str) -> Iterator[Object]:
        place = self.top + file
        if place not in self.members:
            return
        try:
            yield from (value for _, _, value in elements(self.members.read(place), self.members.path, "")
                        if isinstance(value, dict))  # fmt: skip
        except ExportDamaged:
            self.broken.append(place)

    def conversation(self, folder: str) -> Conversation:
        """The channel whose days lie in a folder (its last name), by its id where the lists have it."""
        channel = self.channels.get(folder, {})
        key, called = text(channel.get("id")) or folder, name(channel.get("name")) or folder
        people = [self.directory.people.get(each, each) for each in texts(channel.get("members"))]
        others = [each for each in people if each != self.me]
        if others and (channel.get("is_mpim") or called.startswith("mpdm-") or not name(channel.get("name"))):
            called = ", ".join(others[:20])
        return Conversation(key or called or "Slack channel", APP, called or "Slack channel")


def days_of(members: Members) -> dict[str, list[str]]:
    """Folders with days in them, each with its days in order."""
    found: dict[str, list[str]] = {}
    for place in members.names:
        if match := DAY.fullmatch(place):
            found.setdefault(match[1] or "", []).append(place)
    return {folder: sorted(days) for folder, days in sorted(found.items())}


def top_of(members: Members) -> str:
    """The folder in which the lists lie, whichever of them are there; "" where there is none."""
    tops = (place.rpartition("/") for place in members.names)
    return min((folder + slash for folder, slash, file in tops if file in (_USERS, *_LISTS)), key=len, default="")


def records(workspace: Workspace, folders: dict[str, list[str]], count: Count) -> Iterator[Record]:
    """Everything, channel by channel and day by day."""
    yield from (Skipped(place, "damaged") for place in workspace.broken)
    known: set[str] = set()
    for folder, days in folders.items():
        chat = workspace.conversation(folder.rpartition("/")[2])
        if chat.key not in known:
            known.add(chat.key)
            yield chat
        places = (f"{folder}/" if folder else "", workspace.top)
        reader = Reader(chat.key, workspace.members, places, workspace.directory, workspace.me)
        for day in days:
            yield from day_records(workspace.members, day, reader, count)


def day_records(members: Members, place: str, reader: Reader, count: Count) -> Iterator[Record]:
    """The messages of one file. A reply that was sent to the channel, too, stands there twice: it counts once."""
    seen: set[str] = set()
    try:
        for _, number, raw in elements(members.read(place), members.path, ""):
            count.record()
            where = f"{place} #{number}"
            if not isinstance(raw, dict):
                yield count.skip(where, "damaged")
                continue
            ts = text(raw.get("ts"))
            if ts in seen:
                count.part()
                continue
            message = reader.message(raw, where)
            if message is None:
                count.empty()
                continue
            if ts:
                seen.add(ts)
            yield message
    except ExportDamaged:  # it breaks off here; what came before counts
        count.record()
        yield count.skip(place, "damaged")
