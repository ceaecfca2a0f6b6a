"""Where exports land without any cloud: Downloads, Desktop, Documents, sticks and disks, phone backups.

A file there is readable by whoever sits at the computer or finds the stick, and by every program that backs it up.
"""

from __future__ import annotations

from collections.abc import Iterator

from vault.exposure.finding import ProviderClass, Root
from vault.exposure.known_folders import known_folders
from vault.exposure.system import System, in_home, join

THIS_COMPUTER = "This computer"
REMOVABLE = "Removable disk"
IPHONE_BACKUPS = "iPhone backups on this computer"
PHONE_BACKUPS = "Phone backups on this computer"


def ordinary_places(system: System) -> list[Root]:
    """Those that exist. Some may lie in a cloud folder: compare with `find_roots`, or ask `all_places`."""
    return [*_known(system), *_phone_backups(system), *_disks(system)]


def _place(path: str, provider: str, provider_class: ProviderClass, evidence: str) -> Root:
    return Root(path, provider, provider_class, evidence, "system")


def _known(system: System) -> Iterator[Root]:
    for name, path in known_folders(system).items():
        if name != "Pictures":
            yield _place(path, THIS_COMPUTER, "local", f"This is your {name} folder.")


def _phone_backups(system: System) -> Iterator[Root]:
    """Finder, iTunes, Apple Devices (the store's build keeps them elsewhere), and Samsung's Smart Switch."""
    iphone = {
        "macos": [in_home(system, "Library/Application Support/MobileSync/Backup")],
        "windows": [
            join(system, system.environment("APPDATA") or "", "Apple Computer/MobileSync/Backup"),
            in_home(system, "Apple/MobileSync/Backup"),
        ],
        "linux": [],
    }[system.platform]
    for path in iphone:
        if system.is_dir(path):
            yield _place(path, IPHONE_BACKUPS, "local", "Backups of iPhones and iPads are kept here.")
    documents = known_folders(system).get("Documents", in_home(system, "Documents"))
    samsung = [join(system, documents, "Samsung/SmartSwitch"), in_home(system, "Samsung/SmartSwitch")]
    for path in samsung:
        if system.is_dir(path):
            yield _place(path, PHONE_BACKUPS, "local", "Smart Switch keeps backups of Samsung phones here.")
            return


def _disks(system: System) -> Iterator[Root]:
    for mount in system.mounts():
        if mount.kind == "removable" and system.is_dir(mount.point):
            yield _place(mount.point, REMOVABLE, "removable", "This is a disk or stick that can be taken away.")
