"""The recovery sheet as a file: its place is taken, with room enough, before the vault that it opens is made.

Until then the file says that it is no sheet, and which process keeps the place. Where that process was killed, the
place is free: what lies there opens nothing. Any other file, a sheet above all, is never overwritten.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import click

from vault.cli.outcome import NotDone
from vault.errors import StorageError
from vault.repository.process import is_gone, this_process
from vault.services.sheet import Sheet

Paper = Literal["A4", "Letter"]
UNDONE = "No vault was made."
UNWRITTEN = (
    "The sheet could not be written to {}, and a vault without one is of no use. Call chat-vault create again: what "
    "was begun gives way."
)
PLACEHOLDER = "No recovery sheet yet: chat-vault keeps this place while it works.\n{}\n"
ROOM = {".txt": 4096, ".pdf": 512 * 1024}  # bytes, more than either ever takes
WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class SheetFile:
    """A file of ours alone (mode 0600) that stands ready for the sheet."""

    path: Path
    write_pdf: Callable[[Sheet, Path], None] | None
    placeholder: bytes
    unwritten: str = UNWRITTEN
    _is_written: bool = field(default=False, init=False)  # or in part: what lies there is ours in any case

    @classmethod
    def reserve(
        cls, path: Path, vault: Path, paper: Paper | None, undone: str = UNDONE, unwritten: str = UNWRITTEN
    ) -> SheetFile:
        """Take the place. Nothing is ever overwritten, and a sheet never lies in the vault that it opens.

        `undone` says what did not happen where that fails, `unwritten` what to do where `write` does.
        """
        if path.suffix.lower() not in ROOM:
            raise click.BadParameter("the recovery sheet must be a .pdf or a .txt file", param_hint="--sheet")
        if path.resolve().is_relative_to(vault.resolve()):
            raise click.BadParameter("the recovery sheet must not lie inside the vault", param_hint="--sheet")
        write_pdf = _pdf_writer(paper, undone) if path.suffix.lower() == ".pdf" else None
        sheet_file = cls(path, write_pdf, _placeholder(path, this_process()), unwritten)
        try:
            _clear_left_over(path)
            _write_new(path, sheet_file.placeholder)
        except FileExistsError as error:
            raise NotDone(f"There is a file at {path} already, and it was left as it is. {undone}") from error
        except OSError as error:
            raise NotDone(f"The sheet cannot be written to {path} ({error.strerror}). {undone}") from error
        return sheet_file

    def write(self, sheet: Sheet) -> None:
        """Put the sheet into its place, whole or not at all.

        A code goes over the first bytes of the placeholder: no second file ever holds it, whatever stops us.
        """
        try:
            if self.path.read_bytes() != self.placeholder:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            self._is_written = True
            if self.write_pdf is not None:
                self.write_pdf(sheet, self.path)
                return
            with self.path.open("r+b") as file:
                file.truncate(file.write(f"{sheet.code.password}\n".encode("ascii")))
                file.flush()
                os.fsync(file.fileno())
        except (OSError, StorageError) as error:
            raise NotDone(self.unwritten.format(self.path)) from error

    def give_up(self) -> None:
        """Take away what we put there; what somebody else put there since stays."""
        with suppress(OSError):
            if self._is_written or self.path.read_bytes() == self.placeholder:
                self.path.unlink()


def _placeholder(path: Path, process: str) -> bytes:
    """What holds the place: text for whoever looks, and room."""
    return PLACEHOLDER.format(process).encode("ascii").ljust(ROOM[path.suffix.lower()])


def _clear_left_over(path: Path) -> None:
    """Take away what a process left that was killed before it had a sheet: its placeholder, and a page half written."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > ROOM[path.suffix.lower()]:
            return
        there = path.read_bytes()
    except OSError:
        return  # another user's, or not on this disk just now: nobody knows what it is
    lines = there.decode("ascii", "replace").split("\n")
    if len(lines) == 3 and _placeholder(path, lines[1]).startswith(there) and is_gone(lines[1]):
        _remove(path.with_name(f".{path.name}.{lines[1].split(':')[2]}.part"))
        _remove(path)


def _pdf_writer(paper: Paper | None, undone: str) -> Callable[[Sheet, Path], None]:
    """Load what draws the page; here and not at the top, because it brings all of Qt."""
    try:
        from vault.ui.sheet_pdf import write_sheet_pdf
    except ImportError as error:
        raise NotDone(
            f"A .pdf needs the system's graphics libraries, which are not here. Choose a .txt. {undone}"
        ) from error
    return lambda sheet, target: write_sheet_pdf(sheet, target, page=paper)


def _write_new(path: Path, data: bytes) -> None:
    """Whole or not at all. Raises FileExistsError for what is there, which stays; other OSErrors."""
    descriptor = os.open(path, WRITE_NEW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _remove(path)
        raise


def _remove(path: Path) -> None:
    """Take a file of ours away, as far as that goes: a disk that can only be read refuses it even where none is."""
    with suppress(OSError):
        path.unlink()
