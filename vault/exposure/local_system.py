"""The running computer behind the System port. It asks and never changes anything, and waits for no dead server."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from vault.exposure import mount_lists
from vault.exposure.disk_files import DiskFiles
from vault.exposure.silent_mounts import PATIENCE, Asking, first_name, is_remote, lies_in
from vault.exposure.system import MOST_READ, Mount, Platform

_LONGEST_ATTRIBUTE = 4096
_NO_FOLLOW = 1  # XATTR_NOFOLLOW
DROPBOX_STREAM = "com.dropbox.ignored"
Answer = TypeVar("Answer")
_SECONDS = 5
_FRESH_SECONDS = 10.0
"""How long an answer holds: longer than a look at all places takes, shorter than it takes to plug a stick in."""


def running_platform() -> Platform:
    """The family of systems that this program runs on."""
    if sys.platform == "win32":
        return "windows"
    return "macos" if sys.platform == "darwin" else "linux"


class LocalSystem(DiskFiles):
    """This computer, as the person who runs the program sees it. What does not change while it looks is asked once.

    A mount whose server does not answer is a folder in which nothing is seen.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        """`patience` is how many seconds a server has for its answer."""
        self._patience = patience
        self._answers: dict[str, tuple[float, Any]] = {}
        self._asking = Asking(first_name)

    def _once(self, what: str, ask: Callable[[], Answer]) -> Answer:
        """What was answered a moment ago, or is answered now."""
        if what not in self._answers or time.monotonic() - self._answers[what][0] > _FRESH_SECONDS:
            self._answers[what] = time.monotonic(), ask()
        answer: Answer = self._answers[what][1]
        return answer

    @property
    def platform(self) -> Platform:
        """Which family of systems it is."""
        return running_platform()

    @property
    def home(self) -> str:
        """The person's own folder."""
        return str(Path("~").expanduser())

    def environment(self, name: str) -> str | None:
        """A variable of the environment."""
        return os.environ.get(name) or None

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a registry key."""
        if sys.platform == "win32":
            return _registry_values(key)
        return {}

    def subkeys(self, key: str) -> tuple[str, ...]:
        """The names of the keys below a registry key."""
        if sys.platform == "win32":
            return _registry_subkeys(key)
        return ()

    def mounts(self) -> tuple[Mount, ...]:
        """Every mounted file system, drive letters on Windows."""
        return self._once("mounts", self._mounts)

    def _mounts(self) -> tuple[Mount, ...]:
        if sys.platform == "win32":
            return mount_lists.windows_drives()
        if sys.platform == "darwin":
            return mount_lists.parse_mount_command(_output("/sbin/mount"))
        return mount_lists.parse_mountinfo(self._proc("/proc/self/mountinfo"))

    @staticmethod
    def _proc(path: str) -> bytes:
        try:
            return Path(path).read_bytes()
        except OSError:
            return b""

    def processes(self) -> frozenset[str] | None:
        """The names of the running programs; None where the system gives no cheap list."""
        return self._once("processes", self._processes)

    def _processes(self) -> frozenset[str] | None:
        if sys.platform == "win32":
            return mount_lists.windows_programs()
        if sys.platform == "darwin":
            lines = _output("/bin/ps", "-axco", "comm").splitlines()[1:]
            return frozenset(line.strip().casefold() for line in lines) or None
        found = (self._proc(f"/proc/{name}/comm") for name in super().names("/proc") if name.isdigit())
        return frozenset(comm.decode(errors="replace").strip().casefold() for comm in found) or None

    def xattrs(self, path: str) -> frozenset[str]:
        """The names of a file's extended attributes."""
        if sys.platform == "linux":
            try:
                return frozenset(os.listxattr(path, follow_symlinks=False))
            except OSError:
                return frozenset()
        if sys.platform == "darwin":
            return _listed_by_libc(path)
        return frozenset({DROPBOX_STREAM} if os.path.lexists(f"{path}:{DROPBOX_STREAM}") else ())

    def xattr(self, path: str, name: str) -> bytes:
        """The value of an extended attribute."""
        if sys.platform == "linux":
            try:
                return os.getxattr(path, name, follow_symlinks=False)
            except OSError:
                return b""
        return _read_by_libc(path, name) if sys.platform == "darwin" else b""

    def exists(self, path: str) -> bool:
        """Whether there is something; of a silent mount only that it is there."""
        return path in self._silent() if self._is_silent(path) else super().exists(path)

    def is_dir(self, path: str) -> bool:
        """Whether it is a folder; of a silent mount only that it is there."""
        return path in self._silent() if self._is_silent(path) else super().is_dir(path)

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a folder; none on a silent mount."""
        return () if self._is_silent(path) else super().names(path)

    def read(self, path: str, most: int = MOST_READ) -> bytes | None:
        """The bytes of a small file; none on a silent mount."""
        return None if self._is_silent(path) else super().read(path, most)

    def real(self, path: str) -> str:
        """The path with its links followed."""
        return path if self._is_silent(path) else os.path.realpath(path).removeprefix("\\\\?\\")

    def _is_silent(self, path: str) -> bool:
        remote = self._once("remote", self._remote)
        return lies_in(path, remote, self.platform) and lies_in(path, self._silent(), self.platform)

    def _remote(self) -> frozenset[str]:
        return frozenset(mount.point for mount in self.mounts() if is_remote(mount))

    def _silent(self) -> frozenset[str]:
        return self._once("silent", lambda: self._asking.silent(self._remote(), self._patience))


def _output(*command: str) -> str:
    """What a program of the system prints; empty when it does not answer."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 (fixed paths)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace")


def _listed_by_libc(path: str) -> frozenset[str]:
    """Listxattr of macOS, which Python's os has on Linux only; it takes one argument more."""
    libc = ctypes.CDLL(None)
    room = ctypes.create_string_buffer(_LONGEST_ATTRIBUTE)
    size = libc.listxattr(os.fsencode(path), room, ctypes.c_size_t(_LONGEST_ATTRIBUTE), _NO_FOLLOW)
    names = room.raw[: max(0, size)].split(b"\0")
    return frozenset(name.decode(errors="replace") for name in names if name)


def _read_by_libc(path: str, name: str) -> bytes:
    libc = ctypes.CDLL(None)
    libc.getxattr.restype = ctypes.c_ssize_t
    room = ctypes.create_string_buffer(_LONGEST_ATTRIBUTE)
    size = libc.getxattr(
        os.fsencode(path), name.encode(), room, ctypes.c_size_t(_LONGEST_ATTRIBUTE), ctypes.c_uint32(0), _NO_FOLLOW
    )
    return room.raw[: max(0, size)]


if sys.platform == "win32":
    import winreg

    _HIVES = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }

    def _opened(key: str) -> winreg.HKEYType:
        hive, _, rest = key.partition("\\")
        return winreg.OpenKey(_HIVES[hive], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)

    def _registry_values(key: str) -> Mapping[str, object]:
        try:
            with _opened(key) as handle:
                count = winreg.QueryInfoKey(handle)[1]
                found = [winreg.EnumValue(handle, number) for number in range(count)]
        except OSError:
            return {}
        return {name: value for name, value, _ in found}

    def _registry_subkeys(key: str) -> tuple[str, ...]:
        try:
            with _opened(key) as handle:
                count = winreg.QueryInfoKey(handle)[0]
                return tuple(winreg.EnumKey(handle, number) for number in range(count))
        except OSError:
            return ()
