"""What lies in a folder that was dropped and is in no export found there: told, so that nobody relies on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from vault.exports.folder_search import DEEPEST, names_in
from vault.exports.given import Given

MOST_TOLD = 1000
_NOISE = frozenset({"Thumbs.db", "desktop.ini"})


def passed_over(dropped: Sequence[Path], given: Sequence[Given]) -> tuple[Path, ...]:
    """Files and folders, at most MOST_TOLD. A folder of which nothing was taken is told by itself, not file by file."""
    taken = {file for one in given for file in one.files}
    above = {folder for file in taken for folder in file.parents}
    folders = [path for path in dropped if path not in taken and path in above]
    return tuple(islice((path for folder in folders for path in _left(folder, taken, above, 0)), MOST_TOLD))


def _left(folder: Path, taken: Collection[Path], above: Collection[Path], depth: int) -> Iterator[Path]:
    for name in names_in(folder):
        path = folder / name
        if name.startswith(".") or name in _NOISE or path in taken:
            continue
        if path not in above:
            yield path
        elif depth < DEEPEST:
            yield from _left(path, taken, above, depth + 1)
