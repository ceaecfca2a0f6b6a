"""Reading a backup back: decrypted from the place once more, and compared with what went in."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from vault.errors import NoSuchBackup
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import read_whole
from vault.repository.unreadable import unreadable_blobs
from vault.services.contents import FAULTS, StoredExport, read_export
from vault.services.step_progress import Part
from vault.services.vault import Desk, OpenedVault

log = logging.getLogger(__name__)


def load_export(vault: OpenedVault, snapshot_id: str) -> StoredExport:
    """An export of ours, freshly loaded by its snapshot's id. Raises Damaged, StorageError, NoSuchBackup."""
    stored = read_export(vault.repository, vault.repository.load_snapshot(snapshot_id))
    if stored is None:
        raise NoSuchBackup(snapshot_id)
    return stored


def is_whole(vault: OpenedVault, stored: StoredExport, content: str, progress: Progress) -> bool:
    """Whether every byte can be read from the place and together they are this content. Raises Cancelled.

    The backup must name the same blobs in the same order, and each of them proves by its SHA-256 to be what its id
    says: hashing them all together again would tell nothing more.
    """
    try:
        if content_of_node(vault.repository, stored.node) != content:
            return False
        read_whole(vault.repository, stored.node, stored.about.size, Part(progress, "checking"))
    except FAULTS as error:
        log.info("not read back: %s", error)
        return False
    return True


def unread_pieces(vault: OpenedVault, snapshot_id: str, progress: Progress) -> frozenset[str]:
    """The ids of the blobs of a backup that cannot be read. Raises Cancelled, PlaceMissing."""
    try:
        snapshot = vault.repository.load_snapshot(snapshot_id)
    except FAULTS:
        return frozenset()
    return frozenset(unreadable_blobs(vault.repository, snapshot.tree, progress))


def note_read_back(vault: OpenedVault, snapshot_ids: Iterable[str], when: datetime) -> None:
    """Remember on this computer that these backups were read whole; where that fails, they count as unread."""
    try:
        vault.library.mark_read_back(snapshot_ids, when)
    except LibraryUnusable as error:
        log.info("not noted: %s", error)


def note_damage(desk: Desk, vault: OpenedVault, snapshot_ids: Iterable[str], when: datetime) -> None:
    """Remember that damage was found and that these backups, read whole once, do not come back whole now.

    The status is red from here on until a full health check finds all well.
    """
    desk.note(vault, damage_found_on=when)
    try:
        vault.library.forget_read_back(snapshot_ids)
    except LibraryUnusable as error:
        log.info("not noted: %s", error)
