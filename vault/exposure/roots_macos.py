"""Cloud folders of macOS: file providers, iCloud Drive with the apps' containers, Desktop & Documents in iCloud.

`~/Library/CloudStorage/<Provider>-<account>` holds file providers. Desktop and Documents in iCloud are told by an
extended attribute on them or above; following links does not tell. The list of iCloud services only corroborates:
MOBILE_DOCUMENTS there means iCloud Drive, CLOUDDESKTOP means Desktop & Documents.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from vault.exposure.clients.dropbox import dropbox
from vault.exposure.clients.few_lines import box, insync, internxt, seafile, synology
from vault.exposure.clients.found import Reader, found
from vault.exposure.clients.google_drive import google_drive
from vault.exposure.clients.mounted import mounted
from vault.exposure.clients.nextcloud import nextcloud
from vault.exposure.clients.pcloud import pcloud
from vault.exposure.clients.syncthing import resilio, syncthing
from vault.exposure.finding import Root
from vault.exposure.providers import ICLOUD, SHAREPOINT, Provider, provider_called, recognised
from vault.exposure.system import System, in_home, join, spelling

CLOUD_STORAGE = "Library/CloudStorage"
MOBILE_DOCUMENTS = "Library/Mobile Documents"
WHATSAPP = "57T9237FN3~net~whatsapp~WhatsApp"
PROVIDER_ATTRIBUTE = "com.apple.file-provider-domain-id"
OLD_ATTRIBUTE = "com.apple.icloud.desktop"
ACCOUNTS = "Library/Preferences/MobileMeAccounts.plist"
FINDER = "Library/Preferences/com.apple.finder.plist"
FINDER_KEYS = {"Desktop": "FXICloudDriveDesktop", "Documents": "FXICloudDriveDocuments"}
_TOO_DEEP = 12


def cloud_storage(system: System) -> Iterator[Root]:
    """One folder per provider and account; the account follows the first "-"."""
    folder = in_home(system, CLOUD_STORAGE)
    for name in system.names(folder):
        kind, _, account = name.partition("-")
        if name.startswith("."):
            continue
        is_library = name.startswith("OneDrive-SharedLibraries")
        provider = SHAREPOINT if is_library else provider_called(kind)
        account = account.removeprefix("SharedLibraries-") if is_library else account
        said = f"macOS keeps cloud folders in CloudStorage, and this one is {provider.name}'s."
        yield from found(system, provider, join(system, folder, name), said, "system", account=account)


def icloud_drive(system: System) -> Iterator[Root]:
    """iCloud Drive with every app's container; WhatsApp's own has its own sentence."""
    folder = in_home(system, MOBILE_DOCUMENTS)
    if not system.names(folder):
        return
    yield from found(system, ICLOUD, folder, "macOS keeps iCloud Drive and the apps' iCloud files here.", "system")
    said = "This is WhatsApp's own folder in iCloud: its backup from the iPhone lies here."
    yield from found(system, ICLOUD, join(system, folder, WHATSAPP), said, "system")


def desktop_and_documents(system: System) -> Iterator[Root]:
    """The Desktop and the Documents folder, when iCloud or another provider keeps them."""
    services = _icloud_services(system)
    finder = _plist(system, FINDER)
    for name, key in FINDER_KEYS.items():
        path = in_home(system, name)
        provider = _provider_above(system, path)
        if provider is not None:
            said = f"macOS marks your {name} folder as one that {provider.name} keeps in step."
            yield from found(system, provider, path, said, "system")
        elif "CLOUDDESKTOP" in services and finder.get(key):
            said = f"The settings of iCloud and of the Finder say that your {name} folder is in iCloud Drive."
            yield from found(system, ICLOUD, path, said, "config")


def _provider_above(system: System, path: str) -> Provider | None:
    """Whose attribute stands on the folder or on one above it, up to the home."""
    for _ in range(_TOO_DEEP):
        names = system.xattrs(path)
        if PROVIDER_ATTRIBUTE in names:
            told = system.xattr(path, PROVIDER_ATTRIBUTE).decode(errors="replace").strip("\0 ")
            return _of_domain(told)
        if OLD_ATTRIBUTE in names:
            return ICLOUD
        if path in (system.home, "/"):
            return None
        path = str(spelling(system).dirname(path))
    return None


def _of_domain(told: str) -> Provider:
    """`com.apple.CloudDocs.iCloudDriveFileProvider/<id>`, `com.microsoft.OneDrive-mac.FileProvider/<id>`."""
    bundle = told.partition("/")[0]
    if bundle.startswith("com.apple.CloudDocs") or not bundle:
        return ICLOUD
    words = [word for word in bundle.split(".") if word not in ("com", "ch", "net", "org", "FileProvider")]
    return next((known for word in words if (known := recognised(word))), provider_called(words[0] if words else ""))


def _icloud_services(system: System) -> set[str]:
    """The names of the iCloud services that are switched on; macOS 26 says `status: active` instead of Enabled."""
    accounts = _plist(system, ACCOUNTS).get("Accounts")
    services = [s for a in _dicts(accounts) for s in _dicts(a.get("Services"))]
    return {str(s.get("Name")) for s in services if s.get("Enabled") is True or s.get("status") == "active"}


def _dicts(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _plist(system: System, place: str) -> dict[str, object]:
    data = system.read(in_home(system, place))
    try:
        told = plistlib.loads(data) if data else {}
    except (plistlib.InvalidFileException, ExpatError, ValueError, OverflowError, IndexError):
        return {}
    return told if isinstance(told, dict) else {}


READERS: tuple[Reader, ...] = (
    cloud_storage, icloud_drive, desktop_and_documents, google_drive, dropbox, box, nextcloud, syncthing, resilio,
    pcloud, synology, seafile, insync, internxt, mounted,
)  # fmt: skip
