"""OneDrive: accounts and team libraries in the registry, the environment, and abraunegg's client on Linux.

Registry: `HKCU\\Software\\Microsoft\\OneDrive\\Accounts\\*`: UserFolder; `ScopeIdToMountPointPathCache` holds the
libraries of SharePoint and Teams, `Tenants\\*` has their folders as names of values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vault.exposure.clients.found import by_config, found, value
from vault.exposure.clients.plain_settings import settings_lines
from vault.exposure.finding import Root
from vault.exposure.providers import ONEDRIVE, SHAREPOINT
from vault.exposure.system import System, in_home, join, spelling

ACCOUNTS = "HKCU\\Software\\Microsoft\\OneDrive\\Accounts"
VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def onedrive_windows(system: System) -> Iterator[Root]:
    """Accounts, team libraries, then the environment."""
    for name in system.subkeys(ACCOUNTS):
        key = f"{ACCOUNTS}\\{name}"
        yield from by_config(system, ONEDRIVE, value(system, key, "UserFolder"), value(system, key, "UserEmail"))
        yield from _libraries(system, key)
    for variable in VARIABLES:
        said = "Windows tells programs that this is the OneDrive folder."
        yield from found(system, ONEDRIVE, system.environment(variable), said, "config")


def _libraries(system: System, key: str) -> Iterator[Root]:
    for path in system.values(f"{key}\\ScopeIdToMountPointPathCache").values():
        yield from by_config(system, SHAREPOINT, path)
    for tenant in system.subkeys(f"{key}\\Tenants"):
        for path in system.values(f"{key}\\Tenants\\{tenant}"):
            yield from by_config(system, SHAREPOINT, path)


def onedrive_linux(system: System) -> Iterator[Root]:
    """abraunegg's client: one settings folder per account, `sync_dir`, by default `~/OneDrive`."""
    base = system.environment("XDG_CONFIG_HOME") or in_home(system, ".config")
    for name in system.names(base):
        folder = join(system, base, name)
        if name.startswith("onedrive") and system.is_dir(folder):
            settings = settings_lines(system, join(system, folder, "config"))
            is_signed_in = system.exists(join(system, folder, "refresh_token"))
            if settings or is_signed_in:
                path = settings.get("sync_dir", "~/OneDrive")
                for root in by_config(system, ONEDRIVE, path):
                    yield _without(system, root, settings.get("skip_dir", ""))


def _without(system: System, root: Root, skipped: str) -> Root:
    """`skip_dir`: names between "|" that are left out; only those without a pattern can be told as folders."""
    names = [name.strip().strip("/") for name in skipped.split("|") if name.strip()]
    plain = [join(system, root.path, name) for name in names if not set("*?").intersection(name)]
    inside = tuple(spelling(system).normpath(path) for path in plain if system.is_dir(path))
    return replace(root, excluded=inside)
