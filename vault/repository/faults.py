"""What a health check found, and which backups it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vault.errors import ChatVaultError, Damaged, NoPermission, ObjectMissing, PlaceFailed
from vault.progress import Progress
from vault.repository.index import Index
from vault.repository.lost_files import LostFile, LostPiece, lost_pieces, with_part
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node

What = Literal["config", "key", "index", "snapshot", "pack", "tree", "blob"]
# What one file may suffer without an end to the whole check. A place that is gone is none of them.
FAULTS = (Damaged, ObjectMissing, NoPermission, PlaceFailed)

MOST_FILES = 1000  # named for one thing that is wrong


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `what` and `name` as in errors.Damaged. `snapshots` are the ids of the backups that do not come back whole because
    of it, oldest first; empty where none is touched. `detail` says in developer's words what did not fit. `files` are
    those of the backups that it costs, the first MOST_FILES.
    """

    what: What
    name: str
    snapshots: tuple[str, ...]
    detail: str = ""
    files: tuple[LostFile, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Fault:
    what: What
    name: str
    details: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)  # ids of blobs and trees
    snapshots: set[str] = field(default_factory=set)
    files: dict[tuple[str, tuple[str, ...]], LostFile] = field(default_factory=dict)

    def costs(self, snapshot_id: str, piece: LostPiece) -> None:
        """A backup needs what is lost."""
        self.snapshots.add(snapshot_id)
        where = snapshot_id, piece.path
        if where in self.files or len(self.files) < MOST_FILES:
            known = self.files.get(where)
            parts = () if piece.is_folder else with_part(known.parts if known else (), piece.start, piece.end)
            self.files[where] = LostFile(snapshot_id, piece.path, piece.is_folder, parts)


class Faults:
    """Collects faults, one for each file, tree or blob, whatever is wrong with it. For one thread."""

    def __init__(self) -> None:
        self._faults: dict[tuple[What, str], _Fault] = {}
        self._bad_packs_of: dict[str, tuple[str] | set[str]] = {}

    def note(self, what: What, name: str, detail: str) -> None:
        """Something is wrong that costs no blob by itself."""
        self._fault(what, name, detail)

    def note_lost(self, what: Literal["tree", "blob"], blob_id: str, detail: str, further: Iterable[str] = ()) -> None:
        """A tree or blob does not come back, nor do `further` ones for the same reason."""
        self._fault(what, blob_id, detail).lost.update((blob_id, *further))

    def note_snapshot(self, snapshot_id: str, detail: str) -> None:
        """A backup itself is not readable."""
        self._fault("snapshot", snapshot_id, detail).snapshots.add(snapshot_id)

    def note_pack(self, pack_id: str, detail: str, bad: Iterable[str]) -> None:
        """A pack is not what it should be; the blobs `bad` do not come back from it, from another perhaps."""
        fault, alone = self._fault("pack", pack_id, detail), (pack_id,)
        for blob_id in bad:
            fault.lost.add(blob_id)
            # One tuple for all blobs of a pack: a set of each would take more than all else that a check remembers.
            known = self._bad_packs_of.setdefault(blob_id, alone)
            if isinstance(known, set):
                known.add(pack_id)
            elif known != alone:
                self._bad_packs_of[blob_id] = {*known, pack_id}

    def explains(self, blob_id: str, index: Index) -> bool:
        """Whether the packs noted so far are reason enough for a blob not to come back."""
        places = index.places(blob_id)
        bad = self._bad_packs_of.get(blob_id, ())
        return bool(places) and all(place.pack_id in bad for place in places)

    def problems(
        self, repository: Repository, index: Index, snapshots: Sequence[Snapshot], progress: Progress
    ) -> tuple[Problem, ...]:
        """Everything noted, with the backups touched. Trees are read again only if a blob is lost."""
        reasons = self._reasons(index)
        if reasons:

            def nodes_of(tree_id: str) -> Sequence[Node]:
                progress.check_cancelled()
                try:
                    return repository.load_tree(tree_id).nodes
                except FAULTS:
                    return ()

            for snapshot in snapshots:
                for piece in lost_pieces(snapshot.tree, nodes_of, reasons.keys(), index):
                    for fault in reasons[piece.blob_id]:
                        fault.costs(snapshot.id, piece)
        age = {snapshot.id: number for number, snapshot in enumerate(snapshots)}
        return tuple(_problem(fault, age) for fault in self._faults.values())

    def _fault(self, what: What, name: str, detail: str) -> _Fault:
        fault = self._faults.setdefault((what, name), _Fault(what, name))
        if detail not in fault.details:
            fault.details.append(detail)
        return fault

    def _reasons(self, index: Index) -> dict[str, tuple[_Fault, ...]]:
        """Lost blobs and why; one with a whole copy in another pack is not lost."""
        reasons: dict[str, tuple[_Fault, ...]] = {}
        for fault in self._faults.values():
            alone = (fault,)
            for blob_id in fault.lost:
                if fault.what != "pack" or self.explains(blob_id, index):
                    known = reasons.get(blob_id)
                    reasons[blob_id] = alone if known is None else known + alone
        return reasons


def in_words(error: ChatVaultError) -> str:
    """What an error says, without naming the place: detail for a Problem."""
    if isinstance(error, Damaged):
        return error.detail
    return "missing" if isinstance(error, ObjectMissing) else type(error).__name__


def _problem(fault: _Fault, age: dict[str, int]) -> Problem:
    touched = sorted(fault.snapshots, key=lambda snapshot_id: (age.get(snapshot_id, len(age)), snapshot_id))
    files = sorted(fault.files.values(), key=lambda file: touched.index(file.snapshot))
    return Problem(fault.what, fault.name, tuple(touched), "; ".join(fault.details), tuple(files))
