"""Which files need what is lost, and which bytes of them: told as exactly as the index and the trees allow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vault.crypto.cipher import OVERHEAD
from vault.repository.blob import PackEntry
from vault.repository.index import Index
from vault.repository.lost_files import LostPiece, lost_pieces, with_part
from vault.repository.tree import MODE_DIR, Node

A, B, C, ROOT, BELOW = ("aa" * 32, "bb" * 32, "cc" * 32, "01" * 32, "02" * 32)
LENGTHS = {A: 10, B: 20, C: 30}
FILE = Node("photo.jpg", "file", size=60, content=(A, B, C))
TREES: dict[str, Sequence[Node]] = {ROOT: [Node("Anna", "dir", MODE_DIR, subtree=BELOW)], BELOW: [FILE]}


def index_of(*known: str) -> Index:
    index = Index()
    entries = [PackEntry(blob_id, "data", 0, LENGTHS[blob_id] + OVERHEAD) for blob_id in known]
    index.add_pack("0f" * 32, entries)
    return index


def pieces(lost: set[str], index: Index, trees: dict[str, Sequence[Node]] = TREES) -> list[LostPiece]:
    return list(lost_pieces(ROOT, lambda tree_id: trees.get(tree_id, ()), lost, index))


def spans(lost: set[str], index: Index) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in pieces(lost, index)]


def test_a_blob_is_so_many_bytes_of_its_file() -> None:
    index = index_of(A, B, C)
    assert pieces({B}, index) == [LostPiece(B, ("Anna", "photo.jpg"), start=10, end=30)]
    assert spans({A, C}, index) == [(0, 10), (30, 60)]
    assert spans({"ff" * 32}, index) == []


def test_the_files_size_tells_the_length_of_one_that_no_index_names() -> None:
    assert spans({B}, index_of(A, C)) == [(10, 30)]
    assert spans({C}, index_of(A, C)) == [(30, 60)]


def test_of_several_unknown_ones_all_that_may_be_is_told() -> None:
    assert spans({B}, index_of(A)) == [(10, 60)]
    assert spans({A, B}, index_of(A)) == [(0, 10), (10, 60)]
    assert spans({C}, index_of(C)) == [(0, 60)]


def test_a_folder_whose_listing_is_lost_is_told_as_such() -> None:
    trees = {ROOT: TREES[ROOT]}
    assert pieces({BELOW}, index_of(), trees) == [LostPiece(BELOW, ("Anna",), is_folder=True)]


def test_folders_in_folders_without_end_have_names_with_one() -> None:
    depth = 300
    ids = [f"{number:064x}" for number in range(depth)]
    trees: dict[str, Sequence[Node]] = {
        tree_id: [Node("x", "dir", MODE_DIR, subtree=below)] for tree_id, below in pairwise(ids)
    }
    trees[ids[-1]] = [FILE]
    (piece,) = lost_pieces(ids[0], lambda tree_id: trees[tree_id], {A}, index_of(A, B, C))
    assert len(piece.path) == 100


def test_parts_that_touch_are_one() -> None:
    assert with_part((), 3, 5) == ((3, 5),)
    assert with_part(((3, 5),), 5, 9) == ((3, 9),)
    assert with_part(((3, 9),), 4, 6) == ((3, 9),)
    assert with_part(((3, 5),), 6, 9) == ((3, 5), (6, 9))
