"""Whether a vault in a synchronised folder is not all here yet: then nothing of it is damaged, and nothing is removed.

A cloud's client brings files one by one and in any order, or leaves them in the cloud and a stub in their place. What
is certain is said (so many files only stand for one in the cloud; so many are being written just now). That the folder
belongs to a cloud and changed within the last day is reason enough to wait for what is missing; after a day without
any change it counts as missing. A client's second copies of a file ("x (1)", "x-PC", "x.sync-conflict-…") have names
that no file of a vault has: they are left alone, and nobody waits for them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vault.errors import ChatVaultError, Damaged, KeychainEmpty, NoVaultHere, SheetReplaced, StillArriving
from vault.exposure.cloud_folders import find_roots, root_of
from vault.exposure.finding import CLOUD_CLASSES, Root
from vault.exposure.local_system import LocalSystem
from vault.exposure.placeholders import is_online_only, name_behind
from vault.repository.check import Problem
from vault.repository.ids import is_id
from vault.services.contents import take_stock
from vault.services.presence import something_is_gone
from vault.services.vault import OpenedVault
from vault.storage.backend import CONFIG_NAME

_DAY = 24 * 3600.0
_PARTS = ("keys", "snapshots", "index", "data")
_HEAD = 64  # every sealed file begins with 16 random bytes: so many zeros are no file of ours
_SMALL = 1 << 20
# What clients call a file that they are writing: Syncthing, rsync, Nextcloud and ownCloud, browsers, Resilio.
_UNDER_WAY = re.compile(
    r"\.syncthing\..+\.tmp|~syncthing~.+\.tmp|\.[0-9a-f]{64}\.[A-Za-z0-9]{6}|\..+\.~[0-9a-f]+|"
    r".+\.(part|partial|filepart|crdownload|!sync)",
    re.IGNORECASE,
)
_WHERE = {"key": "keys", "index": "index", "snapshot": "snapshots", "pack": "data"}
_MAY_BE_ABSENCE = (Damaged, NoVaultHere, KeychainEmpty, SheetReplaced)
_MAY_BE_GONE_FOR_GOOD = (KeychainEmpty, SheetReplaced)  # a key file that is not here was perhaps taken away
_NOT_THERE = frozenset({"missing", "not in index"})


@dataclass(frozen=True, slots=True)
class Arriving:
    """What speaks for waiting. `provider` is the cloud whose folder it lies in, "" where none is known.

    `stubs` files stand for one in the cloud and hold nothing of it, `under_way` are being written by the cloud's
    client; `on_demand` are read from the cloud when they are asked for, as long as that answers.
    """

    provider: str
    stubs: int
    under_way: int
    on_demand: int

    @property
    def is_certain(self) -> bool:
        """Whether files are known to be missing, not only likely to be."""
        return self.stubs + self.under_way > 0


def arriving(folder: Path) -> Arriving | None:
    """The evidence, None where there is none: what is missing then is missing. Opens nothing that lies in a cloud."""
    root = cloud_of(folder)
    found = {"stub": 0, "under way": 0, "on demand": 0, "": 0}
    newest = 0.0
    for entry in _files(folder):
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            newest = max(newest, status.st_ctime)
            found[_kind_of(Path(entry.path), status, root)] += 1
    stubs, under_way, on_demand = found["stub"], found["under way"], found["on demand"]
    if not (stubs or under_way or on_demand) and (root is None or time.time() - newest > _DAY):
        return None
    return Arriving("" if root is None else root.provider, stubs, under_way, on_demand)


def stubs_by_name(folder: Path) -> bool:
    """Whether a backup, a list or a key is there as a stub only that goes by another name: quick, for every status."""
    names = (entry.name for shelf in _PARTS[:3] for entry in _entries(folder / shelf))
    return any(name_behind(name) != name and is_id(name_behind(name)) for name in names)


def or_arriving(folder: Path, error: ChatVaultError) -> ChatVaultError:
    """What to raise when a vault cannot be opened: something may only not be here yet."""
    if not isinstance(error, _MAY_BE_ABSENCE):
        return error
    if isinstance(error, NoVaultHere) and not _has_something(folder):
        return error
    if isinstance(error, Damaged) and not _is_absent(folder, error.what, error.name, error.detail):
        return error
    evidence = arriving(folder)
    is_likely = evidence is not None and (evidence.is_certain or not isinstance(error, _MAY_BE_GONE_FOR_GOOD))
    if evidence is None or not (is_likely or not any(is_id(entry.name) for entry in _entries(folder / "keys"))):
        return error
    return _error(folder, evidence)


def all_is_absence(folder: Path, problems: tuple[Problem, ...]) -> bool:
    """Whether nothing else is wrong than that files are not there, or only a stub of them.

    A part of a file that is damaged may lie in a stub: which one it is, its name does not tell.
    """
    unexplained = [
        problem for problem in problems if not _is_absent(folder, problem.what, problem.name, problem.detail)
    ]
    if not any(_path_of(folder, problem.what, problem.name) for problem in unexplained) and unexplained:
        evidence = arriving(folder)
        return evidence is not None and evidence.is_certain
    return bool(problems) and not unexplained


def refuse_while_arriving(vault: OpenedVault) -> None:
    """StillArriving where something that the vault names is not here yet: nobody takes away or puts right then.

    Of backups that were made elsewhere and have not arrived at all nobody can know.
    """
    evidence = arriving(vault.folder)
    if evidence is None:
        return
    if evidence.is_certain or is_lacking(vault):
        raise _error(vault.folder, evidence)


def is_waited_for(vault: OpenedVault) -> bool:
    """Whether what cannot be read just now may only not be here yet. Raises PlaceMissing."""
    try:
        refuse_while_arriving(vault)
    except StillArriving:
        return True
    return False


def is_lacking(vault: OpenedVault) -> bool:
    """Whether something that the vault's own lists name is not there. Raises PlaceMissing."""
    inventory = take_stock(vault)
    return bool(inventory.unreadable) or something_is_gone(vault, inventory)


def _error(folder: Path, evidence: Arriving) -> StillArriving:
    return StillArriving(str(folder), evidence.provider, evidence.stubs + evidence.under_way)


def cloud_of(folder: Path) -> Root | None:
    """The cloud's folder that a vault lies in, None where none is known."""
    with suppress(OSError):
        root = root_of(str(folder), find_roots(LocalSystem()))
        if root is not None and root.provider_class in CLOUD_CLASSES:
            return root
    return None


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The vault's files: its own folder, its shelves, and the folders of packs; no deeper."""
    waiting = [(folder, 0)]
    while waiting:
        where, depth = waiting.pop()
        for entry in _entries(where):
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif (depth == 0 and entry.name in _PARTS) or (depth == 1 and where.name == "data"):
                waiting.append((Path(entry.path), depth + 1))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []


def _kind_of(path: Path, status: os.stat_result, root: Root | None) -> str:
    """What a file is a sign of; "" of nothing. An empty one of the right name is a stub in a cloud's folder only.

    Elsewhere nobody is about to fill it: it is damaged.
    """
    name = name_behind(path.name)
    if name != CONFIG_NAME and not is_id(name):
        return "under way" if _UNDER_WAY.fullmatch(path.name) else ""
    if name != path.name or (status.st_size == 0 and root is not None):
        return "stub"
    if is_online_only(path.name, status, root):
        return "on demand"
    return "stub" if root is not None and _is_hollow(path, status) else ""


def _is_hollow(path: Path, status: os.stat_result) -> bool:
    """Of the right size and nothing in it: what a client makes room for, and has not filled yet."""
    blocks = getattr(status, "st_blocks", None)
    has_its_room = blocks is None or blocks * 512 >= status.st_size
    if status.st_size > _SMALL and has_its_room:
        return False  # opening every pack at every opening would be too slow; the health check reads them
    return _begins_with_zeros(path)


def _begins_with_zeros(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_HEAD)
        return not any(head)
    return False


def _has_something(folder: Path) -> bool:
    """Whether a part of a vault lies there, be it a stub of its config."""
    if any((folder / part).exists() for part in _PARTS):
        return True
    return any(name_behind(entry.name) == CONFIG_NAME for entry in _files(folder))


def _path_of(folder: Path, what: str, name: str) -> Path | None:
    if what == "config":
        return folder / CONFIG_NAME
    shelf = _WHERE.get(what)
    if shelf is None or not is_id(name):
        return None
    return folder / shelf / name[:2] / name if shelf == "data" else folder / shelf / name


def _is_absent(folder: Path, what: str, name: str, detail: str) -> bool:
    path = _path_of(folder, what, name)
    if path is None:
        return detail in _NOT_THERE
    try:
        return path.stat().st_size == 0 or _begins_with_zeros(path)
    except OSError:
        return True
