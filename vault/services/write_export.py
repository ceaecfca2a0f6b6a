"""An export out of the vault onto a disk: a file, or a folder file by file, each read again from there.

A file that a system cannot give its own name ("CON", or a colon on Windows) gets the nearest name that it can have.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal

from vault.errors import Damaged, FolderInTheWay, NoPermission, ObjectMissing, PlaceFailed, StorageError
from vault.progress import Progress
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.pieces_out import SMALL_FILE
from vault.repository.repository import Repository
from vault.repository.restorer import content_size, flush_names, put_file, put_files, write_file
from vault.repository.stored_tree import FileInTree, files_below
from vault.repository.tree import Node
from vault.services.step_progress import Part
from vault.services.target_disk import files_in, make_folder, translated

Written = Literal["proven", "not-proven", "too-long"]
"""What became of an export; "too-long": nothing, or a part, since it holds more than it says."""


def write_export(
    repository: Repository, node: Node, target: Path, size: int, progress: Progress, *, proving: bool = True
) -> Written:
    """Write a file or a whole folder; nothing is ever overwritten. Reports "restoring" and "comparing" in bytes.

    "proven": all of it was read again from the disk, and every blob there is what its id says; without `proving`
    nothing is read again. "too-long" for an export that holds more than `size` bytes, of which no more than these
    are written: its backup lies, and would fill the disk. Raises
    FolderInTheWay, Damaged, StorageErrors of the vault and of the disk, Cancelled: files of a folder that were written
    by then are whole, and stay. Where the vault is at fault, every other file of the folder was written by then.
    """
    if node.is_file:
        if content_size(repository, node) > size:
            return "too-long"
        return _word(write_file(repository, node, target, progress, proving=proving))
    make_folder(target)
    with translated(target, writing=True):
        if target.is_symlink() or any(files_in(target)):
            raise FolderInTheWay(target)
    folder = _Folder(repository, target, size, progress, proving=proving)
    try:
        return folder.write(files_below(repository, node))
    except (Damaged, StorageError) as error:
        if is_of_the_vault(repository, error):
            folder.write_what_is_whole(files_below(repository, node))
        raise


def is_of_the_vault(repository: Repository, error: Damaged | StorageError) -> bool:
    """Whether a piece of the vault is at fault, and others may be whole."""
    if isinstance(error, Damaged):
        return True
    return error.place == repository.backend.place and isinstance(error, ObjectMissing | PlaceFailed | NoPermission)


def _word(is_proven: bool) -> Written:
    return "proven" if is_proven else "not-proven"


@dataclass(frozen=True, slots=True)
class _File:
    """One on its way out."""

    file: FileInTree
    size: int
    path: Path

    @property
    def is_small(self) -> bool:
        return self.size <= SMALL_FILE


class _Folder:
    """Files on their way out: small ones many at once, large ones one after the other on all cores."""

    def __init__(self, repository: Repository, target: Path, size: int, progress: Progress, *, proving: bool) -> None:
        self._repository, self._target = repository, target
        self._size, self._progress = size, progress
        self._proving = proving
        self._folders = {str(target): target}  # in the order in which they were made
        self._done = self._planned = 0

    def write(self, files: Iterable[FileInTree]) -> Written:
        """Write them all, and make all names last."""
        is_proven = True
        for is_small, some in groupby(self._planned_files(files), key=attrgetter("is_small")):
            for same in self._put_small(some) if is_small else map(self._put_large, some):
                is_proven = is_proven and same
        if self._planned > self._size:
            return "too-long"
        for folder in reversed(self._folders.values()):
            flush_names(folder)
        return _word(is_proven)

    def write_what_is_whole(self, files: Iterable[FileInTree]) -> None:
        """One by one what is not there yet: a photo that is damaged must not keep back the messages behind it."""
        self._done = self._planned = 0
        with suppress(Damaged):  # of a listing: no more can be known of what is in the folder
            for file in files:
                self._progress.check_cancelled()
                try:
                    self._put_if_missing(file)
                except (Damaged, StorageError) as error:
                    if not is_of_the_vault(self._repository, error):
                        raise
        for folder in reversed(self._folders.values()):
            flush_names(folder)

    def _put_if_missing(self, file: FileInTree) -> None:
        size = content_size(self._repository, file.node)
        self._planned += size
        path = self._path(file.name)
        if self._planned <= self._size and not os.path.lexists(path):
            self._put_large(_File(file, size, path))

    def _planned_files(self, files: Iterable[FileInTree]) -> Iterator[_File]:
        """Each when it is its turn, while there are no more bytes than was said."""
        for file in files:
            self._progress.check_cancelled()
            size = content_size(self._repository, file.node)
            self._planned += size
            if self._planned > self._size:
                return
            yield _File(file, size, self._path(file.name))

    def _put_small(self, files: Iterable[_File]) -> Iterator[bool]:
        wanted = ((one.file.node, one.path) for one in files)
        quiet = _Quiet(self._progress)
        with closing(put_files(self._repository, wanted, quiet, proving=self._proving)) as done:
            for size, is_proven in done:
                self._count(size)
                yield is_proven

    def _put_large(self, one: _File) -> bool:
        part = Part(self._progress, None, self._done, self._size)
        is_proven = put_file(self._repository, one.file.node, one.path, part, proving=self._proving)
        self._count(one.size)
        return is_proven

    def _count(self, size: int) -> None:
        self._done += size
        for step in ("restoring", "comparing"):
            self._progress.update(step, self._done, self._size)

    def _path(self, name: str) -> Path:
        """Where the file goes; its folder is there then."""
        folder, _, own_name = _writable(name).rpartition("/")
        whole = f"{self._target}/{folder}" if folder else str(self._target)
        if (path := self._folders.get(whole)) is None:
            path = self._target / folder
            make_folder(path)
            self._folders |= {str(made): made for made in (path, *_between(path, self._target))} | {whole: path}
        return path / own_name


class _Quiet:
    """Progress of small files: told as a whole when they are written."""

    def __init__(self, progress: Progress) -> None:
        self.check_cancelled = progress.check_cancelled

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Not by itself."""


def _between(folder: Path, target: Path) -> list[Path]:
    """The folders above one, below the target."""
    return [above for above in folder.parents if above.is_relative_to(target) and above != target]


def _writable(name: str) -> str:
    """The name itself, nearly always: Windows has no colons, no backslashes, no CON."""
    if os.name != "nt":
        return name
    parts = name.split("/")
    return "/".join(safe_name(part) if leaves_its_folder(part) or safe_name(part) != part else part for part in parts)
