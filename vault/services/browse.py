"""Browse: which chats the vault holds, merged over all their backups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vault.library.index import ChatSummary, LibraryUnusable
from vault.progress import Progress
from vault.services.catch_up import catch_up
from vault.services.contents import Entry, Inventory, take_stock
from vault.services.vault import Desk, OpenedVault

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Backup:
    """One export of a chat in the vault: the snapshot's id, when it was made, the export's name and size in bytes."""

    snapshot: str
    time: datetime
    export: str = field(repr=False)
    bytes: int


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat. Counts are of different messages over all its `backups` (oldest first); `bytes` is their sum.

    `exact` is False where the library does not list every backup yet: counts are then those of the largest one.
    """

    id: str
    name: str = field(repr=False)
    app: str
    app_name: str
    messages: int
    attachments: int
    participants: tuple[str, ...] = field(repr=False)
    first: datetime | None
    last: datetime | None
    backups: tuple[Backup, ...]
    bytes: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Browse:
    """List chats. Reads the vault only."""

    desk: Desk

    def chats(self, vault: OpenedVault) -> list[Chat]:
        """All chats, the one with the newest message first. Backups that cannot be read are left out."""
        return chats_in(vault, take_stock(vault))

    def bring_up_to_date(self, vault: OpenedVault, progress: Progress) -> bool:
        """Read into the library what another computer stored, so that counts are exact; whether it worked for all."""
        return catch_up(vault, progress)


def chats_in(vault: OpenedVault, inventory: Inventory) -> list[Chat]:
    """The chats of an inventory, the one with the newest message first."""
    summaries = _summaries(vault)
    by_chat: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in inventory.entries:
        by_chat[entry.about.app, entry.about.key].append(entry)
    chats = [
        _chat(vault, entries, None if _any_unknown(entries, inventory) else summaries.get(chat))
        for chat, entries in by_chat.items()
    ]
    return sorted(chats, key=lambda chat: (chat.last or _LONG_AGO, chat.backups[-1].time), reverse=True)


def _summaries(vault: OpenedVault) -> dict[tuple[str, str], ChatSummary]:
    try:
        return {(summary.app, summary.key): summary for summary in vault.library.chats()}
    except LibraryUnusable:
        return {}


def _any_unknown(entries: Sequence[Entry], inventory: Inventory) -> bool:
    return any(entry.snapshot in inventory.unknown for entry in entries)


def _chat(vault: OpenedVault, entries: Sequence[Entry], merged: ChatSummary | None) -> Chat:
    newest = entries[-1].about
    largest = max((entry.about for entry in entries), key=lambda about: about.messages)
    firsts = [entry.about.first for entry in entries if entry.about.first]
    lasts = [entry.about.last for entry in entries if entry.about.last]
    return Chat(
        id=vault.chat_id(newest.app, newest.key),
        name=newest.chat,
        app=newest.app,
        app_name=newest.app_name,
        messages=merged.messages if merged else largest.messages,
        attachments=merged.attachments if merged else largest.attachments,
        participants=merged.participants if merged else tuple(largest.participants),
        first=merged.first if merged else min(firsts, default=None),
        last=merged.last if merged else max(lasts, default=None),
        backups=tuple(_backup(entry) for entry in entries),
        bytes=sum(entry.about.size for entry in entries),
        exact=merged is not None or len(entries) == 1,
    )


def _backup(entry: Entry) -> Backup:
    return Backup(entry.snapshot, entry.time, entry.about.source, entry.about.size)
