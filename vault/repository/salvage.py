"""Whole blobs out of damaged packs, and lost ones out of other copies of the vault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vault.crypto.cipher import OVERHEAD
from vault.errors import ObjectMissing
from vault.progress import Progress
from vault.repository.blob import MAX_BLOB_BYTES, MAX_TREE_BYTES, BlobKind, PackEntry
from vault.repository.faults import FAULTS
from vault.repository.repository import Repository
from vault.repository.tree import decode_tree

_PIECE = 8 << 20  # bytes hashed at a time

Blob = tuple[BlobKind, bytes]


@dataclass(frozen=True, slots=True)
class DamagedPack:
    """A pack and what it should hold, by the index and by its own list.

    `fits`: its bytes are what its name says, so that its own list is right and only the index is wrong. `missing`:
    there is no such file.
    """

    pack_id: str
    entries: tuple[PackEntry, ...]
    fits: bool
    missing: bool

    @property
    def can_move(self) -> bool:
        """Whether all that it holds may be written again: restic once wrote blobs that we do not write."""
        return all(_may_be_written(entry.kind, max(entry.plain_length, entry.length)) for entry in self.entries)

    @property
    def bytes(self) -> int:
        """How many it should have, without its list."""
        return sum(entry.length for entry in self.entries)


def look_into(repository: Repository, pack_id: str, listed: Sequence[PackEntry]) -> DamagedPack:
    """Look at a pack that the check found damaged; `listed` is what the index says of it. PlaceMissing."""
    try:
        own: tuple[PackEntry, ...] = repository.read_pack_header(pack_id)
    except FAULTS:
        own = ()
    digest = _sha256(repository, pack_id)
    if own and digest == pack_id:
        return DamagedPack(pack_id, own, fits=True, missing=False)
    return DamagedPack(pack_id, tuple(dict.fromkeys((*listed, *own))), fits=False, missing=digest == "")


def whole_blobs(repository: Repository, pack: DamagedPack, progress: Progress) -> Iterator[Blob]:
    """What can still be read of a damaged pack, blob by blob. PlaceMissing, Cancelled."""
    for entry in pack.entries:
        progress.check_cancelled()
        try:
            sealed = repository.backend.load("data", pack.pack_id, entry.offset, entry.length)
            yield entry.kind, repository.unseal(entry, sealed)
        except FAULTS:
            continue


class Copies:
    """Other copies of the vault, asked for single blobs. What they give is verified like everything else."""

    def __init__(self, copies: Sequence[Repository]) -> None:
        self._copies = copies

    def blob(self, kind: BlobKind, blob_id: str) -> bytes | None:
        """A blob, from whichever copy has it whole; None where none has."""
        for copy in self._copies:
            try:
                if copy.has_blob(blob_id, kind) and _may_be_written(kind, copy.blob_size(blob_id)):
                    return copy.load_blob(blob_id)
            except (*FAULTS, ObjectMissing):
                continue
        return None


def lost_blobs(
    repository: Repository, copies: Copies, is_lost: Callable[[BlobKind, str], bool], progress: Progress
) -> Iterator[Blob]:
    """Every blob that a backup needs, that is lost here, and that a copy has. PlaceMissing, Cancelled."""
    waiting = list({snapshot.tree for snapshot in repository.snapshots()})
    seen = set(waiting)
    while waiting:
        progress.check_cancelled()
        tree_id = waiting.pop()
        plain = _plain_tree(repository, copies, is_lost, tree_id)
        if plain is None:
            continue
        if is_lost("tree", tree_id):
            yield "tree", plain
        try:
            nodes = decode_tree(plain, tree_id).nodes
        except FAULTS:
            continue
        further = {node.subtree for node in nodes if node.is_folder and node.subtree} - seen
        seen |= further
        waiting += further
        content = (blob_id for node in nodes if node.is_file for blob_id in node.content)
        for blob_id in content:
            progress.check_cancelled()
            if blob_id not in seen and is_lost("data", blob_id):
                seen.add(blob_id)
                found = copies.blob("data", blob_id)
                if found is not None:
                    yield "data", found


def _plain_tree(
    repository: Repository, copies: Copies, is_lost: Callable[[BlobKind, str], bool], tree_id: str
) -> bytes | None:
    if is_lost("tree", tree_id):
        return copies.blob("tree", tree_id)
    try:
        return repository.load_blob(tree_id)
    except FAULTS:
        return None


def _may_be_written(kind: BlobKind, length: int) -> bool:
    return length <= (MAX_TREE_BYTES if kind == "tree" else MAX_BLOB_BYTES) + OVERHEAD


def _sha256(repository: Repository, pack_id: str) -> str:
    """Of a pack's file, piece by piece; "" where there is none, "unreadable" where the disk does not give it."""
    digest, offset = hashlib.sha256(), 0
    try:
        while piece := repository.backend.load("data", pack_id, offset, _PIECE):
            digest.update(piece)
            offset += len(piece)
    except ObjectMissing:
        return ""
    except FAULTS:
        return "unreadable"
    return digest.hexdigest()
