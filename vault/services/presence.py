"""Whether what the newest backups need is still at the place: asked by names only, at every status."""

from __future__ import annotations

from vault.repository.repository import Repository
from vault.repository.restorer import find_files
from vault.services.contents import FAULTS, Inventory
from vault.services.vault import OpenedVault


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
    """The blobs of the newest backup of each chat."""
    newest = {(entry.about.app, entry.about.key): entry.snapshot for entry in inventory.entries}
    needed: set[str] = set()
    for snapshot_id in newest.values():
        snapshot = repository.load_snapshot(snapshot_id)
        needed.add(snapshot.tree)
        for found in find_files(repository, snapshot):
            needed.update(found.node.content)
    return needed


def _is_lacking(repository: Repository, needed: set[str]) -> bool:
    """Whether a pack is missing that an index file names, or a needed blob is named by none."""
    packs = set(repository.backend.list("data"))
    for index_id in repository.backend.list("index"):
        for pack in repository.load_index_file(index_id):
            if pack.pack_id not in packs:
                return True
            needed.difference_update(entry.blob_id for entry in pack.entries)
    return bool(needed)
