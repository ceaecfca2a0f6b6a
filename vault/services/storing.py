"""One export into the vault, up to the commit point, in the order that keeps every older backup whole.

Its bytes, then a look whether the file is still the same, then about.json, then the snapshot. Before the snapshot
there is no backup: what was written until then is referred to by nothing and readable by nobody.
"""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vault.errors import ExportChanged
from vault.exports.archive import cuts_of
from vault.exports.base import reading
from vault.progress import Progress
from vault.repository.archiver import Archiver, StoredFile, safe_name
from vault.repository.snapshot import Snapshot
from vault.services.about import NAME, About, encode_about
from vault.services.contents import take_stock
from vault.services.local_zone import local_zone
from vault.services.opening import OpenedExport
from vault.services.tally import Counted
from vault.services.vault import OpenedVault

FileState = tuple[int, ...]
_NO_TEXT = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Kept:
    """Which backup holds the export. `stored`: what the vault grew by; `already`: the backup was there before."""

    snapshot: str
    sha256: str = field(repr=False)
    stored: int
    already: bool


@dataclass(frozen=True, slots=True)
class Storing:
    """What it takes to store one export: where to, when, and how its file looked before it was read."""

    vault: OpenedVault
    now: datetime
    before: FileState
    zone: str | None
    progress: Progress

    def keep(self, opened: OpenedExport, counted: Counted) -> Kept:
        """Store it and make it a backup, unless the vault holds the very same export of this chat.

        Raises ExportChanged, ExportUnreadable, StorageErrors of the vault, InUseElsewhere, Cancelled; there is no
        backup then.
        """
        export = opened.export
        with self.vault.repository.writing() as writer:
            archiver = Archiver(self.vault.repository, writer, self.progress)
            with reading(export.path), opened.source.open() as stream:
                name, cuts = stored_name(export.path.name), cuts_of(opened.source)
                file = archiver.store_stream(name, stream, size=export.size, cuts=cuts, mtime=export.modified)
            if file.size != export.size or state_of(export.path) != self.before:
                raise ExportChanged(export.path)
            about = self._about(opened, counted, file)
            twin = self._twin(about)
            if twin is not None:
                return Kept(twin, file.sha256, 0, already=True)
            snapshot = self._commit(archiver, about, file)
            return Kept(snapshot.id, file.sha256, writer.stored, already=False)

    def _about(self, opened: OpenedExport, counted: Counted, file: StoredFile) -> About:
        export, tally = opened.export, counted.tally
        return About(
            format=export.format,
            app=export.app,
            app_name=export.app_name,
            chat=opened.chat.name,
            key=opened.chat.key,
            messages=tally.messages,
            attachments=tally.attachments,
            participants=tally.participants,
            first=tally.first,
            last=tally.last,
            importer=opened.importer,
            date_order=export.date_order,
            order_answered=opened.order_answered,
            zone=self.zone or local_zone(),
            source=_in_unicode(export.path.name),
            file=file.node.name,
            sha256=file.sha256,
            size=file.size,
            modified=export.modified,
            hostname=platform.node(),
            complete=not counted.broken,
        )

    def _twin(self, about: About) -> str | None:
        """The newest backup that holds the very same export of the same chat."""

        def identity(of: About) -> tuple[object, ...]:
            return of.app, of.key, of.file, of.sha256, of.size

        entries = reversed(take_stock(self.vault).entries)
        return next((entry.snapshot for entry in entries if identity(entry.about) == identity(about)), None)

    def _commit(self, archiver: Archiver, about: About, file: StoredFile) -> Snapshot:
        folder = (safe_name(about.app_name), safe_name(about.chat))
        beside = archiver.store_bytes(NAME, encode_about(about), mtime=self.now)
        tree = archiver.store_folder(folder, [file, beside])
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


def state_of(path: Path) -> FileState:
    """What changes when a file is written. Raises ExportMissing, ExportUnreadable."""
    with reading(path):
        found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev


def _in_unicode(name: str) -> str:
    """A file's name with U+FFFD for bytes that are no text: old disks and archives have such names on Linux."""
    return _NO_TEXT.sub("\ufffd", name)


def stored_name(name: str) -> str:
    """The name under which an export lies beside its about.json."""
    safe = safe_name(name)
    return f"export {safe}" if safe.casefold() == NAME else safe
