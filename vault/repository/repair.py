"""Repair: what can be made whole again is, and nothing that can still be read is ever taken away.

Damaged files are taken again from other copies of the vault. Packs that no index file names are listed again, by
their own lists. What is whole in a damaged pack goes into a new one; only then does the index forget the damaged
pack, so that the next backup of the same export stores what was lost, and every backup that needed it is whole again.
Damaged files that nothing could heal are set aside under a name that no program takes for a vault's. A backup that
lost something stays; one whose own file is lost is found again by its trees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from vault.errors import ObjectMissing
from vault.progress import Progress
from vault.repository.blob import PackEntry
from vault.repository.check import Check, Problem
from vault.repository.exclusive import ExclusiveSession
from vault.repository.faults import FAULTS
from vault.repository.healing import File, heal_files, listed, whole_copy
from vault.repository.index_file import PackContents
from vault.repository.lost_snapshots import lost_snapshots
from vault.repository.repair_plan import RepairPlan, packs_without_index, plan_repair
from vault.repository.repository import Repository
from vault.repository.salvage import Copies, DamagedPack, look_into, lost_blobs, whole_blobs
from vault.storage.backend import Backend, Kind
from vault.storage.memory import MemoryBackend

__all__ = ["RepairPlan", "RepairResult", "plan_repair", "repair"]


@dataclass(frozen=True, slots=True)
class RepairResult:
    """`healed` files came whole from a copy, `salvaged` blobs out of damaged packs, `refilled` ones out of copies.

    `listed` packs are in the index again. `set_aside` are files that nothing healed; of damaged packs among them
    everything whole was moved before. `recovered` are ids of backups whose own file was lost. `remaining` is what a
    full check finds afterwards, and backups whose own file is lost and whose trees could not be found.
    """

    healed: tuple[File, ...] = ()
    salvaged: int = 0
    refilled: int = 0
    listed: tuple[str, ...] = ()
    set_aside: tuple[File, ...] = ()
    recovered: tuple[str, ...] = ()
    remaining: tuple[Problem, ...] = ()


def repair(repository: Repository, plan: RepairPlan, others: Sequence[Backend], progress: Progress) -> RepairResult:
    """Do what `plan` found necessary; `others` are copies of this vault. Reports "repairing".

    A stop anywhere leaves every backup as whole as it was. Raises InUseElsewhere, StorageErrors, Cancelled.
    """
    return RepairResult() if plan.nothing else _Repair(repository, others, progress).run(plan)


class _Repair:
    """One repair."""

    def __init__(self, repository: Repository, others: Sequence[Backend], progress: Progress) -> None:
        self._repository = repository
        self._backend = repository.backend
        self._others = others
        self._copies = Copies([repository.copy_at(other) for other in others])
        self._progress = progress
        self._healed: list[File] = []
        self._aside: list[File] = []
        self._bad: set[str] = set()  # blobs of damaged packs that nobody gave again
        self._stored: set[str] = set()
        self._salvaged = self._refilled = 0

    def run(self, plan: RepairPlan) -> RepairResult:
        """The cheap and certain first: what a copy heals need not be salvaged."""
        if self._heal(plan.files("index")):
            plan = plan_repair(
                self._repository, self._progress, self._others, plan.let_go
            )  # only now it is known what else is damaged
        self._heal(plan.files("keys", "data", "snapshots"))
        self._set_aside("locks", plan.locks)
        left = [file for file in plan.files("data", "index", "snapshots") if file not in self._healed]
        unlisted = self._mend(plan, left)
        recovered = self._recover(plan.let_go) if any(kind == "snapshots" for kind, _ in left) else []
        self._set_aside("snapshots", [name for kind, name in left if kind == "snapshots"])
        self._repository.close()
        return RepairResult(
            healed=tuple(self._healed),
            salvaged=self._salvaged,
            refilled=self._refilled,
            listed=tuple(unlisted),
            set_aside=tuple(self._aside),
            recovered=tuple(recovered),
            remaining=self._remaining(plan, recovered),
        )

    def _heal(self, files: Sequence[File]) -> bool:
        """Take files again from the copies; whether any was healed."""
        healed = heal_files(self._backend, files, self._others, self._progress)
        self._healed += healed
        self._repository.close()  # the index in memory knows nothing of files that were damaged when it was read
        return bool(healed)

    def _mend(self, plan: RepairPlan, left: Sequence[File]) -> list[str]:
        """Packs and index, alone in the vault."""
        damaged = [name for kind, name in left if kind == "data"]
        lost = any(problem.what in ("tree", "blob") for problem in plan.problems)
        indexes = [name for kind, name in left if kind == "index"]
        if not damaged and not lost and not indexes and not plan.unlisted:
            return []
        with self._repository.exclusively() as session:
            broken: list[DamagedPack] = []
            listed: list[str] = []
            if plan.unlisted or indexes:
                session.replace_index(self._unlisted(listed, broken), ())
            named = self._index_files_naming(set(damaged))
            packs = [look_into(self._repository, *known) for known in self._entries(named, damaged)]
            packs += broken
            self._move_what_is_whole(session, packs)
            self._refill(session)
            session.flush()
            gone = [pack for pack in packs if pack.fits or pack.can_move]
            self._forget(session, gone, sorted(named))
            session.confirm()
            self._set_aside("data", [pack.pack_id for pack in gone if not pack.fits and not pack.missing])
            self._set_aside("index", indexes)
        return listed

    def _unlisted(self, listed: list[str], broken: list[DamagedPack]) -> Iterator[PackContents]:
        """Every whole pack that no index file names, by its own list; one that has no list stays where it is.

        What was given goes into `listed`, packs that are damaged and have a list into `broken`.
        """
        for pack_id in packs_without_index(self._repository, self._progress):
            self._progress.check_cancelled()
            pack = look_into(self._repository, pack_id, ())
            if not pack.fits and (
                healed := heal_files(self._backend, [("data", pack_id)], self._others, self._progress)
            ):
                self._healed += healed
                pack = look_into(self._repository, pack_id, ())
            if not pack.entries:
                pack = look_into(self._repository, pack_id, self._elsewhere.get(pack_id, ()))
            if pack.fits:
                listed.append(pack_id)
                yield PackContents(pack_id, pack.entries)
            elif pack.entries:
                broken.append(pack)

    @cached_property
    def _elsewhere(self) -> dict[str, tuple[PackEntry, ...]]:
        """What index files say of packs that are not here, and that lie in a copy or beside."""
        found: dict[str, tuple[PackEntry, ...]] = {}
        places, here = [self._backend, *self._others], set(self._backend.list("index"))
        for name in sorted({name for place in places for name in listed(place, "index")} - here):
            stored = whole_copy(places, "index", name)
            if stored is not None:
                alone = MemoryBackend()
                alone.save("index", name, stored)
                with suppress(*FAULTS):
                    contents = self._repository.copy_at(alone).load_index_file(name)
                    found.update((pack.pack_id, pack.entries) for pack in contents)
        return found

    def _index_files_naming(self, packs: set[str]) -> dict[str, tuple[PackContents, ...]]:
        """The readable index files that name a damaged pack, with what they say of those."""
        named: dict[str, tuple[PackContents, ...]] = {}
        for index_id in self._backend.list("index") if packs else ():
            self._progress.check_cancelled()
            touched = tuple(pack for pack in self._readable(index_id) if pack.pack_id in packs)
            if touched:
                named[index_id] = touched
        return named

    def _entries(
        self, named: dict[str, tuple[PackContents, ...]], damaged: Sequence[str]
    ) -> Iterator[tuple[str, tuple[PackEntry, ...]]]:
        entries: defaultdict[str, dict[PackEntry, None]] = defaultdict(dict)
        for contents in named.values():
            for pack in contents:
                entries[pack.pack_id].update(dict.fromkeys(pack.entries))
        return ((pack_id, tuple(entries[pack_id])) for pack_id in damaged)

    def _move_what_is_whole(self, session: ExclusiveSession, packs: Sequence[DamagedPack]) -> None:
        broken = {pack.pack_id: pack for pack in packs if not pack.fits}
        done, total = 0, sum(pack.bytes for pack in broken.values())
        for pack in broken.values():
            self._progress.update("repairing", done, total)
            self._bad.update(
                entry.blob_id
                for entry in pack.entries
                if broken.keys() >= set(self._repository.packs_with(entry.blob_id))
            )
            for kind, plain in whole_blobs(self._repository, pack, self._progress) if pack.can_move else ():
                blob_id, stored = session.writer.save_blob(kind, plain)
                self._stored.add(blob_id)
                self._salvaged += stored > 0
            done += pack.bytes
        self._progress.update("repairing", total, total)

    def _refill(self, session: ExclusiveSession) -> None:
        """What is lost here, from the copies."""
        if not self._others:
            return

        def is_lost(kind: str, blob_id: str) -> bool:
            if blob_id in self._stored:
                return False
            return blob_id in self._bad or not self._repository.has_blob(blob_id, "tree" if kind == "tree" else "data")

        for kind, plain in lost_blobs(self._repository, self._copies, is_lost, self._progress):
            blob_id, stored = session.writer.save_blob(kind, plain)
            self._stored.add(blob_id)
            self._refilled += stored > 0

    def _forget(self, session: ExclusiveSession, gone: Sequence[DamagedPack], named: Sequence[str]) -> None:
        """The index without the damaged packs; a whole one whose index was wrong is named anew by its own list."""
        names = {pack.pack_id for pack in gone}

        def contents() -> Iterator[PackContents]:
            for index_id in named:
                yield from (pack for pack in self._readable(index_id) if pack.pack_id not in names)
            yield from (PackContents(pack.pack_id, pack.entries) for pack in gone if pack.fits)

        if names:
            session.replace_index(contents(), named)

    def _recover(self, let_go: frozenset[str]) -> list[str]:
        """Backups again for the trees that only a lost file named."""
        found = lost_snapshots(self._repository, self._progress, let_go)
        return [self._repository.save_snapshot(snapshot).id for snapshot in found]

    def _set_aside(self, kind: Kind, names: Sequence[str]) -> None:
        for name in names:
            try:
                self._backend.set_aside(kind, name)
            except ObjectMissing:
                continue
            self._aside.append((kind, name))

    def _remaining(self, plan: RepairPlan, recovered: Sequence[str]) -> tuple[Problem, ...]:
        """What is wrong yet, every byte read again; and backups of which nothing could be found any more."""
        after = Check().run(self._repository, read_all=True, progress=self._progress).problems
        lost = [problem for problem in plan.problems if ("snapshots", problem.name) in self._aside]
        return (*after, *lost[len(recovered) :])

    def _readable(self, index_id: str) -> tuple[PackContents, ...]:
        try:
            return self._repository.load_index_file(index_id)
        except FAULTS:
            return ()
