"""A restore that has not ended: how its folder tells, to people and to the next restore of the same backups.

Its mark is a text file, the first thing that is written into the folder and the last that goes. It is there to stay
before any chat is, and goes when all of them are there to stay: so after a kill or a power cut at any moment, either
the mark is there and the restore goes on, or nothing is, or everything. An export that is a folder of files bears
another name until it is all there. Files that are still being written are told by theirs (target_file.is_left_over).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.errors import FolderInTheWay, PlaceMissing
from vault.repository.target_file import TargetFile, is_left_over
from vault.services.target_disk import files_in, make_folder, translated
from vault.storage.disk import flush_folder, hold, is_held, is_placeholder, remove_placeholder

MARK = "NOT FINISHED - Chat Vault.txt"
_SUFFIX = " (unfinished)"
_LINE = "restore 1 "
_WORDS = f"""\
Chat Vault has not finished bringing chats back into this folder.

Every file here that bears its own name is whole.
A folder whose name ends in "{_SUFFIX.strip()}" is not complete yet.

To go on, bring the same chats back into this folder once more:
in the window, "Get chats back" offers it;
in a terminal, type the same "chat-vault restore" command again.
What is here already is compared and kept. When everything is here, this file goes away by itself.

If you do not want to go on, you can delete this folder. Take out first what you put into it yourself.
Your vault does not change.

"""
_MOST = 4 << 20  # bytes of a mark: more backups than any vault has


@dataclass(frozen=True, slots=True)
class Mark:
    """Which restore it is: the same `restore` for the same backups under the same names, wherever they go.

    `known` are the backups that were in the vault when it was begun, those too that it does not bring: what came later
    is told by it. Both as RestorePlan makes them.
    """

    restore: str = ""
    known: frozenset[str] = frozenset()


def unfinished_name(target: Path) -> Path:
    """What an export that is a folder is called until all of it is there."""
    return target.with_name(target.name + _SUFFIX)


def begun_there(folder: Path) -> Mark | None:
    """The restore that was begun in `folder` and did not end; None where nothing is in it, and no folder.

    What a restore left that was killed in its first moment is nothing. Raises FolderInTheWay for everything else, and
    where a restore is at work; StorageError where nobody may look. Writes nothing.
    """
    try:
        with translated(folder, writing=False):
            if folder.is_symlink():
                raise FolderInTheWay(folder)
            begun = _read(folder / MARK)
            if begun is None:
                if not all(_is_nothing(path, folder) for path in files_in(folder)):
                    raise FolderInTheWay(folder)
            elif is_held(folder / MARK):
                raise FolderInTheWay(folder, "running")
            return begun
    except PlaceMissing:
        return None


def begun_in(parent: Path) -> Iterator[tuple[Path, Mark]]:
    """The folders in which a restore was begun and did not end: `parent` itself, and those in it. Raises nothing."""
    folders = [parent]
    with suppress(OSError):
        folders += sorted(parent.iterdir())
    for folder in folders:
        with suppress(OSError):
            if not folder.is_symlink() and (begun := _read(folder / MARK)) is not None:
                yield folder, begun


class Begun:
    """A folder while a restore is at work in it, marked and held: no other goes on there. A context manager.

    On the way in it raises as `begun_there` does, also for another restore than this, and StorageErrors of the disk;
    what a killed restore left in the making goes away. On the way out, where nothing was brought back nothing is left:
    no mark, and no folder that was made.
    """

    def __init__(self, folder: Path, which: Mark) -> None:
        """`which` restore it is."""
        self._folder, self._which = folder, which
        self._mark = folder / MARK
        self._is_ours = False
        self._descriptor = -1
        self.goes_on = False
        """Whether it was begun there before, and did not end."""
        self.is_over = False
        """Whether the folder bears no mark any more: there is nothing to go on with."""
        self.is_empty = False
        """Whether on the way out no file was in it."""

    def __enter__(self) -> Self:
        begun = begun_there(self._folder)
        self.goes_on = begun is not None
        if begun is not None and begun.restore != self._which.restore:
            raise FolderInTheWay(self._folder, "other")
        self._is_ours = self.goes_on or not os.path.lexists(self._folder)
        make_folder(self._folder)
        try:
            self._mark_it()
        except FolderInTheWay:  # another restore was quicker, and what is there is its own
            self._let_go()
            raise FolderInTheWay(self._folder, "running") from None
        except BaseException:
            self._leave_nothing_empty()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the folder."""
        self._leave_nothing_empty()

    def _mark_it(self) -> None:
        with translated(self._folder, writing=True):
            for path in [path for path in files_in(self._folder) if is_left_over(path)]:
                path.unlink(missing_ok=True)
            if not self.goes_on:
                with suppress(FileNotFoundError):
                    remove_placeholder(self._mark)
        if not self.goes_on:
            with TargetFile(self._mark, modified=None) as file:
                file.write(f"{_WORDS}{_line(self._which)}\n".encode())
                file.finish()
        with translated(self._folder, writing=True):
            self._descriptor = os.open(self._mark, os.O_RDONLY)
        if not hold(self._descriptor):
            raise FolderInTheWay(self._folder, "running")

    def _leave_nothing_empty(self) -> None:
        """A disk that is gone by now, or that can only be read, keeps what it has."""
        with suppress(OSError):
            if not any(path != self._mark for path in files_in(self._folder)):
                self.is_empty = True
                self._take_mark()
                _remove_if_empty(self._folder, itself=self._is_ours)
        self._let_go()

    def end(self, *, whole: bool) -> None:
        """It has ended, and needs no mark any more once every name in the folder is there to stay. StorageErrors.

        Unless it is `whole`, folders that stayed empty go.
        """
        with translated(self._folder, writing=True):
            flush_folder(self._folder)
            self._take_mark()
        with suppress(OSError):  # a mark that a power cut brings back does no harm, nor does an empty folder
            flush_folder(self._folder)
            if not whole:
                _remove_if_empty(self._folder, itself=False)

    def _take_mark(self) -> None:
        self._let_go()  # some systems take away no file that is open
        self._mark.unlink(missing_ok=True)
        self.is_over = True

    def _let_go(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _is_nothing(path: Path, folder: Path) -> bool:
    """Whether a restore left it that was killed before any chat was there. OSErrors pass."""
    return is_left_over(path) or (path == folder / MARK and is_placeholder(path))


def _line(mark: Mark) -> str:
    """The last one of its file."""
    return _LINE + " ".join((mark.restore, *sorted(mark.known)))


def _read(mark: Path) -> Mark | None:
    """What a mark's file says; None where there is none, or something else. OSErrors pass."""
    try:
        if not stat.S_ISREG(mark.lstat().st_mode):
            return None
        with mark.open("rb") as file:
            last = file.read(_MOST).decode(errors="replace").rstrip().rpartition("\n")[2]
    except (FileNotFoundError, NotADirectoryError):
        return None
    restore, *known = last.removeprefix(_LINE).split() or [""]
    return Mark(restore, frozenset(known)) if last.startswith(_LINE) else None


def _remove_if_empty(folder: Path, *, itself: bool) -> None:
    """Take away the folders in which no file is, on every level. OSErrors pass."""
    for below in list(folder.iterdir()):
        if below.is_dir() and not below.is_symlink():
            _remove_if_empty(below, itself=True)
    if itself and not any(folder.iterdir()):
        folder.rmdir()
