"""The health check: is everything there that the backups need, and is it what was written?

The structure alone reads the small files and the trees: every backup's folders, every blob named by an index, every
pack there with the size that the index implies. `read_all` reads every pack besides: its SHA-256 is its name, its own
list agrees with the index, every blob opens and is what its id says. Faults are collected, never raised: only a place
that is gone, or the wish to stop, ends a check. Packs that no index names are what an interrupted backup left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, compress, islice
from typing import TypeVar

from vault.progress import Progress
from vault.repository.faults import FAULTS, Faults, Problem, What, in_words
from vault.repository.ids import id_of
from vault.repository.index import Index
from vault.repository.index_file import PackContents
from vault.repository.index_rows import IndexRows
from vault.repository.key_file import load_key_file
from vault.repository.names import leaves_its_folder
from vault.repository.pack_check import PackCheck
from vault.repository.read_ahead import READERS, read_ahead
from vault.repository.repository import Repository
from vault.repository.snapshot import Room, Snapshot
from vault.repository.tree import Tree
from vault.storage.backend import CONFIG_NAME, Kind

__all__ = ["Check", "CheckReport", "Problem"]

_PACKS_AHEAD = 6  # they wait as verdicts, which are small
_MOST_MISSING = 20_000  # blobs of one folder whose files are named
_ATTEMPTS = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`read_bytes`: how much was read at the place. `problems` is empty where all is well."""

    read_bytes: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def only(self, suspects: set[tuple[What, str]]) -> CheckReport:
        """The same without problems that are none of these, (what, name)."""
        return replace(self, problems=tuple(each for each in self.problems if (each.what, each.name) in suspects))


class Check:
    """The health check."""

    def run(self, repository: Repository, *, read_all: bool, progress: Progress) -> CheckReport:
        """Check everything; `read_all` reads every byte. Reports "checking" in bytes.

        It takes no lock. Where something is amiss and another program changed the vault meanwhile (a backup, a
        pruning), it begins again; where that happens every time, only what was found twice is told. Raises Cancelled,
        and PlaceMissing when the place went away: that says nothing about the vault.
        """
        suspects: set[tuple[What, str]] = set()
        for _ in range(_ATTEMPTS):
            before = _listing(repository)
            report = _Run(repository, progress).report(read_all=read_all)
            if report.ok or _listing(repository) == before:
                return report
            twice = report.only(suspects)
            suspects = {(problem.what, problem.name) for problem in report.problems}
        return twice


def _listing(repository: Repository) -> tuple[list[str], list[str]]:
    """What changes whenever another program adds or takes away."""
    return repository.backend.list("index"), repository.backend.list("snapshots")


class _Run:
    """One check from beginning to end."""

    def __init__(self, repository: Repository, progress: Progress) -> None:
        self._repository = repository
        self._backend = repository.backend
        self._progress = progress
        self._faults = Faults()
        self._index = Index()
        self._index_files: list[str] = []  # the readable ones
        self._done = 0
        self._total: int | None = None

    def report(self, *, read_all: bool) -> CheckReport:
        """Do it all, cheap things first."""
        self._check_config()
        self._check_keys()
        # Listed before the index is read: a backup that ends meanwhile must not seem to lack its blobs.
        snapshot_ids = self._backend.list("snapshots")
        pack_bytes, tree_bytes = self._check_index_files()
        snapshots = self._load_snapshots(snapshot_ids)
        self._total = self._done + tree_bytes + (pack_bytes if read_all else 0)
        self._check_trees(snapshots)
        if read_all:
            self._check_packs()
        problems = self._faults.problems(self._repository, self._index, snapshots, self._progress)
        self._progress.update("checking", self._done, self._done)
        return CheckReport(self._done, problems)

    def _check_config(self) -> None:
        stored = self._attempt("config", CONFIG_NAME, partial(self._backend.load, "config", CONFIG_NAME))
        self._count("config", CONFIG_NAME)
        if stored is not None and id_of(stored) != self._repository.public_id:
            self._faults.note("config", CONFIG_NAME, "not what it was when the vault was opened")

    def _check_keys(self) -> None:
        for key_id in sorted({*self._backend.list("keys"), self._repository.key_id}):
            self._attempt("key", key_id, partial(load_key_file, self._backend, key_id))
            self._count("keys", key_id)

    def _check_index_files(self) -> tuple[int, int]:
        """Take in what they name; the bytes of all their packs, and of the trees in them."""
        present = set(self._backend.list("data"))
        seen: set[str] = set()
        pack_bytes = tree_bytes = 0
        index_ids = self._backend.list("index")
        for index_id in index_ids:
            rows = self._attempt("index", index_id, partial(self._repository.load_index_rows, index_id))
            self._count("index", index_id)
            if rows is not None:
                self._index_files.append(index_id)
            for some in rows or ():
                self._index.add_rows(some)
                pack_bytes += self._check_sizes(some, present, seen)
                tree_bytes += sum(compress(some.lengths, some.kinds))  # the kind's number is 1 for trees
        self._repository.adopt(self._index, index_ids)
        return pack_bytes, tree_bytes

    def _check_sizes(self, rows: IndexRows, present: set[str], seen: set[str]) -> int:
        """The bytes of the packs' files; one that is missing or not as long as the index implies costs blobs."""
        pack_bytes = 0
        for pack_id, numbers in rows.spans():
            size = self._size("data", pack_id)  # even of one that was not listed: it may have come since
            if size != rows.file_bytes(numbers):
                entries = map(rows.entry, numbers)
                cut = (entry.blob_id for entry in entries if entry.offset + entry.length > size)
                detail = "not as long as the index says" if size or pack_id in present else "missing"
                self._faults.note_pack(pack_id, detail, cut)
            pack_bytes += 0 if pack_id in seen else size
            seen.add(pack_id)
        return pack_bytes

    def _load_snapshots(self, snapshot_ids: Sequence[str]) -> list[Snapshot]:
        """The readable ones, oldest first."""
        found, room = list[Snapshot](), Room()
        for snapshot_id in snapshot_ids:
            self._progress.check_cancelled()
            try:
                found.append(room.take(self._repository.load_snapshot(snapshot_id)))
            except FAULTS as fault:
                self._faults.note_snapshot(snapshot_id, in_words(fault))
            self._count("snapshots", snapshot_id)
        return sorted(found, key=lambda snapshot: (snapshot.time, snapshot.id))

    def _check_trees(self, snapshots: Sequence[Snapshot]) -> None:
        """Every tree of every backup, once each."""
        waiting = list({snapshot.tree for snapshot in snapshots})
        seen = set(waiting)
        while waiting:
            self._progress.check_cancelled()
            tree_id = waiting.pop()
            tree = self._load_tree(tree_id)
            if tree is not None:
                self._check_nodes(tree_id, tree)
                subtrees = {node.subtree for node in tree.nodes if node.is_folder and node.subtree} - seen
                seen |= subtrees
                waiting += subtrees

    def _load_tree(self, tree_id: str) -> Tree | None:
        if not self._index.has("tree", bytes.fromhex(tree_id)):
            self._faults.note_lost("tree", tree_id, "not in index")
            return None
        try:
            tree = self._repository.load_tree(tree_id)
        except FAULTS as fault:
            if not self._faults.explains(tree_id, self._index):
                self._faults.note_lost("tree", tree_id, in_words(fault))
            return None
        self._count_bytes(self._index.places(tree_id)[0].entry.length)
        return tree

    def _check_nodes(self, tree_id: str, tree: Tree) -> None:
        """Whether its files can be had and written. One fault for each tree is enough to name the backup."""
        if any(leaves_its_folder(node.name) for node in tree.nodes if node.is_file or node.is_folder):
            self._faults.note_lost("tree", tree_id, "a name that leaves its folder")
        content = (blob_id for node in tree.nodes if node.is_file for blob_id in node.content)
        missing = (blob_id for blob_id in content if not self._index.has("data", bytes.fromhex(blob_id)))
        for blob_id in islice(missing, 1):
            self._faults.note_lost("blob", blob_id, "not in index", islice(missing, _MOST_MISSING))

    def _check_packs(self) -> None:
        check = PackCheck(self._repository, READERS)
        with closing(read_ahead(check.verify, self._listed_packs(), ahead=_PACKS_AHEAD)) as verdicts, closing(check):
            for verdict in verdicts:
                self._progress.check_cancelled()
                self._count_bytes(verdict.read_bytes)
                for fault in verdict.faults:
                    self._faults.note_pack(verdict.pack_id, fault, verdict.bad)

    def _listed_packs(self) -> Iterator[PackContents]:
        """What the readable index files name, one file in memory at a time; the same said twice is read once."""
        seen: set[tuple[str, int]] = set()
        for index_id in self._index_files:
            rows = self._attempt("index", index_id, partial(self._repository.load_index_rows, index_id))
            for pack_id, entries in chain.from_iterable(some.by_pack() for some in rows or ()):
                said = (pack_id, hash(frozenset(entries)))
                if said not in seen:
                    seen.add(said)
                    yield PackContents(pack_id, entries)

    def _attempt(self, what: What, name: str, read: Callable[[], T]) -> T | None:
        """What `read` gives; its fault is noted."""
        self._progress.check_cancelled()
        try:
            return read()
        except FAULTS as fault:
            self._faults.note(what, name, in_words(fault))
            return None

    def _size(self, kind: Kind, name: str) -> int:
        with suppress(*FAULTS):
            return self._backend.size(kind, name)
        return 0

    def _count(self, kind: Kind, name: str) -> None:
        self._count_bytes(self._size(kind, name))

    def _count_bytes(self, read: int) -> None:
        self._done += read
        self._progress.update("checking", self._done, self._total)
