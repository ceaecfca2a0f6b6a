"""Restore: chats back into a new folder, every file read again, compared and counted. Never writes to the vault.

It takes no lock, needs no library, and works on a vault that can only be read.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vault.errors import (
    Damaged,
    ExportError,
    FolderInTheWay,
    StorageError,
)
from vault.exports.base import Source
from vault.exports.disk_parts import folder_source
from vault.progress import Progress
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import sha256_of_node
from vault.services.catch_up import answers_for, as_file
from vault.services.known_answers import KnownAnswers
from vault.services.opening import importer_version, reopened
from vault.services.read_back import note_damage, note_read_back
from vault.services.restore_plan import (
    PlannedFile,
    RestorePlan,
    Unreadable,
    clear_left_overs,
    make_plan,
    require_free,
    why_unreadable,
)
from vault.services.step_progress import Part
from vault.services.tally import count
from vault.services.target_disk import make_folder
from vault.services.vault import Desk, OpenedVault
from vault.services.write_export import is_of_the_vault, write_export

__all__ = ["PlannedFile", "Restore", "RestorePlan", "RestoreReport", "Unreadable"]

log = logging.getLogger(__name__)

_FAULTS_OF_THE_VAULT = ("damaged", "missing", "changed")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came back: `restored` `of` so many exports, `compared` of them byte for byte, with their messages counted.

    `with_it` are names of chats that were not asked for and came in the same exports. `newer` backups were made by a
    newer Chat Vault.
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

    @property
    def identical(self) -> bool:
        """Everything came back, everything was compared, every message counted."""
        whole = self.restored == self.of == self.compared
        return whole and self.messages == self.messages_expected and not self.unreadable


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file: `why` it is not whole (None: it is), the messages counted in it, and those expected."""

    file: PlannedFile
    why: str | None
    compared: bool = False
    messages: int = 0
    expected: int = 0


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

    def plan(self, vault: OpenedVault, chats: Sequence[str] | None, folder: Path) -> RestorePlan:
        """What would be done. `chats` are ids or names, None for all.

        Raises NoSuchBackup (its name), FolderInTheWay, NotEnoughSpace; writes nothing.
        """
        return make_plan(vault, chats, folder)

    def run(self, vault: OpenedVault, plan: RestorePlan, progress: Progress) -> RestoreReport:
        """Do it. What is damaged is listed and the rest comes back.

        Raises FolderInTheWay, StorageError of the disk written to, PlaceMissing when the vault goes away, Cancelled.
        """
        require_free(plan.folder)
        make_folder(plan.folder)
        clear_left_overs(plan.folder)
        outcomes: list[_Outcome] = []
        done = 0
        for file in plan.files:
            progress.check_cancelled()
            outcomes.append(_restore(vault, file, Part(progress, None, done, plan.needed)))
            done += file.bytes
        progress.update("counting", plan.needed, plan.needed)
        self._remember(vault, outcomes)
        return _report(plan, outcomes)

    def _remember(self, vault: OpenedVault, outcomes: Sequence[_Outcome]) -> None:
        """What came back whole was read back; where the vault was at fault, the status must not go on as before."""
        lost = [outcome.file.snapshot for outcome in outcomes if outcome.why in _FAULTS_OF_THE_VAULT]
        if lost:
            note_damage(self.desk, vault, lost, self.desk.clock())
        note_read_back(vault, [outcome.file.snapshot for outcome in outcomes if not outcome.why], self.desk.clock())


def _restore(vault: OpenedVault, file: PlannedFile, progress: Progress) -> _Outcome:
    """Write one export, read it again from the disk, compare, count."""
    try:
        make_folder(file.target.parent)
        written = write_export(vault.repository, file.node, file.target, file.bytes, progress)
    except (Damaged, StorageError) as error:
        if not is_of_the_vault(vault.repository, error):
            raise
        return _not_whole(file, why_unreadable(error))
    except FolderInTheWay:
        return _not_whole(file, "not-written")
    if written == "too-long":
        return _not_whole(file, "changed")  # it holds more than it says: reading it to the end could take for ever
    if why := _why_changed(vault, file, progress):
        return _not_whole(file, why)
    if written != "proven":
        return _not_whole(file, "not-identical")
    return _counted(file, _count_again(vault, file, progress))


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
    except Damaged as error:
        return why_unreadable(error)
    return "" if is_same else "changed"


def _not_whole(file: PlannedFile, why: str) -> _Outcome:
    return _Outcome(file, why, expected=file.messages or 0)


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


def _report(plan: RestorePlan, outcomes: Sequence[_Outcome]) -> RestoreReport:
    whole = [outcome for outcome in outcomes if outcome.why is None]
    listed = [Unreadable(_name(plan, outcome.file), outcome.why) for outcome in outcomes if outcome.why]
    return RestoreReport(
        folder=plan.folder,
        restored=len(whole),
        of=len(plan.files) + len(plan.unreadable),
        compared=sum(outcome.compared for outcome in outcomes),
        bytes=sum(outcome.file.bytes for outcome in whole),
        messages=sum(outcome.messages for outcome in outcomes),
        messages_expected=sum(outcome.expected for outcome in outcomes),
        unreadable=(*plan.unreadable, *listed),
        with_it=plan.with_it,
        newer=sum(file.about.is_newer for file in plan.files),
    )


def _name(plan: RestorePlan, file: PlannedFile) -> str:
    """As people see it: where it would lie below the folder."""
    return file.target.relative_to(plan.folder).as_posix()
