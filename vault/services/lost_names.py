"""What the parts of a vault that do not come back are called by those who put them in: photos, voice notes, texts.

For the screen only: these names are nobody else's business, and no log's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from vault.errors import ExportError
from vault.exports.base import Source
from vault.exports.zip_places import ZipPlaces
from vault.repository.lost_files import LostFile
from vault.repository.repository import Repository
from vault.repository.restorer import open_file
from vault.repository.tree import Node
from vault.services.about import NAME
from vault.services.contents import FAULTS

MOST_NAMES = 1000  # of one problem
_MOST_ARCHIVES = 200  # whose directories are read
_EXPORT = 3  # app / chat / export: the depth of its own name


class LostNames:
    """Names what is lost. Directories of archives are read once each."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._archives: dict[int, ZipPlaces | None] = {}

    def of(self, files: Iterable[LostFile]) -> tuple[str, ...]:
        """The names inside the exports, each once: members of an archive, files of a folder. Raises PlaceMissing."""
        found: dict[str, None] = {}
        for file in files:
            found.update(dict.fromkeys(self._names(file)))
            if len(found) >= MOST_NAMES:
                break
        return tuple(found)[:MOST_NAMES]

    def _names(self, file: LostFile) -> Iterator[str]:
        if len(file.path) < _EXPORT or file.path[_EXPORT - 1] == NAME:
            return
        below = "/".join(file.path[_EXPORT:])
        if not file.is_folder:
            yield from self.within(self._node(file), below, file.parts)
        elif below:
            yield f"{below}/"

    def within(self, node: Node | None, name: str, parts: Iterable[tuple[int, int]]) -> Iterator[str]:
        """What these bytes of one file are called: `name` inside its export, "" for an export that is a file itself.

        Of an archive its members; of any other file its name, where it has one. Raises PlaceMissing.
        """
        archive = None if node is None else self._archive(node)
        members = archive.names(parts) if archive else []
        yield from (f"{name}/{member}" if name else member for member in members)
        if name and not members:
            yield name

    def _archive(self, node: Node) -> ZipPlaces | None:
        """The archive that the file is, if it is one and can still be read at its end."""
        same = hash(node.content)  # the same export in the backup of another month; what it is made of may be long
        if same not in self._archives and len(self._archives) < _MOST_ARCHIVES:
            self._archives[same] = self._places_in(node)
        return self._archives.get(same)

    def _places_in(self, node: Node) -> ZipPlaces | None:

        def opener() -> BinaryIO:
            return open_file(self._repository, node, holes=True)

        source = Source(Path(node.name), node.size, datetime.now(UTC), opener)
        try:
            return ZipPlaces(source)
        except (ExportError, *FAULTS):
            return None

    def _node(self, file: LostFile) -> Node | None:
        """Found again by its path."""
        try:
            tree_id: str | None = self._repository.load_snapshot(file.snapshot).tree
            node = None
            for name in file.path:
                nodes = self._repository.load_tree(tree_id).nodes if tree_id else ()
                node = next((node for node in nodes if node.name == name), None)
                tree_id = node.subtree if node else None
        except FAULTS:
            return None
        return node
