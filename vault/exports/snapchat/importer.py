"""Snapchat's "My Data": chats and snaps in JSON, of today and of 2018 to 2022, and their media.

Snapchat gives the words of saved messages only; that the others are empty is its way, not a fault. They are counted,
and told once for each chat. "Created(microseconds)" holds milliseconds, whatever it says: what it is, is decided by
its size. Names are user names. Calls carry no name of whom one talked to: they are told of, not given as messages.
Facts: ../shared/reference/chat-formats.md §3.19.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from vault.chats.conversation import Conversation
from vault.errors import ExportIncomplete, NotReadYet
from vault.exports.base import Answers, Export, Record, Skipped, Source
from vault.exports.json_lists import Taking
from vault.exports.json_regions import Region, regions
from vault.exports.json_stream import decode
from vault.exports.loose_json import mapping, name
from vault.exports.members import Members, members_of
from vault.exports.snapchat.message import SnapFiles, is_unsaved, message_of, side_of, time_of
from vault.exports.streamed import Count, StreamedExport

APP = "snapchat"
_HISTORIES = ("chat_history", "snap_history")
_CALLS = "talk_history.json"
_MOST_ACCOUNT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SnapchatImporter:
    """Opens the zip, several zips of one download, a folder of it, or chat_history.json."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"snapchat-zip", "snapchat-json"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises NotReadYet for a download in HTML only, ExportIncomplete without chats, and the Archive errors."""
        with members_of(source) as members:
            return _opened(source, members)


def _opened(source: Source, members: Members) -> StreamedExport:
    lone = len(members.names) == 1
    files = [each for each in members.names if _is_history(each)]
    if not files and any("chat_history" in each and each.endswith(".html") for each in members.names):
        raise NotReadYet(source.path, "Snapchat", "snapchat-html")
    if not files and not lone:
        raise ExportIncomplete(source.path, "json/chat_history.json")
    files.sort(key=lambda each: ("snap_history" in each, each))
    return StreamedExport(
        source,
        app=APP,
        app_name="Snapchat",
        format="snapchat-json" if lone else "snapchat-zip",
        key=_account(members) or "account",
        chat_name="All chats",
        read=SnapReader(members, files or members.names).read,
        give=lambda file: members.read(file.place or file.name),
        close=members.close,
    )


def _account(members: Members) -> str:
    """The exporting person's user name; "" where the download does not tell."""
    path = next((each for each in members.names if f"/{each}".endswith("/account.json")), None)
    if path is None or members.size(path) > _MOST_ACCOUNT:
        return ""
    told = mapping(mapping(decode(members.content(path, _MOST_ACCOUNT))).get("Basic Information"))
    return name(told.get("Username"))


def _is_history(path: str) -> bool:
    base = path.rpartition("/")[2].lower()
    return base.endswith(".json") and base.startswith(_HISTORIES)


@dataclass(slots=True)
class SnapReader:
    """Reads such files: at the top a list for each chat, with the newest first."""

    members: Members
    files: Sequence[str]

    def read(self, count: Count) -> Iterator[Record]:
        """Every chat with its messages in order of time; then its snaps; then what Snapchat did not give."""
        media, told, unsaved = SnapFiles.of(self.members), set[str](), dict[str, None]()
        wanted, unknown = False, not media.places
        for path in self.files:
            taking = Taking(count, path, self.members.path)
            found = taking.whole(regions(self.members.read(path), self.members.path, "*"))
            for place, group in groupby(found, key=lambda region: region.array.place):
                for record in self._list(str(place[-1]), group, taking, media, unsaved, told):
                    if unknown:
                        wanted = wanted or bool(getattr(record, "attachments", ()))
                    yield record
            yield from taking.spoilt()
        yield from (Skipped(key, "not-kept-by-app") for key in unsaved)
        yield from (Skipped(each, "not-kept-by-app") for each in self.members.names if each.endswith(_CALLS))
        if wanted:
            yield Skipped("chat_media/", "media-missing")

    def _list(
        self, title: str, group: Iterator[Region], taking: Taking, media: SnapFiles, unsaved: dict[str, None],
        told: set[str],
    ) -> Iterator[Record]:  # fmt: skip
        """One list: of a chat, or in old files of everything that was received, or sent."""
        side, start = side_of(title), f"{taking.place} #"
        for number, record in chain.from_iterable(taking.lists_oldest_first(group, time_of)):
            key = title if side is None else name(record.get("From" if side == "received" else "To")) or "Unknown"
            if is_unsaved(record):
                taking.count.empty()
                unsaved[key] = None
                continue
            if key not in told:
                told.add(key)
                yield Conversation(key=key, app=APP, name=name(record.get("Conversation Title")) or key)
            yield message_of(record, key, side, media, f"{start}{number}")
