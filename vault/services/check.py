"""HealthCheck: whether the vault holds what it should, and which chats are touched where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from vault.progress import Progress
from vault.repository.check import Check, CheckReport, Problem
from vault.repository.repair_plan import only_in_copies
from vault.services.about import About
from vault.services.arriving import all_is_absence, refuse_while_arriving, stubs_by_name
from vault.services.contents import notes_of, take_stock
from vault.services.lost_names import LostNames
from vault.services.missing_backups import MissingBackup, let_go_ids, missing_backups
from vault.services.read_back import note_damage, note_read_back
from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class Touched:
    """A backup: the names of its chats, its export's, and when it was made; "" where the name cannot be read."""

    chats: tuple[str, ...] = field(repr=False)
    file: str = field(repr=False)
    time: datetime


@dataclass(frozen=True, slots=True)
class HealthProblem:
    """`what` is a key (pack, blob, tree, snapshot, index, key, config; missing: a whole backup that this computer knew
    and that is not in the vault's list any more); `chats` the names of those touched.

    `files` are the names of the exports touched: of one with many chats, each of these may be. `inside` are the names
    of the photos and other files inside them that do not come back whole, as far as that can be told, at most
    lost_names.MOST_NAMES. They are for the screen: never log them. `backups` are those that do not come back whole
    because of it, the oldest first.
    """

    what: str
    chats: tuple[str, ...] = field(repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)
    inside: tuple[str, ...] = field(default=(), repr=False)
    backups: tuple[Touched, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """The outcome. `read_all` tells whether every byte was read, `read_bytes` how many were."""

    ok: bool
    read_all: bool
    read_bytes: int
    problems: tuple[HealthProblem, ...]

    @property
    def chats(self) -> tuple[str, ...]:
        """Names of all chats that are touched by a problem."""
        return tuple(sorted({name for problem in self.problems for name in problem.chats}))

    @property
    def inside(self) -> tuple[str, ...]:
        """Names of all photos and files inside exports that are touched by a problem."""
        return tuple(dict.fromkeys(name for problem in self.problems for name in problem.inside))


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Check the vault; repairs and removes nothing but locks of this computer's dead processes."""

    desk: Desk

    def run(self, vault: OpenedVault, read_all: bool, progress: Progress) -> Health:
        """Check structure, and with `read_all` every byte. A backup that only a cloud's second copy has is amiss, too.

        A full check that finds nothing is remembered with its date, as is one that finds something. Raises Cancelled,
        PlaceMissing when the place goes away meanwhile, and
        StillArriving where nothing is wrong but that a cloud has not brought all of it yet.
        """
        began = self.desk.clock()
        vault.repository.clear_dead_locks()
        snapshots = vault.repository.backend.list("snapshots")
        report = Check().run(vault.repository, read_all=read_all, progress=progress)
        missing = missing_backups(vault)
        told = let_go_ids(vault).union(one.snapshot for one in missing)
        unlisted = only_in_copies(vault.repository, progress, (), told)
        report = replace(report, problems=(*report.problems, *unlisted))
        if all_is_absence(vault.folder, report.problems) or (report.ok and (missing or stubs_by_name(vault.folder))):
            refuse_while_arriving(vault)
        if not report.ok or missing:
            touched = {snapshot for problem in report.problems for snapshot in problem.snapshots}
            note_damage(self.desk, vault, touched, began)
        elif read_all:
            self.desk.note(vault, last_checked_on=began, damage_found_on=None)
            note_read_back(vault, snapshots, began)
        return _health(vault, report, read_all, missing)

    def is_damage_known(self, vault: OpenedVault) -> bool:
        """Whether damage was found in it on this computer, and nothing since has said that all is well."""
        memory = self.desk.settings.memory(vault.repository.public_id) or vault.memory
        return memory.damage_found_on is not None


def _health(vault: OpenedVault, report: CheckReport, read_all: bool, missing: Sequence[MissingBackup]) -> Health:
    problems = (*health_problems(vault, report.problems), *missing_problems(missing))
    return Health(not problems, read_all, report.read_bytes, problems)


def missing_problems(missing: Sequence[MissingBackup]) -> tuple[HealthProblem, ...]:
    """Backups that are not on the vault's list any more."""
    touched = [Touched(tuple(one.names), one.export, one.time) for one in missing]
    return tuple(
        HealthProblem("missing", tuple(sorted(set(one.chats))), (one.file,), (), (one,)) for one in touched
    )  # fmt: skip


def health_problems(vault: OpenedVault, problems: Sequence[Problem]) -> tuple[HealthProblem, ...]:
    """Problems with the names of the chats and files that they touch."""
    names, lost = names_by_snapshot(vault) if problems else {}, LostNames(vault.repository)
    return tuple(_problem(problem, names, lost.of(problem.files)) for problem in problems)


def names_by_snapshot(vault: OpenedVault) -> dict[str, Touched]:
    """What every backup holds, as far as anything of it can still be read."""
    names = {note_id: _of(note.about, note.time) for note_id, note in notes_of(vault).items() if note.about}
    inventory = take_stock(vault)
    for snapshot_id, snapshot in inventory.unreadable.items():
        if snapshot is not None and snapshot.paths:
            chat = snapshot.paths[0].rpartition("/")[2]
            names.setdefault(snapshot_id, Touched((chat,), "", snapshot.time))
    return {**{entry.snapshot: _of(entry.about, entry.time) for entry in inventory.entries}, **names}


def _of(about: About, time: datetime) -> Touched:
    return Touched(tuple(chat.name for chat in about.listed()), about.source, time)


def _problem(problem: Problem, names: dict[str, Touched], inside: tuple[str, ...]) -> HealthProblem:
    touched = sorted((names[snapshot] for snapshot in problem.snapshots if snapshot in names), key=lambda one: one.time)
    chats = {chat for one in touched for chat in one.chats}
    files = {one.file for one in touched if one.file}
    return HealthProblem(problem.what, tuple(sorted(chats)), tuple(sorted(files)), inside, tuple(touched))
