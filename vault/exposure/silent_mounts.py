"""Mounts that do not answer. Where a server is gone, every call below its mount waits in the system, often for ever.

So each mount from elsewhere is asked for one name before anybody looks there, all at once and with a time limit. The
call that hangs stays behind in a thread that nobody waits for; an error is an answer like any other.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Final

from vault.exposure.mount_lists import NETWORK_TYPES
from vault.exposure.system import Mount, Platform

PATIENCE: Final = 4.0
"""Seconds that a server has for its answer; a disk that has to spin up first takes longer now and then."""
_LOCAL_FUSE = frozenset({"fuse.fuse-overlayfs", "fuse.mergerfs", "fuse.bindfs"})


def is_remote(mount: Mount) -> bool:
    """Whether reading there may fetch from elsewhere: names only."""
    if mount.fstype in _LOCAL_FUSE:
        return False
    return mount.kind == "network" or mount.fstype in NETWORK_TYPES or mount.fstype.startswith(("fuse.", "macfuse"))


class Asking:
    """Asks about paths, and knows which of them it is still waiting for: those are not asked a second time."""

    def __init__(self, ask: Callable[[str], object]) -> None:
        """`ask` asks about one path and may hang; its OSErrors are answers."""
        self._ask = ask
        self._open: dict[str, threading.Event] = {}

    def silent(self, paths: Iterable[str], patience: float = PATIENCE) -> frozenset[str]:
        """Those of `paths` about which nothing was said in time; one that has hung before gets no more time."""
        wanted, hung = frozenset(paths), frozenset(self._open)
        for path in wanted - hung:
            self._begin(path)
        end = time.monotonic() + patience
        return frozenset(path for path in wanted if not self._came(path, 0.0 if path in hung else end))

    def _begin(self, path: str) -> None:
        answered = self._open[path] = threading.Event()

        def work() -> None:
            try:
                self._ask(path)
            except OSError:
                pass
            finally:
                answered.set()

        threading.Thread(target=work, name="is anybody there", daemon=True).start()

    def _came(self, path: str, until: float) -> bool:
        if not self._open[path].wait(max(0.0, until - time.monotonic())):
            return False
        del self._open[path]
        return True


def first_name(path: str) -> None:
    """Ask a folder of this computer for one name: what is kept of a dead server in memory does not answer that."""
    with os.scandir(path) as listing:
        next(listing, None)


def lies_in(path: str, points: Collection[str], platform: Platform) -> bool:
    """Whether a path is one of these mounts or lies below one, by its name alone."""
    if not points:
        return False
    key = _spelled(path, platform)
    return any(key.startswith(_spelled(point, platform)) for point in points)


def _spelled(path: str, platform: Platform) -> str:
    """A key that ends with one separator, so that whole components are compared."""
    plain = ntpath.normpath(path).replace("\\", "/") if platform == "windows" else posixpath.normpath(path)
    return (plain if platform == "linux" else plain.casefold()).rstrip("/") + "/"
