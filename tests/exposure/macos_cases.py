"""Fixture homes of macOS: file providers, iCloud, property lists and settings as each client leaves them."""

from __future__ import annotations

import json
import plistlib
from collections.abc import Callable

from tests.exposure.root_cases import TOKEN, Case, Expected, config, put, put_database
from tests.exposure.windows_cases import DRIVEFS_TABLES, E2E, NAME, READS
from vault.exposure.finding import ProviderClass
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.roots_macos import OLD_ATTRIBUTE, PROVIDER_ATTRIBUTE, WHATSAPP
from vault.exposure.system import Mount

HOME = "/Users/anna"
STORAGE = f"{HOME}/Library/CloudStorage"
SUPPORT = f"{HOME}/Library/Application Support"
MOBILE = f"{HOME}/Library/Mobile Documents"
ICLOUD_DOMAIN = b"com.apple.CloudDocs.iCloudDriveFileProvider/4C1F0000-0000-0000-0000-000000000000\0"
ONEDRIVE_DOMAIN = b"com.microsoft.OneDrive-mac.FileProvider/0A0B\0"
DROPBOX_DOMAIN = b"com.getdropbox.dropbox.fileprovider/dropbox-1\0"


def _nothing(system: FixtureSystem) -> None:
    """The folder alone."""


def _stored(name: str, provider: str, provider_class: ProviderClass, account: str | None) -> Case:
    said = f"macOS keeps cloud folders in CloudStorage, and this one is {provider}'s."
    root = Expected(f"{STORAGE}/{name}", provider, provider_class, "system", said, account)
    return Case(f"CloudStorage {name}", "macos", _nothing, (root,))


def _icloud(system: FixtureSystem) -> None:
    system.at(f"{MOBILE}/com~apple~CloudDocs").mkdir()


def _by_attribute(system: FixtureSystem) -> None:
    system.attributes[f"{HOME}/Desktop"] = {PROVIDER_ATTRIBUTE: ICLOUD_DOMAIN}
    system.attributes[f"{HOME}/Documents"] = {OLD_ATTRIBUTE: b"1"}


def _by_ancestor(system: FixtureSystem) -> None:
    system.attributes[HOME] = {PROVIDER_ATTRIBUTE: ONEDRIVE_DOMAIN}


def _dropbox_backup(system: FixtureSystem) -> None:
    system.attributes[f"{HOME}/Desktop"] = {PROVIDER_ATTRIBUTE: DROPBOX_DOMAIN}
    system.at(f"{HOME}/Documents").mkdir()


def _by_lists(enabled: dict[str, object]) -> Callable[[FixtureSystem], None]:
    def build(system: FixtureSystem) -> None:
        services = [{"Name": "MOBILE_DOCUMENTS", "Enabled": True}, {"Name": "CLOUDDESKTOP", **enabled}]
        accounts = {"Accounts": [{"AccountID": "anna@icloud.com", "AuthToken": TOKEN, "Services": services}]}
        put(system, f"{HOME}/Library/Preferences/MobileMeAccounts.plist", plistlib.dumps(accounts))
        finder = plistlib.dumps({"FXICloudDriveDesktop": True}, fmt=plistlib.FMT_BINARY)
        put(system, f"{HOME}/Library/Preferences/com.apple.finder.plist", finder)
        system.at(f"{HOME}/Documents").mkdir()

    return build


def _drivefs(system: FixtureSystem) -> None:
    put_database(
        system,
        f"{SUPPORT}/Google/DriveFS/root_preference_sqlite.db",
        (DRIVEFS_TABLES[0], DRIVEFS_TABLES[1]),
        later=(
            f"INSERT INTO media VALUES ('m','Macintosh HD','{TOKEN}','/',1)",
            f"INSERT INTO roots VALUES ('{TOKEN}',1,'m','My Drive','Users/anna/Meine Ablage',1,1,0,2,0,1,'d','')",
        ),
    )


def _dropbox(system: FixtureSystem) -> None:
    put(system, f"{HOME}/.dropbox/info.json", json.dumps({"personal": {"path": f"{HOME}/Dropbox"}}))


def _maestral(system: FixtureSystem) -> None:
    put(system, f"{SUPPORT}/maestral/maestral.ini", f"[auth]\naccount_id = {TOKEN}\n[sync]\npath = {HOME}/Maestral\n")


def _nextcloud(system: FixtureSystem) -> None:
    put(system, f"{HOME}/Library/Preferences/Nextcloud/nextcloud.cfg",
        f"[Accounts]\n0\\url=https://nc.example.org\n0\\Folders\\1\\localPath={HOME}/Nextcloud/\n")  # fmt: skip


def _owncloud(system: FixtureSystem) -> None:
    put(system, f"{HOME}/Library/Preferences/ownCloud/owncloud.cfg",
        f"[Accounts]\n0\\Folders\\1\\localPath={HOME}/ownCloud/\n")  # fmt: skip


def _syncthing(system: FixtureSystem) -> None:
    put(system, f"{SUPPORT}/Syncthing/config.xml",
        f'<configuration><folder id="a" path="{HOME}/Sync"/></configuration>')  # fmt: skip


def _resilio(system: FixtureSystem) -> None:
    put(system, f"{SUPPORT}/Resilio Sync/sync.conf",
        json.dumps({"shared_folders": [{"secret": TOKEN, "dir": f"{HOME}/Familie"}]}))  # fmt: skip


def _resilio_marker(system: FixtureSystem) -> None:
    put(system, f"{HOME}/Familie/.sync/ID", b"\x01" * 20)


def _pcloud(system: FixtureSystem) -> None:
    put_database(system, f"{HOME}/.pcloud/data.db", (
        "CREATE TABLE setting (id TEXT, value TEXT)",
        f"INSERT INTO setting VALUES ('auth', '{TOKEN}')",
        "CREATE TABLE syncfolder (id INTEGER, localpath TEXT, synctype INTEGER)",
        f"INSERT INTO syncfolder VALUES (1, '{HOME}/In pCloud', 3)",
    ))  # fmt: skip


def _synology(system: FixtureSystem) -> None:
    put_database(system, f"{SUPPORT}/SynologyDrive/data/db/sys.sqlite", (
        "CREATE TABLE connection_table (id INTEGER, conn_type INTEGER)",
        "INSERT INTO connection_table VALUES (1, 1)",
        "CREATE TABLE session_table (conn_id INTEGER, sync_folder TEXT)",
        f"INSERT INTO session_table VALUES (1, '{HOME}/SynologyDrive')",
    ))  # fmt: skip


def _box_sync(system: FixtureSystem) -> None:
    put(system, f"{SUPPORT}/Box Sync/sync_root_folder.txt", f"{HOME}/Box Sync")


def _mega(system: FixtureSystem) -> None:
    put(system, f"{HOME}/Wolke/.debris/2026-11-01/alt.txt", "x")


def _shares(system: FixtureSystem) -> None:
    system.mounted = (
        Mount("/", "apfs", "/dev/disk3s1s1"),
        Mount("/Volumes/Familie", "smbfs", f"//anna:{TOKEN}@nas/Familie", "network"),
        Mount("/Volumes/Archiv", "afpfs", "//anna@nas/Archiv", "network"),
    )


def _internxt(system: FixtureSystem) -> None:
    put_database(system, f"{SUPPORT}/internxt-drive/.internxt-desktop/sync.db", (
        'CREATE TABLE sync ("folderId" TEXT, "localPath" TEXT, "remotePath" TEXT, "userId" TEXT)',
        f"INSERT INTO sync VALUES ('1', '{HOME}/Intern', '/', '{TOKEN}')",
    ))  # fmt: skip


MARKED = "macOS marks your"
MOUNTED = "is connected to this computer here"

CASES = (
    _stored("GoogleDrive-anna@gmail.com", "Google Drive", READS, "anna@gmail.com"),
    _stored("OneDrive-Personal", "OneDrive", READS, "Personal"),
    _stored("OneDrive-SharedLibraries-Contoso", "SharePoint", READS, "Contoso"),
    _stored("Dropbox", "Dropbox", READS, None),
    _stored("Box-Box", "Box", READS, "Box"),
    _stored("Egnyte-contoso", "Egnyte", READS, "contoso"),
    _stored("pCloud-pCloud", "pCloud", READS, "pCloud"),
    _stored("ProtonDrive-anna@proton.me-folder", "Proton Drive", E2E, "anna@proton.me-folder"),
    _stored("iCloudDrive-iCloudDrive", "iCloud Drive", READS, "iCloudDrive"),
    _stored("MEGA-anna@example.org", "MEGA", E2E, "anna@example.org"),
    _stored("Nextcloud-anna", "Nextcloud", READS, "anna"),
    _stored("SeaDrive-anna(seafile)", "SeaDrive", READS, "anna(seafile)"),
    _stored("kDrive-kDrive", "kDrive", READS, "kDrive"),
    _stored("Filen-anna", "Filen", E2E, "anna"),
    Case("iCloud Drive and WhatsApp's container", "macos", _icloud, (
        Expected(MOBILE, "iCloud Drive", READS, "system", "macOS keeps iCloud Drive"),
        Expected(f"{MOBILE}/{WHATSAPP}", "iCloud Drive", READS, "system", "WhatsApp's own folder in iCloud"),
    )),
    Case("Desktop & Documents by attribute", "macos", _by_attribute, (
        Expected(f"{HOME}/Desktop", "iCloud Drive", READS, "system", f"{MARKED} Desktop"),
        Expected(f"{HOME}/Documents", "iCloud Drive", READS, "system", f"{MARKED} Documents"),
    )),
    Case("Desktop & Documents by an ancestor, OneDrive", "macos", _by_ancestor, (
        Expected(f"{HOME}/Desktop", "OneDrive", READS, "system", f"{MARKED} Desktop"),
        Expected(f"{HOME}/Documents", "OneDrive", READS, "system", f"{MARKED} Documents"),
    )),
    Case("Desktop by attribute, Dropbox backup", "macos", _dropbox_backup, (
        Expected(f"{HOME}/Desktop", "Dropbox", READS, "system", f"{MARKED} Desktop"),
    )),
    Case("Desktop by the lists of services", "macos", _by_lists({"Enabled": True}), (
        Expected(f"{HOME}/Desktop", "iCloud Drive", READS, "config", "iCloud and of the Finder say"),
    )),
    Case("Desktop by the lists of macOS 26", "macos", _by_lists({"status": "active"}), (
        Expected(f"{HOME}/Desktop", "iCloud Drive", READS, "config", "iCloud and of the Finder say"),
    )),
    Case("Desktop & Documents off", "macos", _by_lists({"Enabled": False, "status": "inactive"}), ()),
    Case("Google Drive database in the log", "macos", _drivefs, (config(f"{HOME}/Meine Ablage", "Google Drive"),)),
    Case("Dropbox info.json", "macos", _dropbox, (config(f"{HOME}/Dropbox", "Dropbox", account="personal"),)),
    Case("Maestral", "macos", _maestral, (config(f"{HOME}/Maestral", "Dropbox"),)),
    Case("Nextcloud", "macos", _nextcloud, (config(f"{HOME}/Nextcloud", "Nextcloud", account="nc.example.org"),)),
    Case("ownCloud", "macos", _owncloud, (config(f"{HOME}/ownCloud", "ownCloud"),)),
    Case("Syncthing", "macos", _syncthing, (config(f"{HOME}/Sync", "Syncthing", "peer-to-peer"),)),
    Case("Resilio configuration", "macos", _resilio, (config(f"{HOME}/Familie", "Resilio Sync", "peer-to-peer"),)),
    Case("Resilio marker", "macos", _resilio_marker, (
        Expected(f"{HOME}/Familie", "Resilio Sync", "peer-to-peer", "marker", 'It holds ".sync"'),
    )),
    Case("pCloud", "macos", _pcloud, (
        Expected(f"{HOME}/pCloud Drive", "pCloud", READS, "config", "Opening one would download it.", streaming=True),
        Expected(f"{HOME}/pCloud Drive/Crypto Folder", "pCloud Crypto", E2E, "config", "has no key", streaming=True),
        config(f"{HOME}/In pCloud", "pCloud"),
    )),
    Case("Synology Drive", "macos", _synology, (config(f"{HOME}/SynologyDrive", "Synology Drive", "own-server"),)),
    Case("Box Sync", "macos", _box_sync, (config(f"{HOME}/Box Sync", "Box"),)),
    Case("MEGA marker", "macos", _mega, (Expected(f"{HOME}/Wolke", "MEGA", E2E, "marker", 'It holds ".debris"'),)),
    Case("network shares", "macos", _shares, (
        Expected("/Volumes/Familie", "Windows share", "own-server", "mount", MOUNTED, streaming=True),
        Expected("/Volumes/Archiv", "Apple file server", "own-server", "mount", MOUNTED, streaming=True),
    )),
    Case("Internxt", "macos", _internxt, (config(f"{HOME}/Intern", "Internxt", E2E),)),
    Case("old Google Drive by name", "macos", _nothing, (
        Expected(f"{HOME}/Google Drive", "Google Drive", READS, "name", NAME),
    )),
    Case("Yandex Disk by name", "macos", _nothing, (
        Expected(f"{HOME}/Yandex.Disk", "Yandex Disk", READS, "name", NAME),
    )),
)  # fmt: skip
