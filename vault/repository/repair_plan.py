"""What a repair would do: found by reading every byte, written down, and shown before anything is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vault.progress import Progress
from vault.repository.check import Check, Problem
from vault.repository.faults import FAULTS, What
from vault.repository.healing import File
from vault.repository.lost_snapshots import missing_snapshots
from vault.repository.repository import Repository
from vault.storage.backend import Backend, Kind

_KINDS: dict[What, Kind] = {
    "config": "config",
    "key": "keys",
    "index": "index",
    "snapshot": "snapshots",
    "pack": "data",
}


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """`problems` as the health check names them. `unlisted` are packs that no readable index file names, to be listed
    again because something that the backups need is not found; `locks` are locks that say nothing. `let_go`: as in
    plan_repair.
    """

    problems: tuple[Problem, ...]
    unlisted: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    let_go: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to repair."""
        return not self.problems and not self.locks

    def files(self, *kinds: Kind) -> tuple[File, ...]:
        """The files of these kinds that are damaged or missing."""
        found = ((_KINDS.get(problem.what), problem.name) for problem in self.problems)
        return tuple((kind, name) for kind, name in found if kind is not None and kind in kinds)


def plan_repair(
    repository: Repository,
    progress: Progress,
    others: Sequence[Backend] = (),
    let_go: frozenset[str] = frozenset(),
) -> RepairPlan:
    """Read every byte and say what is to be repaired; changes nothing. Reports "checking" in bytes.

    A backup that is not on the list and that a copy has, one of `others` or a cloud's second copy, is a problem too;
    none of which the id, or that of its root, is among `let_go`: somebody took it away on purpose.

    Raises PlaceMissing, Cancelled.
    """
    problems = Check().run(repository, read_all=True, progress=progress).problems
    problems += only_in_copies(repository, progress, others, let_go)
    incomplete = any(problem.what in ("index", "tree", "blob") for problem in problems)
    unlisted = packs_without_index(repository, progress) if incomplete else ()
    locks = tuple(name for name in repository.backend.list("locks") if not _tells(repository, name))
    return RepairPlan(problems, unlisted, locks, let_go)


def only_in_copies(
    repository: Repository, progress: Progress, others: Sequence[Backend], let_go: Collection[str]
) -> tuple[Problem, ...]:
    """Backups that are not on the list and that a copy has, as in plan_repair. PlaceMissing, Cancelled."""
    gone = missing_snapshots(repository, others, progress, let_go)
    return tuple(Problem("snapshot", name, (name,), "missing") for name in gone)


def packs_without_index(repository: Repository, progress: Progress) -> tuple[str, ...]:
    """The packs that no readable index file names."""
    packs = set(repository.backend.list("data"))
    for index_id in repository.backend.list("index"):
        progress.check_cancelled()
        try:
            packs -= {pack.pack_id for pack in repository.load_index_file(index_id)}
        except FAULTS:
            continue
    return tuple(sorted(packs))


def _tells(repository: Repository, name: str) -> bool:
    try:
        return repository.lock_is_readable(name) or not repository.backend.exists("locks", name)
    except FAULTS:
        return True  # not readable by us now: nothing is known against it
