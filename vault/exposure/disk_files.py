"""The half of a System that lies on a disk: files, folders, links, databases. Nothing here changes a file.

`_at` is where a path of the system really lies: on the running computer, itself; in a fixture, below a folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from vault.exposure.client_databases import read_columns
from vault.exposure.system import MOST_READ, Row


class DiskFiles:
    """Reads of a disk as System promises them: no exception, only less."""

    def _at(self, path: str) -> str:
        """Where this path of the system lies for Python."""
        return path

    def exists(self, path: str) -> bool:
        """Whether there is something, without opening it."""
        return os.path.lexists(self._at(path))

    def is_dir(self, path: str) -> bool:
        """Whether it is a folder, or a link to one."""
        return bool(path) and Path(self._at(path)).is_dir()

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a folder, sorted."""
        try:
            return tuple(sorted(entry.name for entry in Path(self._at(path)).iterdir()))
        except OSError:
            return ()

    def read(self, path: str, most: int = MOST_READ) -> bytes | None:
        """The bytes of a small file."""
        place = Path(self._at(path))
        try:
            if not place.is_file() or place.stat().st_size > most:
                return None
            return place.read_bytes()
        except OSError:
            return None

    def rows(self, database: str, table: str, columns: Sequence[str]) -> list[Row]:
        """Columns of a client's database, from a copy in memory."""
        return list(read_columns(Path(self._at(database)), table, columns))
