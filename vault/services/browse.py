"""Browse: which chats the vault holds, merged over all their backups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vault.exports.format_table import APPS
from vault.library.index import ChatSummary, LibraryUnusable
from vault.progress import Progress
from vault.services.about import About, AboutChat
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
    """One chat. Counts are of different messages over all its `backups` (oldest first); `bytes` is their sum, and so
    counts the other chats that came in the same exports.

    `exact` is False where the library does not list every backup yet: counts are then those of the largest one. With
    `unread` (a key of About.unread) it is an export of which nothing could be read yet, under the export's own name.
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
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Browse:
    """List chats. Reads the vault only."""

    desk: Desk

    def chats(self, vault: OpenedVault) -> list[Chat]:
        """All chats, the one with the newest message first. Backups that cannot be read are left out."""
        from vault.services.missing_backups import missing_backups  # not at every start

        missing_backups(vault)  # what they held is not counted
        return chats_in(vault, take_stock(vault))

    def bring_up_to_date(self, vault: OpenedVault, progress: Progress) -> bool:
        """Read into the library what another computer stored, so that counts are exact; whether it worked for all."""
        from vault.services.catch_up import catch_up  # brings all readers of exports with it

        return catch_up(vault, progress)


@dataclass(frozen=True, slots=True)
class _Held:
    """A chat as one backup holds it."""

    entry: Entry
    chat: AboutChat = field(repr=False)


def chats_in(vault: OpenedVault, inventory: Inventory) -> list[Chat]:
    """The chats of an inventory, the one with the newest message first."""
    summaries = _summaries(vault)
    by_chat: defaultdict[tuple[str, str], list[_Held]] = defaultdict(list)
    for entry in inventory.entries:
        for chat in entry.about.listed():
            by_chat[chat.app, chat.key].append(_Held(entry, chat))
    chats = [
        _chat(vault, held, None if _any_unknown(held, inventory) else summaries.get(chat))
        for chat, held in by_chat.items()
    ]
    return sorted(chats, key=lambda chat: (chat.last or _LONG_AGO, chat.backups[-1].time), reverse=True)


def _summaries(vault: OpenedVault) -> dict[tuple[str, str], ChatSummary]:
    try:
        return {(summary.app, summary.key): summary for summary in vault.library.chats()}
    except LibraryUnusable:
        return {}


def _any_unknown(held: Sequence[_Held], inventory: Inventory) -> bool:
    return any(one.entry.snapshot in inventory.unknown for one in held)


def _chat(vault: OpenedVault, held: Sequence[_Held], merged: ChatSummary | None) -> Chat:
    newest = held[-1]
    largest = max((one.chat for one in held), key=lambda chat: chat.messages)
    firsts = [one.chat.first for one in held if one.chat.first]
    lasts = [one.chat.last for one in held if one.chat.last]
    return Chat(
        id=vault.chat_id(newest.chat.app, newest.chat.key),
        name=newest.chat.name,
        app=newest.chat.app,
        app_name=app_name_of(newest.entry.about, newest.chat),
        messages=merged.messages if merged else largest.messages,
        attachments=merged.attachments if merged else largest.attachments,
        participants=merged.participants if merged else tuple(largest.participants),
        first=merged.first if merged else min(firsts, default=None),
        last=merged.last if merged else max(lasts, default=None),
        backups=tuple(_backup(one.entry) for one in held),
        bytes=sum(one.entry.about.size for one in held),
        exact=merged is not None or len(held) == 1,
        unread="newer" if newest.entry.about.is_newer and newest.entry.about.unread else newest.entry.about.unread,
    )


def app_name_of(about: About, chat: AboutChat) -> str:
    """What people call the chat's app: an iPhone's backup holds chats of several."""
    return about.app_name if chat.app == about.app else APPS.get(chat.app, chat.app)


def _backup(entry: Entry) -> Backup:
    return Backup(entry.snapshot, entry.time, entry.about.source, entry.about.size)
