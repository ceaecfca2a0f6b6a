"""An export out of the vault onto a disk: a file, or a folder file by file; and read again from there.

A file that a system cannot give its own name ("CON", or a colon on Windows) gets the nearest name that it can have.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vault.errors import FolderInTheWay
from vault.progress import Progress
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.repository import Repository
from vault.repository.restorer import write_file
from vault.repository.stored_tree import files_below
from vault.repository.tree import Node
from vault.repository.tree_archiver import line_of
from vault.services.step_progress import Part
from vault.services.target_disk import make_folder, sha256_on_disk, translated


@dataclass(slots=True)
class Written:
    """What was written: its SHA-256 as About has it; of a folder, which files got another name, by their stored one."""

    sha256: str = ""
    is_folder: bool = False
    renamed: dict[str, str] = field(default_factory=dict, repr=False)


def write_export(repository: Repository, node: Node, target: Path, size: int, progress: Progress) -> Written:
    """Write a file or a whole folder; nothing is ever overwritten. Reports "restoring" in bytes.

    Raises FolderInTheWay, Damaged, StorageErrors of the vault and of the disk, Cancelled: files of a folder that were
    written by then are whole, and stay.
    """
    if node.is_file:
        return Written(write_file(repository, node, target, progress))
    if os.path.lexists(target):
        raise FolderInTheWay(target)
    make_folder(target)
    written, digest, done = Written(is_folder=True), hashlib.sha256(), 0
    for file in files_below(repository, node):
        progress.check_cancelled()
        name = _writable(file.name)
        if name != file.name:
            written.renamed[file.name] = name
        path = target / name
        make_folder(path.parent)
        sha256 = write_file(repository, file.node, path, Part(progress, None, done, size))
        digest.update(line_of(file.name, file.node.size, sha256))
        done += file.node.size
    written.sha256 = digest.hexdigest()
    return written


def sha256_of_written(target: Path, written: Written, size: int, progress: Progress) -> str:
    """The same, of what a reader gets from the disk. Reports "comparing" in bytes. Raises StorageErrors, Cancelled."""
    if not written.is_folder:
        return sha256_on_disk(target, progress)
    back = {now: was for was, now in written.renamed.items()}
    digest, done = hashlib.sha256(), 0
    for name, path in sorted((back.get(name, name), name) for name in _names(target)):
        file = target / path
        with translated(file.parent, writing=False):
            length = file.stat().st_size
        digest.update(line_of(name, length, sha256_on_disk(file, Part(progress, None, done, size))))
        done += length
    return digest.hexdigest()


def _names(target: Path) -> Iterator[str]:
    """Every file below a folder that we made, with `/` between folders."""
    with translated(target, writing=False):
        for folder, _, files in os.walk(target):
            below = Path(folder).relative_to(target).as_posix()
            yield from (file if below == "." else f"{below}/{file}" for file in files)


def _writable(name: str) -> str:
    """The name itself, nearly always: Windows has no colons, no backslashes, no CON."""
    if os.name != "nt":
        return name
    parts = name.split("/")
    return "/".join(safe_name(part) if leaves_its_folder(part) or safe_name(part) != part else part for part in parts)
