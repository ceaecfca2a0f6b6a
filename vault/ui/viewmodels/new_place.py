"""Where a new vault could go: suggestions, and a look at a folder before anything is made there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from vault.errors import ChatVaultError, FolderNotEmpty, NoPermission, StorageError, VaultExistsHere
from vault.services.find_vaults import look_at
from vault.ui import figures
from vault.ui.viewmodels.whereabouts import Whereabouts, disk_label, synced_by, whereabouts

NAME = "Chat Vault"
_LITTER = {".DS_Store", "desktop.ini", "Thumbs.db", ".localized"}
"""What systems leave in folders that people call empty."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A folder that could hold the vault's own folder, as a card: icon, words, and how much is free."""

    parent: Path
    icon: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class PlaceLook:
    """What was found at a place: free bytes (None: unknown) and what speaks against it."""

    folder: Path
    free: int | None
    problem: ChatVaultError | None


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """What becomes of a folder that the person chose: the vault's folder is `place.parent` / `name`."""

    place: Suggestion
    name: str


def own_folder(folder: Path, is_unfinished: Callable[[Path], bool] = lambda _: False) -> OwnFolder:
    """An empty folder becomes the vault, one with a vault is recognised; in any other the vault gets its own."""
    problem = look(folder, is_unfinished).problem
    if problem is None or isinstance(problem, VaultExistsHere):
        return OwnFolder(suggestion(folder.parent), folder.name)
    return OwnFolder(suggestion(folder), free_name(folder))


def suggestions(documents: Path, disks: Sequence[Path] | None = None) -> tuple[Suggestion, ...]:
    """Documents first, then every further disk that is plugged in. `disks` replaces the system's list in tests."""
    parents = [documents, *(plugged_in() if disks is None else disks)]
    return tuple(suggestion(parent) for parent in dict.fromkeys(parents))


def suggestion(parent: Path) -> Suggestion:
    """The card of one place."""
    where = whereabouts(parent / NAME)
    free = free_space(parent)
    room = f"{figures.size(free)} free" if free is not None else ""
    provider = synced_by(parent)
    if provider:
        hint = f"{provider} keeps a copy too. It gets locked data only."
    elif where.kind == "disk":
        hint = "A second disk outlives this computer."
    else:
        hint = ""
    return Suggestion(parent, where.icon, _name_of(parent, where), " · ".join(part for part in (room, hint) if part))


def plugged_in() -> list[Path]:
    """The roots of removable and further disks that can be written to."""
    volumes = [volume for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly()]
    roots = [Path(volume.rootPath()) for volume in volumes]
    return sorted(root for root in roots if disk_label(root / NAME) is not None and os.access(root, os.W_OK))


def look(folder: Path, is_unfinished: Callable[[Path], bool] = lambda _: False) -> PlaceLook:
    """Look at a folder that may not exist yet. Writes nothing.

    `is_unfinished` tells whether all in it was left by a creation that was killed: then it counts as empty.
    """
    parent = _existing(folder)
    is_left_over = _is_left_over(folder, is_unfinished)
    if not is_left_over and look_at(folder) is not None:
        return PlaceLook(folder, free_space(parent), VaultExistsHere(str(folder)))
    try:
        holds = folder.is_dir() and not is_left_over and _holds_things(folder)
    except OSError:
        return PlaceLook(folder, free_space(parent), NoPermission(str(folder)))
    if holds or (folder.exists() and not folder.is_dir()):
        return PlaceLook(folder, free_space(parent), FolderNotEmpty(str(folder)))
    if not os.access(parent, os.W_OK | os.X_OK):
        return PlaceLook(folder, free_space(parent), NoPermission(str(parent), writing=True))
    return PlaceLook(folder, free_space(parent), None)


def _is_left_over(folder: Path, is_unfinished: Callable[[Path], bool]) -> bool:
    try:
        return is_unfinished(folder)
    except StorageError:
        return False


def _holds_things(folder: Path) -> bool:
    with os.scandir(folder) as entries:
        return any(entry.name not in _LITTER for entry in entries)


def free_space(folder: Path) -> int | None:
    """Bytes free where this folder is or would be; None where the system does not say."""
    try:
        return shutil.disk_usage(_existing(folder)).free
    except OSError:
        return None


def fits(name: str) -> bool:
    """Whether a folder can have this name on every system."""
    plain = name.strip()
    return 0 < len(plain) <= 60 and not _FORBIDDEN.search(plain) and plain[-1] != "." and plain[0] != "."


def free_name(parent: Path, wanted: str = NAME) -> str:
    """`wanted`, or the first of "Chat Vault 2", "Chat Vault 3"… that does not stand in `parent` yet."""
    number, name = 1, wanted
    while (parent / name).exists() and number < 100:
        number += 1
        name = f"{wanted} {number}"
    return name


def _name_of(parent: Path, where: Whereabouts) -> str:
    if where.kind == "disk":
        return f"The disk “{disk_label(parent / NAME)}”"
    if where.kind == "computer":
        return f"{parent.name} on this computer" if parent != Path.home() else "Your home folder"
    return f"{parent.name} {where.words}" if parent.name not in where.words else parent.name


def _existing(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
