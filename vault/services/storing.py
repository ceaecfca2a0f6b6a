"""One export into the vault, up to the commit point, in the order that keeps every older backup whole.

Its bytes first, whatever they hold; then they are read and counted; then a look whether the export is still the same,
then about.json, then the snapshot. Before the snapshot there is no backup: what was written until then is referred to
by nothing and readable by nobody. No mistake in reading keeps an export out that was recognised.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from vault.errors import ExportChanged, ExportMissing
from vault.exports.base import Source
from vault.progress import Progress
from vault.repository.archiver import Archiver, safe_name
from vault.repository.snapshot import Snapshot
from vault.services.about import NAME, About, AboutChat, encode_about
from vault.services.contents import FAULTS, Entry, SameExport, read_export, take_stock
from vault.services.local_zone import local_zone
from vault.services.store_source import StoredSource, state_at_first, state_of_source, store_source
from vault.services.tally import ChatTally
from vault.services.understanding import Understood
from vault.services.vault import OpenedVault

_NO_TEXT = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Kept:
    """Which backup holds the export. `stored`: what the vault grew by; `already`: the backup was there before.

    `left_out` are files of a folder that could not be read, and links. `content` is
    the export's as it was stored just now. `healed`: how much of `stored` that backup had lost, and has again.
    """

    snapshot: str
    content: str = field(repr=False)
    stored: int
    already: bool
    files: int = 0
    left_out: tuple[str, ...] = field(default=(), repr=False)
    healed: int = 0


@dataclass(frozen=True, slots=True)
class Storing:
    """What it takes to store exports: where to, and when."""

    vault: OpenedVault
    now: datetime
    progress: Progress

    def keep(
        self, source: Source, understand: Callable[[], Understood], *, anew: bool = False, heals: bool = False
    ) -> tuple[Kept, Understood]:
        """Store it, understand it and make it a backup, unless the vault holds the very same export of this chat.

        `anew` makes it one in any case: that other backup lost more than the export's bytes. `heals`: of that other
        something is lost, perhaps what it says of itself.

        Raises ExportChanged, ExportUnreadable, StorageErrors of the vault, InUseElsewhere, Cancelled, and what
        `understand` raises; there is no backup then.
        """
        before, zone = state_at_first(source), local_zone()
        with self.vault.repository.writing() as writer:
            stored = store_source(self.vault.repository, writer, source, stored_name(_name_of(source)), self.progress)
            understood = _there_still(source, understand)
            if state_of_source(source) != before:
                raise ExportChanged(source.path)
            about = _about(source, understood, stored, zone)
            twin = None if anew else self._twin(about)
            if twin is not None and (about.unread or not twin.about.unread):
                if heals:
                    Archiver(self.vault.repository, writer, self.progress).store_bytes(NAME, encode_about(about))
                kept = self._kept(twin.snapshot, stored, writer.stored, already=True)
                return replace(kept, healed=self._healed(twin, stored, writer.stored)), understood
            if twin is not None:
                about = msgspec.structs.replace(about, renews=twin.snapshot)
            archiver = Archiver(self.vault.repository, writer, self.progress)
            snapshot = self._commit(archiver, about, stored)
            return self._kept(snapshot.id, stored, writer.stored, already=False), understood

    @staticmethod
    def _kept(snapshot: str, stored: StoredSource, grown: int, *, already: bool) -> Kept:
        entry = stored.entry
        return Kept(snapshot, entry.content, grown, already, stored.files, tuple(stored.left_out))

    def _healed(self, twin: Entry, stored: StoredSource, grown: int) -> int:
        """How much of what was stored just now a backup names that was there before: so much of it was lost.

        Of the same listings that is all; of listings with other times (a folder was copied) it is their files' bytes.
        """
        if not grown:
            return 0
        with suppress(*FAULTS):
            there = read_export(self.vault.repository, self.vault.repository.load_snapshot(twin.snapshot))
            mine = stored.entry.node
            if there is not None and (there.node.content, there.node.subtree) == (mine.content, mine.subtree):
                return grown
        return stored.entry.stored if twin.about.content == stored.entry.content else 0

    def _twin(self, about: About) -> Entry | None:
        """The newest backup that holds the very same export of the same chat; one that nobody could read comes last."""
        same = SameExport(self.vault.repository)
        found = reversed(take_stock(self.vault).entries)
        entries = [entry for entry in found if same((entry.snapshot, entry.about), ("", about))]
        for entry in entries:
            if not entry.about.unread and (about.unread or _identity(entry.about) == _identity(about)):
                return entry
        return next((entry for entry in entries if entry.about.unread), None)

    def _commit(self, archiver: Archiver, about: About, stored: StoredSource) -> Snapshot:
        folder = (safe_name(about.app_name), safe_name(about.chat))
        beside = archiver.store_bytes(NAME, encode_about(about), mtime=self.now)
        tree = archiver.store_folder(folder, [stored.entry, beside])
        archiver.settle()  # the long wait for a slow disk can still be broken off; what follows is short
        self.progress.check_cancelled()
        return self.vault.repository.save_snapshot(
            Snapshot(
                time=self.now,
                tree=tree,
                paths=("/" + "/".join(folder),),
                hostname=about.hostname,
                tags=(f"app={about.app}", f"chat={about.chat}"),
            )
        )


def _there_still(source: Source, understand: Callable[[], Understood]) -> Understood:
    """What is understood. ExportChanged where a file of it that was stored a moment ago is gone."""
    try:
        return understand()
    except ExportMissing as error:
        raise ExportChanged(source.path) from error


def stored_name(name: str) -> str:
    """The name under which an export lies beside its about.json."""
    safe = safe_name(name)
    return f"export {safe}" if safe.casefold() == NAME else safe


def chat_of(tally: ChatTally) -> AboutChat:
    """A chat's count as about.json has it."""
    return AboutChat(
        app=tally.app,
        key=tally.key,
        name=tally.name,
        messages=tally.messages,
        attachments=tally.attachments,
        participants=list(tally.people),
        first=tally.first,
        last=tally.last,
    )


def _identity(about: About) -> tuple[str, str]:
    return about.app, about.key


def _name_of(source: Source) -> str:
    """A folder's name; of several files, that of the first without its ending, for a folder will hold them."""
    path = source.path
    return path.stem if source.parts is not None and not path.is_dir() else path.name


def _about(source: Source, understood: Understood, stored: StoredSource, zone: str | None) -> About:
    tally, answers = understood.counted.tally, understood.answers
    return About(
        format=understood.format,
        app=understood.app,
        app_name=understood.app_name,
        chat=understood.name,
        key=understood.key,
        messages=tally.messages,
        attachments=tally.attachments,
        participants=tally.participants,
        first=tally.first,
        last=tally.last,
        importer=understood.importer,
        date_order=understood.date_order,
        order_answered=understood.order_answered,
        zone=answers.zone or zone,
        zone_answered=answers.zone is not None,
        me=answers.me,
        columns=answers.columns,
        secret=answers.secret,
        secret_kind=understood.secret_kind,
        source=_in_unicode(source.path.name),
        file=stored.entry.node.name,
        files=stored.files,
        content=stored.entry.content,
        size=stored.entry.size,
        modified=source.modified,
        hostname=platform.node(),
        complete=not understood.counted.broken,
        unread=understood.unread,
        chats=[chat_of(chat) for chat in tally.chats.values()],
        renamed={_in_unicode(now): _in_unicode(was) for now, was in stored.renamed.items()},
        left_out=[_in_unicode(name) for name in stored.left_out],
    )


def _in_unicode(name: str) -> str:
    """A file's name with U+FFFD for bytes that are no text: old disks and archives have such names on Linux."""
    return _NO_TEXT.sub("\ufffd", name)
