"""BackUp: exports into the vault, each read back and accounted for before it counts as protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vault.chats.message import Message
from vault.errors import ExportError, NotAChat
from vault.exports.base import Answers, Source
from vault.exports.given import Given, sort_out
from vault.library.index import LibraryUnusable, Merged
from vault.progress import Progress
from vault.services.back_up_report import (
    BackupLine,
    BackupReport,
    ChatCount,
    FailedExport,
    Look,
    PreviewMessage,
)
from vault.services.catch_up import catch_up, list_export
from vault.services.contents import FAULTS, StoredExport
from vault.services.date_orders import DateOrders, remember_order
from vault.services.opening import OpenedExport, opened
from vault.services.read_back import is_whole, load_export, note_damage, note_read_back
from vault.services.step_progress import Part
from vault.services.storing import Kept, Storing, state_of
from vault.services.tally import Counted, count
from vault.services.vault import Desk, OpenedVault

__all__ = ["BackUp", "BackupLine", "BackupReport", "ChatCount", "FailedExport", "Look", "PreviewMessage"]

_NO_ANSWERS: Mapping[Path, Answers] = {}


@dataclass(frozen=True, slots=True)
class BackUp:
    """Put exports into the vault."""

    desk: Desk

    def look(
        self,
        paths: Sequence[Path],
        progress: Progress,
        vault: OpenedVault | None = None,
        answers: Mapping[Path, Answers] = _NO_ANSWERS,
    ) -> list[Look]:
        """Say what was given, sorted into exports; nothing is written.

        With `vault`, answers given earlier settle a question, and keys that it holds open what is locked. `answers`
        are by Look.path, to look again with what a person said.
        """
        orders = DateOrders.known_to(vault) if vault else None
        looks: list[Look] = []
        for given in sort_out(paths):
            progress.check_cancelled()
            looks.append(_look(given, answers.get(given.path, Answers()), orders))
        return looks

    def preview(
        self,
        path: Path,
        answers: Answers,
        limit: int = 5,
        *,
        paths: Sequence[Path] = (),
        vault: OpenedVault | None = None,
    ) -> list[PreviewMessage]:
        """The first messages of an export as they would be read with these answers; [] where nothing can be read.

        `path` is a Look's; `paths` is all that was given with it, where the export is more than this one file.
        """
        given = next((given for given in sort_out(paths or [path]) if given.path == path), None)
        found: list[PreviewMessage] = []
        if given is None or given.source is None:
            return found
        with suppress(ExportError), opened(given.source, answers, DateOrders.known_to(vault) if vault else None) as one:
            for record in one.export.records():
                if isinstance(record, Message) and record.kind != "service":
                    found.append(PreviewMessage(record.sent.text, record.sent.utc, record.sender, record.text))
                    if len(found) >= limit:
                        break
        return found

    def run(
        self, vault: OpenedVault, paths: Sequence[Path], answers: Mapping[Path, Answers], progress: Progress
    ) -> BackupReport:
        """Store each path. One that fails does not stop the others; a fault of the vault's place does.

        The library is brought up to date first, so that what is new and what is known is told rightly. Raises
        StorageError, RepositoryError, Cancelled; what was stored before then stays.
        """
        catch_up(vault, progress)
        backups: list[BackupLine] = []
        failed: list[FailedExport] = []
        sizes = [_size(path) for path in paths]
        for number, path in enumerate(paths):
            progress.check_cancelled()
            part = Part(progress, None, sum(sizes[:number]), sum(sizes))
            try:
                backups.append(self._store(vault, path, answers.get(path, Answers()), part))
            except ExportError as error:
                failed.append(FailedExport(path, error))
        if answers:
            catch_up(vault, progress)  # exports that came earlier with open dates can be read now
        return BackupReport(tuple(backups), tuple(failed))

    def _store(self, vault: OpenedVault, path: Path, answers: Answers, progress: Progress) -> BackupLine:
        storing = Storing(vault, self.desk.clock(), state_of(path), answers.zone, progress)
        with opened(Source.of_file(path), answers, DateOrders.known_to(vault)) as export:
            counted = count(export.export, progress)
            kept = storing.keep(export, counted)
            if answers.date_order and export.order_answered:
                remember_order(self.desk, vault, export.chat.app, export.chat.key, answers.date_order)
            return self._finish(vault, export, counted, kept, progress)

    def _finish(
        self, vault: OpenedVault, export: OpenedExport, counted: Counted, kept: Kept, progress: Progress
    ) -> BackupLine:
        """Read back, list the messages, report."""
        warnings = ["not-read-through"] if counted.broken else []
        stored, verified = self._read_back(vault, kept, progress)
        if not verified:
            warnings.append("not-read-back")
        merged = self._list(vault, stored, kept, progress) if stored else None
        if merged is None:
            warnings.append("library")
        merged = merged or Merged(counted.tally.messages, 0)
        return _line(export, counted, kept, merged, verified, tuple(warnings))

    def _read_back(self, vault: OpenedVault, kept: Kept, progress: Progress) -> tuple[StoredExport | None, bool]:
        """Load the backup by its id from the place, and every byte of it. A fault makes the status red."""
        stored: StoredExport | None = None
        try:
            stored = load_export(vault, kept.snapshot)
            verified = is_whole(vault, stored, kept.sha256, progress)
        except FAULTS:
            verified = False
        if verified:
            note_read_back(vault, [kept.snapshot], self.desk.clock())
        else:
            note_damage(self.desk, vault, [kept.snapshot], self.desk.clock())
        return stored, verified

    def _list(self, vault: OpenedVault, stored: StoredExport, kept: Kept, progress: Progress) -> Merged | None:
        """The messages, out of the vault's own copy, into the library; None where that did not work."""
        try:
            if kept.already and vault.library.knows(kept.snapshot):
                return Merged(0, stored.about.messages)
            return list_export(vault, stored, DateOrders.known_to(vault), progress)
        except (LibraryUnusable, ExportError, *FAULTS):
            return None


def _size(path: Path) -> int:
    """For the progress only; what cannot be asked counts nothing, and fails in its turn."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _look(given: Given, answers: Answers, orders: DateOrders | None) -> Look:
    path = given.path
    try:
        if given.source is None:
            raise given.error or NotAChat(path)
        with opened(given.source, answers, orders) as found:
            export = found.export
            return Look(path, export.app, export.app_name, found.chat.name, export.size, export.question, None)
    except ExportError as error:
        return Look(path, "", "", "", 0, None, error)


def _line(
    opened_export: OpenedExport,
    counted: Counted,
    kept: Kept,
    merged: Merged,
    verified: bool,
    warnings: tuple[str, ...],
) -> BackupLine:
    export, tally = opened_export.export, counted.tally
    return BackupLine(
        export=export.path.name,
        path=export.path,
        app=export.app,
        app_name=export.app_name,
        snapshot=kept.snapshot,
        chats=tuple(
            ChatCount(chat.name, chat.messages, chat.attachments, tuple(chat.people), chat.first, chat.last)
            for chat in tally.chats.values()
        ),
        messages=tally.messages,
        new=merged.new,
        known=merged.known,
        attachments=tally.attachments,
        skipped=tuple(tally.skipped),
        account=counted.account,
        bytes=export.size,
        stored=kept.stored,
        verified=verified,
        already=kept.already,
        question=export.question,
        warnings=warnings,
    )
