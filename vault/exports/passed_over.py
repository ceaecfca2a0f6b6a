"""What lies in a folder that was dropped and is in no export found there: told, so that nobody relies on it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from vault.exports.folder_search import DEEPEST, names_in
from vault.exports.given import Given
from vault.exports.members import is_noise

MOST_TOLD = 1000
MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class PassedOver:
    """`paths` are files and folders, at most MOST_TOLD. `files` is how many files that is, those in folders too.

    It counts to MOST_COUNTED, and no further.
    """

    paths: tuple[Path, ...] = ()
    files: int = 0


NOTHING_PASSED_OVER = PassedOver()


def passed_over(dropped: Sequence[Path], given: Sequence[Given]) -> PassedOver:
    """All but what systems leave in folders. A folder of which nothing was taken is told by itself."""
    taken = {file for one in given for file in one.files}
    above = {folder for file in taken for folder in file.parents}
    folders = [path for path in dropped if path not in taken and path in above]
    left = list(islice((path for folder in folders for path in _left(folder, taken, above, 0)), MOST_COUNTED))
    files = sum(1 for _ in islice((file for path in left for file in _files_in(path)), MOST_COUNTED))
    return PassedOver(tuple(left[:MOST_TOLD]), files)


def _left(folder: Path, taken: Collection[Path], above: Collection[Path], depth: int) -> Iterator[Path]:
    for name in names_in(folder):
        path = folder / name
        if is_noise(name) or path in taken:
            continue
        if path not in above:
            yield path
        elif depth < DEEPEST:
            yield from _left(path, taken, above, depth + 1)


def _files_in(path: Path) -> Iterator[str]:
    """Itself, or the files of a folder; links are files."""
    if path.is_symlink() or not path.is_dir():
        yield path.name
        return
    for _, _, names in os.walk(path):
        yield from (name for name in names if not is_noise(name))
