"""Whose a folder is: a program's own, where nothing is moved behind its back, or somebody else's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vault.exposure.finding import Root

_PROGRAMS: Final[Sequence[tuple[str, ...]]] = (
    ("appdata",), (".var", "app"), (".config",), (".mozilla",), ("snap", "*", "common"), (".local", "share"),
    ("users", "*", "library"), ("programdata",), ("tdata",), ("windowsapps",), (".viberpc",),
)  # fmt: skip
"""Folders, by neighbouring names in small letters, that programs fill for themselves; `*` is any name."""

_NOT_PROGRAMS: Final[Sequence[tuple[str, ...]]] = (
    ("library", "cloudstorage"), ("library", "mobile documents", "com~apple~clouddocs"),
    (".local", "share", "trash"),
)  # fmt: skip
"""Exceptions: people's own files lie there, too."""

_SHARED: Final = re.compile(
    r"shared with me|shared drives|\.shortcut-targets-by-id|onedrive-sharedlibraries-.*|"
    r"für mich freigegeben|geteilte ablagen|compartilhados comigo|drives compartilhados|partagés avec moi|"
    r"drive partagés|compartidos? conmigo|unidades compartidas|condivisi con me|drive condivisi|met mij gedeeld",
    re.IGNORECASE,
)
"""Names of folders that clients make for what others own, in the languages that we know them in."""

SHARED_PROVIDERS: Final = frozenset({"SharePoint"})


def is_of_a_program(path: Path) -> bool:
    """Whether a path lies in the folders of a program: its databases, its settings, its own store in a cloud."""
    names = [part.casefold() for part in path.parts[:-1]]
    if any(_find(names, each) is not None for each in _NOT_PROGRAMS):
        return False
    return any(_find(names, each) is not None for each in _PROGRAMS)


def is_of_others(path: Path, root: Root | None) -> bool:
    """Whether a file belongs to somebody else: by the system's word, by its folder's name, or by whose cloud it is."""
    if root is not None and root.provider in SHARED_PROVIDERS:
        return True
    if any(_SHARED.fullmatch(part) for part in path.parts[:-1]):
        return True
    return not _is_ours(path) or not _is_ours(path.parent)


def _is_ours(path: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True  # Windows: who may not remove a file is told so by the system
    try:
        return path.lstat().st_uid == os.getuid()
    except OSError:
        return False


def _find(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the names of `wanted` stand next to each other."""
    for start in range(len(names) - len(wanted) + 1):
        here = names[start : start + len(wanted)]
        if all(name in ("*", found) for name, found in zip(wanted, here, strict=True)):
            return start
    return None
