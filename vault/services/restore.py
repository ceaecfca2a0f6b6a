"""Restore: chats back into a new folder, every file read again, compared and counted. Never writes to the vault.

It takes no lock, needs no library, and works on a vault that can only be read.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vault.errors import Cancelled, ChatVaultError, Damaged, ExportError, FolderInTheWay, StorageError
from vault.exports.base import Source
from vault.exports.disk_parts import folder_source
from vault.progress import Progress
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import sha256_of_node
from vault.repository.unreadable import lost_parts
from vault.services.catch_up import answers_for, as_file
from vault.services.known_answers import KnownAnswers
from vault.services.lost_names import LostNames
from vault.services.opening import importer_version, reopened
from vault.services.read_back import note_damage, note_read_back
from vault.services.restore_plan import PlannedFile, RestorePlan, Unreadable, make_plan, plan_anywhere, why_unreadable
from vault.services.step_progress import Part
from vault.services.tally import count
from vault.services.target_disk import make_folder
from vault.services.unfinished import Begun, begun_in
from vault.services.vault import Desk, OpenedVault
from vault.services.write_export import LostPart, is_of_the_vault, write_export

__all__ = ["PlannedFile", "Restore", "RestorePlan", "RestoreReport", "Unreadable"]

log = logging.getLogger(__name__)

_FAULTS_OF_THE_VAULT = ("damaged", "missing", "changed")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came back: `restored` `of` so many exports, `compared` of them byte for byte, with their messages counted.

    `with_it` are names of chats that were not asked for and came in the same exports. `newer` backups were made by a
    newer Chat Vault. `kept` files lay there already, from a restore that did not end; they were proven. `stopped` is
    what ended this one before its time, None for nothing: then `missing` are the exports that are not back yet; it
    `can_go_on` in its folder, unless nothing was written there. `is_left`: something lies in the folder.
    """

    folder: Path
    restored: int
    of: int
    compared: int
    bytes: int
    messages: int
    messages_expected: int
    unreadable: tuple[Unreadable, ...]
    with_it: tuple[str, ...] = ()
    newer: int = 0
    kept: int = 0
    stopped: ChatVaultError | None = None
    missing: tuple[str, ...] = field(default=(), repr=False)
    can_go_on: bool = False
    is_left: bool = True

    @property
    def identical(self) -> bool:
        """Everything came back, everything was compared, every message counted."""
        whole = self.restored == self.of == self.compared
        return whole and self.messages == self.messages_expected and not self.unreadable and self.stopped is None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file: `why` it is not whole (None: it is), the messages counted in it, and those expected.

    `inside` are the names of what is not whole in it, `kept` how many of its files lay there already.
    """

    file: PlannedFile
    why: str | None
    compared: bool = False
    messages: int = 0
    expected: int = 0
    inside: tuple[str, ...] = field(default=(), repr=False)
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring chats back."""

    desk: Desk

    def new_folder(self, parent: Path) -> Path:
        """A dated folder below `parent` that does not exist yet: "Chats restored 23 Nov 2026"."""
        day = self.desk.clock().astimezone().date()
        name = f"Chats restored {day.day} {_MONTHS[day.month - 1]} {day.year}"
        folder, number = parent / name, 1
        while os.path.lexists(folder):
            number += 1
            folder = parent / f"{name} ({number})"
        return folder

    def folder_in(self, vault: OpenedVault, chats: Sequence[str] | None, parent: Path) -> Path:
        """The folder at or below `parent` in which this very restore did not end, or a new one.

        Raises NoSuchBackup, StorageErrors of the vault.
        """
        for folder, begun in begun_in(parent):
            if plan_anywhere(vault, chats, folder, begun).mark == begun:
                return folder
        return self.new_folder(parent)

    def plan(self, vault: OpenedVault, chats: Sequence[str] | None, folder: Path) -> RestorePlan:
        """What would be done. `chats` are ids or names, None for all.

        Raises NoSuchBackup (its name), FolderInTheWay, NotEnoughSpace; writes nothing.
        """
        return make_plan(vault, chats, folder)

    def run(self, vault: OpenedVault, plan: RestorePlan, progress: Progress) -> RestoreReport:
        """Do it, or go on with it. What is damaged is listed and the rest comes back.

        Raises FolderInTheWay, and StorageError of the disk where the folder cannot even be begun. What stops it later
        is told in the report: StorageError of that disk, PlaceMissing when the vault goes away, Cancelled.
        """
        outcomes: list[_Outcome] = []
        done, stopped = 0, None
        with Begun(plan.folder, plan.mark) as begun:
            try:
                for file in plan.files:
                    progress.check_cancelled()
                    part = Part(progress, None, done, plan.needed)
                    outcomes.append(_restore(vault, file, part, goes_on=begun.goes_on))
                    done += file.bytes
                progress.update("counting", plan.needed, plan.needed)
                begun.end(whole=not any(outcome.why for outcome in outcomes))
            except (Cancelled, StorageError) as error:
                stopped = error
        self._remember(vault, outcomes)
        return _report(plan, outcomes, stopped, begun)

    def _remember(self, vault: OpenedVault, outcomes: Sequence[_Outcome]) -> None:
        """What came back whole was read back; where the vault was at fault, the status must not go on as before."""
        lost = [outcome.file.snapshot for outcome in outcomes if outcome.why in _FAULTS_OF_THE_VAULT]
        if lost:
            note_damage(self.desk, vault, lost, self.desk.clock())
        note_read_back(vault, [outcome.file.snapshot for outcome in outcomes if not outcome.why], self.desk.clock())


def _restore(vault: OpenedVault, file: PlannedFile, progress: Progress, *, goes_on: bool) -> _Outcome:
    """Write one export, read it again from the disk, compare, count."""
    repository = vault.repository
    try:
        make_folder(file.target.parent)
        written = write_export(repository, file.node, file.target, file.bytes, progress, goes_on=goes_on)
    except FolderInTheWay:
        return _not_whole(file, "not-written")
    if why := written.why or _first_why(written.lost):
        return _not_whole(file, why, tuple(_names_inside(vault, written.lost, progress)), written.kept)
    if written.too_long:
        return _not_whole(file, "changed")  # it holds more than it says: reading it to the end could take for ever
    if why := _why_changed(vault, file, progress):
        return _not_whole(file, why)
    return replace(_counted(file, _count_again(vault, file, progress)), kept=written.kept)


def _first_why(lost: Sequence[LostPart]) -> str:
    """Why the export is not whole: what is wrong with the vault, before what is with the disk. "" if it is."""
    whys = [part.why for part in lost]
    return next((why for why in whys if why in _FAULTS_OF_THE_VAULT), whys[0] if whys else "")


def _names_inside(vault: OpenedVault, lost: Sequence[LostPart], progress: Progress) -> Iterator[str]:
    """What is not whole, as the health check names it: the members of an archive of which bytes are lost, or files."""
    names = LostNames(vault.repository)
    for part in lost:
        is_the_vault = part.why in _FAULTS_OF_THE_VAULT
        parts = lost_parts(vault.repository, part.node, progress) if is_the_vault else ()
        yield from names.within(part.node, part.name, parts)


def _why_changed(vault: OpenedVault, file: PlannedFile, progress: Progress) -> str:
    """Whether the vault holds other bytes than were stored, or "". What the disk kept is proven to be the vault's.

    A backup of now says which blobs it is made of, and each of them was proven on the way. One of older programs has
    a SHA-256 of all bytes: for that they are read once more from the vault. One of a newer program may say what they
    are in a way that we do not know: then each of them was proven, and there is nothing else to compare.
    """
    if file.about.is_newer and not (file.about.content or file.about.sha256):
        return ""
    try:
        if file.about.content:
            is_same = content_of_node(vault.repository, file.node) == file.about.content
        else:
            part = Part(progress, "comparing")
            is_same = sha256_of_node(vault.repository, file.node, file.bytes, part) == file.about.sha256
    except (Damaged, StorageError) as error:
        if not is_of_the_vault(vault.repository, error):
            raise
        return why_unreadable(error)
    return "" if is_same else "changed"


def _not_whole(file: PlannedFile, why: str, inside: tuple[str, ...] = (), kept: int = 0) -> _Outcome:
    return _Outcome(file, why, expected=file.messages or 0, inside=inside, kept=kept)


def _counted(file: PlannedFile, counted: int) -> _Outcome:
    """The same bytes must give the same count; of another importer than then, whatever it finds is right."""
    expected = file.messages
    if expected is None or file.about.importer != importer_version(file.about.app):
        expected = counted
    return _Outcome(file, None if counted == expected else "miscounted", True, counted, expected)


def _count_again(vault: OpenedVault, file: PlannedFile, progress: Progress) -> int:
    """Messages that an importer finds in what is on disk; the part before a break counts, as it did then."""
    known = KnownAnswers.known_to(vault)
    answers = answers_for(file.about, known)
    try:
        source = folder_source(file.target) if file.files else Source.of_file(file.target)
        with reopened(source, answers, known, as_file(file.about)) as found:
            return count(found.export, progress).tally.messages
    except ExportError as error:
        log.info("restored file not counted: %s", error)
        return 0


def _report(
    plan: RestorePlan, outcomes: Sequence[_Outcome], stopped: ChatVaultError | None, begun: Begun
) -> RestoreReport:
    whole = [outcome for outcome in outcomes if outcome.why is None]
    listed = [Unreadable(_name(plan, one.file), one.why, one.inside) for one in outcomes if one.why]
    missing = plan.files[len(outcomes) :]
    return RestoreReport(
        folder=plan.folder,
        restored=len(whole),
        of=len(plan.files) + len(plan.unreadable),
        compared=sum(outcome.compared for outcome in outcomes),
        bytes=sum(outcome.file.bytes for outcome in whole),
        messages=sum(outcome.messages for outcome in outcomes),
        messages_expected=sum(outcome.expected for outcome in outcomes) + sum(file.messages or 0 for file in missing),
        unreadable=(*plan.unreadable, *listed),
        with_it=plan.with_it,
        newer=sum(file.about.is_newer for file in plan.files),
        kept=sum(outcome.kept for outcome in outcomes),
        stopped=stopped,
        missing=tuple(_name(plan, file) for file in missing),
        can_go_on=stopped is not None and not begun.is_over,
        is_left=not begun.is_empty,
    )


def _name(plan: RestorePlan, file: PlannedFile) -> str:
    """As people see it: where it would lie below the folder."""
    return file.target.relative_to(plan.folder).as_posix()
