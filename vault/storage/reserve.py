"""Room held back on a disk for the day when it is full: a file that is given up so that work begun can be ended.

A full disk must not keep a vault from writing what is small and needed to make room again: a lock, an index, the end
of a backup. The file lies in the vault's folder, where restic pays no heed to it. It holds noise, for a file system
that compresses would keep no room for zeros; it gives up as much as is asked for, and grows again when work is over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from pathlib import Path

NAME = "reserve"
RESERVE_BYTES = 2 << 20
_SLICE = 64 << 10  # a file system gives room in blocks, and needs some for names and lists of blocks


class Reserve:
    """The file `reserve` in `folder`. Safe to use from several threads; no method raises."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock = threading.Lock()

    def give_up(self, needed: int) -> bool:
        """Make room for `needed` bytes and what they entail. Whether there was anything left to give."""
        with self._lock, contextlib.suppress(OSError):
            size = self._path.stat().st_size
            os.truncate(self._path, max(0, size - needed - _SLICE))
            return size > 0
        return False

    def keep(self) -> None:
        """Hold room back: as much as there is, up to RESERVE_BYTES, but for a slice that stays free."""
        with self._lock, contextlib.suppress(OSError):
            size = self._path.stat().st_size if self._path.exists() else 0
            if size >= RESERVE_BYTES:
                return
            free = shutil.disk_usage(self._path.parent).free
            more = min(RESERVE_BYTES - size, (free - _SLICE) // _SLICE * _SLICE)
            if more > 0:
                # Not flushed: what a power cut takes of it grows again.
                with self._path.open("ab", buffering=0) as file:
                    file.write(os.urandom(more))
