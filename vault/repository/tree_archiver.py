"""A whole folder into the vault, file by file: of a folder that is complete only its tree's id stays in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vault.repository.archiver import Archiver, StoredFile, StoredFolder, folder_node
from vault.repository.content import FolderContent
from vault.repository.tree import Node


@dataclass(slots=True)
class _Open:
    """A folder to which files are still being added."""

    name: str
    nodes: list[Node] = field(default_factory=list)
    newest: datetime | None = None

    def add(self, node: Node) -> None:
        self.nodes.append(node)
        if node.mtime and (self.newest is None or node.mtime > self.newest):
            self.newest = node.mtime


class TreeArchiver:
    """Takes the files of a folder in the order of their whole names (by code points), and makes its trees of them."""

    def __init__(self, archiver: Archiver, name: str) -> None:
        """`name` is the folder's own."""
        self._archiver = archiver
        self._open = [_Open(name)]
        self._content = FolderContent()
        self._last = ""
        self._size = self._files = self._stored = 0

    def add(self, folders: Sequence[str], file: StoredFile) -> None:
        """Take a file that is stored, in these folders. Raises ValueError where it comes out of order."""
        whole = "/".join((*folders, file.node.name))
        if whole <= self._last:
            raise ValueError("files out of order")
        self._last = whole
        self._go_to(folders)
        self._open[-1].add(file.node)
        self._content.add(whole, file.size, file.content)
        self._size += file.size
        self._files += 1
        self._stored += file.stored

    def finish(self) -> StoredFolder:
        """Complete every folder. Raises ValueError where one has more files than a tree can list."""
        while len(self._open) > 1:
            self._close()
        root = self._open[0]
        node = folder_node(root.name, self._archiver.store_nodes(root.nodes), root.newest)
        return StoredFolder(node, self._content.id, self._size, self._files, self._stored)

    def _go_to(self, folders: Sequence[str]) -> None:
        kept = 0
        for folder, name in zip(self._open[1:], folders, strict=False):
            if folder.name != name:
                break
            kept += 1
        while len(self._open) > kept + 1:
            self._close()
        self._open += [_Open(name) for name in folders[kept:]]

    def _close(self) -> None:
        done = self._open.pop()
        self._open[-1].add(folder_node(done.name, self._archiver.store_nodes(done.nodes), done.newest))
