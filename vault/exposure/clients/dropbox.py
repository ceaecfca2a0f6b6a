"""Dropbox and Maestral: info.json of the client (personal and business folder), the old host.db, and Maestral's ini.

`info.json`: {"personal": {"path": …}, "business": {"path": …}}. `host.db`: two lines, the second the folder in base64.
"""

from __future__ import annotations

import base64
import binascii
import configparser
import json
from collections.abc import Iterator

from vault.exposure.clients.found import by_config
from vault.exposure.finding import Root
from vault.exposure.providers import DROPBOX
from vault.exposure.system import System, in_home, join, text_of


def dropbox(system: System) -> Iterator[Root]:
    """Every folder of every installation of the client."""
    for place in _settings_folders(system):
        yield from _from_info(system, join(system, place, "info.json"))
        yield from _from_host(system, join(system, place, "host.db"))
    yield from _maestral(system)


def _settings_folders(system: System) -> Iterator[str]:
    if system.platform != "windows":
        yield in_home(system, ".dropbox")
        yield in_home(system, ".var/app/com.dropbox.Client/.dropbox")
        return
    local, roaming = system.environment("LOCALAPPDATA") or "", system.environment("APPDATA") or ""
    yield join(system, local, "Dropbox")
    packages = join(system, local, "Packages")
    for name in system.names(packages):
        if name.startswith("DropboxInc.Dropbox_"):
            yield join(system, packages, name, "LocalCache/Local/Dropbox")
    yield join(system, roaming, "Dropbox")


def _from_info(system: System, path: str) -> Iterator[Root]:
    try:
        info = json.loads(text_of(system, path) or "{}")
    except ValueError:
        return
    for kind, entry in info.items() if isinstance(info, dict) else ():
        if isinstance(entry, dict):
            yield from by_config(system, DROPBOX, entry.get("path"), kind)


def _from_host(system: System, path: str) -> Iterator[Root]:
    words = text_of(system, path).split()
    if len(words) < 2:
        return
    try:
        yield from by_config(system, DROPBOX, base64.b64decode(words[1], validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        return


def _maestral(system: System) -> Iterator[Root]:
    """Maestral, a free client: `path` in section `[sync]` of each of its ini files."""
    inside = "Library/Application Support/maestral" if system.platform == "macos" else ".config/maestral"
    folder = in_home(system, inside)
    for name in system.names(folder):
        if name.endswith(".ini"):
            settings = configparser.ConfigParser(interpolation=None, strict=False)
            try:
                settings.read_string(text_of(system, join(system, folder, name)))
            except configparser.Error:
                continue
            yield from by_config(system, DROPBOX, settings.get("sync", "path", fallback="").strip("'\""))
