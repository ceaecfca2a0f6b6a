"""What was given: files and folders as a person drops them, sorted into exports.

given     one export: a file, a folder, or several files that belong together (zips of one download, a database and
          its log, a locked backup and its key); or one thing that is none, with the reason
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vault.errors import ExportError
from vault.exports.base import Source


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given. `path` is the first of it as it was given: the key for answers.

    `source` is what importers read, None where there is an `error` instead.
    """

    path: Path
    source: Source | None = field(repr=False)
    error: ExportError | None


def sort_out(paths: Sequence[Path]) -> list[Given]:
    """Sort what was given into exports, in the order in which it was given. Nothing large is read."""
    found: list[Given] = []
    for path in paths:
        try:
            found.append(Given(path, Source.of_file(path), None))
        except ExportError as error:
            found.append(Given(path, None, error))
    return found
