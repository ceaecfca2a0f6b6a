"""A computer of any system made of a folder and a few dicts: for tests on another system, and for the tour.

`C:\\Users\\Anna` of a Windows fixture lies in `<folder>/C/Users/Anna`, `/Users/anna` of a Mac in `<folder>/Users/anna`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vault.exposure.disk_files import DiskFiles
from vault.exposure.system import Mount, Platform

HOMES: dict[Platform, str] = {"windows": "C:\\Users\\anna", "macos": "/Users/anna", "linux": "/home/anna"}


@dataclass
class FixtureSystem(DiskFiles):
    """`registry` maps a key to its values, keys spelled as in System.values; names are compared without case.

    `attributes` maps a path to its extended attributes. `variables` come on top of those that the system always has.
    """

    folder: Path
    platform: Platform = "linux"
    home: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    registry: dict[str, Mapping[str, object]] = field(default_factory=dict)
    mounted: tuple[Mount, ...] = ()
    running: frozenset[str] | None = None
    attributes: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = self.home or HOMES[self.platform]
        Path(self._at(self.home)).mkdir(parents=True, exist_ok=True)

    def _at(self, path: str) -> str:
        """Where a path of the fixture lies on the real disk."""
        plain = path.removeprefix("\\\\?\\").replace("\\", "/") if self.platform == "windows" else path
        if self.platform == "windows" and plain[1:2] == ":":
            plain = plain[0].upper() + plain[2:]
        place = self.folder / plain.strip("/")
        return str(place if self.platform == "linux" or os.path.lexists(place) else self._any_case(place))

    def _any_case(self, place: Path) -> Path:
        """The same place in the spelling that it has on the disk: Windows and macOS do not tell cases apart."""
        found = self.folder
        for part in place.relative_to(self.folder).parts:
            same = [name for name in self._listed(found) if name.casefold() == part.casefold()]
            found = found / (same[0] if same else part)
        return found

    @staticmethod
    def _listed(folder: Path) -> list[str]:
        return [each.name for each in folder.iterdir()] if folder.is_dir() else []

    def at(self, path: str) -> Path:
        """The real place of a path of the fixture, to put things there."""
        return Path(self._at(path))

    def environment(self, name: str) -> str | None:
        """A variable, or what this system always sets."""
        standing = {}
        if self.platform == "windows":
            local, roaming = f"{self.home}\\AppData\\Local", f"{self.home}\\AppData\\Roaming"
            standing = {"USERPROFILE": self.home, "LOCALAPPDATA": local, "APPDATA": roaming}
            standing |= {"PROGRAMDATA": "C:\\ProgramData", "PROGRAMFILES": "C:\\Program Files"}
        return (standing | self.variables).get(name)

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a registry key of the dict."""
        found = [values for each, values in self.registry.items() if each.casefold() == key.casefold()]
        return found[0] if found else {}

    def subkeys(self, key: str) -> tuple[str, ...]:
        """The names of the keys below, also of those that only have keys below themselves."""
        start = key.casefold() + "\\"
        below = [each[len(start) :].split("\\")[0] for each in self.registry if each.casefold().startswith(start)]
        return tuple(dict.fromkeys(below))

    def mounts(self) -> tuple[Mount, ...]:
        """What the fixture says is mounted."""
        return self.mounted

    def processes(self) -> frozenset[str] | None:
        """What the fixture says is running."""
        return self.running

    def xattrs(self, path: str) -> frozenset[str]:
        """The names of the attributes that the fixture gives to this path."""
        return frozenset(self.attributes.get(path, {}))

    def xattr(self, path: str, name: str) -> bytes:
        """The value of one of them."""
        return self.attributes.get(path, {}).get(name, b"")

    def real(self, path: str) -> str:
        """Links below the fixture's folder are followed, as far as they stay below it."""
        base, real = os.path.realpath(self.folder), os.path.realpath(self._at(path))
        if not real.startswith(base + os.sep):
            return path
        inside = real[len(base) :]
        if self.platform != "windows":
            return inside
        drive, _, rest = inside.lstrip("/").partition("/")
        return f"{drive}:\\" + rest.replace("/", "\\")
