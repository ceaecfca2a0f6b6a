"""Folders that a person names: which root they lie in, also where no client of this computer speaks of it.

A stick or a copied disk may hold a synchronised folder whose client runs elsewhere: the marker in it tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vault.exposure.clients.found import found
from vault.exposure.finding import Root
from vault.exposure.folder_marks import MARKERS
from vault.exposure.root_index import RootIndex, path_key
from vault.exposure.system import System, join, spelling


def marked_around(system: System, folders: Iterable[str], known: Iterable[Root]) -> tuple[Root, ...]:
    """Roots told by a marker in a named folder or in one above it, where no known root is around."""
    index = RootIndex.of_system(known, system)
    made: list[Root] = []
    for folder in folders:
        root = None if index.of(folder) is not None else next(_marked(system, system.real(folder)), None)
        if root is not None:
            index.add(root)
            made.append(root)
    return tuple(made)


def roots_about(system: System, folders: Iterable[str], roots: Iterable[Root]) -> tuple[Root, ...]:
    """The roots that have to do with these folders: around one of them, or inside."""
    wanted = [_key(system, folder) for folder in folders]
    return tuple(root for root in roots if any(_related(_key(system, root.path), key) for key in wanted))


def is_below(system: System, path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of the folders or lies in one."""
    key = _key(system, path)
    return any(key.startswith(_key(system, folder)) for folder in folders)


def _marked(system: System, folder: str) -> Iterator[Root]:
    """The nearest folder with a marker, upwards; the home is none, where clients keep their settings (`~/.dropbox`)."""
    if _key(system, system.home).startswith(_key(system, folder)):
        return
    above = str(spelling(system).dirname(folder))
    for marker, provider in MARKERS.items():
        if system.exists(join(system, folder, marker)):
            said = f'It holds "{marker}", which {provider.name} puts into the folders that it copies.'
            yield from found(system, provider, folder, said, "marker")
    if above != folder:
        yield from _marked(system, above)


def _related(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


def _key(system: System, path: str) -> str:
    """Ends with one separator, so that whole components are compared."""
    return path_key(system.real(path), system.platform).replace("\\", "/").rstrip("/") + "/"
