"""Room held back on a disk for the day when it is full: a file that is given up so that work begun can be ended.

A full disk must not keep a vault from writing what is small and needed to make room again: a lock, an index, the end
of a backup. The file lies in the vault's folder, where restic pays no heed to it. It holds noise, for a file system
that compresses would keep no room for zeros, and it is made again as large as fits once the work is over.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import threading
from pathlib import Path

NAME = "reserve"
RESERVE_BYTES = 2 << 20
_SIZES = tuple(RESERVE_BYTES >> halvings for halvings in range(4))
_LEFT_FREE = 64 << 10  # what file systems need for a file's own list of blocks


class Reserve:
    """The file `reserve` in `folder`. Safe to use from several threads; no method raises."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock = threading.Lock()
        self._given_up = False

    def give_up(self) -> bool:
        """Make room. Whether there is more room now than before the disk was found full."""
        with self._lock:
            with contextlib.suppress(OSError):
                self._path.unlink()
                self._given_up = True
            return self._given_up

    def keep(self) -> None:
        """Hold room back: as much as there is, up to RESERVE_BYTES. One that is large enough stays as it is."""
        with self._lock, contextlib.suppress(OSError):
            size = self._path.stat().st_size if self._path.exists() else 0
            if size >= RESERVE_BYTES:
                return
            free = shutil.disk_usage(self._path.parent).free - _LEFT_FREE
            wanted = next((step for step in _SIZES if size < step <= free), None)
            if wanted is not None:
                self._make(wanted)
                self._given_up = False

    def _make(self, size: int) -> None:
        beside = self._path.with_name(f"{NAME}-tmp-{secrets.token_hex(6)}")
        try:
            # Not flushed: a reserve that a power cut takes is made again.
            beside.write_bytes(os.urandom(size))
            beside.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def is_reserve(name: str) -> bool:
    """Whether a file of this name in a vault's folder is its reserve, or one in the making."""
    return name == NAME or name.startswith(f"{NAME}-tmp-")
