"""Nextcloud, ownCloud and their kin: `[Accounts]` of the client's cfg file, which Qt's QSettings writes.

Keys: `0\\Folders\\1\\localPath`, `0\\FoldersWithPlaceholders\\1\\localPath`, `0\\url`. Letters beyond ASCII are
written `\\xe4`. Whoever runs the server can read what lies there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vault.exposure.clients.found import by_config
from vault.exposure.finding import Root
from vault.exposure.providers import MAGENTA, NEXTCLOUD, OWNCLOUD, Provider
from vault.exposure.system import System, in_home, join, text_of

CLIENTS: tuple[tuple[Provider, str, str], ...] = (
    (NEXTCLOUD, "Nextcloud", "nextcloud.cfg"),
    (OWNCLOUD, "ownCloud", "owncloud.cfg"),
    (MAGENTA, "MagentaCLOUD", "magentacloud.cfg"),
)
FLATPAKS = {"Nextcloud": "com.nextcloud.desktopclient.nextcloud", "ownCloud": "com.owncloud.desktopclient.owncloud"}
_LOCAL_PATH = re.compile(r"^(\d+)\\Folders(?:WithPlaceholders)?\\[^\\=]+\\localPath=(.*)$")
_URL = re.compile(r"^(\d+)\\url=(.*)$")
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{1,4})|\\(.)")


def nextcloud(system: System) -> Iterator[Root]:
    """Every folder pair of every account."""
    for provider, folder, name in CLIENTS:
        for place in _settings_folders(system, folder):
            yield from _from_settings(system, provider, text_of(system, join(system, place, name)))


def _settings_folders(system: System, folder: str) -> Iterator[str]:
    if system.platform == "windows":
        yield join(system, system.environment("APPDATA") or "", folder)
        yield join(system, system.environment("LOCALAPPDATA") or "", folder)
        return
    if system.platform == "macos":
        yield in_home(system, "Library/Preferences", folder)
        return
    yield join(system, system.environment("XDG_CONFIG_HOME") or in_home(system, ".config"), folder)
    if folder in FLATPAKS:
        yield in_home(system, ".var/app", FLATPAKS[folder], "config", folder)


def _from_settings(system: System, provider: Provider, text: str) -> Iterator[Root]:
    lines = [line.strip() for line in text.splitlines()]
    servers = {match[1]: match[2] for line in lines if (match := _URL.match(line))}
    for line in lines:
        if match := _LOCAL_PATH.match(line):
            server = _plain(servers.get(match[1], "")).partition("://")[2].partition("/")[0]
            yield from by_config(system, provider, _plain(match[2]), server.rpartition("@")[2])


def _plain(said: str) -> str:
    """A value without QSettings' quotes and escapes."""
    said = said[1:-1] if len(said) > 1 and said[0] == said[-1] == '"' else said
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], said)
