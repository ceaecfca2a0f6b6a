"""Where a walk is: which root a folder belongs to, where another one begins, and which folders are noise or left-overs.

noise        folders that programs fill for themselves; skipped, and counted
left-over    where clients and systems keep what was deleted or replaced: a copy there is a copy all the same
stop         a folder at which the answer changes: a root inside another, one that its client leaves out, a mount
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from vault.exposure.finding import Root, WhyNot
from vault.exposure.left_out import is_left_out_name
from vault.exposure.local_system import running_platform
from vault.exposure.root_index import RootIndex, path_key
from vault.exposure.silent_mounts import is_remote, lies_in
from vault.exposure.system import Mount, Platform

NOISE = frozenset({
    "node_modules", ".git", ".hg", ".svn", "__pycache__", "site-packages", ".venv", ".tox", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", ".cache", "caches", ".npm", ".cargo", ".rustup", ".gradle", ".m2", ".nuget",
    ".dropbox.cache", ".tmp.driveupload", ".tmp.drivedownload", "content_cache", ".stfolder", "lost+found",
    ".spotlight-v100", ".fseventsd", ".documentrevisions-v100", ".temporaryitems", "system volume information",
})  # fmt: skip
LEFT_OVERS = frozenset({
    ".stversions", ".debris", "syncdebris", "$recycle.bin", ".trash", ".trashes", ".sync", ".filen.trash.local",
    "#recycle", "@recycle",
})  # fmt: skip
_NUMBERED_TRASH = ".trash-"
_NOTHING_TO_SEE = frozenset({"tmpfs", "overlay", "squashfs"})
THIS_COMPUTER = "This computer"
OTHER_COMPUTER = "Network drive"


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for all in a folder. `left_over` is a bin's or version folder's name; `is_source`: of code."""

    root: Root | None
    left_over: str | None = None
    is_source: bool = False


def inside(name: str, place: Place) -> Place:
    """What holds in a folder of this name."""
    if is_left_out_name(name, place.root):
        place = Place(None, place.left_over, place.is_source)
    left_over = left_over_name(name, place)
    return place if left_over is None else Place(place.root, left_over, place.is_source)


def left_over_name(name: str, place: Place) -> str | None:
    """The folder's name if it keeps deleted or replaced files. MEGA's "Rubbish" counts in MEGA's roots only."""
    small = name.casefold()
    if small in LEFT_OVERS or small.startswith(_NUMBERED_TRASH):
        return name
    is_mega = place.root is not None and place.root.provider == "MEGA"
    return name if small == "rubbish" and is_mega else None


class Atlas:
    """Roots and mounts of a computer, asked once for each start: the walk itself looks into a small dict.

    `silent` are mounts that do not answer: nothing is asked there, not even where a link leads.
    """

    def __init__(
        self,
        roots: Iterable[Root],
        mounts: Iterable[Mount] = (),
        platform: Platform | None = None,
        real: Callable[[str], str] = os.path.realpath,
        silent: Collection[str] = (),
    ) -> None:
        self._roots = tuple(roots)
        self._mounts = tuple(mounts)
        self._platform: Platform = platform or running_platform()
        self._silent = silent
        self._really = real
        self._index = RootIndex(self._roots, self._platform, self._real)

    def key(self, path: str) -> str:
        """What two spellings of one path have in common; on Linux a walk's paths are their own keys."""
        return path if self._platform == "linux" else path_key(path, self._platform)

    def start(self, path: str) -> Place:
        """What holds at a folder where a walk begins, wherever it lies."""
        root = self._index.of(path)
        mount = self._mount_of(self._real(path))
        place = Place(_streaming(root, path, mount) if mount and is_remote(mount) else root)
        for name in PurePath(path).parts[1:]:
            place = inside(name, place)
        return place

    def stops(self, start: str) -> dict[str, Place | WhyNot]:
        """Folders below `start` at which something else holds, by key; or why a folder is not to be walked."""
        found: dict[str, Place | WhyNot] = {}
        for mount in self._mounts:
            for path in self._below(start, mount.point):
                if mount.point in self._silent:
                    found[self.key(path)] = "network"
                elif is_remote(mount):
                    found[self.key(path)] = Place(_streaming(self._index.of_name(mount.point), path, mount))
                elif mount.kind != "virtual" or mount.fstype in _NOTHING_TO_SEE:
                    found[self.key(path)] = "another-disk"
        for root in self._roots:
            for path in root.excluded:
                found.update((self.key(p), Place(self._index.of_name(path))) for p in self._below(start, path))
        for root in self._roots:
            for path in self._below(start, root.path):
                place = found.get(self.key(path))
                is_far = isinstance(place, Place) and place.root is not None and place.root.streaming
                found[self.key(path)] = Place(replace(root, streaming=True) if is_far else root)
        return found

    def outermost(self, starts: Iterable[str]) -> list[str]:
        """The starts without those inside another one, clouds first, places that may be slow last."""
        wanted = {self._spelled(self._real(path)): path for path in reversed(tuple(starts))}
        kept = [path for key, path in reversed(wanted.items()) if not any(_inside(key, other) for other in wanted)]
        return sorted(kept, key=self._turn)

    def _turn(self, path: str) -> int:
        root = self.start(path).root
        if root is None:
            return 1
        return 2 if root.streaming else int(root.provider_class in ("local", "removable"))

    def _below(self, start: str, path: str) -> list[str]:
        """`path` as a walk from `start` would spell it, when it lies below: by its name, or by where links lead."""
        top, found = self._spelled(start), []
        for base, target in ((start, path), (self._real(start), self._real(path))):
            key, wanted = self._spelled(base), self._spelled(target)
            if _inside(wanted, key):
                found.append(start.rstrip("/\\") + os.sep + target[len(base.rstrip("/\\")) :].lstrip("/\\"))
        return [each for each in found if self._spelled(each) != top]

    def _spelled(self, path: str) -> str:
        """A key that ends with one separator, so that whole components are compared."""
        return path_key(path, self._platform).replace("\\", "/").rstrip("/") + "/"

    def _real(self, path: str) -> str:
        """Where the links of a path lead; the path itself where asking would wait."""
        return path if lies_in(path, self._silent, self._platform) else self._really(path)

    def _mount_of(self, path: str) -> Mount | None:
        key = self._spelled(path)
        around = [mount for mount in self._mounts if key.startswith(self._spelled(mount.point))]
        return max(around, key=lambda mount: len(self._spelled(mount.point)), default=None)


def _inside(key: str, other: str) -> bool:
    return key != other and key.startswith(other)


def _streaming(root: Root | None, path: str, mount: Mount) -> Root:
    """The root that a remote mount belongs to, with a ban on opening; one of its own where none is known."""
    if root is not None:
        return root if root.streaming else replace(root, streaming=True)
    said = f"This folder is a drive of another computer or service ({mount.fstype})."
    return Root(path, OTHER_COMPUTER, "own-server", said, "mount", streaming=True)
