"""Cloud folders of Windows: the system's two lists of synchronised folders, then each client's own settings.

SyncRootManager (Cloud Files API): `<Provider>!<SID>!<account>\\UserSyncRoots`, value = the user's SID, data = folder.
The Explorer's side bar: `Desktop\\NameSpace\\{id}`, and `HKCR\\CLSID\\{id}\\Instance\\InitPropertyBag`. Both outlive
the client, so only folders that exist count. Other people's folders on this computer are left out by the SID.
"""

from __future__ import annotations

import ntpath
from collections.abc import Iterator

from vault.exposure.clients.dropbox import dropbox
from vault.exposure.clients.few_lines import autodesk, box, insync, internxt, ox_drive, seafile, synology, yandex
from vault.exposure.clients.found import Reader, found, value
from vault.exposure.clients.google_drive import google_drive
from vault.exposure.clients.mega import mega_links
from vault.exposure.clients.mounted import mounted
from vault.exposure.clients.nextcloud import nextcloud
from vault.exposure.clients.onedrive import onedrive_windows
from vault.exposure.clients.pcloud import pcloud
from vault.exposure.clients.syncthing import resilio, syncthing
from vault.exposure.finding import Root
from vault.exposure.known_folders import known_folders
from vault.exposure.providers import ICLOUD, ICLOUD_PHOTOS, ONEDRIVE, Provider, provider_called, recognised
from vault.exposure.root_index import RootIndex
from vault.exposure.system import System, in_home

EXPLORER = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Explorer"
SYNC_ROOTS = f"{EXPLORER}\\SyncRootManager"
SIDE_BAR = f"HKCU\\{EXPLORER}\\Desktop\\NameSpace"
PROFILES = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"


def sync_roots(system: System) -> Iterator[Root]:
    """Folders that clients registered with Windows for this person."""
    sid = own_sid(system)
    for hive in ("HKLM", "HKCU"):
        for entry in system.subkeys(f"{hive}\\{SYNC_ROOTS}"):
            key = f"{hive}\\{SYNC_ROOTS}\\{entry}"
            provider = _registered(system, entry, key)
            said = f"Windows lists this folder as one that {provider.name} keeps in step."
            for owner, path in system.values(f"{key}\\UserSyncRoots").items():
                if _is_ours(system, owner, path, sid):
                    yield from found(system, provider, path, said, "system")


def _registered(system: System, entry: str, key: str) -> Provider:
    """By the entry's id, else by the name that the client shows (unless that is only a number in a library)."""
    shown = value(system, key, "DisplayNameResource")
    shown = "" if shown.startswith("@") else shown
    name = entry.partition("!")[0]
    return recognised(name) or recognised(shown) or provider_called(shown or name)


def own_sid(system: System) -> str:
    """This person's security id, by the profile folder that Windows keeps for it; empty when it is not told."""
    home = ntpath.normcase(system.home)
    for sid in system.subkeys(PROFILES):
        if ntpath.normcase(value(system, f"{PROFILES}\\{sid}", "ProfileImagePath")) == home:
            return sid
    return ""


def _is_ours(system: System, owner: str, path: object, sid: str) -> bool:
    if sid:
        return owner.casefold() == sid.casefold()
    place, home = ntpath.normcase(str(path)), ntpath.normcase(system.home)
    return place.startswith(home + "\\") or not place.startswith(ntpath.dirname(home) + "\\")


def side_bar(system: System) -> Iterator[Root]:
    """Folders that clients pinned to the Explorer's side bar."""
    for entry in system.subkeys(SIDE_BAR):
        shown = value(system, f"{SIDE_BAR}\\{entry}", "")
        for classes in ("HKCR\\CLSID", "HKCU\\Software\\Classes\\CLSID"):
            key = f"{classes}\\{entry}"
            path = value(system, f"{key}\\Instance\\InitPropertyBag", "TargetFolderPath")
            name = shown or value(system, key, "")
            if path and name and system.values(key).get("System.IsPinnedToNameSpaceTree", 1):
                provider = provider_called(name)
                said = f"Windows shows this folder in the Explorer's side bar as {provider.name}."
                yield from found(system, provider, path, said, "system")


def icloud(system: System) -> Iterator[Root]:
    """iCloud for Windows has fixed places."""
    said = "iCloud for Windows keeps its files in this folder."
    yield from found(system, ICLOUD, in_home(system, "iCloudDrive"), said, "config")
    for place in ("Pictures/iCloud Photos/Photos", "iCloudPhotos/Photos"):
        yield from found(system, ICLOUD_PHOTOS, in_home(system, place), said, "config")


READERS: tuple[Reader, ...] = (
    sync_roots, side_bar, onedrive_windows, google_drive, dropbox, box, icloud, pcloud, mega_links, nextcloud,
    syncthing, resilio, yandex, synology, seafile, ox_drive, insync, internxt, mounted, autodesk,
)  # fmt: skip


def folder_backup(system: System, known: RootIndex) -> Iterator[Root]:
    """Desktop, Documents and Pictures that Windows moved into OneDrive: many never noticed that it did."""
    for name, path in known_folders(system).items():
        root = known.of(path)
        if root is not None and root.provider == ONEDRIVE.name and root.path != path:
            said = f"Windows keeps your {name} folder in OneDrive, so what you put there is uploaded."
            yield from found(system, ONEDRIVE, path, said, "system", account=root.account)
