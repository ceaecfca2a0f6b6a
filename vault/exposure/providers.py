"""Who runs which cloud, by every name that systems and clients have for it, and whether they can read what lies there.

The classes are those of each maker's own description: end-to-end only where the maker says that it has no key. Whoever
runs a Nextcloud or ownCloud server can read what lies on it, so these count as readable by the provider. What we do
not know is taken to be readable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vault.exposure.finding import ProviderClass


@dataclass(frozen=True, slots=True)
class Provider:
    """`ids` are the words by which systems name it, joined and small (see `recognised`); `programs` are its own."""

    name: str
    provider_class: ProviderClass = "provider-can-read"
    ids: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


def _reads(name: str, *ids: str, programs: tuple[str, ...] = ()) -> Provider:
    return Provider(name, "provider-can-read", ids, programs)


def _blind(name: str, *ids: str, programs: tuple[str, ...] = ()) -> Provider:
    return Provider(name, "end-to-end", ids, programs)


def _peers(name: str, *ids: str, programs: tuple[str, ...] = ()) -> Provider:
    return Provider(name, "peer-to-peer", ids, programs)


def _own(name: str, *ids: str, programs: tuple[str, ...] = ()) -> Provider:
    return Provider(name, "own-server", ids, programs)


GOOGLE_DRIVE = _reads(
    "Google Drive", "googledrive", "drivefs", "=drive", programs=("googledrivefs.exe", "google drive")
)
ONEDRIVE = _reads("OneDrive", "onedrive", "onedriver", "skydrive", programs=("onedrive.exe", "onedrive", "onedriver"))
SHAREPOINT = _reads("SharePoint", "sharepoint", programs=("onedrive.exe", "onedrive"))
DROPBOX = _reads("Dropbox", "dropbox", "maestral", programs=("dropbox.exe", "dropbox", "maestral"))
BOX = _reads("Box", "box", programs=("box.exe", "box"))
ICLOUD = _reads("iCloud Drive", "icloud", "iclouddrive", "clouddocs")
ICLOUD_PHOTOS = _reads("iCloud Photos", "icloudphotos")
PCLOUD = _reads("pCloud", "pcloud", programs=("pcloud.exe", "pcloud"))
PCLOUD_CRYPTO = _blind("pCloud Crypto", "pcloudcrypto")
MEGA = _blind("MEGA", "mega", "megasync", programs=("megasync.exe", "megasync", "mega-cmd-server"))
NEXTCLOUD = _reads("Nextcloud", "nextcloud", programs=("nextcloud.exe", "nextcloud"))
OWNCLOUD = _reads("ownCloud", "owncloud", programs=("owncloud.exe", "owncloud"))
MAGENTA = _reads("MagentaCLOUD", "magentacloud", programs=("magentacloud.exe", "magentacloud"))
SYNCTHING = _peers("Syncthing", "syncthing", programs=("syncthing.exe", "syncthing"))
RESILIO = _peers(
    "Resilio Sync", "resilio", "resiliosync", "bittorrentsync", programs=("resilio sync.exe", "rslsync", "resilio sync")
)
YANDEX = _reads("Yandex Disk", "yandex", "yandexdisk", programs=("yandexdisk2.exe", "yandexdisk.exe", "yandex-disk"))
PROTON = _blind("Proton Drive", "proton", "protondrive", "protonmail")
SYNOLOGY = _own("Synology Drive", "synology", "synologydrive", programs=("cloud-drive-ui.exe", "cloud-drive-ui"))
SEAFILE = _reads("SeaDrive", "seadrive", programs=("seadrive-gui.exe", "seadrive", "seadrive-gui"))
SEAFILE_CLIENT = _reads("Seafile", "seafile", programs=("seafile-applet.exe", "seaf-daemon", "seafile-applet"))
OX_DRIVE = _reads("OX Drive", "oxdrive", "openxchange", programs=("oxdrive.exe",))
AUTODESK = _reads("Autodesk Drive", "autodesk", "desktopconnector")
TRESORIT = _blind("Tresorit", "tresorit", "tresors", programs=("tresorit.exe", "tresorit"))
FILEN = _blind("Filen", "filen", programs=("filen.exe", "filen"))
INTERNXT = _blind("Internxt", "internxt", "internxtdrive", programs=("internxt.exe", "internxt"))
SYNC_COM = _blind("Sync.com", "synccom", "syncinc", programs=("sync-taskbar.exe", "sync"))
INSYNC = _reads("Insync", "insync", programs=("insync.exe", "insync"))
NETWORK = _own("Network drive")

PROVIDERS: tuple[Provider, ...] = (
    GOOGLE_DRIVE, ONEDRIVE, SHAREPOINT, DROPBOX, BOX, ICLOUD, ICLOUD_PHOTOS, PCLOUD, PCLOUD_CRYPTO, MEGA, NEXTCLOUD,
    OWNCLOUD, MAGENTA, SYNCTHING, RESILIO, YANDEX, PROTON, SYNOLOGY, SEAFILE, SEAFILE_CLIENT, OX_DRIVE, AUTODESK,
    TRESORIT, FILEN, INTERNXT, SYNC_COM, INSYNC,
    _reads("kDrive", "kdrive", "infomaniak"),
    _reads("Nutstore", "nutstore", "jianguoyun"),
    _reads("Jottacloud", "jotta", "jottacloud"),
    _reads("Creative Cloud", "creativecloud", "adobe", "comadobe"),
    _reads("LucidLink", "lucidlink", "lucid"),
    _reads("Egnyte", "egnyte"),
    _reads("HiDrive", "hidrive", "strato"),
    _reads("Koofr", "koofr"),
    _reads("Mail.ru Cloud", "mailru"),
    _reads("Amazon S3", "s3fs", "=s3"),
    _reads("Amazon Drive", "amazondrive", "amazonclouddrive"),
    _reads("Backblaze B2", "=b2"),
    _reads("Azure Storage", "azureblob", "azurefiles", "blobfuse"),
    _reads("Google Cloud Storage", "googlecloudstorage", "gcsfuse"),
    _reads("Google Photos", "googlephotos"),
    _reads("Cozy Drive", "cozy"),
    _reads("Citrix ShareFile", "sharefile", "citrixfiles"),
    _reads("ownDrive", "owndrive"),
    _blind("Icedrive (encrypted)", "icedriveencrypted"),
    _reads("Icedrive", "icedrive"),
    _blind("SpiderOak", "spideroak"),
    _blind("Keybase", "keybase"),
    _blind("rclone crypt", "=crypt"),
    _own("WebDAV server", "webdav", "davfs", "davfs2", "dav", "davs"),
    _own("SFTP server", "sftp", "sshfs", "ssh"),
    _own("FTP server", "ftp", "curlftpfs"),
    _own("Windows share", "smb", "smb2", "smb3", "smbfs", "cifs"),
    _own("NFS server", "nfs", "nfs4"),
    _own("Apple file server", "afp", "afpfs"),
)  # fmt: skip

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_BY_ID = {key: each for each in PROVIDERS for key in each.ids}
_LONGEST_RUN = 4


def recognised(name: str) -> Provider | None:
    """The provider that `name` names: `OneDrive - Contoso`, `com.getdropbox.dropbox`, `GoogleDriveFS`.

    An id must be whole words of it (or whole parts of a CamelCase word), so that Boxcryptor is not Box and Megaphone
    not MEGA; the longest id counts. Ids that begin with "=" must be the whole name.
    """
    whole = _BY_ID.get(f"={name.strip().casefold()}")
    runs = sorted(_runs(name), key=len, reverse=True)
    return whole or next((_BY_ID[run] for run in runs if run in _BY_ID), None)


def _runs(name: str) -> set[str]:
    """Every run of neighbouring words, joined and in small letters."""
    words = _WORD.findall(name)
    parts = [part for word in words for part in _CAMEL.findall(word)]
    return {
        "".join(each[start : start + length]).casefold()
        for each in (words, parts)
        for start in range(len(each))
        for length in range(1, _LONGEST_RUN + 1)
    }


def provider_called(name: str) -> Provider:
    """The provider of that name; one that we do not know keeps its own name and is taken to be able to read."""
    return recognised(name) or Provider(name.strip() or "A cloud service")
