"""Fixture homes of Windows: registry dumps, databases and settings as each client leaves them."""

from __future__ import annotations

import base64
import json

from tests.exposure.root_cases import TOKEN, Case, Expected, config, put, put_database
from tests.exposure.shortcuts import shortcut
from vault.exposure.finding import ProviderClass
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.roots_windows import PROFILES, SIDE_BAR, SYNC_ROOTS
from vault.exposure.system import Mount

HOME = "C:\\Users\\anna"
LOCAL, ROAMING = f"{HOME}\\AppData\\Local", f"{HOME}\\AppData\\Roaming"
SID = "S-1-5-21-1111111111-2222222222-3333333333-1001"
OTHER_SID = "S-1-5-21-1111111111-2222222222-3333333333-1002"


def _profile(system: FixtureSystem) -> None:
    for sid, home in ((SID, HOME), (OTHER_SID, "C:\\Users\\ben"), ("S-1-5-18", "%systemroot%\\system32")):
        system.registry[f"{PROFILES}\\{sid}"] = {"ProfileImagePath": home, "State": 0}


def _registered(entry: str, path: str, shown: str, provider: str, provider_class: ProviderClass) -> Case:
    def build(system: FixtureSystem) -> None:
        _profile(system)
        key = f"HKLM\\{SYNC_ROOTS}\\{entry.replace('SID', SID)}"
        system.registry[key] = {"DisplayNameResource": shown, "IconResource": "x.exe,0", "Flags": 34}
        theirs = path.replace("anna", "ben")
        system.at(theirs).mkdir(parents=True, exist_ok=True)
        system.registry[f"{key}\\UserSyncRoots"] = {SID: path, OTHER_SID: theirs}

    said = f"Windows lists this folder as one that {provider} keeps in step."
    return Case(f"sync root {entry}", "windows", build, (Expected(path, provider, provider_class, "system", said),))


def _pinned(shown: str, path: str, provider: str, provider_class: ProviderClass) -> Case:
    def build(system: FixtureSystem) -> None:
        clsid = "{6F0CD92B-2E97-45D1-88FF-B0D186B8DEDD}"
        system.registry[f"{SIDE_BAR}\\{clsid}"] = {"": shown}
        system.registry[f"HKCR\\CLSID\\{clsid}"] = {"": shown, "System.IsPinnedToNameSpaceTree": 1}
        system.registry[f"HKCR\\CLSID\\{clsid}\\Instance\\InitPropertyBag"] = {
            "Attributes": 17, "TargetFolderPath": "\\\\?\\" + path,
        }  # fmt: skip

    said = f"Explorer's side bar as {provider}"
    return Case(f"side bar {shown}", "windows", build, (Expected(path, provider, provider_class, "system", said),))


def _onedrive(system: FixtureSystem) -> None:
    accounts = "HKCU\\Software\\Microsoft\\OneDrive\\Accounts"
    system.registry[f"{accounts}\\Personal"] = {
        "UserFolder": f"{HOME}\\OneDrive", "UserEmail": "anna@outlook.com", "cid": TOKEN,
    }  # fmt: skip
    system.registry[f"{accounts}\\Business1"] = {
        "UserFolder": f"{HOME}\\OneDrive - Contoso", "UserEmail": "anna@contoso.com", "DisplayName": "Contoso",
    }  # fmt: skip
    system.registry[f"{accounts}\\Business1\\ScopeIdToMountPointPathCache"] = {
        "8b1f0000": f"{HOME}\\Contoso\\Team - General", "empty": "",
    }  # fmt: skip
    system.registry[f"{accounts}\\Business1\\Tenants\\Contoso"] = {f"{HOME}\\Contoso\\Plans": 1}


def _onedrive_variable(system: FixtureSystem) -> None:
    system.variables["OneDriveConsumer"] = "D:\\Cloud\\OneDrive"


def _folder_backup(system: FixtureSystem) -> None:
    _onedrive_account(system)
    system.registry["HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"] = {
        "Desktop": "%USERPROFILE%\\OneDrive\\Bureau",
        "Personal": "C:\\Users\\anna\\OneDrive\\Documents",
        "My Pictures": "%USERPROFILE%\\Pictures",
    }


def _onedrive_account(system: FixtureSystem) -> None:
    key = "HKCU\\Software\\Microsoft\\OneDrive\\Accounts\\Personal"
    system.registry[key] = {"UserFolder": f"{HOME}\\OneDrive", "UserEmail": "anna@outlook.com"}


DRIVEFS = f"{LOCAL}\\Google\\DriveFS"
DRIVEFS_TABLES = (
    "CREATE TABLE roots (account_token TEXT, root_id INTEGER PRIMARY KEY, media_id TEXT, title TEXT, root_path TEXT,"
    " sync_type INTEGER, destination INTEGER, medium INTEGER, state INTEGER, one_shot INTEGER, is_my_drive INTEGER,"
    " doc_id TEXT, last_seen_absolute_path TEXT)",
    "CREATE TABLE media (media_id TEXT PRIMARY KEY, name TEXT, device_id TEXT, last_mount_point TEXT, fs_type INTEGER)",
    f"INSERT INTO media VALUES ('m1','','dev','C:\\',2), ('m2','Google Drive','{TOKEN}','G:\\',10)",
)


def _drivefs(system: FixtureSystem) -> None:
    put_database(
        system,
        f"{DRIVEFS}\\root_preference_sqlite.db",
        (
            *DRIVEFS_TABLES,
            f"INSERT INTO roots VALUES ('{TOKEN}',1,'m1','My Drive','Users\\anna\\Mein Drive',1,1,0,2,0,1,'d','')",
            f"INSERT INTO roots VALUES ('{TOKEN}',2,'m1','P','Users\\anna\\Pictures',1,2,0,2,0,0,'d','')",
        ),
        later=(
            f"INSERT INTO roots VALUES ('{TOKEN}',3,'m1','Docs','Users\\anna\\Dokumente',2,1,0,2,0,0,'d',"
            "'C:\\Users\\anna\\Dokumente')",
        ),
    )
    system.at(f"{HOME}\\Pictures").mkdir()


def _drivefs_registry(system: FixtureSystem) -> None:
    told = {"per_account_preferences": [{"key": "1157", "value": {"mount_point_path": "H"}}]}
    system.registry["HKCU\\Software\\Google\\DriveFS"] = {"PerAccountPreferences": json.dumps(told)}


def _drivefs_letter(system: FixtureSystem) -> None:
    system.at("K:\\.shortcut-targets-by-id").mkdir(parents=True)
    system.mounted = (Mount("C:\\", "NTFS", "Windows"), Mount("K:\\", "FAT32", "anna@gmail.com - Goo..."))


def _dropbox(system: FixtureSystem) -> None:
    info = {
        "personal": {"path": f"{HOME}\\Dropbox (Personal)", "host": 4711, "is_team": False},
        "business": {"path": "D:\\Dropbox\\Firma", "host": 4712, "is_team": True},
    }
    put(system, f"{LOCAL}\\Dropbox\\info.json", json.dumps(info))


def _dropbox_store(system: FixtureSystem) -> None:
    info = {"personal": {"path": f"{HOME}\\Dropbox", "host": 4711}}
    put(system, f"{LOCAL}\\Packages\\DropboxInc.Dropbox_wgj7k2d4n4qrt\\LocalCache\\Local\\Dropbox\\info.json",
        json.dumps(info))  # fmt: skip


def _dropbox_old(system: FixtureSystem) -> None:
    line = base64.b64encode(b"C:\\Users\\anna\\My Dropbox").decode()
    put(system, f"{ROAMING}\\Dropbox\\host.db", f"0000000000000000000000000000000000000000\n{line}")


def _yandex(system: FixtureSystem) -> None:
    system.registry["HKCU\\SOFTWARE\\Yandex\\Yandex.Disk.2"] = {"RootFolder": f"{HOME}\\YandexDisk"}


def _pcloud(system: FixtureSystem) -> None:
    system.registry["HKCU\\SOFTWARE\\pCloud"] = {"SyncDrive": "P:", "CachePath": "x"}
    put_database(
        system,
        f"{LOCAL}\\pCloud\\data.db",
        (
            "CREATE TABLE setting (id TEXT PRIMARY KEY, value TEXT, auth TEXT)",
            f"INSERT INTO setting VALUES ('auth', '{TOKEN}', '{TOKEN}')",
            "CREATE TABLE syncfolder (id INTEGER PRIMARY KEY, folderid INTEGER, localpath TEXT, synctype INTEGER)",
        ),
        later=(f"INSERT INTO syncfolder VALUES (1, 7, '{HOME}\\Sync to pCloud', 3)",),
    )


def _mega(system: FixtureSystem) -> None:
    put(system, f"{HOME}\\Links\\MEGA.lnk", shortcut("D:\\MEGA Müller", "MEGAsync synchronized folder"))
    put(system, f"{HOME}\\Links\\Desktop.lnk", shortcut(f"{HOME}\\Desktop", "Desktop"))
    put(system, f"{HOME}\\Links\\broken.lnk", b"L\0\0\0")
    system.at(f"{HOME}\\Desktop").mkdir()


def _nextcloud(system: FixtureSystem) -> None:
    put(
        system,
        f"{ROAMING}\\Nextcloud\\nextcloud.cfg",
        "[General]\nclientVersion=3.15.0\n\n[Accounts]\nversion=2\n0\\url=https://cloud.example.org/nc\n"
        f"0\\dav_user=anna\n0\\http_oauth={TOKEN}\n0\\Folders\\1\\localPath=C:/Users/anna/Nextcloud/\n"
        '0\\Folders\\1\\targetPath=/\n0\\FoldersWithPlaceholders\\2\\localPath="D:/M\\xfcller"\n',
    )


def _owncloud(system: FixtureSystem) -> None:
    lines = ("[Accounts]", "0\\url=https://oc.example.org", "0\\Folders\\1\\localPath=C:/Users/anna/ownCloud/", "")
    put(system, f"{ROAMING}\\ownCloud\\owncloud.cfg", "\r\n".join(lines))


def _syncthing(system: FixtureSystem) -> None:
    put(
        system,
        f"{LOCAL}\\Syncthing\\config.xml",
        '<configuration version="37"><folder id="a" label="Chats" path="~\\Sync" type="sendreceive"></folder>'
        '<folder id="b" path="D:\\Gelagert" type="receiveencrypted"/>'
        f"<gui><apikey>{TOKEN}</apikey></gui><defaults><folder id='' path='~'/></defaults></configuration>",
    )
    put(system, f"{HOME}\\Sync\\.stignore", "// mine\n(?d)privat\n*.tmp\n")
    system.at("D:\\Gelagert").mkdir(parents=True, exist_ok=True)


def _synology(system: FixtureSystem) -> None:
    put_database(
        system,
        f"{LOCAL}\\SynologyDrive\\data\\db\\sys.sqlite",
        (
            "CREATE TABLE connection_table (id INTEGER PRIMARY KEY, conn_type INTEGER, server_name TEXT, session TEXT)",
            f"INSERT INTO connection_table VALUES (1, 1, 'nas', '{TOKEN}'), (2, 2, 'nas', '{TOKEN}')",
            "CREATE TABLE session_table (id INTEGER PRIMARY KEY, conn_id INTEGER, sync_folder TEXT, share_name TEXT)",
            f"INSERT INTO session_table VALUES (2, 2, '{HOME}\\Backup', 'home')",
        ),
        later=(f"INSERT INTO session_table VALUES (1, 1, '{HOME}\\SynologyDrive\\', 'home')",),
    )
    system.at(f"{HOME}\\Backup").mkdir(exist_ok=True)


def _seadrive(system: FixtureSystem) -> None:
    key = "HKCU\\Software\\SeaDrive\\Seafile Drive Client\\Settings"
    system.registry[key] = {"seadriveRoot": f"{HOME}\\seadrive_root\\anna"}


def _ox(system: FixtureSystem) -> None:
    told = {"Accounts": [{"Id": 1, "MainFolderPath": f"{HOME}\\OX Drive", "Password": TOKEN}]}
    put(system, f"{LOCAL}\\Open-Xchange\\OXDrive\\userConfig.json", "\ufeff" + json.dumps(told))


def _network(system: FixtureSystem) -> None:
    system.mounted = (Mount("C:\\", "NTFS", "Windows"), Mount("Z:\\", "", "", "network"))


def _mega_marker(system: FixtureSystem) -> None:
    put(system, f"{HOME}\\Documents\\Cloud\\.megaignore", "#mega\n-:Thumbs.db\n")


def _nothing(system: FixtureSystem) -> None:
    """The folder alone."""


NAME = "by its name. Nothing else says so."
READS: ProviderClass = "provider-can-read"
E2E: ProviderClass = "end-to-end"
VIRTUAL = "Opening one would download it."

CASES = (
    _registered("OneDrive!SID!Personal|abc", f"{HOME}\\OneDrive", "OneDrive - Personal", "OneDrive", READS),
    _registered("Dropbox!SID!Personal", f"{HOME}\\Dropbox", "Dropbox", "Dropbox", READS),
    _registered("iCloudDrive!SID!1", f"{HOME}\\iCloudDrive", "iCloud Drive", "iCloud Drive", READS),
    _registered("iCloudPhotos!SID!1", f"{HOME}\\iCloudFotos", "iCloud Photos", "iCloud Photos", READS),
    _registered("Box!SID!9", f"{HOME}\\Box", "Box", "Box", READS),
    _registered("Nextcloud!SID!0!1", f"{HOME}\\Nextcloud", "anna@cloud.example.org", "Nextcloud", READS),
    _registered("ProtonDrive!SID!x", f"{HOME}\\Proton Drive\\anna", "Proton Drive", "Proton Drive", E2E),
    _registered("kDrive!SID!1", f"{HOME}\\kDrive", "kDrive", "kDrive", READS),
    _registered("Nutstore!SID!1", f"{HOME}\\Nutstore\\1", "Nutstore", "Nutstore", READS),
    _registered("Internxt!SID!1", f"{HOME}\\Internxt", "Internxt", "Internxt", E2E),
    _registered("Tresorit!SID!1", f"{HOME}\\Tresore", "Tresorit", "Tresorit", E2E),
    _registered("Filen!SID!1", f"{HOME}\\Filen", "Filen", "Filen", E2E),
    _registered("ACME Cloud!SID!1", f"{HOME}\\Acme", "@acme.dll,-7", "ACME Cloud", READS),
    _pinned("MEGA", f"{HOME}\\Documents\\MEGA", "MEGA", E2E),
    _pinned("Jottacloud", f"{HOME}\\Jottacloud", "Jottacloud", READS),
    _pinned("Creative Cloud Files", f"{HOME}\\Creative Cloud Files", "Creative Cloud", READS),
    _pinned("ownCloud", f"{HOME}\\ownCloud", "ownCloud", READS),
    _pinned("Sync.com", f"{HOME}\\Sync", "Sync.com", E2E),
    _pinned("LucidLink", "L:\\", "LucidLink", READS),
    _pinned("MagentaCLOUD", f"{HOME}\\MagentaCLOUD", "MagentaCLOUD", READS),
    _pinned("iCloud Drive", f"{HOME}\\iCloudDrive", "iCloud Drive", READS),
    _pinned("Proton Drive", f"{HOME}\\Proton Drive\\anna\\My files", "Proton Drive", E2E),
    Case("OneDrive accounts and libraries", "windows", _onedrive, (
        config(f"{HOME}\\OneDrive", "OneDrive", account="anna@outlook.com"),
        config(f"{HOME}\\OneDrive - Contoso", "OneDrive", account="anna@contoso.com"),
        config(f"{HOME}\\Contoso\\Team - General", "SharePoint"),
        config(f"{HOME}\\Contoso\\Plans", "SharePoint"),
    )),
    Case("OneDrive in the environment", "windows", _onedrive_variable, (
        Expected("D:\\Cloud\\OneDrive", "OneDrive", READS, "config", "Windows tells programs"),
    )),
    Case("OneDrive folder backup", "windows", _folder_backup, (
        config(f"{HOME}\\OneDrive", "OneDrive", account="anna@outlook.com"),
        Expected(f"{HOME}\\OneDrive\\Bureau", "OneDrive", READS, "system", "your Desktop folder in OneDrive",
                 "anna@outlook.com"),
        Expected(f"{HOME}\\OneDrive\\Documents", "OneDrive", READS, "system", "your Documents folder in OneDrive",
                 "anna@outlook.com"),
    )),
    Case("Google Drive database with log", "windows", _drivefs, (
        config(f"{HOME}\\Mein Drive", "Google Drive"),
        config(f"{HOME}\\Dokumente", "Google Drive"),
        Expected("G:\\", "Google Drive", READS, "config", VIRTUAL, streaming=True),
    )),
    Case("Google Drive registry", "windows", _drivefs_registry, (
        Expected("H:\\", "Google Drive", READS, "config", VIRTUAL, streaming=True),
    )),
    Case("Google Drive letter", "windows", _drivefs_letter, (
        Expected("K:\\", "Google Drive", READS, "mount", VIRTUAL, streaming=True),
    )),
    Case("Dropbox info.json", "windows", _dropbox, (
        config(f"{HOME}\\Dropbox (Personal)", "Dropbox", account="personal"),
        config("D:\\Dropbox\\Firma", "Dropbox", account="business"),
    )),
    Case("Dropbox from the store", "windows", _dropbox_store, (
        config(f"{HOME}\\Dropbox", "Dropbox", account="personal"),
    )),
    Case("Dropbox host.db", "windows", _dropbox_old, (config(f"{HOME}\\My Dropbox", "Dropbox"),)),
    Case("Box Drive", "windows",
         lambda s: put(s, f"{LOCAL}\\Box\\Box\\data\\shell\\sync_root_folder.txt", "C:\\Users\\anna\\Box"),
         (config(f"{HOME}\\Box", "Box"),)),
    Case("Box Sync", "windows", lambda s: put(s, f"{LOCAL}\\Box Sync\\sync_root_folder.txt", "D:\\Box Sync\r\n"),
         (config("D:\\Box Sync", "Box"),)),
    Case("iCloud fixed places", "windows", _nothing, (
        Expected(f"{HOME}\\iCloudDrive", "iCloud Drive", READS, "config", "iCloud for Windows keeps"),
        Expected(f"{HOME}\\Pictures\\iCloud Photos\\Photos", "iCloud Photos", READS, "config", "iCloud for Windows"),
    )),
    Case("pCloud", "windows", _pcloud, (
        Expected("P:\\", "pCloud", READS, "config", VIRTUAL, streaming=True),
        Expected("P:\\Crypto Folder", "pCloud Crypto", E2E, "config", "has no key", streaming=True),
        config(f"{HOME}\\Sync to pCloud", "pCloud"),
    )),
    Case("MEGA shortcut", "windows", _mega, (
        Expected("D:\\MEGA Müller", "MEGA", E2E, "config", "MEGA made a shortcut"),
    )),
    Case("MEGA marker", "windows", _mega_marker, (
        Expected(f"{HOME}\\Documents\\Cloud", "MEGA", E2E, "marker", 'It holds ".megaignore"'),
    )),
    Case("Nextcloud", "windows", _nextcloud, (
        config(f"{HOME}\\Nextcloud", "Nextcloud", account="cloud.example.org"),
        config("D:\\Müller", "Nextcloud", account="cloud.example.org"),
    )),
    Case("ownCloud", "windows", _owncloud, (config(f"{HOME}\\ownCloud", "ownCloud", account="oc.example.org"),)),
    Case("Syncthing", "windows", _syncthing, (
        config(f"{HOME}\\Sync", "Syncthing", "peer-to-peer", excluded=(f"{HOME}\\Sync\\privat",)),
    )),
    Case("Yandex Disk", "windows", _yandex, (config(f"{HOME}\\YandexDisk", "Yandex Disk"),)),
    Case("Synology Drive", "windows", _synology, (config(f"{HOME}\\SynologyDrive", "Synology Drive", "own-server"),)),
    Case("SeaDrive", "windows", _seadrive, (config(f"{HOME}\\seadrive_root\\anna", "SeaDrive"),)),
    Case("OX Drive", "windows", _ox, (config(f"{HOME}\\OX Drive", "OX Drive"),)),
    Case("Autodesk Desktop Connector", "windows", _nothing, (
        Expected(f"{HOME}\\DC", "Autodesk Drive", READS, "name", NAME),
    )),
    Case("network drive", "windows", _network, (
        Expected("Z:\\", "Network drive", "own-server", "mount", "is connected to this computer here", streaming=True),
    )),
    Case("Tresorit by name", "windows", _nothing, (Expected(f"{HOME}\\Tresors", "Tresorit", E2E, "name", NAME),)),
)  # fmt: skip
