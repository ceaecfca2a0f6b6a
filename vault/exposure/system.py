"""The port to the running computer: all that the search for cloud folders asks of it, and nothing that it could change.

Paths are texts in the system's own spelling (`C:\\Users\\Anna`, `/Users/anna`), so that a fixture of another system
can answer. No method raises: what is missing or forbidden is empty.
"""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal, Protocol

Platform = Literal["windows", "macos", "linux"]
MountKind = Literal["fixed", "removable", "network", "virtual"]
Row = Mapping[str, object]

MOST_READ = 4 * 1024 * 1024
"""Bytes of a client's configuration file that are read at most: real ones have a few thousand."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system or drive letter.

    `source` is a device, an address or a remote; on Windows the drive's label. It may hold a password that somebody
    typed on a command line: it is never shown.
    """

    point: str
    fstype: str
    source: str = ""
    kind: MountKind = "fixed"


class System(Protocol):
    """What a computer tells about itself; see the module for the rules."""

    @property
    def platform(self) -> Platform:
        """Which family of systems it is."""

    @property
    def home(self) -> str:
        """The person's own folder."""

    def environment(self, name: str) -> str | None:
        """A variable of the environment; None when it is not set or empty."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a registry key as `HKCU\\Software\\…`; "" is the default value. Empty off Windows."""

    def subkeys(self, key: str) -> tuple[str, ...]:
        """The names of the keys below a registry key."""

    def mounts(self) -> tuple[Mount, ...]:
        """Every mounted file system, drive letters on Windows."""

    def processes(self) -> frozenset[str] | None:
        """The names of the running programs in small letters; None where that is not known cheaply."""

    def xattrs(self, path: str) -> frozenset[str]:
        """The names of a file's extended attributes (on Windows, of the alternate streams that we ask for)."""

    def xattr(self, path: str, name: str) -> bytes:
        """The value of an extended attribute."""

    def exists(self, path: str) -> bool:
        """Whether there is something, without opening it."""

    def is_dir(self, path: str) -> bool:
        """Whether it is a folder, or a link to one."""

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a folder, sorted."""

    def read(self, path: str, most: int = MOST_READ) -> bytes | None:
        """The bytes of a client's configuration file; None when it cannot be read or has more than `most`."""

    def rows(self, database: str, table: str, columns: Sequence[str]) -> list[Row]:
        """These columns of a client's database, read from a copy; columns that it lacks are left out of the rows."""

    def real(self, path: str) -> str:
        """The path with its links followed; the path itself when that is not possible."""


def spelling(system: System) -> ModuleType:
    """`ntpath` or `posixpath`: how this system's paths are taken apart."""
    return ntpath if system.platform == "windows" else posixpath


def join(system: System, *parts: str) -> str:
    """Put parts together in the system's spelling; "/" in them is fine on all."""
    path = spelling(system).join(*parts)
    return str(path.replace("/", "\\") if system.platform == "windows" else path)


def in_home(system: System, *parts: str) -> str:
    """A path below the person's own folder."""
    return join(system, system.home, *parts)


def expanded(system: System, path: str) -> str:
    """An absolute path from what a configuration says: `~` and on Windows `/` and `\\\\?\\` are resolved.

    A path that stays relative is empty: nothing can be said about it.
    """
    path = path.strip().removeprefix("\\\\?\\")
    if path == "~" or path.startswith(("~/", "~\\")):
        path = in_home(system, path[2:]) if len(path) > 2 else system.home
    for start in ("$HOME/", "${HOME}/"):
        if path.startswith(start):
            path = in_home(system, path.removeprefix(start))
    names = spelling(system)
    if not names.isabs(path) and not (system.platform == "windows" and len(path) == 2 and path[1] == ":"):
        return ""
    path = path + "\\" if system.platform == "windows" and path.endswith(":") else path
    return str(names.normpath(path))


def text_of(system: System, path: str) -> str:
    """A configuration file as text, whatever its encoding; empty when there is none."""
    data = system.read(path) or b""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")
