"""Whether what the newest backups need is still at the place: asked by names only, at every status."""

from __future__ import annotations

from vault.repository.repository import Repository
from vault.repository.restorer import iterate_files
from vault.repository.snapshot import Snapshot
from vault.services.contents import FAULTS, Inventory
from vault.services.vault import OpenedVault

_MOST_FILES = 20_000  # of one export: whether each of its files is named by an index is asked up to here


def something_is_gone(vault: OpenedVault, inventory: Inventory) -> bool:
    """Whether the config is not the vault's, a pack that an index names is missing, or a newest backup lacks a blob.

    Raises PlaceMissing.
    """
    repository = vault.repository
    try:
        if Repository.public_id_of(repository.backend) != repository.public_id:
            return True
        return _is_lacking(repository, _needed(repository, inventory))
    except FAULTS:
        return True


def _needed(repository: Repository, inventory: Inventory) -> set[str]:
    """The blobs of the newest backup of each chat; of a folder with very many files, those of its listings only."""
    newest = {(chat.app, chat.key): entry for entry in inventory.entries for chat in entry.about.listed()}
    needed: set[str] = set()
    for snapshot_id, files in {entry.snapshot: entry.about.files for entry in newest.values()}.items():
        snapshot = repository.load_snapshot(snapshot_id)
        needed.add(snapshot.tree)
        if files > _MOST_FILES:
            needed |= _listings(repository, snapshot)
            continue
        for found in iterate_files(repository, snapshot):
            needed.update(found.node.content)
    return needed


def _listings(repository: Repository, snapshot: Snapshot) -> set[str]:
    """The trees down to the export's own folder: reading all below it would take seconds, at every status."""
    found, trees = {snapshot.tree}, [snapshot.tree]
    for _ in range(3):
        nodes = [node for tree in trees for node in repository.load_tree(tree).nodes]
        trees = [node.subtree for node in nodes if node.subtree]
        found.update(trees)
    return found


def _is_lacking(repository: Repository, needed: set[str]) -> bool:
    """Whether a pack is missing that an index file names, or a needed blob is named by none."""
    packs, index = set(repository.backend.list("data")), repository.whole_index()
    return not packs.issuperset(index.packs) or not all(map(index.places, needed))
