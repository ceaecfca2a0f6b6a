"""What the backups still need: every tree and every piece of a file that a backup leads to, as two tables of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from vault.errors import Damaged, UseUnknown
from vault.progress import Progress
from vault.repository.blob import BlobKind
from vault.repository.id_table import IdTable
from vault.repository.ids import ID_BYTES

if TYPE_CHECKING:
    from vault.repository.repository import Repository

T = TypeVar("T")
Marks = Mapping[BlobKind, IdTable]


class _Record(msgspec.Struct):
    """What leads on from a node, whatever its type: better one too many than one too few."""

    content: list[str] | None = None
    subtree: str | None = None


class _Records(msgspec.Struct):
    nodes: list[_Record] | None


_decoder = msgspec.json.Decoder(_Records)


def needed_by(
    repository: Repository, snapshot_ids: Iterable[str], progress: Progress, roots: Iterable[str] = ()
) -> Marks:
    """All blobs that these backups, and these trees, lead to, by kind. Reports "tidying" in bytes of trees.

    UseUnknown where a backup or a tree cannot be read: then nobody can tell what may go. StorageErrors, Cancelled.
    """
    marks: dict[BlobKind, IdTable] = {"data": IdTable(), "tree": IdTable()}
    waiting: list[bytes] = []
    for snapshot_id in snapshot_ids:
        progress.check_cancelled()
        snapshot = known_or_refused(partial(repository.load_snapshot, snapshot_id))
        _mark(marks["tree"], bytes.fromhex(snapshot.tree), waiting)
    for root in roots:
        _mark(marks["tree"], bytes.fromhex(root), waiting)
    read = 0
    while waiting:
        progress.check_cancelled()
        tree_id = waiting.pop().hex()
        plain = known_or_refused(partial(repository.load_blob, tree_id))
        read += len(plain)
        progress.update("tidying", read, None)
        try:
            for data, trees in map(_led_to, _decoder.decode(plain).nodes or ()):
                for blob_id in data:
                    marks["data"].add(blob_id)
                for blob_id in trees:
                    _mark(marks["tree"], blob_id, waiting)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise UseUnknown("tree", tree_id) from None
    return marks


def known_or_refused(read: Callable[[], T]) -> T:
    """What `read` gives. UseUnknown in place of Damaged: what cannot be read says nothing about what is needed."""
    try:
        return read()
    except Damaged as damage:
        raise UseUnknown(damage.what, damage.name) from damage


def _mark(trees: IdTable, tree_id: bytes, waiting: list[bytes]) -> None:
    before = len(trees)
    trees.add(tree_id)
    if len(trees) > before:
        waiting.append(tree_id)


def _led_to(record: _Record) -> tuple[list[bytes], list[bytes]]:
    """The pieces and the folder of a node. ValueError on what is no id."""
    data = [_id(text) for text in record.content or ()]
    return data, [] if record.subtree is None else [_id(record.subtree)]


def _id(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != ID_BYTES:
        raise ValueError("not an id")
    return raw
