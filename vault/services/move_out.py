"""Moving a readable copy out of a cloud folder, and back: never over anything, never away for good.

On one disk it is a rename. Between disks it is copied, made durable, compared, and only then taken away: whoever pulls
the plug in between has two copies, not none. Before and after, the file is compared with what was locked.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from vault.errors import CopyChanged, ExportError, FolderInTheWay, NotIdentical, NotWhereWePutIt, NowhereOutside
from vault.exports.base import Source, reading
from vault.exposure.cloud_folders import root_of
from vault.exposure.finding import CLOUD_CLASSES, Root
from vault.progress import Progress
from vault.repository.target_file import TargetFile
from vault.services.lock_copy import sha256_of
from vault.services.store_source import state_of
from vault.services.target_disk import make_folder, sha256_on_disk, translated
from vault.storage.disk import flush_folder, rename_without_replacing

FOLDER: Final = "Chats moved out of the cloud"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Outside:
    """Folders to move to, and the clouds that they must not lie in."""

    candidates: tuple[Path, ...]
    clouds: tuple[Root, ...]

    def folder(self, path: Path) -> Path:
        """The first one that no cloud copies; it is made. Raises NowhereOutside, FolderInTheWay, StorageErrors."""
        for candidate in self.candidates:
            if not in_a_cloud(candidate, self.clouds):
                make_folder(candidate)
                return candidate
        raise NowhereOutside(path)


def in_a_cloud(path: Path, roots: Iterable[Root]) -> bool:
    """Whether a path, also behind its links, lies in a folder that is copied somewhere else."""
    root = root_of(str(path), (root for root in roots if root.provider_class in CLOUD_CLASSES))
    return root is not None


def require_same(path: Path, sha256: str, progress: Progress) -> None:
    """Raises CopyChanged where the file is gone, cannot be read, or holds other bytes than were locked."""
    try:
        before = state_of(path)
        same = sha256_of(path, progress) == sha256 and state_of(path) == before
    except ExportError as error:
        raise CopyChanged(path) from error
    if not same:
        raise CopyChanged(path)


def free_names(folder: Path, name: str) -> Iterator[Path]:
    """ "chat.zip", "chat (2).zip", …: those that are not taken just now."""
    plain = Path(name)
    for number in count(1):
        target = folder / (name if number == 1 else f"{plain.stem} ({number}){plain.suffix}")
        if not os.path.lexists(target):
            yield target


def move(path: Path, target: Path, sha256: str, progress: Progress) -> None:
    """Move one file, whose bytes are `sha256`, to a name that is free; it is moved whole, or stays as it was.

    Raises FolderInTheWay, CopyChanged, NotIdentical, StorageErrors with the folder that refused, Cancelled.
    """
    require_same(path, sha256, progress)
    if not _renamed(path, target):
        _copied(path, target, sha256, progress)


def finish_move(path: Path, target: Path, sha256: str, progress: Progress) -> None:
    """After an interruption both are there: compare both, and take the first one away. Raises as `move` does."""
    require_same(path, sha256, progress)
    if sha256_on_disk(target, progress) != sha256:
        raise NotIdentical(target.name)
    _take_away(path)


def require_there(path: Path, sha256: str, progress: Progress) -> None:
    """Raises NotWhereWePutIt where a file that was moved is gone, or is not what it was."""
    try:
        same = sha256_of(path, progress) == sha256
    except ExportError as error:
        raise NotWhereWePutIt(path) from error
    if not same:
        raise NotWhereWePutIt(path)


def _renamed(path: Path, target: Path) -> bool:
    """Whether one disk holds both places. A program that wrote in the last moment finds its file where it was."""
    state = state_of(path)
    try:
        with translated(path.parent, writing=True):
            _rename(path, target)
    except FileExistsError:
        raise FolderInTheWay(target) from None
    except _OtherDisk:
        return False
    if state_of(target) != state:
        rename_without_replacing(target, path)
        raise CopyChanged(path)
    return True


class _OtherDisk(Exception):
    """A rename cannot leave a disk."""


def _rename(path: Path, target: Path) -> None:
    try:
        rename_without_replacing(path, target)
    except FileExistsError:
        raise
    except OSError as error:
        _unlink_second_name(path, target)
        if error.errno == errno.EXDEV:
            raise _OtherDisk from error
        raise
    for folder in (target.parent, path.parent):
        flush_folder(folder)


def _unlink_second_name(path: Path, target: Path) -> None:
    """A rename is a second name, and then the first one away: where that was refused, the second must not stay."""
    with suppress(OSError):
        if target.samefile(path):
            target.unlink()


def _copied(path: Path, target: Path, sha256: str, progress: Progress) -> None:
    """To another disk. Until the copy is durable and compared the first one stays; a copy that failed goes."""
    try:
        _copy(path, target, sha256, progress)
        require_same(path, sha256, progress)
        _take_away(path)
    except FolderInTheWay:
        raise
    except BaseException:
        if os.path.lexists(path):
            with suppress(OSError):
                target.unlink(missing_ok=True)
        raise


def _copy(path: Path, target: Path, sha256: str, progress: Progress) -> None:
    """Write it beside its name, durable, then read again from the disk. Raises CopyChanged, NotIdentical."""
    source, done = Source.of_file(path), 0
    with TargetFile(target, modified=source.modified) as file, reading(path), source.open() as stream:
        while piece := stream.read(_PIECE):
            progress.check_cancelled()
            file.write(piece)
            done += len(piece)
            progress.update("moving", done, source.size)
        written = file.finish()
    if written != sha256:
        raise CopyChanged(path)
    if sha256_on_disk(target, progress) != sha256:
        raise NotIdentical(target.name)


def _take_away(path: Path) -> None:
    with translated(path.parent, writing=True):
        path.unlink()
    with suppress(OSError):
        flush_folder(path.parent)  # should it come back after a power cut, there are two: nothing is lost
