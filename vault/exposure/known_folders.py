"""Where the person's Desktop, Documents, Downloads and Pictures are, whatever their language and wherever moved.

Windows keeps them in the registry (User Shell Folders), Linux in user-dirs.dirs (freedesktop.org, xdg-user-dirs).
"""

from __future__ import annotations

import re
from typing import Literal

from vault.exposure.clients.found import value
from vault.exposure.system import System, expanded, in_home, join, text_of

Name = Literal["Desktop", "Documents", "Downloads", "Pictures"]
NAMES: tuple[Name, ...] = ("Desktop", "Documents", "Downloads", "Pictures")
SHELL_FOLDERS = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"
_SHELL_NAMES: dict[Name, tuple[str, ...]] = {
    "Desktop": ("Desktop",),
    "Documents": ("Personal",),
    "Pictures": ("My Pictures",),
    "Downloads": ("{374DE290-123F-4565-9164-39C4925E467B}",),
}
_XDG_NAMES: dict[Name, str] = {
    "Desktop": "XDG_DESKTOP_DIR",
    "Documents": "XDG_DOCUMENTS_DIR",
    "Downloads": "XDG_DOWNLOAD_DIR",
    "Pictures": "XDG_PICTURES_DIR",
}
_VARIABLE = re.compile(r"%([^%]+)%")
_XDG_LINE = re.compile(r'^\s*(XDG_[A-Z]+_DIR)\s*=\s*"([^"]*)"', re.MULTILINE)


def known_folders(system: System) -> dict[Name, str]:
    """The folders that exist, by their English names."""
    told = {name: _told(system, name) or in_home(system, name) for name in NAMES}
    home = system.home.rstrip("/\\")
    return {name: path for name, path in told.items() if path.rstrip("/\\") != home and system.is_dir(path)}


def _told(system: System, name: Name) -> str:
    if system.platform == "windows":
        said = next((text for each in _SHELL_NAMES[name] if (text := value(system, SHELL_FOLDERS, each))), "")
        return expanded(system, _VARIABLE.sub(lambda match: system.environment(match[1].upper()) or match[0], said))
    if system.platform == "linux":
        base = system.environment("XDG_CONFIG_HOME") or in_home(system, ".config")
        lines = dict(_XDG_LINE.findall(text_of(system, join(system, base, "user-dirs.dirs"))))
        return expanded(system, lines.get(_XDG_NAMES[name], ""))
    return ""
