"""The disk that chats are brought back to: folders made, files read again; its faults in our own words."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vault.errors import FolderInTheWay
from vault.progress import Progress
from vault.storage.disk import make_folder as make_lasting_folder
from vault.storage.disk import storage_error

_PIECE = 1 << 20


def make_folder(folder: Path) -> None:
    """Make it, and those above it, for its owner alone. FolderInTheWay where a file has the name; StorageError."""
    try:
        with translated(folder, writing=True):
            make_lasting_folder(folder, 0o700)
    except FileExistsError:
        raise FolderInTheWay(folder) from None


def sha256_on_disk(file: Path, progress: Progress) -> str:
    """Of what a reader gets, from the disk itself where the system can be asked to forget its copy in memory.

    Reports "comparing" in bytes. Raises StorageError with the file's folder as place, Cancelled.
    """
    digest, done = hashlib.sha256(), 0
    with translated(file.parent, writing=False), file.open("rb", buffering=0) as stream:
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := stream.read(_PIECE):
            progress.check_cancelled()
            digest.update(piece)
            done += len(piece)
            progress.update("comparing", done)
    return digest.hexdigest()


def files_in(folder: Path) -> Iterator[Path]:
    """All that is no folder, on every level; the folder itself where it is none. OSErrors pass."""
    try:
        entries = list(folder.iterdir())
    except NotADirectoryError:
        yield folder
        return
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            yield from files_in(entry)
        else:
            yield entry


@contextmanager
def translated(folder: Path, *, writing: bool) -> Iterator[None]:
    """Turn faults of the disk that holds `folder` into StorageErrors; FileExistsError passes."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise storage_error(error, str(folder), writing=writing) from error
