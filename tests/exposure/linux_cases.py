"""Fixture homes of Linux: settings as each client writes them, and what is mounted."""

from __future__ import annotations

import json

from tests.exposure.root_cases import TOKEN, Case, Expected, config, put, put_database
from tests.exposure.windows_cases import E2E, NAME, READS
from vault.exposure.finding import ProviderClass
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.mount_lists import kind_of
from vault.exposure.system import Mount

HOME = "/home/anna"
CONFIG = f"{HOME}/.config"
MOUNTED = "is connected to this computer here. Opening a file would download it."
P2P: ProviderClass = "peer-to-peer"
OWN: ProviderClass = "own-server"


def _nothing(system: FixtureSystem) -> None:
    """The folder alone."""


def _mount(point: str, fstype: str, source: str) -> Mount:
    return Mount(point, fstype, source, kind_of(point, fstype))


def _mounted(name: str, point: str, fstype: str, source: str, provider: str, provider_class: ProviderClass) -> Case:
    def build(system: FixtureSystem) -> None:
        system.mounted = (_mount("/", "ext4", "/dev/sda1"), _mount(point, fstype, source))

    return Case(name, "linux", build, (Expected(point, provider, provider_class, "mount", MOUNTED, streaming=True),))


RCLONE_CONF = f"""
[drive]
type = drive
scope = drive
token = {{"access_token":"{TOKEN}"}}

[secret]
type = crypt
remote = drive:locked
password = {TOKEN}

[short]
type = alias
remote = drive:sub

[nas]
type = sftp
host = nas
pass = {TOKEN}

[proton]
type = protondrive

[pieces]
type = chunker
remote = short:
"""


def _rclone(remote: str, provider: str, provider_class: ProviderClass) -> Case:
    point = f"{HOME}/mnt/x"

    def build(system: FixtureSystem) -> None:
        put(system, f"{CONFIG}/rclone/rclone.conf", RCLONE_CONF)
        system.mounted = (_mount(point, "fuse.rclone", remote),)

    root = Expected(point, provider, provider_class, "mount", MOUNTED, streaming=True)
    return Case(f"rclone {remote.partition(',')[0]}", "linux", build, (root,))


GVFS = "/run/user/1000/gvfs"


def _gvfs(system: FixtureSystem) -> None:
    system.mounted = (_mount(GVFS, "fuse.gvfsd-fuse", "gvfsd-fuse"),)
    system.at(f"{GVFS}/mtp:host=Pixel").mkdir()


def _kio(system: FixtureSystem) -> None:
    system.mounted = (_mount("/run/user/1000/kio-fuse-Qx", "fuse.kio-fuse", "kio-fuse"),)


def _dropbox(system: FixtureSystem) -> None:
    put(system, f"{HOME}/.dropbox/info.json", json.dumps({"personal": {"path": f"{HOME}/Dropbox", "host": 1}}))
    system.attributes[f"{HOME}/Dropbox/lokal"] = {"user.com.dropbox.ignored": b"1"}


def _dropbox_flatpak(system: FixtureSystem) -> None:
    put(system, f"{HOME}/.var/app/com.dropbox.Client/.dropbox/info.json",
        json.dumps({"personal": {"path": f"{HOME}/Dropbox"}}))  # fmt: skip


def _maestral(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/maestral/work.ini", "[sync]\npath = /data/Dropbox (Work)\n")


def _onedrive(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/onedrive/config", '# comment\nsync_dir = "~/Wolke"\nskip_dir = "privat|.cache*"\n')
    put(system, f"{CONFIG}/onedrive-work/refresh_token", TOKEN)


def _nextcloud(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/Nextcloud/nextcloud.cfg",
        f"[Accounts]\n0\\url=https://nc.example.org/\n0\\Folders\\1\\localPath={HOME}/Nextcloud/\n")  # fmt: skip


def _nextcloud_flatpak(system: FixtureSystem) -> None:
    put(system, f"{HOME}/.var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg",
        f"[Accounts]\n0\\Folders\\1\\localPath={HOME}/NC/\n")  # fmt: skip


def _owncloud(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/ownCloud/owncloud.cfg", f"[Accounts]\n0\\Folders\\1\\localPath={HOME}/oc/\n")


def _syncthing(place: str) -> Case:
    def build(system: FixtureSystem) -> None:
        put(system, f"{HOME}/{place}/config.xml",
            f'<configuration><folder path="~/Sync"/><gui><apikey>{TOKEN}</apikey></gui></configuration>')  # fmt: skip
        put(system, f"{HOME}/Sync/.stignore", "/lokal\n!/lokal/doch\n")  # an exception: nothing counts as left out

    return Case(f"Syncthing in {place}", "linux", build, (config(f"{HOME}/Sync", "Syncthing", P2P),))


def _syncthing_variable(system: FixtureSystem) -> None:
    system.variables["STHOMEDIR"] = "/srv/syncthing"
    put(system, "/srv/syncthing/config.xml", '<configuration><folder path="/srv/share"/></configuration>')


def _resilio(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/resilio-sync/config.json",
        json.dumps({"shared_folders": [{"secret": TOKEN, "dir": f"{HOME}/Geteilt"}]}))  # fmt: skip


def _pcloud(system: FixtureSystem) -> None:
    system.mounted = (_mount(f"{HOME}/pCloudDrive", "fuse", "pCloud.fs"),)
    put_database(
        system, f"{HOME}/.pcloud/data.db",
        ("CREATE TABLE setting (id TEXT, value TEXT)", f"INSERT INTO setting VALUES ('auth', '{TOKEN}')",
         "CREATE TABLE syncfolder (id INTEGER, localpath TEXT)"),
        later=(f"INSERT INTO syncfolder VALUES (1, '{HOME}/Bilder')",),
    )  # fmt: skip


def _yandex(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/yandex-disk/config.cfg",
        f'auth="{CONFIG}/yandex-disk/passwd"\ndir="{HOME}/Yandex.Disk"\nexclude-dirs="lokal,weg"\n')  # fmt: skip
    put(system, f"{CONFIG}/yandex-disk/passwd", TOKEN)


def _insync(system: FixtureSystem) -> None:
    put(system, f"{CONFIG}/Insync/dbs/gd2-1.db", TOKEN)


def _seafile(system: FixtureSystem) -> None:
    put(system, f"{HOME}/.ccnet/seafile.ini", f"{HOME}/Seafile/.seafile-data")
    put_database(system, f"{HOME}/Seafile/.seafile-data/repo.db", (
        "CREATE TABLE RepoProperty (repo_id TEXT, key TEXT, value TEXT)",
        f"INSERT INTO RepoProperty VALUES ('r', 'worktree', '{HOME}/Seafile/Briefe'), ('r', 'email', 'a@b.org')",
        f"CREATE TABLE RepoTokens (token TEXT); INSERT INTO RepoTokens VALUES ('{TOKEN}')",
    ))  # fmt: skip


def _synology(system: FixtureSystem) -> None:
    put_database(system, f"{HOME}/.SynologyDrive/data/db/sys.sqlite", (
        "CREATE TABLE connection_table (id INTEGER, conn_type INTEGER)",
        "INSERT INTO connection_table VALUES (1, 1)",
        "CREATE TABLE session_table (conn_id INTEGER, sync_folder TEXT)",
        f"INSERT INTO session_table VALUES (1, '{HOME}/Drive')",
    ))  # fmt: skip


def _marked(marker: str, provider: str, provider_class: ProviderClass) -> Case:
    folder = f"{HOME}/daten/ordner"

    def build(system: FixtureSystem) -> None:
        put(system, f"{folder}/{marker}", "x")

    root = Expected(folder, provider, provider_class, "marker", f'It holds "{marker}", which {provider}')
    return Case(f"marker {marker}", "linux", build, (root,))


def _named(name: str, provider: str, provider_class: ProviderClass) -> Case:
    return Case(f"name {name}", "linux", _nothing,
                (Expected(f"{HOME}/{name}", provider, provider_class, "name", NAME),))  # fmt: skip


CASES = (
    Case("Dropbox", "linux", _dropbox, (
        config(f"{HOME}/Dropbox", "Dropbox", account="personal", excluded=(f"{HOME}/Dropbox/lokal",)),
    )),
    Case("Dropbox Flatpak", "linux", _dropbox_flatpak, (config(f"{HOME}/Dropbox", "Dropbox", account="personal"),)),
    Case("Maestral", "linux", _maestral, (config("/data/Dropbox (Work)", "Dropbox"),)),
    Case("OneDrive by abraunegg", "linux", _onedrive, (
        config(f"{HOME}/Wolke", "OneDrive", excluded=(f"{HOME}/Wolke/privat",)),
        config(f"{HOME}/OneDrive", "OneDrive"),
    )),
    Case("Nextcloud", "linux", _nextcloud, (config(f"{HOME}/Nextcloud", "Nextcloud", account="nc.example.org"),)),
    Case("Nextcloud Flatpak", "linux", _nextcloud_flatpak, (config(f"{HOME}/NC", "Nextcloud"),)),
    Case("ownCloud", "linux", _owncloud, (config(f"{HOME}/oc", "ownCloud"),)),
    _syncthing(".local/state/syncthing"),
    _syncthing(".config/syncthing"),
    Case("Syncthing by variable", "linux", _syncthing_variable, (config("/srv/share", "Syncthing", P2P),)),
    Case("Resilio", "linux", _resilio, (config(f"{HOME}/Geteilt", "Resilio Sync", P2P),)),
    Case("pCloud", "linux", _pcloud, (
        Expected(f"{HOME}/pCloudDrive", "pCloud", READS, "mount", "would download it.", streaming=True),
        Expected(f"{HOME}/pCloudDrive/Crypto Folder", "pCloud Crypto", E2E, "mount", "has no key", streaming=True),
        config(f"{HOME}/Bilder", "pCloud"),
    )),
    Case("Yandex Disk", "linux", _yandex, (
        config(f"{HOME}/Yandex.Disk", "Yandex Disk", excluded=(f"{HOME}/Yandex.Disk/lokal",)),
    )),
    Case("Insync", "linux", _insync, (
        config(f"{HOME}/Insync/anna@gmail.com/Google Drive", "Google Drive", account="anna@gmail.com"),
        config(f"{HOME}/Insync/anna@outlook.com/OneDrive", "OneDrive", account="anna@outlook.com"),
        config(f"{HOME}/Insync/ben@gmail.com", "Insync", account="ben@gmail.com"),
    )),
    Case("Seafile", "linux", _seafile, (config(f"{HOME}/Seafile/Briefe", "Seafile"),)),
    Case("Synology Drive", "linux", _synology, (config(f"{HOME}/Drive", "Synology Drive", OWN),)),
    Case("GNOME online accounts", "linux", _gvfs, (
        Expected(f"{GVFS}/google-drive:host=gmail.com,user=anna", "Google Drive", READS, "mount", MOUNTED,
                 "anna@gmail.com", streaming=True),
        Expected(f"{GVFS}/onedrive:host=live.com,user=anna", "OneDrive", READS, "mount", MOUNTED, "anna@live.com",
                 streaming=True),
        Expected(f"{GVFS}/smb-share:server=nas,share=x", "Windows share", OWN, "mount", MOUNTED, streaming=True),
    )),
    Case("KDE online accounts", "linux", _kio, (
        Expected("/run/user/1000/kio-fuse-Qx/gdrive/anna@gmail.com", "Google Drive", READS, "mount", MOUNTED,
                 "anna@gmail.com", streaming=True),
        Expected("/run/user/1000/kio-fuse-Qx/sftp/nas", "SFTP server", OWN, "mount", MOUNTED, "nas", streaming=True),
    )),
    _rclone("drive:", "Google Drive", READS),
    _rclone("secret:", "rclone crypt", E2E),
    _rclone("short:x", "Google Drive", READS),
    _rclone("pieces:", "Google Drive", READS),
    _rclone("nas:home", "SFTP server", OWN),
    _rclone("proton{a1b2}:", "Proton Drive", E2E),
    _rclone("unbekannt:", "rclone (unbekannt)", READS),
    _rclone(f":dropbox,token={TOKEN}:x", "Dropbox", READS),
    _mounted("onedriver", f"{HOME}/OneDrive", "fuse.onedriver", "onedriver", "OneDrive", READS),
    _mounted("ocamlfuse", f"{HOME}/gd", "fuse.google-drive-ocamlfuse", "google-drive-ocamlfuse", "Google Drive", READS),
    _mounted("davfs", f"{HOME}/dav", "davfs", f"https://anna:{TOKEN}@dav.example.org", "WebDAV server", OWN),
    _mounted("sshfs", f"{HOME}/server", "fuse.sshfs", "anna@server:/home", "SFTP server", OWN),
    _mounted("cifs", "/mnt/nas", "cifs", "//nas/share", "Windows share", OWN),
    _mounted("nfs4", "/mnt/nfs", "nfs4", "nas:/export", "NFS server", OWN),
    _mounted("s3fs", f"{HOME}/bucket", "fuse.s3fs", "s3fs", "Amazon S3", READS),
    _mounted("seadrive", f"{HOME}/SeaDrive", "fuse.seadrive", "seadrive", "SeaDrive", READS),
    _mounted("keybase", "/keybase", "fuse", "keybase", "Keybase", E2E),
    _marked(".dropbox", "Dropbox", READS),
    _marked(".dropbox.cache", "Dropbox", READS),
    _marked(".stfolder", "Syncthing", P2P),
    _marked(".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive", READS),
    _marked(".tmp.driveupload", "Google Drive", READS),
    _marked(".tmp.drivedownload", "Google Drive", READS),
    _marked(".nextcloudsync.log", "Nextcloud", READS),
    _marked(".sync_0f1e2d3c4b5a.db", "Nextcloud", READS),
    _marked("._sync_0f1e2d3c4b5a.db", "Nextcloud", READS),
    _marked(".owncloudsync.log", "ownCloud", READS),
    _marked(".megaignore", "MEGA", E2E),
    _marked(".debris", "MEGA", E2E),
    _marked(".SynologyWorkingDirectory", "Synology Drive", OWN),
    _named("Dropbox (Personal)", "Dropbox", READS),
    _named("OneDrive - Contoso", "OneDrive", READS),
    _named("Google Drive", "Google Drive", READS),
    _named("MEGA", "MEGA", E2E),
    _named("pCloudDrive", "pCloud", READS),
    _named("Proton Drive", "Proton Drive", E2E),
    _named("Tresors", "Tresorit", E2E),
    _named("Filen", "Filen", E2E),
    _named("Internxt Drive", "Internxt", E2E),
    _named("Resilio Sync", "Resilio Sync", P2P),
    _named("Jottacloud", "Jottacloud", READS),
)  # fmt: skip
