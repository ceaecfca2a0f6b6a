"""Small disks that can be filled, protected and pulled out: real ones where this computer lets us mount.

tmpfs       memory with a size: full means full for everybody, root as well
ext4        a file system in a file, on a loop device: with a journal, and with blocks and names that it needs itself
pretended   a plain folder whose every change is heard and refused as a disk would: for computers that refuse mounts

Which of them are tried is found out once; the pretended one is tried everywhere, so nothing is ever left out.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.torture.disk_calls import Event, watching


class Usage(NamedTuple):
    """As shutil.disk_usage tells it."""

    total: int
    used: int
    free: int


class SmallDisk(Protocol):
    """A disk whose top folder is `folder`."""

    folder: Path

    def leave(self, free: int) -> None:
        """Fill it up to `free` bytes; a later call changes that."""

    def protect(self) -> None:
        """From now on it can only be read."""

    def pull_out(self) -> None:
        """Take it away, whatever is open on it."""

    def plug_in(self) -> None:
        """Give it back, writable, with what was on it."""


_BALLAST = "ballast of somebody else"


def _run(*words: object) -> bool:
    return subprocess.run([str(word) for word in words], capture_output=True, check=False).returncode == 0


def _fill(folder: Path, free: int) -> None:
    ballast = folder / _BALLAST
    ballast.unlink(missing_ok=True)
    os.sync()
    usable = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        file.write(bytes(max(0, usable - free)))
        if free == 0:
            while file.write(bytes(4096)):  # to the very last block
                pass


class MountedDisk:
    """tmpfs, bound a second time, so that what was pulled out can be plugged in again; or ext4 on a loop device."""

    def __init__(self, kind: str, home: Path, size: int) -> None:
        self._kind, self._home = kind, home
        self.folder = home / "disk"
        self._keeper, self._image = home / "keeper", home / "image"
        for folder in (self.folder, self._keeper):
            folder.mkdir(parents=True)
        if kind == "tmpfs":
            self._must("mount", "-t", "tmpfs", "-o", f"size={size}", "none", self._keeper)
        else:
            with self._image.open("wb") as file:
                file.truncate(size)
            self._must(
                "mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal" if size < 4 << 20 else "has_journal", self._image
            )
            self._must("mount", "-o", "loop", self._image, self._keeper)
        self._must("mount", "--bind", self._keeper, self.folder)

    @staticmethod
    def _must(*words: object) -> None:
        assert _run(*words), words

    def leave(self, free: int) -> None:
        """With a file of zeros."""
        _fill(self.folder, free)

    def protect(self) -> None:
        """As the system does after a fault of the disk."""
        self._must("mount", "-o", "remount,bind,ro", self.folder)

    def pull_out(self) -> None:
        """Lazily: what is open stays open, and the path leads elsewhere."""
        self._must("umount", "-l", self.folder)

    def plug_in(self) -> None:
        """Anew."""
        _run("umount", "-l", self.folder)
        self._must("mount", "--bind", self._keeper, self.folder)

    def let_go(self) -> None:
        """Unmount everything."""
        for folder in (self.folder, self.folder, self._keeper):
            _run("umount", "-l", folder)


class PretendedDisk:
    """Refuses what a disk would refuse; `size` counts the bytes of files alone."""

    def __init__(self, home: Path, size: int) -> None:
        self.folder = home / "disk"
        self.folder.mkdir(parents=True)
        self._away = home / "away"
        self._room = size
        self._protected = False
        self._depth = 0

    def leave(self, free: int) -> None:
        """Remember what is free."""
        self._room = self._used() + free

    def protect(self) -> None:
        """Remember it."""
        self._protected = True

    def pull_out(self) -> None:
        """By another name."""
        self.folder.rename(self._away)

    def plug_in(self) -> None:
        """By its own name again."""
        self._protected = False
        if self._away.exists():
            self._away.rename(self.folder)

    def hear(self, event: Event, _early: Callable[[bytes], Any]) -> None:
        """Refuse what does not go."""
        if self._protected:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        if event.action == "write" and self._used() + len(event.data) > self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _used(self) -> int:
        sizes = 0
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with contextlib.suppress(OSError):
                    sizes += os.stat(f"{folder}/{name}").st_size  # noqa: PTH116 - asked at every write
        return sizes

    def disk_usage(self, real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """What the system would say of this disk; `real` answers for others."""

        def usage(path: Any) -> Any:
            if str(path).startswith(str(self.folder)):
                free = max(0, self._room - self._used())
                return Usage(self._room, self._room - free, free)
            return real(path)

        return usage


def _mounts(kind: str) -> bool:
    home = Path(tempfile.mkdtemp(prefix="small-disk-"))
    try:
        disk = MountedDisk(kind, home, 8 << 20)
    except (AssertionError, OSError):
        return False
    else:
        disk.let_go()
        return True
    finally:
        for folder in ("disk", "keeper"):
            _run("umount", "-l", home / folder)
        shutil.rmtree(home, ignore_errors=True)


KINDS = [kind for kind in ("tmpfs", "ext4") if _mounts(kind)] + ["pretended"]


@contextlib.contextmanager
def small_disk(kind: str, home: Path, size: int) -> Iterator[SmallDisk]:
    """A disk of `size` bytes whose files lie somewhere below `home`."""
    if kind != "pretended":
        mounted = MountedDisk(kind, home, size)
        try:
            yield mounted
        finally:
            mounted.let_go()
        return
    pretended, real = PretendedDisk(home, size), shutil.disk_usage
    shutil.disk_usage = pretended.disk_usage(real)  # type: ignore[assignment]
    try:
        with watching(pretended.folder, pretended.hear):
            yield pretended
    finally:
        shutil.disk_usage = real
