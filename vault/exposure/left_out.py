"""Folders inside a root that its client does not copy: nobody is to be accused of what never left the computer.

Only what can be told from the top of the root without listing further down, where listing could download.
"""

from __future__ import annotations

from dataclasses import replace

from vault.exposure.finding import Root
from vault.exposure.system import System, join

DROPBOX_MARKS = frozenset({"com.dropbox.ignored", "user.com.dropbox.ignored", "com.apple.fileprovider.ignore#P"})
NO_ICLOUD = ".nosync"


def with_left_out(system: System, root: Root) -> Root:
    """The root with the folders of its top that Dropbox or iCloud were told to leave alone."""
    if root.streaming or root.provider not in ("Dropbox", "iCloud Drive"):
        return root
    paths = (join(system, root.path, name) for name in system.names(root.path))
    more = tuple(path for path in paths if path not in root.excluded and _is_left_out(system, root, path))
    return replace(root, excluded=root.excluded + more) if more else root


def is_left_out_name(name: str, root: Root | None) -> bool:
    """Whether a folder or file of this name is left out wherever it lies in the root: iCloud's `.nosync`."""
    return root is not None and root.provider == "iCloud Drive" and name.casefold().endswith(NO_ICLOUD)


def _is_left_out(system: System, root: Root, path: str) -> bool:
    if root.provider == "iCloud Drive":
        return path.casefold().endswith(NO_ICLOUD)
    return not system.xattrs(path).isdisjoint(DROPBOX_MARKS)
