"""Finding vaults: where people put them, and what a folder with a vault looks like. Opens no file, follows no link."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_uppercase

from vault.progress import Progress
from vault.storage.backend import CONFIG_NAME

DEPTH = 2
PARTS = ("keys", "data", "snapshots", "index")
_LIVES_IN_HOME = (
    "Desktop", "Documents", "Downloads", "Dropbox", "OneDrive", "Google Drive", "My Drive", "iCloudDrive", "MEGA",
    "Nextcloud", "ownCloud", "pCloudDrive", "pCloud Drive", "Box", "Library/CloudStorage",
    "Library/Mobile Documents/com~apple~CloudDocs",
)  # fmt: skip
_MOUNTED_AT = {"darwin": ("/Volumes",), "linux": ("/media", "/run/media", "/mnt")}


@dataclass(frozen=True, slots=True)
class FoundVault:
    """A folder that holds a vault: when it last changed, its size in bytes, and whether its parts are all there.

    `complete` says only that each kind of part is there, as a folder that is still being copied often lacks; whether
    every file is, the health check tells.
    """

    folder: Path
    name: str
    changed: datetime
    size: int
    complete: bool


def likely_folders(documents: Path) -> list[Path]:
    """Disks that are plugged in, home, documents and the folders of cloud services; those that exist."""
    home = Path.home()
    cloud = [*home.glob("OneDrive*"), *home.glob("Dropbox*")]
    wanted = [*_disks(), documents, *(home / name for name in _LIVES_IN_HOME), *cloud, home]
    return [folder for folder in dict.fromkeys(wanted) if _answers(folder.is_dir)]


def find_vaults(folders: Sequence[Path], progress: Progress) -> list[FoundVault]:
    """Vaults in these folders and down to two levels below them, the one that changed last first. Raises Cancelled."""
    found: dict[Path, FoundVault] = {}
    for folder in _walk(folders):
        progress.check_cancelled()
        vault = look_at(folder) if folder not in found else None
        if vault is not None:
            found[folder] = vault
    return sorted(found.values(), key=lambda vault: vault.changed, reverse=True)


def look_at(folder: Path) -> FoundVault | None:
    """What a folder holds, None where it is no vault or cannot be read."""
    try:
        if not all((folder / part).is_dir() for part in PARTS[:3]):
            return None
        complete = _is_complete(folder)
        if not complete and not any(_entries(folder / part) for part in PARTS):
            return None
        changed = max((folder / part).stat().st_mtime for part in PARTS[:3])
        return FoundVault(folder, folder.name, datetime.fromtimestamp(changed, UTC), _size(folder), complete)
    except OSError:
        return None


def _is_complete(folder: Path) -> bool:
    if not (folder / CONFIG_NAME).is_file() or not _entries(folder / "keys"):
        return False
    has_backups = bool(_entries(folder / "snapshots"))
    return not has_backups or bool(_entries(folder / "index") and _entries(folder / "data"))


def _walk(folders: Iterable[Path]) -> Iterator[Path]:
    """Each folder and what lies below it, once; hidden ones and links are left out."""
    seen: set[Path] = set()
    waiting = [(folder.absolute(), 0) for folder in folders]
    while waiting:
        folder, depth = waiting.pop(0)
        if folder in seen and depth:
            continue
        seen.add(folder)
        yield folder
        if depth < DEPTH and not _answers((folder / CONFIG_NAME).is_file):
            waiting += [(Path(entry.path), depth + 1) for entry in _entries(folder) if _is_open_folder(entry)]


def _answers(question: Callable[[], bool]) -> bool:
    """Whether the disk says yes; one that refuses to answer says no."""
    try:
        return question()
    except OSError:
        return False


def _is_open_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
    except OSError:
        return False


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, hidden files left out; nothing where it cannot be read."""
    with suppress(OSError), os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]
    return []


def _size(folder: Path) -> int:
    packs = (
        pack for shelf in _entries(folder / "data") if _is_open_folder(shelf) for pack in _entries(Path(shelf.path))
    )
    small = (entry for part in ("snapshots", "index") for entry in _entries(folder / part))
    total = 0
    for entry in (*packs, *small):
        with suppress(OSError):
            total += entry.stat(follow_symlinks=False).st_size
    return total


def _disks() -> list[Path]:
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in ascii_uppercase]
    return [Path(entry.path) for mount in _MOUNTED_AT.get(sys.platform, ()) for entry in _entries(Path(mount))]
