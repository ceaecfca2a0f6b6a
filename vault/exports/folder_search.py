"""Finding exports in a folder that was dropped: itself, folders up to three levels down, files in between."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from vault.errors import ExportError, NotReadYet
from vault.exports.base import Source
from vault.exports.belonging import download_of, is_key, is_locked, is_log
from vault.exports.detect import detect
from vault.exports.disk_parts import Place
from vault.exports.folder_shapes import is_export, is_snapshot
from vault.exports.formats import recognise_name

DEEPEST = 3
MOST_FOLDERS, MOST_FILES = 5000, 3000
_TELLING = (
    ".txt", ".zip", ".json", ".jsonl", ".xml", ".html", ".htm", ".csv", ".db", ".sqlite", ".tar", ".tgz", ".gz",
    ".backup", ".dht", ".crypt12", ".crypt14", ".crypt15",
)  # fmt: skip
_LARGEST_UNNAMED = 256 << 20  # bytes of a zip whose name tells nothing: its listing may be long, and many lie about


def exports_in(folder: Path) -> Iterator[Path]:
    """The exports in a folder by their paths, the shallow ones first; the folder itself if it is one."""
    waiting, folders, files = [(folder, 0)], 0, 0
    while waiting:
        here, depth = waiting.pop(0)
        names = names_in(here)
        folders += 1
        if kept_whole(here, names):
            yield here
            continue
        for name in names:
            path = here / name
            if path.is_symlink() or name.startswith("."):
                continue
            if path.is_dir():
                if depth < DEEPEST and folders + len(waiting) < MOST_FOLDERS:
                    waiting.append((path, depth + 1))
            elif files < MOST_FILES and _worth_opening(name):
                files += 1
                if _is_one(path):
                    yield path


def kept_whole(folder: Path, names: Collection[str]) -> bool:
    """Whether a folder is one export as a whole."""
    listed: dict[str, dict[str, Path]] = {}

    def below(inside: str) -> dict[str, Path]:
        """What lies in a folder inside, by names in lower case. Each is listed once, however often it is asked for."""
        if inside not in listed:
            above, _, own = inside.rpartition("/")
            path = below(above).get(own) if inside else folder
            here = [] if path is None else [path / name for name in names_in(path)]
            listed[inside] = {each.name.lower(): each for each in here}
        return listed[inside]

    return is_export(folder.name, names, below)


def names_in(folder: Path) -> list[str]:
    """What lies directly in a folder, sorted; nothing where it cannot be listed."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names only, and it may be a large folder
    except OSError:
        return []


def signal_places(folder: Path) -> list[Place]:
    """One backup picked out of SignalBackups, and the `files` beside it that hold its photos; [] for another folder."""
    files = folder.parent / "files"
    if not is_snapshot(names_in(folder)) or not files.is_dir():
        return []
    return [Place(f"{folder.name}/", folder, is_folder=True), Place("files/", files, is_folder=True)]


def _worth_opening(name: str) -> bool:
    return (
        name.lower().endswith(_TELLING) or is_key(name) or is_log(name) is not None or recognise_name(name) is not None
    )


def _is_one(path: Path) -> bool:
    """Whether a file in a folder is an export, or a part of one that others of the folder make whole."""
    if is_key(path.name):
        return any(is_locked(name) for name in names_in(path.parent))
    try:
        source = Source.of_file(path)
        named = recognise_name(path.name) is not None or download_of(path.name) is not None
        if named and (is_log(path.name) or download_of(path.name)):
            return True
        if source.size > _LARGEST_UNNAMED and not named and path.suffix.lower() == ".zip":
            return False
        detect(source)
    except NotReadYet:
        return True
    except ExportError:
        return False
    return True
