"""What of a backup can still be read, and whether other backups hold all of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vault.progress import Progress
from vault.repository.faults import FAULTS
from vault.repository.repository import Repository
from vault.repository.tree import Node
from vault.repository.unreadable import is_readable

_Content = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remains:
    """`files` come back whole, each told by the ids of its blobs; `pieces` are readable blobs of those that do not."""

    files: frozenset[_Content]
    pieces: frozenset[str]


def remains_of(repository: Repository, tree_id: str, progress: Progress) -> Remains:
    """Read all that lies below a tree, as far as it comes back. PlaceMissing, Cancelled."""
    files, pieces, readable = set[_Content](), set[str](), dict[str, bool]()
    for node in _files(repository, tree_id, progress, set()):
        for blob_id in node.content:
            progress.check_cancelled()
            if blob_id not in readable:
                readable[blob_id] = is_readable(repository, blob_id)
        if all(map(readable.__getitem__, node.content)):
            files.add(tuple(node.content))
        else:
            pieces.update(filter(readable.__getitem__, node.content))
    return Remains(frozenset(files - {()}), frozenset(pieces))


def are_held(repository: Repository, remains: Remains, keepers: Iterable[str], progress: Progress) -> bool:
    """Whether every such file lies below one of the trees `keepers`, blob for blob, and every piece below any."""
    files, pieces, seen = set(remains.files), set(remains.pieces), set[str]()
    for tree_id in keepers:
        if not (files or pieces):
            break
        for node in _files(repository, tree_id, progress, seen):
            files.discard(tuple(node.content))
            pieces.difference_update(node.content)
    return not (files or pieces)


def _files(repository: Repository, root: str, progress: Progress, seen: set[str]) -> Iterator[Node]:
    """The files below a tree, those of a folder in `seen` left out; it takes in what was gone through."""
    waiting = [root]
    while waiting:
        progress.check_cancelled()
        tree_id = waiting.pop()
        if tree_id in seen:
            continue
        seen.add(tree_id)
        try:
            nodes = repository.load_tree(tree_id).nodes
        except FAULTS:
            continue
        waiting += [node.subtree for node in nodes if node.is_folder and node.subtree]
        yield from (node for node in nodes if node.is_file)
