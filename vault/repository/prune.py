"""Tidying: what nothing needs any more is taken away, in the order that leaves every backup whole at any moment.

Backups that are to go leave the list first. Then what is still needed of packs that are to go is read, verified, and
written again; new packs are durable before new index files name them, the old index files go next, the old packs
last. A needed blob that does not come back whole is never given up in silence: its pack stays as it is.

A cloud's client that met two versions of a file keeps one under a longer name ("x (1)", "x-PC", "x.sync-conflict-…"),
and nothing is ever healed by deleting such a second copy: what does not fit its name may be all that is left of
something. But a second copy of a file that goes here, of which reading it has proven that it is the same, byte for
byte, goes with it: else "removed for good" would not be true, and nothing is lost that was to stay. It goes first:
who is cut off between the two leaves the file itself, which the next removal or tidying takes, and not the copy,
which none would. Every other one stays where it is, also one of a pack that went at an earlier time; whoever asks for
a removal is told how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from vault.errors import Damaged, ObjectMissing, StorageError, VaultChanged
from vault.progress import Progress
from vault.repository.index_file import PackContents
from vault.repository.pack import file_size
from vault.repository.prune_marks import known_or_refused
from vault.repository.prune_plan import PrunePlan, old_scraps, plan_prune

if TYPE_CHECKING:
    from vault.repository.blob import PackEntry
    from vault.repository.exclusive import ExclusiveSession
    from vault.repository.repository import Repository
    from vault.storage.backend import Kind

__all__ = ["COPIED", "PrunePlan", "PruneResult", "plan_prune", "prune"]

COPIED: tuple[Kind, ...] = ("snapshots", "data")
"""What holds something of a chat, so that a second copy of it does, too."""

_SPARE = 32 << 20  # room that writing again leaves free, at least: packs on the way, index files
_MOST_AT_ONCE = 64 << 20  # of one pack; another program's may be larger, and is read in pieces
_MANY_SMALL_FILES = 16
_SMALL_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class PruneResult:
    """What was done. `freed`: how many bytes less lie at the place. `packs` went, `again` of them were written again.

    `damaged` are packs that stay because something needed in them, or its copy elsewhere, is damaged. `no_room` packs
    stay because there was no room to write again what is needed of them. `missing` as in PrunePlan.
    """

    freed: int
    packs: int
    again: int
    damaged: tuple[str, ...]
    no_room: int
    missing: int


def prune(
    repository: Repository, plan: PrunePlan, progress: Progress, begins: Callable[[], None] = lambda: None
) -> PruneResult:
    """Do what was planned, backups of `plan.forgotten` first, under an exclusive lock.

    `begins` is called right before the first of them goes, and not where nothing does. VaultChanged where the vault is
    not what it was, and nothing is done. InUseElsewhere, UseUnknown, StorageErrors, Cancelled: what was done until then
    stays done, every kept backup is whole, and the next tidying does the rest. Reports "tidying" in bytes read.
    """
    with repository.exclusively() as session:
        if not plan.fits(repository.backend):
            raise VaultChanged
        begins()
        run = _Run(repository, session, plan, progress)
        run.remove_copies("snapshots", plan.forgotten)
        session.remove_snapshots(plan.forgotten)
        return run.result()


class _Run:
    """One tidying under the lock."""

    def __init__(self, repository: Repository, session: ExclusiveSession, plan: PrunePlan, progress: Progress) -> None:
        self._repository, self._backend, self._session = repository, repository.backend, session
        self._plan, self._survey, self._progress = plan, plan.survey, progress
        self._damaged: set[int] = set()
        self._freed = self._packs = self._again = self._read = 0
        self._copied = {kind: set(self._backend.second_copies(kind)) for kind in COPIED}

    def result(self) -> PruneResult:
        """Do it all: what frees room without needing any comes first."""
        self._progress.update("tidying", 0, self._plan.again_bytes)
        self._sweep()
        self._verify_keepers()
        self._session.let_go_of_index()
        waiting = [number for number in self._plan.again if number not in self._damaged]
        going = {number for number in self._plan.whole if number not in self._damaged}
        batch = self._batch(waiting)
        if going and len(batch) < len(waiting):
            batch = []  # they give room for the rest
        self._round(batch, going)
        waiting = waiting[len(batch) :]
        while batch := self._batch(waiting):
            self._round(batch, set())
            waiting = waiting[len(batch) :]
        if not self._damaged:
            self._remove_aside()
        self._progress.update("tidying", self._plan.again_bytes, self._plan.again_bytes)
        damaged = tuple(self._survey.ids[number] for number in sorted(self._damaged))
        return PruneResult(self._freed, self._packs, self._again, damaged, len(waiting), self._plan.missing)

    def _sweep(self) -> None:
        """Unfinished files and stray packs: nothing names them."""
        for kind, name, size in old_scraps(self._backend):
            self._session.confirm()
            with suppress(ObjectMissing):
                self._backend.remove_scrap(kind, name)
                self._freed += size
        self._remove(self._plan.stray)

    def _remove_aside(self) -> None:
        """Damaged files that are of no use any more: the last to go, and only where no damage was met on the way."""
        for kind, name, size in self._plan.aside:
            self._session.confirm()
            with suppress(ObjectMissing):
                self._backend.remove_aside(kind, name)
                self._freed += size

    def _verify_keepers(self) -> None:
        """A copy goes only when the one that stays is whole; else its pack stays."""
        if not self._survey.twice:
            return
        leaving = {*self._plan.whole, *self._plan.again}
        for number, pack in self._survey.each_pack():
            has_needed = number in leaving and self._survey.wanted[number] > 0
            if has_needed and not all(self._is_kept(number, entry) for entry in pack.entries):
                self._damaged.add(number)

    def _is_kept(self, number: int, entry: PackEntry) -> bool:
        """Whether a blob of a leaving pack is needed from there, or nowhere, or is whole where it is kept."""
        keeper = self._survey.keeper(entry.kind, entry.blob_id)
        if keeper is None or keeper == number:
            return True
        keeper_id = self._survey.ids[keeper]
        places = [place for place in self._repository.places(entry.blob_id) if place.pack_id == keeper_id]
        return any(self._comes_back(place.pack_id, place.entry) for place in places if place.entry.kind == entry.kind)

    def _comes_back(self, pack_id: str, entry: PackEntry) -> bool:
        try:
            self._repository.unseal(entry, self._backend.load("data", pack_id, entry.offset, entry.length))
        except (Damaged, ObjectMissing):
            return False
        return True

    def _batch(self, numbers: list[int]) -> list[int]:
        """The first of these packs, as many as there is room to write again."""
        room = self._backend.free_space()
        if room is None:
            return numbers
        fitting: list[int] = []
        for number in numbers:
            room -= self._survey.kept[number]
            if room < _SPARE:
                break
            fitting.append(number)
        return fitting

    def _round(self, batch: list[int], going: set[int]) -> None:
        """Write again what is needed of `batch`; then it goes, and `going` with it."""
        wanted = set(batch)
        if wanted:
            for number, pack in self._survey.each_pack():
                if number in wanted and not self._write_again(number, pack):
                    self._damaged.add(number)
        moved = wanted - self._damaged
        new = self._session.settle()
        leaving = moved | going
        rewritten = self._rewritten(leaving)
        self._session.replace_index(self._contents(rewritten, leaving, new), rewritten)
        self._remove([self._survey.ids[number] for number in sorted(leaving)])
        self._again += len(moved)

    def _write_again(self, number: int, pack: PackContents) -> bool:
        """Whether everything needed from this pack was whole, and is in a new one now."""
        try:
            read = _Reading(self._repository, pack.pack_id, self._survey.sizes[number])
            for entry in pack.entries:
                self._progress.check_cancelled()
                if self._survey.keeper(entry.kind, entry.blob_id) == number:
                    plain = self._repository.unseal(entry, read.sealed(entry))
                    self._session.writer.save_blob(entry.kind, plain)
        except (Damaged, ObjectMissing):
            return False  # what was written again of it lies in two packs for now
        self._read += self._survey.sizes[number]
        self._progress.update("tidying", self._read, self._plan.again_bytes)
        return True

    def _rewritten(self, leaving: set[int]) -> list[str]:
        """The index files that name a leaving pack; and the small ones, where they have become many."""
        index_ids = self._backend.list("index")
        naming = [index_id for index_id in index_ids if leaving and self._names_any(index_id, leaving)]
        small = [index_id for index_id in index_ids if self._backend.size("index", index_id) < _SMALL_FILE]
        return list(dict.fromkeys((*naming, *(small if len(small) >= _MANY_SMALL_FILES else ()))))

    def _names_any(self, index_id: str, packs: set[int]) -> bool:
        contents = known_or_refused(partial(self._repository.load_index_file, index_id))
        return any(self._survey.number(pack.pack_id) in packs for pack in contents)

    def _contents(self, rewritten: list[str], leaving: set[int], new: Iterator[PackContents]) -> Iterator[PackContents]:
        for number, pack in self._survey.each_pack(rewritten):
            if number not in leaving:
                yield pack
        for pack in new:
            self._freed -= file_size(pack.entries)
            yield pack

    def _remove(self, pack_ids: Iterable[str]) -> None:
        for pack_id in pack_ids:
            with suppress(StorageError):
                self._freed += self._backend.size("data", pack_id)
            self._packs += 1
            self.remove_copies("data", [pack_id])
            self._session.remove_packs([pack_id])

    def remove_copies(self, kind: Kind, names: Iterable[str]) -> None:
        """Second copies that are the same as what goes next."""
        for name in names:
            if name in self._copied[kind]:
                self._session.confirm()
                self._freed += self._backend.remove_second_copies(kind, name)


class _Reading:
    """A pack's sealed blobs: the file at once where it is of ordinary size."""

    def __init__(self, repository: Repository, pack_id: str, size: int) -> None:
        self._backend, self._pack_id = repository.backend, pack_id
        whole = self._backend.load("data", pack_id) if size <= _MOST_AT_ONCE else None
        self._whole = None if whole is None else memoryview(whole)

    def sealed(self, entry: PackEntry) -> bytes | memoryview:
        """One of them; shorter where the file ends before."""
        if self._whole is not None:
            return self._whole[entry.offset : entry.offset + entry.length]
        return self._backend.load("data", self._pack_id, entry.offset, entry.length)
