"""A folder in the vault, file by file in the order of their whole names; never more than some listings in memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

from vault.errors import Damaged
from vault.progress import Progress
from vault.repository.content import line_of
from vault.repository.names import leaves_its_folder
from vault.repository.pieces_out import prove_pieces
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.restorer import MAX_DEPTH, MAX_FILES, read_file
from vault.repository.tree import Node, Tree

_CACHED_TREES = 16
_MAX_LETTERS = 128 << 20  # of all names together, with their folders'
_AHEAD = 6  # blobs read before it is their turn


@dataclass(frozen=True, slots=True)
class FileInTree:
    """A file below a folder of the vault; `name` with `/` between folders."""

    name: str = field(repr=False)
    node: Node


def files_below(repository: Repository, folder: Node) -> Iterator[FileInTree]:
    """All files below a folder, sorted by their whole names; links and the like are left out.

    Raises Damaged for trees that are missing, unreadable, too deep or too many, and for names that would be a path.
    """
    seen = 0
    letters = 0
    waiting: list[tuple[str, Node]] = [("", replace(folder, name=""))]  # the folder above, and what is in it
    while waiting:
        above, node = waiting.pop()
        name = above + node.name
        if node.is_file:
            yield FileInTree(name, node)
            continue
        if name.count("/") > MAX_DEPTH or node.subtree is None:
            raise Damaged("tree", node.subtree or "", "too deep or too many")
        nodes = _listed(repository.load_tree(node.subtree), node.subtree)
        seen += len(nodes)
        letters += len(nodes) * len(name)
        if seen > MAX_FILES or letters > _MAX_LETTERS:
            raise Damaged("tree", node.subtree, "too deep or too many")
        before = f"{name}/" if name else ""
        nodes.sort(key=_place, reverse=True)
        waiting += [(before, child) for child in nodes]


def _listed(tree: Tree, tree_id: str) -> list[Node]:
    nodes = [node for node in tree.nodes if node.is_file or node.is_folder]
    if any(leaves_its_folder(node.name, windows=False) for node in nodes):
        raise Damaged("tree", tree_id, "a name that leaves its folder")
    return nodes


def _place(node: Node) -> str:
    """By this, what lies below a folder comes where its whole name belongs: "a-b" before "a/c"."""
    return node.name + "/" if node.is_folder else node.name


class StoredTree:
    """Looks up single files of a folder in the vault. For one thread at a time."""

    def __init__(self, repository: Repository, folder: Node) -> None:
        self._repository, self._folder = repository, folder
        self._trees: OrderedDict[str, dict[str, Node]] = OrderedDict()

    def node(self, name: str) -> Node:
        """A file by its name with `/`. Raises KeyError, Damaged, StorageErrors."""
        node = self._folder
        for part in name.split("/"):
            if node.subtree is None:
                raise KeyError(name)
            node = self._children(node.subtree)[part]
        if not node.is_file:
            raise KeyError(name)
        return node

    def _children(self, tree_id: str) -> dict[str, Node]:
        found = self._trees.get(tree_id)
        if found is None:
            nodes = _listed(self._repository.load_tree(tree_id), tree_id)
            found = self._trees[tree_id] = {node.name: node for node in nodes}
            if len(self._trees) > _CACHED_TREES:
                self._trees.popitem(last=False)
        self._trees.move_to_end(tree_id)
        return found


def read_whole(repository: Repository, node: Node, size: int, progress: Progress) -> None:
    """Read every blob of a file, or of all files of a folder, from the place, on all cores; each proven by its id.

    `size` of all of it, for the progress: reports "reading" in bytes. Raises Damaged, StorageErrors, Cancelled.
    """
    blobs = (blob_id for file in files_below(repository, node) for blob_id in file.node.content)
    done = 0
    with closing(prove_pieces(repository, blobs, progress)) as lengths:
        for length in lengths:
            progress.check_cancelled()
            done += length
            progress.update("reading", done, size)


def sha256_of_node(repository: Repository, node: Node, size: int, progress: Progress) -> str:
    """Read a file, or every file of a folder, whole: a file's own SHA-256, or that of a folder's lines
    "name\\0size\\0sha256\\n", one for each file in the order of their whole names.

    `size` of all of it, for the progress: reports "reading" in bytes. Raises Damaged, StorageErrors, Cancelled.
    """
    if node.is_file:
        return _sha256_of_file(repository, node, progress)
    digest, done = hashlib.sha256(), 0

    def read(file: FileInTree) -> tuple[str, int, str]:
        return file.name, *_read(repository, file.node)

    files = files_below(repository, node)
    with closing(read_ahead(read, files, ahead=_AHEAD, check_cancelled=progress.check_cancelled)) as found:
        for name, size_of_file, sha256 in found:
            progress.check_cancelled()
            digest.update(line_of(name, size_of_file, sha256))
            done += size_of_file
            progress.update("reading", done, size)
    return digest.hexdigest()


def _read(repository: Repository, node: Node) -> tuple[int, str]:
    """A file's size and SHA-256; most files of a folder are one blob, whose id that is."""
    if not node.content:
        return 0, hashlib.sha256().hexdigest()
    if len(node.content) == 1:
        return len(repository.load_blob(node.content[0])), node.content[0]
    digest, done = hashlib.sha256(), 0
    for piece in read_file(repository, node):
        digest.update(piece)
        done += len(piece)
    return done, digest.hexdigest()


def _sha256_of_file(repository: Repository, node: Node, progress: Progress) -> str:
    digest = hashlib.sha256()
    for piece in read_file(repository, node, progress):
        digest.update(piece)
    return digest.hexdigest()
