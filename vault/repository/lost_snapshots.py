"""Backups whose own little file is lost, found again by their trees: a root is a tree that no other tree names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from vault.progress import Progress
from vault.repository.faults import FAULTS
from vault.repository.healing import listed, whole_copy
from vault.repository.names import leaves_its_folder
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node, Tree
from vault.storage.backend import Backend
from vault.storage.memory import MemoryBackend

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEPTH = 2  # app / chat


def lost_snapshots(repository: Repository, progress: Progress, let_go: Collection[str]) -> list[Snapshot]:
    """What could be backups again: unnamed roots that look like ours, root / app / chat / files. Not saved yet.

    Their time is that of the newest file beside the export, which is when the backup was made. None is of a root in
    `let_go`. PlaceMissing, Cancelled.
    """
    trees = _all_trees(repository, progress)
    named = {snapshot.tree for snapshot in repository.snapshots()}.union(let_go)
    roots: list[str] = []
    for tree_id in trees:
        progress.check_cancelled()
        tree = _tree(repository, tree_id)
        if tree is None:
            continue
        named.update(node.subtree for node in tree.nodes if node.subtree)
        roots.append(tree_id)
    found = (snapshot_of(repository, tree_id) for tree_id in roots if tree_id not in named)
    return [snapshot for snapshot in found if snapshot is not None]


def missing_snapshots(
    repository: Repository, others: Sequence[Backend], progress: Progress, let_go: Collection[str]
) -> list[str]:
    """Ids of backups that are not on the list though a copy has their files and the vault has their roots.

    Copies are `others`, and what a cloud's client keeps beside a file under a longer name. Of a backup that was let go
    no root stays: a tidying takes it away. One that was cut off leaves some, and `let_go` tells: ids of backups and of
    roots. PlaceMissing, Cancelled.
    """
    here = set(repository.backend.list("snapshots"))
    there = {name for place in (repository.backend, *others) for name in listed(place, "snapshots")} - here
    there -= set(let_go)
    if not there:
        return []
    named, found = {snapshot.tree for snapshot in repository.snapshots()}.union(let_go), list[str]()
    for name in sorted(there):
        progress.check_cancelled()
        stored = whole_copy([repository.backend, *others], "snapshots", name)
        snapshot = None if stored is None else _read(repository, name, stored)
        if snapshot is not None and snapshot.tree not in named and repository.has_blob(snapshot.tree, "tree"):
            found.append(name)
            named.add(snapshot.tree)
    return found


def _read(repository: Repository, name: str, stored: bytes) -> Snapshot | None:
    """A backup's file that does not lie at the place."""
    alone = MemoryBackend()
    alone.save("snapshots", name, stored)
    try:
        return repository.copy_at(alone).load_snapshot(name)
    except FAULTS:
        return None


def _all_trees(repository: Repository, progress: Progress) -> list[str]:
    found: dict[str, None] = {}
    for index_id in repository.backend.list("index"):
        progress.check_cancelled()
        try:
            packs = repository.load_index_file(index_id)
        except FAULTS:
            continue
        found.update((entry.blob_id, None) for pack in packs for entry in pack.entries if entry.kind == "tree")
    return list(found)


def _tree(repository: Repository, tree_id: str) -> Tree | None:
    try:
        return repository.load_tree(tree_id)
    except FAULTS:
        return None


def snapshot_of(repository: Repository, root: str) -> Snapshot | None:
    """A backup of ours: one folder in one folder, and files or folders in that."""
    path: list[str] = []
    tree = _tree(repository, root)
    for _ in range(_DEPTH):
        node = _only_folder(tree)
        if node is None or node.subtree is None:
            return None
        path.append(node.name)
        tree = _tree(repository, node.subtree)
    if tree is None or not any(node.is_file for node in tree.nodes):
        return None
    newest = max((node.mtime for node in _files(tree) if node.mtime), default=_EPOCH)
    return Snapshot(time=newest, tree=root, paths=("/" + "/".join(path),))


def _only_folder(tree: Tree | None) -> Node | None:
    nodes = tree.nodes if tree is not None else ()
    one = nodes[0] if len(nodes) == 1 else None
    return one if one is not None and one.is_folder and not leaves_its_folder(one.name) else None


def _files(tree: Tree) -> Iterator[Node]:
    return (node for node in tree.nodes if node.is_file)
