"""What a backup needs and nobody can read: each of its blobs is tried once."""

from __future__ import annotations

from collections.abc import Iterator

from vault.progress import Progress
from vault.repository.faults import FAULTS
from vault.repository.lost_files import parts_of
from vault.repository.repository import Repository
from vault.repository.tree import Node


def unreadable_blobs(repository: Repository, tree_id: str, progress: Progress) -> Iterator[str]:
    """The ids of all blobs below a tree, and of trees, that do not come back. PlaceMissing, Cancelled."""
    waiting, seen = [tree_id], {tree_id}
    while waiting:
        folder = waiting.pop()
        try:
            nodes = repository.load_tree(folder).nodes
        except FAULTS:
            yield folder
            continue
        for node in nodes:
            if node.is_folder and node.subtree and node.subtree not in seen:
                seen.add(node.subtree)
                waiting.append(node.subtree)
            for blob_id in node.content if node.is_file else ():
                progress.check_cancelled()
                if blob_id not in seen and not is_readable(repository, blob_id):
                    yield blob_id
                seen.add(blob_id)


def lost_parts(repository: Repository, node: Node, progress: Progress) -> tuple[tuple[int, int], ...]:
    """The bytes of a file that do not come back, as LostFile has them: each blob is tried once. Raises as above."""
    lost = set[str]()
    for blob_id in dict.fromkeys(node.content):
        progress.check_cancelled()
        if not is_readable(repository, blob_id):
            lost.add(blob_id)
    return parts_of(node, lost, repository.index)


def is_readable(repository: Repository, blob_id: str) -> bool:
    """Whether a blob comes back as what its id says."""
    try:
        repository.load_blob(blob_id)
    except FAULTS:
        return False
    return True
