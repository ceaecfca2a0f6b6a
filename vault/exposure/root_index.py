"""Which root a path lies in: the longest one, whole component by whole component, in the system's own sense of equal.

On Windows and macOS "Dropbox" and "dropbox" are the same folder; on macOS so are the two ways to write "ü".
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterable

from vault.exposure.finding import Root
from vault.exposure.local_system import running_platform
from vault.exposure.system import Platform, System


def path_key(path: str, platform: Platform) -> str:
    """What two spellings of one path have in common."""
    if platform == "windows":
        plain = ntpath.normpath(path.removeprefix("\\\\?\\"))
        return plain.replace("/", "\\").casefold().rstrip("\\")
    plain = posixpath.normpath(path)
    plain = unicodedata.normalize("NFC", plain).casefold() if platform == "macos" else plain
    return plain.rstrip("/")


class RootIndex:
    """Roots by their paths and by the paths behind their links. Asking costs one look-up per component."""

    def __init__(
        self, roots: Iterable[Root], platform: Platform | None = None, real: Callable[[str], str] | None = None
    ) -> None:
        self._platform: Platform = platform or running_platform()
        self._real = real or os.path.realpath
        self._separator = "\\" if self._platform == "windows" else "/"
        self._roots: dict[str, Root] = {}
        self._left_out: set[str] = set()
        for root in roots:
            self.add(root)

    @classmethod
    def of_system(cls, roots: Iterable[Root], system: System) -> RootIndex:
        """An index in the sense of `system`, which may be a fixture of another one."""
        return cls(roots, system.platform, system.real)

    def add(self, root: Root) -> None:
        """Take one more root in; the first of two with the same path stays."""
        for path in (root.path, self._real(root.path)):
            self._roots.setdefault(path_key(path, self._platform), root)
        self._left_out.update(path_key(path, self._platform) for path in root.excluded)

    def of(self, path: str) -> Root | None:
        """The root of an absolute path, by its name and then by where its links lead; None outside all of them."""
        return self.of_name(path) or self.of_name(self._real(path))

    def any_below(self, path: str) -> bool:
        """Whether a root lies inside this folder."""
        start = path_key(path, self._platform) + self._separator
        return any(key.startswith(start) for key in self._roots)

    def of_name(self, path: str) -> Root | None:
        """As `of`, without following links: for paths that a walk of a root gives, where nothing may be asked."""
        key = path_key(path, self._platform)
        is_left_out = False
        while True:
            is_left_out = is_left_out or key in self._left_out
            root = self._roots.get(key)
            if root is not None and not is_left_out:
                return root
            if root is not None:
                is_left_out = False  # left out of this root; one around it may still take it
            above = key.rpartition(self._separator)[0]
            if above == key or not key:
                return None
            key = above
