"""Syncthing and Resilio Sync: folders that every paired device gets, from Syncthing's config.xml and Resilio's JSON.

`.stignore` in a folder lists what stays here (docs of Syncthing, "Ignoring Files"); only plain names are understood
here, and none at all when a "!" makes exceptions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from vault.exposure.clients.found import by_config
from vault.exposure.finding import Root
from vault.exposure.providers import RESILIO, SYNCTHING
from vault.exposure.system import System, in_home, join, text_of

ENCRYPTED_HERE = "receiveencrypted"
_RESILIO_PLACES = (".config/resilio-sync/config.json", ".config/resilio-sync/sync.conf", ".sync/sync.conf",
                   "Library/Application Support/Resilio Sync/sync.conf")  # fmt: skip


def syncthing(system: System) -> Iterator[Root]:
    """Every folder of every installation that is here."""
    for place in _settings_folders(system):
        for path, kind in _folders(text_of(system, join(system, place, "config.xml"))):
            if kind != ENCRYPTED_HERE:  # what another device sent here is locked, and not this person's
                for root in by_config(system, SYNCTHING, path):
                    yield replace(root, excluded=_ignored(system, root.path))


def _settings_folders(system: System) -> Iterator[str]:
    for variable in ("STCONFDIR", "STHOMEDIR"):
        if (told := system.environment(variable)) is not None:
            yield told
    if system.platform == "windows":
        yield join(system, system.environment("LOCALAPPDATA") or "", "Syncthing")
    elif system.platform == "macos":
        yield in_home(system, "Library/Application Support/Syncthing")
    else:
        yield join(system, system.environment("XDG_STATE_HOME") or in_home(system, ".local/state"), "syncthing")
        yield join(system, system.environment("XDG_CONFIG_HOME") or in_home(system, ".config"), "syncthing")
        yield in_home(system, ".var/app/com.github.zocker_160.SyncThingy/config/syncthing")
        yield in_home(system, ".var/app/me.kozec.syncthingtk/config/syncthing")
        yield in_home(system, "snap/syncthing/common/syncthing")


def _folders(text: str) -> Iterator[tuple[str, str]]:
    """(path, type) of every folder element; the file is this person's own and at most 4 MiB."""
    if not text or "<!ENTITY" in text:
        return
    try:
        configuration = ElementTree.fromstring(text)  # noqa: S314 (no entities, see above)
    except ElementTree.ParseError:
        return
    for folder in configuration.findall("folder"):  # not those of <defaults>, which are no folders yet
        yield folder.get("path", ""), folder.get("type", "")


def _ignored(system: System, folder: str) -> tuple[str, ...]:
    """Folders that a `.stignore` without exceptions leaves out, by plain names at the top."""
    lines = [line.strip() for line in text_of(system, join(system, folder, ".stignore")).splitlines()]
    patterns = [line for line in lines if line and not line.startswith(("//", "#"))]
    if any(line.startswith("!") for line in patterns):
        return ()
    names = [line.removeprefix("(?d)").removeprefix("(?i)").strip("/") for line in patterns]
    plain = [name for name in names if name and not set("*?[{\\").intersection(name)]
    return tuple(path for name in plain if system.is_dir(path := join(system, folder, name)))


def resilio(system: System) -> Iterator[Root]:
    """`shared_folders[].dir` of a configuration file, where somebody wrote one."""
    places = [in_home(system, place) for place in _RESILIO_PLACES]
    for place in places:
        try:
            told = json.loads(text_of(system, place) or "{}")
        except ValueError:
            continue
        shared = told.get("shared_folders") if isinstance(told, dict) else None
        for folder in shared if isinstance(shared, list) else ():
            yield from by_config(system, RESILIO, folder.get("dir") if isinstance(folder, dict) else None)
