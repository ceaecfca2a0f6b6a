"""An export out of the vault onto a disk: a file, or a folder file by file, each read again from there.

A file that a system cannot give its own name ("CON", or a colon on Windows) gets the nearest name that it can have.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from vault.errors import Damaged, FolderInTheWay, NoPermission, ObjectMissing, PlaceFailed, StorageError
from vault.progress import Progress
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.pieces_out import SMALL_FILE
from vault.repository.repository import Repository
from vault.repository.restorer import content_size, flush_names, is_there, put_file, put_files
from vault.repository.stored_tree import FileInTree, files_below
from vault.repository.tree import Node
from vault.services.restore_plan import why_unreadable
from vault.services.step_progress import Part
from vault.services.target_disk import files_in, make_folder, translated
from vault.services.unfinished import unfinished_name
from vault.storage.disk import remove_placeholder


@dataclass(frozen=True, slots=True)
class LostPart:
    """A file that is not back whole: `name` inside its folder, "" for an export that is a file itself.

    `why` is a key of restore_plan.Unreadable.
    """

    name: str = field(repr=False)
    node: Node = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an export: the files of it that are not back, and how many were `kept`.

    A kept one lay there already, from a restore that did not end, and is what the vault holds. `too_long`: of an
    export that holds more bytes than it says no more than these are written, as it would fill the disk. `why` is the
    key for a listing in the vault that cannot be read, "" for none: nobody knows then what else belongs there.
    """

    lost: tuple[LostPart, ...] = ()
    kept: int = 0
    too_long: bool = False
    why: str = ""


def write_export(
    repository: Repository,
    node: Node,
    target: Path,
    size: int,
    progress: Progress,
    *,
    proving: bool = True,
    goes_on: bool = False,
) -> Written:
    """Write a file or a whole folder; nothing is ever overwritten. `goes_on`: a part of it may lie there already.

    All of it is read again from the disk, and each blob there compared with its id; without `proving` it is not.
    Where the vault is at fault, or something has a file's name, every other file is written. A folder gets its own
    name last, see unfinished.py. Reports "restoring" and "comparing" in bytes. Raises FolderInTheWay for what has the
    name of the export, StorageErrors of the disk and of a vault that is gone, Cancelled: files that were written by
    then are whole, and stay.
    """
    export = _Export(repository, node, target, size, progress, proving=proving)
    return export.write(goes_on=goes_on)


def is_of_the_vault(repository: Repository, error: Damaged | StorageError) -> bool:
    """Whether a piece of the vault is at fault, and others may be whole."""
    if isinstance(error, Damaged):
        return True
    return error.place == repository.backend.place and isinstance(error, ObjectMissing | PlaceFailed | NoPermission)


@dataclass(frozen=True, slots=True)
class _File:
    """One on its way out."""

    file: FileInTree
    size: int
    path: Path

    @property
    def is_small(self) -> bool:
        return self.size <= SMALL_FILE


class _Export:
    """Files on their way out: small ones many at once, large ones one after the other on all cores."""

    def __init__(
        self, repository: Repository, node: Node, target: Path, size: int, progress: Progress, *, proving: bool
    ) -> None:
        self._repository, self._node, self._target = repository, node, target
        self._size, self._progress = size, progress
        self._proving = proving
        self._root = target if node.is_file else unfinished_name(target)
        self._folders: dict[str, Path] = {}  # in the order in which they were made
        self._done = self._planned = 0
        self._there = bytearray()  # for each file, in their order, whether it lay there already
        self._finished = 0  # of the others, in their order
        self._lost: list[LostPart] = []
        self._why = ""

    def write(self, *, goes_on: bool) -> Written:
        """Do it, and make all names last."""
        if not self._node.is_file:
            self._open_folder(goes_on=goes_on)
        try:
            if goes_on:
                self._prove_what_is_there()
            self._write_together()
        except (Damaged, StorageError, FolderInTheWay) as error:
            if not self._is_of_one_file(error):
                raise
            self._write_one_by_one()
        self._make_names_last()
        too_long = self._planned > self._size
        return Written(tuple(self._lost), self._there.count(1), too_long, self._why)

    def _open_folder(self, *, goes_on: bool) -> None:
        """In its unfinished state, or under its own name where it was finished before."""
        with translated(self._target.parent, writing=False):
            there = [path for path in (self._target, self._root) if os.path.lexists(path)]
            taken = [path for path in there if path.is_symlink() or (not goes_on and any(files_in(path)))]
            if taken or len(there) > 1:
                raise FolderInTheWay(self._target)
        self._root = there[0] if there else self._root
        make_folder(self._root)
        self._folders[str(self._root)] = self._root

    def _files(self) -> Iterator[FileInTree]:
        return iter((FileInTree("", self._node),)) if self._node.is_file else files_below(self._repository, self._node)

    def _prove_what_is_there(self) -> None:
        for file in self._files():
            self._progress.check_cancelled()
            self._there.append(self._is_there(file))

    def _is_there(self, file: FileInTree) -> bool:
        try:
            path, size = self._path(file.name), content_size(self._repository, file.node)
            part = Part(self._progress, None, self._done, self._size)
            if size and is_there(self._repository, file.node, path, part):  # an empty one may be a placeholder
                self._count(size)
                return True
            with translated(path.parent, writing=True), suppress(FileNotFoundError):
                remove_placeholder(path)
        except (Damaged, FolderInTheWay):
            pass  # met again when it is to be written
        return False

    def _write_together(self) -> None:
        self._planned = 0
        for is_small, some in groupby(self._planned_files(), key=attrgetter("is_small")):
            if is_small:
                self._put_small(some)
            else:
                for one in some:
                    self._put(one)

    def _planned_files(self) -> Iterator[_File]:
        """Each that is not there when it is its turn, while there are no more bytes than was said."""
        for number, file in enumerate(self._files()):
            self._progress.check_cancelled()
            size = content_size(self._repository, file.node)
            self._planned += size
            if self._planned > self._size:
                return
            if not self._lay_there(number):
                yield _File(file, size, self._path(file.name))

    def _lay_there(self, number: int) -> bool:
        return number < len(self._there) and bool(self._there[number])

    def _write_one_by_one(self) -> None:
        """What is not there yet: a photo that is damaged must not keep back the messages behind it."""
        self._planned, missing = 0, 0
        try:
            for number, file in enumerate(self._files()):
                self._progress.check_cancelled()
                is_back = self._lay_there(number) or missing < self._finished
                missing += not self._lay_there(number)
                try:
                    self._put_alone(file, is_back=is_back)
                except (Damaged, StorageError, FolderInTheWay) as error:
                    if not self._is_of_one_file(error):
                        raise
                    self._lost.append(LostPart(file.name, file.node, _why(error)))
        except (Damaged, StorageError) as error:
            if not is_of_the_vault(self._repository, error):
                raise
            self._why = why_unreadable(error)  # of a listing: no more can be known of what is in the folder

    def _put_alone(self, file: FileInTree, *, is_back: bool) -> None:
        size = content_size(self._repository, file.node)
        self._planned += size
        if self._planned <= self._size and not is_back:
            self._put(_File(file, size, self._path(file.name)))

    def _put_small(self, files: Iterable[_File]) -> None:
        begun: deque[_File] = deque()

        def wanted() -> Iterator[tuple[Node, Path]]:
            for one in files:
                begun.append(one)
                yield one.file.node, one.path

        with closing(put_files(self._repository, wanted(), _Quiet(self._progress), proving=self._proving)) as done:
            for _, is_proven in done:
                self._finish(begun.popleft(), is_proven=is_proven)

    def _put(self, one: _File) -> None:
        part = Part(self._progress, None, self._done, self._size)
        is_proven = put_file(self._repository, one.file.node, one.path, part, proving=self._proving)
        self._finish(one, is_proven=is_proven)

    def _finish(self, one: _File, *, is_proven: bool) -> None:
        self._finished += 1
        self._count(one.size)
        if self._proving and not is_proven:
            self._lost.append(LostPart(one.file.name, one.file.node, "not-identical"))

    def _count(self, size: int) -> None:
        self._done += size
        for step in ("restoring", "comparing"):
            self._progress.update(step, self._done, self._size)

    def _path(self, name: str) -> Path:
        """Where the file goes; its folder is there then."""
        if not name:
            return self._root
        folder, _, own_name = _writable(name).rpartition("/")
        whole = f"{self._root}/{folder}" if folder else str(self._root)
        if (path := self._folders.get(whole)) is None:
            path = self._root / folder
            make_folder(path)
            self._folders |= {str(made): made for made in (path, *_between(path, self._root))} | {whole: path}
        return path / own_name

    def _make_names_last(self) -> None:
        for folder in reversed(self._folders.values()):
            flush_names(folder)
        if self._root != self._target:
            with translated(self._target.parent, writing=True):
                if os.path.lexists(self._target):
                    raise FolderInTheWay(self._target)
                self._root.rename(self._target)
        flush_names(self._target.parent)

    def _is_of_one_file(self, error: Damaged | StorageError | FolderInTheWay) -> bool:
        return isinstance(error, FolderInTheWay) or is_of_the_vault(self._repository, error)


def _why(error: Damaged | StorageError | FolderInTheWay) -> str:
    return "not-written" if isinstance(error, FolderInTheWay) else why_unreadable(error)


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
