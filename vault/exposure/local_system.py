"""The running computer behind the System port. It asks and never changes anything."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from vault.exposure import mount_lists
from vault.exposure.disk_files import DiskFiles
from vault.exposure.system import Mount, Platform

_LONGEST_ATTRIBUTE = 4096
_NO_FOLLOW = 1  # XATTR_NOFOLLOW
DROPBOX_STREAM = "com.dropbox.ignored"
_SECONDS = 5


def running_platform() -> Platform:
    """The family of systems that this program runs on."""
    if sys.platform == "win32":
        return "windows"
    return "macos" if sys.platform == "darwin" else "linux"


class LocalSystem(DiskFiles):
    """This computer, as the person who runs the program sees it. What does not change while it looks is asked once."""

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
        return self._mounts

    @cached_property
    def _mounts(self) -> tuple[Mount, ...]:
        if sys.platform == "win32":
            return mount_lists.windows_drives()
        if sys.platform == "darwin":
            return mount_lists.parse_mount_command(_output("/sbin/mount"))
        return mount_lists.parse_mountinfo(self.read("/proc/self/mountinfo") or self._proc("/proc/self/mountinfo"))

    @staticmethod
    def _proc(path: str) -> bytes:
        try:
            return Path(path).read_bytes()
        except OSError:
            return b""

    def processes(self) -> frozenset[str] | None:
        """The names of the running programs; None where the system gives no cheap list."""
        return self._processes

    @cached_property
    def _processes(self) -> frozenset[str] | None:
        if sys.platform == "win32":
            return mount_lists.windows_programs()
        if sys.platform == "darwin":
            lines = _output("/bin/ps", "-axco", "comm").splitlines()[1:]
            return frozenset(line.strip().casefold() for line in lines) or None
        found = (self._proc(f"/proc/{name}/comm") for name in self.names("/proc") if name.isdigit())
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

    def real(self, path: str) -> str:
        """The path with its links followed."""
        return os.path.realpath(path).removeprefix("\\\\?\\")


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
