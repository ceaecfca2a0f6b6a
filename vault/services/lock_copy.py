"""Locking a copy: into the vault, and then out of the vault again, as if this program had just been started.

A copy counts as locked only when a repository opened anew from the vault's place has given back every byte of it, and
these are the bytes that lie in the cloud folder now.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vault.errors import CopyChanged, Damaged, ExportError, KeychainError, NoSuchBackup, WrongKey
from vault.exports.base import Answers, Source, reading
from vault.exports.disk_parts import folder_source
from vault.exports.format_table import APPS
from vault.exports.plain_file import APP, APP_NAME, PlainFileImporter
from vault.exposure.finding import Finding
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.content import line_of
from vault.repository.repository import Repository
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import sha256_of_node
from vault.services.back_up import BackUp
from vault.services.back_up_report import BackupLine
from vault.services.catch_up import catch_up, list_export
from vault.services.contents import FAULTS, read_export
from vault.services.known_answers import KnownAnswers
from vault.services.opening import NO_IMPORTER
from vault.services.read_back import load_export, note_read_back
from vault.services.step_progress import Part
from vault.services.store_source import FileState, state_of_source, storable
from vault.services.storing import Kept, Storing
from vault.services.understanding import understand_as_file
from vault.services.vault import Desk, OpenedVault

log = logging.getLogger(__name__)

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Locked:
    """What became of a copy in the vault.

    `verified`: the vault was opened anew, and every byte compared with the copy as it lay there then; only such a
    copy may be moved. `as_file`: no importer reads it, it is kept bit for bit. `already`: the vault had it.
    `report` is the import's, None for a file. `state` is how its file looked when it was compared.
    """

    finding: Finding
    snapshot: str
    sha256: str
    size: int
    state: FileState
    verified: bool
    as_file: bool
    already: bool
    on: datetime
    report: BackupLine | None

    @property
    def path(self) -> Path:
        """Where the copy lies."""
        return Path(self.finding.path)


@dataclass(frozen=True, slots=True)
class LockCopy:
    """Take one copy into the vault, and prove that it is there."""

    desk: Desk

    def run(self, vault: OpenedVault, finding: Finding, progress: Progress) -> Locked:
        """Store, reopen, compare.

        Raises ExportMissing, ExportUnreadable, EmptyExport, ExportChanged of the copy, CopyChanged when it changed
        before it was compared, StorageErrors of the vault (DiskFull), RepositoryErrors, Cancelled.
        """
        path = Path(finding.path)
        source = _source_at(path)
        report = self._imported(vault, source, progress)
        if report is not None:
            snapshot, already, whole = report.snapshot, report.already, not _left_out(report)
        else:
            kept = self._stored_as_file(vault, finding, source, progress)
            snapshot, already, whole = kept.snapshot, kept.already, not kept.left_out
        source = _source_at(path)
        state, in_vault = state_of_source(source), self._from_the_vault(vault, snapshot, progress)
        there = sha256_of_source(source, progress)
        if state_of_source(source) != state:
            raise CopyChanged(path)
        if in_vault is not None and in_vault != there and whole:
            raise CopyChanged(path)
        verified = whole and in_vault is not None and (report is None or report.verified)
        as_file = report is None or "no-importer" in report.warnings
        report = None if as_file else report
        return Locked(finding, snapshot, there, state[0], state, verified, as_file, already, self.desk.clock(), report)

    def _imported(self, vault: OpenedVault, source: Source, progress: Progress) -> BackupLine | None:
        """The copy, taken in by an importer; None where none reads it."""
        catch_up(vault, progress)
        try:
            return BackUp(self.desk).store(vault, source, Answers(), progress)
        except NO_IMPORTER:
            return None

    def _stored_as_file(self, vault: OpenedVault, finding: Finding, source: Source, progress: Progress) -> Kept:
        """The backup that holds it bit for bit."""
        app = finding.verdict.app or APP
        importer = PlainFileImporter(app, APPS.get(app, APP_NAME))
        storing = Storing(vault, self.desk.clock(), progress)
        kept, _ = storing.keep(source, lambda: understand_as_file(source, importer, progress))
        with suppress(LibraryUnusable, ExportError, *FAULTS):
            list_export(vault, load_export(vault, kept.snapshot), KnownAnswers.known_to(vault), progress)
        return kept

    def _from_the_vault(self, vault: OpenedVault, snapshot: str, progress: Progress) -> str | None:
        """The SHA-256 of what a vault opened anew gives back; None, and the status turns red, where it does not."""
        try:
            repository = self._opened_anew(vault)
            stored = read_export(repository, repository.load_snapshot(snapshot))
            if stored is None:
                raise NoSuchBackup(snapshot)
            found = sha256_of_node(repository, stored.node, stored.about.size, Part(progress, "checking"))
            told = stored.about.content
            if (content_of_node(repository, stored.node) != told) if told else (found != stored.about.sha256):
                raise Damaged("snapshot", snapshot, "other bytes than were stored")
        except (NoSuchBackup, *FAULTS) as error:
            log.info("not proven: %s", error)
            self.desk.note(vault, damage_found_on=self.desk.clock())
            return None
        note_read_back(vault, [snapshot], self.desk.clock())
        return found

    def _opened_anew(self, vault: OpenedVault) -> Repository:
        """By this computer's own key if the password safe gives it, else by the key of the session.

        Raises WrongKey where another vault lies at the place now, NoVaultHere, Damaged, StorageErrors.
        """
        backend = self.desk.open_backend(vault.folder)
        fresh = vault.repository.reopened(backend)
        key_id = vault.memory.key_id
        with suppress(KeychainError, WrongKey):
            secret = self.desk.key_store.get(vault.repository.public_id, key_id) if key_id else None
            if secret is not None:
                return Repository.open(backend, secret, key_hint=key_id)
        return fresh


def sha256_of_source(source: Source, progress: Progress) -> str:
    """Of a file's bytes as they are now, or of the lines of a folder's files, as sha256_of_node tells it, in hex.

    Reports "comparing". Raises ExportMissing, ExportUnreadable.
    """
    if source.parts is None:
        return sha256_of(source.path, progress)
    names = {"/".join(map(storable, name.split("/"))): name for name in source.parts.names()}
    digest = hashlib.sha256()
    for stored in sorted(names):
        part = source.parts.part(names[stored])
        digest.update(line_of(stored, part.size, sha256_of(part.path, progress)))
    return digest.hexdigest()


def _source_at(path: Path) -> Source:
    """The file, or the folder as a whole."""
    return folder_source(path) if path.is_dir() else Source.of_file(path)


def _left_out(report: BackupLine) -> bool:
    """Whether something of a folder is not in the vault."""
    return any(skipped.why == "not-stored" for skipped in report.skipped)


def sha256_of(path: Path, progress: Progress) -> str:
    """Of a file's bytes as they are now, in hex. Reports "comparing". Raises ExportMissing, ExportUnreadable."""
    digest, done = hashlib.sha256(), 0
    with reading(path), path.open("rb", buffering=0) as stream:
        while piece := stream.read(_PIECE):
            progress.check_cancelled()
            digest.update(piece)
            done += len(piece)
            progress.update("comparing", done)
    return digest.hexdigest()
