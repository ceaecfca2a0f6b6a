"""A folder in the vault, file by file in the order of their whole names; never more than some listings in memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from vault.errors import Damaged
from vault.progress import Progress
from vault.repository.names import leaves_its_folder
from vault.repository.repository import Repository
from vault.repository.restorer import MAX_DEPTH, MAX_FILES, read_file
from vault.repository.tree import Node, Tree
from vault.repository.tree_archiver import line_of

_CACHED_TREES = 16


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
    waiting: list[tuple[str, Node]] = [("", folder)]
    while waiting:
        name, node = waiting.pop()
        if node.is_file:
            yield FileInTree(name, node)
            continue
        if name.count("/") > MAX_DEPTH or node.subtree is None:
            raise Damaged("tree", node.subtree or "", "too deep or too many")
        nodes = _listed(repository.load_tree(node.subtree), node.subtree)
        seen += len(nodes)
        if seen > MAX_FILES:
            raise Damaged("tree", node.subtree, "too deep or too many")
        before = f"{name}/" if name else ""
        nodes.sort(key=_place, reverse=True)
        waiting += [(before + child.name, child) for child in nodes]


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


def sha256_of_node(repository: Repository, node: Node, progress: Progress) -> str:
    """Read a file, or every file of a folder, whole: its SHA-256 as Archiver and TreeArchiver tell it.

    Reports "reading" in bytes. Raises Damaged, StorageErrors, Cancelled.
    """
    if node.is_file:
        return _sha256_of_file(repository, node, progress)
    return sha256_of_files(files_below(repository, node), lambda file: _one(repository, file, progress))


def sha256_of_files(files: Iterator[FileInTree], sha256_of: Callable[[FileInTree], tuple[int, str]]) -> str:
    """Of the lines of a folder's files, given sorted; `sha256_of` says a file's size and SHA-256."""
    digest = hashlib.sha256()
    for file in files:
        size, sha256 = sha256_of(file)
        digest.update(line_of(file.name, size, sha256))
    return digest.hexdigest()


def _one(repository: Repository, file: FileInTree, progress: Progress) -> tuple[int, str]:
    progress.check_cancelled()
    node = file.node
    if len(node.content) > 1:
        return node.size, _sha256_of_file(repository, node, progress)
    data = repository.load_blob(node.content[0]) if node.content else b""
    progress.update("reading", len(data), len(data))
    return len(data), node.content[0] if node.content else hashlib.sha256().hexdigest()


def _sha256_of_file(repository: Repository, node: Node, progress: Progress) -> str:
    digest = hashlib.sha256()
    for piece in read_file(repository, node, progress):
        digest.update(piece)
    return digest.hexdigest()
