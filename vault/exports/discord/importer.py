"""Discord: its own data package, and what DiscordChatExporter writes as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.errors import NotAChat
from vault.exports.base import Answers, Record, Skipped, Source
from vault.exports.discord.exporter import APP, ChannelReading, channel_of, part_of
from vault.exports.discord.package import MESSAGES, Package
from vault.exports.json_shapes import format_of_json
from vault.exports.members import Members, members_of
from vault.exports.streamed import Count, StreamedExport
from vault.exports.text_shapes import format_of_table

_IN_PACKAGE = re.compile(r"(?:.*/)?c?\d{5,}/messages\.(?:json|csv)", re.IGNORECASE | re.DOTALL)
_ALL = "All chats"
_DEEPEST = 3
_MOST_FILES = 20_000
_EXPORTED = "discord-exporter-json"
_PACKED = ("discord-package-json", "discord-package-csv")


@dataclass(frozen=True, slots=True)
class DiscordImporter:
    """Opens what Discord sends on request, and what DiscordChatExporter saved."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({
        "discord-exporter-json", "discord-package", "discord-package-csv", "discord-package-json",
    })  # fmt: skip

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Find the channels in it.

        Raises NotAChat, ExportDamaged, ExportMissing, ExportUnreadable and the Archive errors.
        """
        with members_of(source) as members:
            return _Opened(members, source, answers).export()


@dataclass(slots=True)
class _Opened:
    """The channels of one export, each with its files."""

    members: Members
    source: Source
    answers: Answers
    exported: dict[str, tuple[Conversation, list[str]]] = field(default_factory=dict)
    packed: dict[str, tuple[Conversation, list[str]]] = field(default_factory=dict)
    package: Package | None = None
    _formats: dict[str, str | None] = field(default_factory=dict)

    def export(self) -> StreamedExport:
        """Look for the channels, and describe what is found. Raises NotAChat where there is none."""
        if not any(_IN_PACKAGE.fullmatch(name) for name in self.members.names):
            self._find_exported()
        if not self.exported:
            self._find_packed()
        channels = [channel for channel, _ in (*self.exported.values(), *self.packed.values())]
        if not channels:
            raise NotAChat(self.source.path)
        key, called = (channels[0].key, channels[0].name) if len(channels) == 1 else (_ALL, _ALL)
        if self.package is not None and len(self.members.names) > 1:
            key, called = self.package.owner_id or _ALL, _ALL
        return StreamedExport(
            self.source, app=APP, app_name="Discord", format=self._format(), key=key, chat_name=called,
            read=self.read, give=self.give, close=self.members.close,
        )  # fmt: skip

    def _find_exported(self) -> None:
        alone = len(self.members.names) == 1
        near = [name for name in self.members.names if name.lower().endswith(".json") and name.count("/") <= _DEEPEST]
        for place in sorted(self.members.names if alone else near[:_MOST_FILES], key=part_of):
            if self._looks(place) == _EXPORTED and (channel := channel_of(self.members, place)):
                self.exported.setdefault(channel.key, (channel, []))[1].append(place)

    def _find_packed(self) -> None:
        alone = len(self.members.names) == 1
        places = [name for name in self.members.names if MESSAGES.fullmatch(name)]
        if alone and not places and self._looks(self.members.names[0]) in _PACKED:
            places = list(self.members.names)
        if not places:
            return
        package = self.package = Package.of(self.members)
        for place in sorted(places):
            channel = package.channel(place)
            self.packed.setdefault(channel.key, (channel, []))[1].append(place)

    def _format(self) -> str:
        if self.exported:
            return _EXPORTED
        if len(self.members.names) > 1:
            return "discord-package"
        return _PACKED[self._looks(self.members.names[0]) != _PACKED[0]]

    def read(self, count: Count) -> Iterator[Record]:
        """Everything, channel by channel."""
        for channel, places in self.exported.values():
            yield from ChannelReading(self.members, channel, places, self.answers.me).records(count)
        if self.package is None:
            return
        for channel, places in self.packed.values():
            yield channel
            for place in places:
                yield from self.package.records(place, channel, count)
        yield Skipped("messages that others wrote", "not-kept-by-app")

    def give(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of an attachment that was saved."""
        return self.members.read(file.place or file.name)

    def _looks(self, place: str) -> str | None:
        """The format that a file's beginning shows."""
        if place not in self._formats:
            head = self.members.head(place).decode("utf-8-sig", "replace")
            self._formats[place] = format_of_json(head) or format_of_table(head)
        return self._formats[place]
