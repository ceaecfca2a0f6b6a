"""MEGA on Windows: its settings are locked, but it puts a shortcut to each of its folders among the person's Links.

Elsewhere MEGA is known by its marker files, see folder_marks.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from vault.exposure.clients.found import found
from vault.exposure.clients.shell_link import read_shortcut
from vault.exposure.finding import Root
from vault.exposure.providers import MEGA
from vault.exposure.system import System, in_home, join

DESCRIPTION = "megasync synchronized folder"
EVIDENCE = "MEGA made a shortcut to this folder as one of its own."


def mega_links(system: System) -> Iterator[Root]:
    """The folder behind every shortcut that MEGA made."""
    folder = in_home(system, "Links")
    for name in system.names(folder):
        if name.casefold().endswith(".lnk"):
            shortcut = read_shortcut(system.read(join(system, folder, name)) or b"")
            if shortcut is not None and shortcut.description.casefold().startswith(DESCRIPTION):
                yield from found(system, MEGA, shortcut.target, EVIDENCE, "config")
