"""Folders that give themselves away: by a file that a client puts in (evidence), or by their name (a guess).

Looked for in the home and one level below it, and at the top of other disks; never inside a root that is known, where
listing could download. On macOS not in folders for which the system would ask the person first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vault.exposure.clients.found import found
from vault.exposure.finding import Root
from vault.exposure.providers import (
    DROPBOX,
    FILEN,
    GOOGLE_DRIVE,
    MEGA,
    NEXTCLOUD,
    ONEDRIVE,
    OWNCLOUD,
    RESILIO,
    SYNCTHING,
    SYNOLOGY,
    TRESORIT,
    Provider,
    provider_called,
)  # fmt: skip
from vault.exposure.root_index import RootIndex
from vault.exposure.system import System, join

MARKERS: dict[str, Provider] = {
    ".dropbox": DROPBOX,
    ".dropbox.cache": DROPBOX,
    ".stfolder": SYNCTHING,
    ".849C9593-D756-4E56-8D6E-42412F2A707B": ONEDRIVE,
    ".tmp.driveupload": GOOGLE_DRIVE,
    ".tmp.drivedownload": GOOGLE_DRIVE,
    ".owncloudsync.log": OWNCLOUD,
    ".nextcloudsync.log": NEXTCLOUD,
    ".megaignore": MEGA,
    ".debris": MEGA,
    ".SynologyWorkingDirectory": SYNOLOGY,
    ".tresorit": TRESORIT,
    ".filen.trash.local": FILEN,
}
"""A name at the top of a synchronised folder, and whose it is."""

NAMES = (
    "Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "Google-Drive", "iCloudDrive", "iCloud Drive",
    "Box Sync", "MEGA", "MEGAsync", "Nextcloud", "ownCloud", "pCloud Drive", "pCloudDrive", "Yandex.Disk", "YandexDisk",
    "Tresorit", "Tresors", "Filen", "Internxt", "Internxt Drive", "Proton Drive", "ProtonDrive", "SynologyDrive",
    "Synology Drive", "Seafile", "SeaDrive", "Resilio Sync", "BitTorrent Sync", "Syncthing", "kDrive", "Jottacloud",
    "Koofr", "HiDrive", "Nutstore Files", "Nutstore", "Creative Cloud Files", "Egnyte", "Egnyte Drive", "MagentaCLOUD",
    "Icedrive", "SpiderOak Hive", "Amazon Drive", "Sync.com",
)  # fmt: skip
"""Names that clients give their folder when nobody chose another; also followed by " - Work" or " (Personal)"."""

_BY_NAME = {name.casefold(): provider_called(name) for name in NAMES}
_NEXTCLOUD_JOURNAL = re.compile(r"^\._?sync_[0-9a-f]{6,}\.db$")
_LISTED_AT_MOST = 2000
_ASKED_FIRST = frozenset({"Desktop", "Documents", "Downloads", "Library", "Pictures", "Movies", "Music"})
_NOT_PLACES = frozenset({"AppData", "Library", "node_modules", "$RECYCLE.BIN", "System Volume Information", "snap"})


def marked_folders(system: System, known: RootIndex) -> Iterator[Root]:
    """Folders with a client's marker, outside the roots that are known."""
    for path in _candidates(system, known):
        for marker, provider in _marks(system, path):
            said = f'It holds "{marker}", which {provider.name} puts into the folders that it copies.'
            yield from found(system, provider, path, said, "marker")
            break


def named_folders(system: System, known: RootIndex) -> Iterator[Root]:
    """Folders of the home and of other disks' tops whose name is all that speaks for them."""
    for top in (system.home, *_other_disks(system)):
        for name in system.names(top):
            provider = _by_name(name)
            path = join(system, top, name)
            if provider is not None and known.of(path) is None and not known.any_below(path):
                said = f"It looks like a {provider.name} folder by its name. Nothing else says so."
                yield from found(system, provider, path, said, "name")


def _by_name(name: str) -> Provider | None:
    return _BY_NAME.get(re.split(r" - | \(", name)[0].strip().casefold())


def _marks(system: System, path: str) -> Iterator[tuple[str, Provider]]:
    names = system.names(path)
    present = set(names)
    yield from ((marker, provider) for marker, provider in MARKERS.items() if marker in present)
    yield from ((name, NEXTCLOUD) for name in names if _NEXTCLOUD_JOURNAL.match(name))
    if ".sync" in present and system.exists(join(system, path, ".sync", "ID")):
        yield ".sync", RESILIO


def _candidates(system: System, known: RootIndex) -> Iterator[str]:
    """Folders of the home, then those one level deeper, then those at the top of other disks."""
    first = [path for top in (system.home, *_other_disks(system)) for path in _folders(system, top, known)]
    yield from first[:_LISTED_AT_MOST]
    left = _LISTED_AT_MOST - len(first)
    for path in first:
        for inner in _folders(system, path, known):
            if left <= 0:
                return
            left -= 1
            yield inner


def _folders(system: System, top: str, known: RootIndex) -> Iterator[str]:
    for name in system.names(top):
        path = join(system, top, name)
        asks = system.platform == "macos" and name in _ASKED_FIRST
        is_place = not asks and not name.startswith(".") and name not in _NOT_PLACES
        if is_place and known.of(path) is None and system.is_dir(path):
            yield path


def _other_disks(system: System) -> Iterator[str]:
    """Disks that are always there, beside the one with the home: Windows letters, Linux mounts for data."""
    for mount in system.mounts():
        is_letter = system.platform == "windows" and mount.kind == "fixed" and mount.point[:2] != system.home[:2]
        is_data = mount.kind in ("fixed", "removable") and mount.point.startswith(("/mnt/", "/media/", "/run/media/"))
        if (is_letter and not mount.source.startswith("Google Drive")) or is_data:
            yield mount.point
