"""BackUp: exports into the vault, each read back and accounted for before it counts as protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from vault.chats.message import Message
from vault.errors import ExportError, NotAChat, RepositoryError, StorageError
from vault.exports.base import Answers, Skipped, Source
from vault.exports.given import Given, sort_out
from vault.exports.passed_over import passed_over
from vault.library.index import LibraryUnusable, Merged
from vault.progress import Progress
from vault.services.arriving import is_waited_for
from vault.services.back_up_report import (
    BackupLine,
    BackupReport,
    ChatCount,
    FailedExport,
    Look,
    PreviewMessage,
    asked_secret,
)
from vault.services.catch_up import catch_up, list_export
from vault.services.contents import FAULTS, StoredExport
from vault.services.known_answers import KnownAnswers, remember
from vault.services.looking import look_at
from vault.services.opening import opened, records_of
from vault.services.read_back import is_whole, load_export, note_damage, note_read_back, unread_pieces
from vault.services.step_progress import Part
from vault.services.storing import Kept, Storing
from vault.services.understanding import Understood, understand
from vault.services.vault import Desk, OpenedVault

__all__ = ["BackUp", "BackupLine", "BackupReport", "ChatCount", "FailedExport", "Look", "PreviewMessage"]

# Whether to make another backup, go by go. A lost listing with other times than now's does not come back: a new one
# stands beside it then. What the lost one named is known to be lost only when the new one is read: that is one more.
_HEALING = (False, True, True)
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
        are by Look.path, or by what was dropped, to look again with what a person said.
        """
        known = KnownAnswers.known_to(vault)
        looks: list[Look] = []
        for given in sort_out(paths):
            progress.check_cancelled()
            looks.append(look_at(given, _answers_for(given, answers), known))
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
        with suppress(ExportError), opened(given.source, answers, KnownAnswers.known_to(vault)) as one:
            for record in records_of(one.export):
                if isinstance(record, Message) and record.kind != "service":
                    found.append(PreviewMessage(record.sent.text, record.sent.utc, record.sender, record.text))
                    if len(found) >= limit:
                        break
        return found

    def run(
        self, vault: OpenedVault, paths: Sequence[Path], answers: Mapping[Path, Answers], progress: Progress
    ) -> BackupReport:
        """Store what was given, sorted into exports. One that fails does not stop the others; a fault of the vault's
        place does. What is recognised is stored, whether or not it can be read.

        The library is brought up to date first, so that what is new and what is known is told rightly. Raises
        StorageError, RepositoryError, Cancelled; what was stored before then stays. Where such a fault comes after an
        export was stored it is not raised but reported, for that export and those behind it.
        """
        catch_up(vault, progress)
        given = sort_out(paths)
        backups: list[BackupLine] = []
        failed: list[FailedExport] = []
        sizes = [one.source.size if one.source else 0 for one in given]
        for number, one in enumerate(given):
            progress.check_cancelled()
            part = Part(progress, None, sum(sizes[:number]), sum(sizes))
            try:
                backups.append(self._store(vault, one, _answers_for(one, answers), part))
            except ExportError as error:
                failed.append(FailedExport(one.path, error))
            except (StorageError, RepositoryError) as error:
                if not backups:
                    raise
                failed += [FailedExport(left.path, error) for left in given[number:]]
                return BackupReport(tuple(backups), tuple(failed), passed_over(paths, given))
        if answers:
            catch_up(vault, progress)  # exports that came earlier with open dates, or locked, can be read now
        return BackupReport(tuple(backups), tuple(failed), passed_over(paths, given))

    def store(self, vault: OpenedVault, source: Source, answers: Answers, progress: Progress) -> BackupLine:
        """Store one export that was sorted out already. Raises as `run` does, and ExportErrors."""
        known = KnownAnswers.known_to(vault)
        storing = Storing(vault, self.desk.clock(), progress)
        kept, found = storing.keep(source, lambda: understand(source, answers, known, progress))
        if not found.unread:
            said = replace(answers, secret=None)
            remember(self.desk, vault, found.app, found.key, said, order_answered=found.order_answered)
        return self._finish(storing, source, found, kept)

    def _store(self, vault: OpenedVault, given: Given, answers: Answers, progress: Progress) -> BackupLine:
        if given.source is None:
            raise given.error or NotAChat(given.path)
        return replace(self.store(vault, given.source, answers, progress), path=given.path)

    def _finish(self, storing: Storing, source: Source, found: Understood, kept: Kept) -> BackupLine:
        """Read back, list the messages, report."""
        vault, progress = storing.vault, storing.progress
        warnings = ["not-read-through"] if found.counted.broken else []
        if found.unread:
            warnings.append(found.unread)
        stored, verified = self._read_back(vault, kept, progress)
        for anew in _HEALING:
            if not verified:
                kept = self._store_again(storing, source, found, kept, anew=anew)
                stored, verified = self._read_back(vault, kept, progress)
        if not verified:
            warnings.append("not-read-back")
        merged = self._list(vault, stored, kept, found.counted.tally.messages, progress) if stored else None
        if merged is None:
            warnings.append("library")
        merged = merged or Merged(found.counted.tally.messages, 0)
        return _line(source, found, kept, merged, verified, tuple(warnings))

    @staticmethod
    def _store_again(storing: Storing, source: Source, found: Understood, kept: Kept, *, anew: bool) -> Kept:
        """Known pieces may have been damaged since: what is not read is stored anew, and every older backup has it."""
        lost = unread_pieces(storing.vault, kept.snapshot, storing.progress)
        if not lost:
            return kept
        storing.vault.repository.distrust(lost)
        with suppress(ExportError):
            again, _ = storing.keep(source, lambda: found, anew=anew, heals=True)
            same = again.snapshot == kept.snapshot
            grown, healed = kept.stored + again.stored, kept.healed + again.healed
            return replace(again, already=kept.already and same, stored=grown, healed=healed)
        return kept

    def _read_back(self, vault: OpenedVault, kept: Kept, progress: Progress) -> tuple[StoredExport | None, bool]:
        """Load the backup by its id from the place, and every byte of it. A fault makes the status red."""
        stored: StoredExport | None = None
        try:
            stored = load_export(vault, kept.snapshot)
            verified = is_whole(vault, stored, kept.content, progress)
        except FAULTS:
            verified = False
        if verified:
            note_read_back(vault, [kept.snapshot], self.desk.clock())
        elif not is_waited_for(vault):
            note_damage(self.desk, vault, [kept.snapshot], self.desk.clock())
        return stored, verified

    def _list(
        self, vault: OpenedVault, stored: StoredExport, kept: Kept, messages: int, progress: Progress
    ) -> Merged | None:
        """The messages, out of the vault's own copy, into the library; None where that did not work."""
        try:
            if kept.already and vault.library.knows(kept.snapshot):
                return Merged(0, messages)
            return list_export(vault, stored, KnownAnswers.known_to(vault), progress)
        except (LibraryUnusable, ExportError, *FAULTS):
            return None


def _answers_for(given: Given, answers: Mapping[Path, Answers]) -> Answers:
    """By the export's own path, else by what was dropped."""
    return next((answers[path] for path in (given.path, *given.dropped) if path in answers), Answers())


def _line(
    source: Source, found: Understood, kept: Kept, merged: Merged, verified: bool, warnings: tuple[str, ...]
) -> BackupLine:
    tally = found.counted.tally
    left_out = tuple(Skipped(name, "not-stored") for name in kept.left_out)
    return BackupLine(
        export=source.path.name,
        path=source.path,
        app=found.app,
        app_name=found.app_name,
        snapshot=kept.snapshot,
        chats=tuple(
            ChatCount(chat.name, chat.messages, chat.attachments, tuple(chat.people), chat.first, chat.last)
            for chat in tally.chats.values()
        ),
        messages=tally.messages,
        new=merged.new,
        known=merged.known,
        attachments=tally.attachments,
        skipped=(*left_out, *tally.skipped),
        account=found.counted.account,
        bytes=source.size,
        stored=kept.stored,
        verified=verified,
        already=kept.already,
        question=found.question,
        warnings=warnings,
        secret=asked_secret(found.trouble),
        trouble=None if asked_secret(found.trouble) else found.trouble,
        files=kept.files,
        format=found.format,
        healed=kept.healed,
    )
