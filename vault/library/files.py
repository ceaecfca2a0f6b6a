"""Which files an export holds, by their bytes: so that a photo is told from another of the same name and size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import apsw

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class FilesInside:
    """SHA-256 digests, 32 bytes each, joined. `texts` are of what is read as messages: those are compared as messages.
    `files` are of all others. `known` is False where more may be inside than can be told."""

    known: bool
    files: bytes = field(default=b"", repr=False)
    texts: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, files: Iterable[bytes], texts: Iterable[bytes], *, known: bool) -> FilesInside:
        """Each digest once."""
        return cls(known, b"".join(sorted(set(files))), b"".join(sorted(set(texts))))

    def must_be_held(self) -> set[bytes]:
        """The digests of what others have to hold before this export may go."""
        return set(_each(self.files))

    def held(self) -> Iterator[bytes]:
        """The digests of all that it holds."""
        yield from _each(self.files)
        yield from _each(self.texts)


def files_of(connection: apsw.Connection, snapshot_id: str) -> FilesInside | None:
    """What was kept."""
    row: Any = connection.execute(
        "SELECT known, files, texts FROM inside WHERE snapshot = ?", (snapshot_id,)
    ).fetchone()
    return None if row is None else FilesInside(bool(row[0]), row[1], row[2])


def keep_files(connection: apsw.Connection, snapshot_id: str, inside: FilesInside) -> None:
    """Keep it, in place of what was kept before."""
    row = (snapshot_id, inside.known, inside.files, inside.texts)
    connection.execute("INSERT OR REPLACE INTO inside VALUES(?, ?, ?, ?)", row)


def _each(joined: bytes) -> Iterator[bytes]:
    for at in range(0, len(joined), _DIGEST):
        yield joined[at : at + _DIGEST]
