"""What is mounted from elsewhere: rclone, GNOME's and KDE's online accounts, FUSE clients, network drives.

Only names are read below these: opening downloads. A mount's source may hold a password and is never shown.
rclone.conf: only `type`, and for remotes that wrap another one, `remote`.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator

from vault.exposure.clients.found import found
from vault.exposure.finding import Root
from vault.exposure.providers import NETWORK, Provider, provider_called, recognised
from vault.exposure.system import Mount, System, in_home, join, spelling, text_of

WRAPPERS = frozenset({"alias", "chunker", "compress", "cache", "hasher"})
_LONGEST_CHAIN = 8
# File systems of FUSE that show something else than a cloud: other folders of this disk, phones, archives.
_NOT_CLOUDS = frozenset({
    "fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.portal", "fuse.lxcfs", "fuse.snapfuse", "fuse.mergerfs", "fuse.bindfs",
    "fuse.unionfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.cryptomator", "fuse.cryptofs",
    "fuse.veracrypt", "fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.jmtpfs", "fuse.simple-mtpfs",
    "fuse.aft-mtp-mount", "fuse.ifuse", "fuse.archivemount", "fuse.fuse-overlayfs", "fuse.apfs", "fuse.dislocker",
    "fuse.restic", "fuse.borgfs", "fuse.squashfuse", "fuse.AppImage", "fuse.vmware-vmblock",
})  # fmt: skip


def mounted(system: System) -> Iterator[Root]:
    """Every cloud and every network drive that is mounted, except one that holds the whole home."""
    for mount in system.mounts():
        if _holds(system, mount.point, system.home):
            continue
        if mount.fstype == "fuse.rclone":
            yield from _shown(system, _rclone_provider(system, mount.source), mount.point)
        elif mount.fstype == "fuse.gvfsd-fuse":
            yield from _online_accounts(system, mount.point)
        elif mount.fstype == "fuse.kio-fuse":
            yield from _kde_accounts(system, mount.point)
        elif mount.kind == "network":
            yield from _shown(system, recognised(mount.fstype) or NETWORK, mount.point)
        elif (provider := _fuse_provider(mount)) is not None:
            yield from _shown(system, provider, mount.point)


def _holds(system: System, point: str, home: str) -> bool:
    """Whether the home itself lies on this mount: then it is where this person lives, not a cloud folder."""
    names = spelling(system)
    start = names.normcase(point).rstrip("/\\")
    inside = names.normcase(home)
    return bool(inside == start or inside.startswith(start + str(names.sep)))


def _shown(system: System, provider: Provider, point: str, account: str | None = None) -> Iterator[Root]:
    said = f"{provider.name} is connected to this computer here. Opening a file would download it."
    yield from found(system, provider, point, said, "mount", account=account, streaming=True)


def _fuse_provider(mount: Mount) -> Provider | None:
    """The cloud behind a FUSE mount: by the type's name (`fuse.onedriver`), else the source's (`pCloud.fs`)."""
    if mount.kind != "virtual" or mount.fstype in _NOT_CLOUDS:
        return None
    own = mount.fstype.partition(".")[2]
    return recognised(own.removesuffix("-ocamlfuse")) or recognised(mount.source.partition(":")[0])


def _rclone_provider(system: System, source: str) -> Provider:
    """`remote:path`, or `:backend,option=…:path` for one without a section in the settings."""
    if source.startswith(":"):
        return provider_called(source[1:].partition(":")[0].partition(",")[0])
    types = _rclone_types(system)
    name = source.partition(":")[0].partition("{")[0]
    for _ in range(_LONGEST_CHAIN):
        kind, behind = types.get(name, ("", ""))
        if kind not in WRAPPERS:
            break
        name = behind.partition(":")[0]
    return provider_called(kind) if kind else Provider(f"rclone ({name})" if name else "rclone")


def _rclone_types(system: System) -> dict[str, tuple[str, str]]:
    """Per remote its type and the remote that it wraps; nothing else of the file is kept."""
    base = system.environment("XDG_CONFIG_HOME") or in_home(system, ".config")
    path = system.environment("RCLONE_CONFIG") or join(system, base, "rclone/rclone.conf")
    settings = configparser.RawConfigParser(strict=False)
    try:
        settings.read_string(text_of(system, path))
    except configparser.Error:  # also when the file is locked with a password
        return {}
    return {
        name: (settings.get(name, "type", fallback=""), settings.get(name, "remote", fallback=""))
        for name in settings.sections()
    }


def _online_accounts(system: System, point: str) -> Iterator[Root]:
    """GNOME: one folder per account, `google-drive:host=gmail.com,user=anna`, `smb-share:server=nas,share=x`."""
    for name in system.names(point):
        kind, _, rest = name.partition(":")
        told = dict(part.partition("=")[::2] for part in rest.split(","))
        provider = provider_called(kind.removesuffix("-share"))
        user, host = told.get("user", ""), told.get("host", "")
        account = f"{user}@{host}" if user and host and "@" not in user else user or host
        if kind not in ("mtp", "gphoto2", "afc", "archive", "trash", "recent", "computer"):
            yield from _shown(system, provider, join(system, point, name), account)


def _kde_accounts(system: System, point: str) -> Iterator[Root]:
    """KDE: a folder per protocol (`gdrive`, `smb`, `sftp`), and in it one per account or server."""
    for protocol in system.names(point):
        provider = provider_called("google drive" if protocol == "gdrive" else protocol)
        for account in system.names(join(system, point, protocol)):
            yield from _shown(system, provider, join(system, point, protocol, account), account)
