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
from vault.exports.base import Source, reading
from vault.exports.format_table import APPS
from vault.exports.plain_file import APP, APP_NAME, PlainFileImporter
from vault.exposure.finding import Finding
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.repository import Repository
from vault.repository.restorer import read_file
from vault.services.back_up import BackUp
from vault.services.back_up_report import BackupLine
from vault.services.catch_up import list_export
from vault.services.contents import FAULTS, read_export
from vault.services.date_orders import DateOrders
from vault.services.opening import NO_IMPORTER, opened_as_file
from vault.services.read_back import load_export, note_read_back
from vault.services.step_progress import Part
from vault.services.storing import FileState, Storing, state_of
from vault.services.tally import count
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
        report = self._imported(vault, path, progress)
        if report is not None:
            snapshot, already = report.snapshot, report.already
        else:
            snapshot, already = self._stored_as_file(vault, finding, progress)
        state, in_vault = state_of(path), self._from_the_vault(vault, snapshot, progress)
        there = sha256_of(path, progress)
        if state_of(path) != state:
            raise CopyChanged(path)
        if in_vault is not None and in_vault != there:
            raise CopyChanged(path)
        verified = in_vault is not None and (report is None or report.verified)
        return Locked(
            finding, snapshot, there, state[0], state, verified, report is None, already, self.desk.clock(), report
        )

    def _imported(self, vault: OpenedVault, path: Path, progress: Progress) -> BackupLine | None:
        """The copy, taken in by an importer; None where none reads it."""
        report = BackUp(self.desk).run(vault, [path], {}, progress)
        for failed in report.failed:
            if not isinstance(failed.error, NO_IMPORTER):
                raise failed.error
            return None
        return report.backups[0]

    def _stored_as_file(self, vault: OpenedVault, finding: Finding, progress: Progress) -> tuple[str, bool]:
        """The backup that holds it bit for bit, and whether it was there before."""
        path = Path(finding.path)
        app = finding.verdict.app or APP
        importer = PlainFileImporter(app, APPS.get(app, APP_NAME))
        storing = Storing(vault, self.desk.clock(), state_of(path), None, progress)
        with opened_as_file(Source.of_file(path), importer) as export:
            kept = storing.keep(export, count(export.export, progress))
        with suppress(LibraryUnusable, ExportError, *FAULTS):
            list_export(vault, load_export(vault, kept.snapshot), DateOrders.known_to(vault), progress)
        return kept.snapshot, kept.already

    def _from_the_vault(self, vault: OpenedVault, snapshot: str, progress: Progress) -> str | None:
        """The SHA-256 of what a vault opened anew gives back; None, and the status turns red, where it does not."""
        try:
            repository = self._opened_anew(vault)
            stored = read_export(repository, repository.load_snapshot(snapshot))
            if stored is None:
                raise NoSuchBackup(snapshot)
            digest = hashlib.sha256()
            for piece in read_file(repository, stored.node, Part(progress, "checking")):
                digest.update(piece)
            if digest.hexdigest() != stored.about.sha256:
                raise Damaged("snapshot", snapshot, "other bytes than were stored")
        except (NoSuchBackup, *FAULTS) as error:
            log.info("not proven: %s", error)
            self.desk.note(vault, damage_found_on=self.desk.clock())
            return None
        note_read_back(vault, [snapshot], self.desk.clock())
        return digest.hexdigest()

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
