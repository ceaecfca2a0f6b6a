"""An export out of the vault onto a disk: a file, or a folder file by file, each read again from there.

A file that a system cannot give its own name ("CON", or a colon on Windows) gets the nearest name that it can have.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from vault.errors import FolderInTheWay
from vault.progress import Progress
from vault.repository.content import line_of
from vault.repository.durable_file import SMALL_FILE
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.repository import Repository
from vault.repository.restorer import flush_names, put_file, put_files, write_file
from vault.repository.stored_tree import FileInTree, files_below
from vault.repository.tree import Node
from vault.services.step_progress import Part
from vault.services.target_disk import files_in, make_folder, translated

_AT_ONCE = 8  # small files: disks serve many who wait together as fast as one
_MOST_TOGETHER = 64  # open files
_MOST_WAITING = 8 << 20  # bytes


def write_export(
    repository: Repository, node: Node, target: Path, size: int, progress: Progress, *, proving: bool = True
) -> str:
    """Write a file or a whole folder; nothing is ever overwritten. Reports "restoring" and "comparing" in bytes.

    Returns the SHA-256 as About has it, of what was read again from the disk; without `proving` nothing is, and what
    is returned says nothing. "" for an export that holds more than
    `size` bytes, of which no more than these are written: its backup lies, and would fill the disk. Raises
    FolderInTheWay, Damaged, StorageErrors of the vault and of the disk, Cancelled: files of a folder that were written
    by then are whole, and stay.
    """
    if node.is_file:
        if content_size(repository, node) > size:
            return ""
        return write_file(repository, node, target, progress, proving=proving)
    make_folder(target)
    with translated(target, writing=True):
        if target.is_symlink() or any(files_in(target)):
            raise FolderInTheWay(target)
    with _Folder(repository, target, size, progress, proving=proving) as folder:
        for file in files_below(repository, node):
            progress.check_cancelled()
            if not folder.has_room_for(file):
                return ""
            folder.add(file)
        return folder.finish()


def content_size(repository: Repository, node: Node) -> int:
    """Bytes that a file's blobs have, whatever its folder says of its size. Damaged for one that is lost."""
    return sum(map(repository.blob_size, node.content))


class _Folder:
    """Files on their way out: small ones many at once, large ones one after the other on all cores."""

    def __init__(self, repository: Repository, target: Path, size: int, progress: Progress, *, proving: bool) -> None:
        self._repository, self._target = repository, target
        self._size, self._progress = size, progress
        self._proving = proving
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="restore")
        self._together: list[tuple[FileInTree, Path]] = []
        self._waiting = 0  # bytes
        self._folders = {target: None}  # in the order in which they were made
        self._digest, self._done, self._planned = hashlib.sha256(), 0, 0

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what runs, drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def has_room_for(self, file: FileInTree) -> bool:
        """Whether with this file there is no more than was said."""
        self._planned += content_size(self._repository, file.node)
        return self._planned <= self._size

    def add(self, file: FileInTree) -> None:
        """Have one written soon, or at once where it is large."""
        path = self._path(file.name)
        if file.node.size <= SMALL_FILE:
            self._together.append((file, path))
            self._waiting += file.node.size
            if len(self._together) >= _MOST_TOGETHER or self._waiting >= _MOST_WAITING:
                self._put_together()
            return
        self._put_together()
        part = Part(self._progress, None, self._done, self._size)
        self._count(file, put_file(self._repository, file.node, path, part, proving=self._proving))

    def finish(self) -> str:
        """Write what is left, and make all names last."""
        self._put_together()
        for folder in reversed(self._folders):
            flush_names(folder)
        return self._digest.hexdigest()

    def _put_together(self) -> None:
        together, self._together, self._waiting = self._together, [], 0
        wanted = [(file.node, path) for file, path in together]
        sums = put_files(self._repository, wanted, self._pool, _Quiet(self._progress), proving=self._proving)
        with closing(sums):
            for (file, _), sha256 in zip(together, sums, strict=True):
                self._count(file, sha256)

    def _count(self, file: FileInTree, sha256: str) -> None:
        self._digest.update(line_of(file.name, file.node.size, sha256))
        self._done += file.node.size
        for step in ("restoring", "comparing"):
            self._progress.update(step, self._done, self._size)

    def _path(self, name: str) -> Path:
        path = self._target / _writable(name)
        if path.parent not in self._folders:
            make_folder(path.parent)
            self._folders |= dict.fromkeys((path.parent, *_between(path.parent, self._target)))
        return path


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
