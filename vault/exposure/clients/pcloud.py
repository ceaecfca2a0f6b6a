"""pCloud: the virtual drive, the folders that it keeps in step, and the Crypto folder, of which pCloud has no key.

`data.db` also holds a live sign-in token in `setting.auth`: only `syncfolder.localpath` is ever asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from vault.exposure.clients.found import by_config, found, value
from vault.exposure.finding import Root, Strength
from vault.exposure.providers import PCLOUD, PCLOUD_CRYPTO
from vault.exposure.system import System, expanded, in_home, join

CRYPTO_FOLDER = "Crypto Folder"
_SHOWN = "pCloud shows your files here. Opening one would download it."
_LOCKED = "This is pCloud's Crypto folder: pCloud has no key for what lies in it."


def pcloud(system: System) -> Iterator[Root]:
    """The drive first, then folders of the disk that are kept in step."""
    for point, strength in _drives(system):
        yield from found(system, PCLOUD, point, _SHOWN, strength, streaming=True)
        inside = join(system, expanded(system, point), CRYPTO_FOLDER)
        yield from found(system, PCLOUD_CRYPTO, inside, _LOCKED, strength, streaming=True)
    for database in _databases(system):
        for row in system.rows(database, "syncfolder", ("localpath",)):
            yield from by_config(system, PCLOUD, row.get("localpath"))


def _drives(system: System) -> Iterator[tuple[str, Strength]]:
    if system.platform == "windows":
        if drive := value(system, "HKCU\\SOFTWARE\\pCloud", "SyncDrive"):
            yield drive.rstrip("\\"), "config"
        return
    mounted = {mount.point for mount in system.mounts()}
    usual = in_home(system, "pCloud Drive" if system.platform == "macos" else "pCloudDrive")
    if usual in mounted:
        yield usual, "mount"
    elif any(system.exists(database) for database in _databases(system)):
        yield usual, "config"


def _databases(system: System) -> Iterator[str]:
    if system.platform == "windows":
        yield join(system, system.environment("LOCALAPPDATA") or "", "pCloud/data.db")
    elif system.platform == "macos":
        yield in_home(system, "Library/Application Support/pCloud/data.db")
    yield in_home(system, ".pcloud/data.db")
