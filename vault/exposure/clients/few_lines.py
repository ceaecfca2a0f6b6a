"""Clients whose configuration takes a few lines to read: Box, Yandex, Synology, Seafile, OX Drive, Insync, Internxt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from vault.exposure.clients.found import by_config, found, value
from vault.exposure.clients.plain_settings import settings_lines
from vault.exposure.finding import Root
from vault.exposure.providers import (
    AUTODESK,
    BOX,
    INSYNC,
    INTERNXT,
    OX_DRIVE,
    SEAFILE,
    SEAFILE_CLIENT,
    SYNOLOGY,
    YANDEX,
    recognised,
)  # fmt: skip
from vault.exposure.system import System, in_home, join, text_of

SYNCHRONISED = 1  # connection_table.conn_type of Synology Drive; others are one-way backups


def box(system: System) -> Iterator[Root]:
    """Box Drive and the older Box Sync: a text file that holds the folder and nothing else."""
    for place in ("Box/Box/data/shell/sync_root_folder.txt", "Box Sync/sync_root_folder.txt"):
        if system.platform == "windows":
            path = join(system, system.environment("LOCALAPPDATA") or "", place)
        else:
            path = in_home(system, "Library/Application Support", place)
        yield from by_config(system, BOX, text_of(system, path).strip())


def yandex(system: System) -> Iterator[Root]:
    """The registry on Windows; `dir` and `exclude-dirs` of its config.cfg on Linux."""
    if system.platform == "windows":
        for key in ("Yandex.Disk.2", "Yandex.Disk"):
            yield from by_config(system, YANDEX, value(system, f"HKCU\\SOFTWARE\\Yandex\\{key}", "RootFolder"))
        return
    settings = settings_lines(system, in_home(system, ".config/yandex-disk/config.cfg"))
    for root in by_config(system, YANDEX, settings.get("dir")):
        names = [name.strip().strip("/") for name in settings.get("exclude-dirs", "").split(",")]
        paths = [join(system, root.path, name) for name in names if name]
        yield replace(root, excluded=tuple(path for path in paths if system.is_dir(path)))


def synology(system: System) -> Iterator[Root]:
    """`sys.sqlite`: sessions whose connection keeps folders in step with the person's own NAS."""
    if system.platform == "windows":
        folder = join(system, system.environment("LOCALAPPDATA") or "", "SynologyDrive")
    elif system.platform == "macos":
        folder = in_home(system, "Library/Application Support/SynologyDrive")
    else:
        folder = in_home(system, ".SynologyDrive")
    database = join(system, folder, "data/db/sys.sqlite")
    connections = system.rows(database, "connection_table", ("id", "conn_type"))
    kept = {row.get("id") for row in connections if row.get("conn_type") == SYNCHRONISED}
    for row in system.rows(database, "session_table", ("conn_id", "sync_folder")):
        if row.get("conn_id") in kept:
            yield from by_config(system, SYNOLOGY, row.get("sync_folder"))


def seafile(system: System) -> Iterator[Root]:
    """SeaDrive's virtual folder, and the folders of the Seafile client (table RepoProperty, key `worktree`)."""
    key = "HKCU\\Software\\SeaDrive\\Seafile Drive Client\\Settings"
    yield from by_config(system, SEAFILE, value(system, key, "seadriveRoot"))
    data = text_of(system, in_home(system, ".ccnet/seafile.ini")).strip()
    for place in (data, in_home(system, "Seafile/.seafile-data")):
        if place:
            for row in system.rows(join(system, place, "repo.db"), "RepoProperty", ("key", "value")):
                if row.get("key") == "worktree":
                    yield from by_config(system, SEAFILE_CLIENT, row.get("value"))


def ox_drive(system: System) -> Iterator[Root]:
    """`userConfig.json`: `Accounts[].MainFolderPath`."""
    path = join(system, system.environment("LOCALAPPDATA") or "", "Open-Xchange/OXDrive/userConfig.json")
    try:
        told = json.loads(text_of(system, path) or "{}")
    except ValueError:
        return
    accounts = told.get("Accounts") if isinstance(told, dict) else None
    for account in accounts if isinstance(accounts, list) else ():
        yield from by_config(system, OX_DRIVE, account.get("MainFolderPath") if isinstance(account, dict) else None)


def autodesk(system: System) -> Iterator[Root]:
    """Desktop Connector keeps its folders in `DC` of the home; the folder alone is a weak sign."""
    said = "It looks like Autodesk Desktop Connector's folder by its name. Nothing else says so."
    yield from found(system, AUTODESK, in_home(system, "DC"), said, "name")


def insync(system: System) -> Iterator[Root]:
    """Insync keeps `~/Insync/<account>/<cloud>`; its presence is told by its settings folder."""
    settings = [in_home(system, place) for place in (".config/Insync", ".config/Insync-headless", ".local/share/Insync",
                "Library/Application Support/Insync", "AppData/Roaming/Insync")]  # fmt: skip
    if not any(system.is_dir(place) for place in settings):
        return
    for top in ("Insync", "Insync-headless"):
        for account in system.names(in_home(system, top)):
            folder = in_home(system, top, account)
            clouds = [(name, known) for name in system.names(folder) if (known := recognised(name)) is not None]
            for name, provider in clouds:
                yield from by_config(system, provider, join(system, folder, name), account)
            if not clouds and "@" in account:
                yield from by_config(system, INSYNC, folder, account)


def internxt(system: System) -> Iterator[Root]:
    """Internxt's older desktop client: `sync.db`, table `sync`, column `localPath`."""
    for place in (".config/internxt-drive", "Library/Application Support/internxt-drive",
                  "AppData/Roaming/internxt-drive"):  # fmt: skip
        database = in_home(system, place, ".internxt-desktop/sync.db")
        for row in system.rows(database, "sync", ("localPath",)):
            yield from by_config(system, INTERNXT, row.get("localPath"))
