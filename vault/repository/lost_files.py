"""Which files of a backup need a blob that does not come back, and which of their bytes that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from vault.repository.index import Index
from vault.repository.tree import Node

_DEEPEST = 100  # folders that are named; what lies deeper is named by the hundred above it


@dataclass(frozen=True, slots=True)
class LostFile:
    """A file of a backup that does not come back whole, or a folder whose listing does not.

    `path` are its folders from the root and its own name, not in repr: it names a chat. `parts` are the bytes of the
    file that are lost, as (start, end): all that may be, where the index does not tell.
    """

    snapshot: str
    path: tuple[str, ...] = field(repr=False)
    is_folder: bool = False
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LostPiece:
    """One blob that is needed at one place of a file, or for a folder's listing."""

    blob_id: str
    path: tuple[str, ...] = field(repr=False)
    is_folder: bool = False
    start: int = 0
    end: int = 0


def lost_pieces(
    root: str, nodes_of: Callable[[str], Sequence[Node]], lost: AbstractSet[str], index: Index
) -> Iterator[LostPiece]:
    """Every place below the tree `root` where one of the blobs `lost` is needed, file by file.

    `nodes_of` gives the nodes of a tree, none of one that does not come back; what it raises goes through.
    """
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    seen = {root}
    while waiting:
        tree_id, path = waiting.pop()
        if tree_id in lost:
            yield LostPiece(tree_id, path, is_folder=True)
        for node in nodes_of(tree_id):
            below = (*path, node.name) if len(path) < _DEEPEST else path
            if node.is_folder and node.subtree and node.subtree not in seen:
                seen.add(node.subtree)
                waiting.append((node.subtree, below))
            elif node.is_file and not lost.isdisjoint(node.content):
                yield from (
                    LostPiece(blob_id, below, start=start, end=end)
                    for blob_id, start, end in _places_in(node, index)
                    if blob_id in lost
                )


def with_part(parts: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Parts, with a further one that begins no earlier than the last."""
    if parts and start <= parts[-1][1]:
        return (*parts[:-1], (parts[-1][0], max(end, parts[-1][1])))
    return (*parts, (start, end))


def parts_of(node: Node, lost: AbstractSet[str], index: Index) -> tuple[tuple[int, int], ...]:
    """The bytes of a file that the blobs `lost` are, as LostFile has them."""
    parts: tuple[tuple[int, int], ...] = ()
    for blob_id, start, end in _places_in(node, index):
        if blob_id in lost:
            parts = with_part(parts, start, end)
    return parts


def _places_in(node: Node, index: Index) -> Iterator[tuple[str, int, int]]:
    """The file's blobs with the bytes that each one is, or may be, where the index does not know all of them."""
    lengths = [_length(blob_id, index) for blob_id in node.content]
    if lengths.count(None) == 1:  # the file's size tells
        lengths[lengths.index(None)] = max(0, node.size - sum(length or 0 for length in lengths))
    start, is_sure = 0, True
    for blob_id, length in zip(node.content, lengths, strict=True):
        is_sure = is_sure and length is not None
        end = start + (length or 0) if is_sure else node.size
        yield blob_id, start, end
        start = end if is_sure else start


def _length(blob_id: str, index: Index) -> int | None:
    places = index.places(blob_id)
    return places[0].entry.plain_length if places else None
