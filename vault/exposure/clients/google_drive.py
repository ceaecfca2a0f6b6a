"""Google Drive for desktop: mirrored folders and the virtual drive, from its database and, on Windows, the registry.

`root_preference_sqlite.db`: table `roots` (root_path may be relative to the medium's last_mount_point; destination 1
is Drive, others are Photos, which takes no chats), table `media` (fs_type 10 is the virtual drive, where opening a
file downloads it). The column account_token is never asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from vault.exposure.clients.found import by_config, found, value
from vault.exposure.finding import Root
from vault.exposure.providers import GOOGLE_DRIVE
from vault.exposure.system import Row, System, expanded, in_home, join, spelling

VIRTUAL = 10
TO_DRIVE = (None, 0, 1)
_ROOT_COLUMNS = ("media_id", "root_path", "destination", "last_seen_absolute_path")
_MEDIA_COLUMNS = ("media_id", "last_mount_point", "fs_type")
_DRIVES_OWN = (".shortcut-targets-by-id", "My Drive", "Shared drives")
_SHOWN = "Google Drive shows your files here. Opening one would download it."


def google_drive(system: System) -> Iterator[Root]:
    """Mirrored folders, virtual drives, and the folders of this computer that it backs up."""
    folder = _settings_folder(system)
    if folder:
        yield from _from_database(system, join(system, folder, "root_preference_sqlite.db"))
    if system.platform == "windows":
        yield from _from_registry(system)
        yield from _drive_letters(system)


def _settings_folder(system: System) -> str:
    if system.platform == "windows":
        return join(system, system.environment("LOCALAPPDATA") or "", "Google/DriveFS")
    if system.platform == "macos":
        return in_home(system, "Library/Application Support/Google/DriveFS")
    return ""


def _from_database(system: System, database: str) -> Iterator[Root]:
    media = {row.get("media_id"): row for row in system.rows(database, "media", _MEDIA_COLUMNS)}
    for row in system.rows(database, "roots", _ROOT_COLUMNS):
        if row.get("destination") in TO_DRIVE:
            for path in _places(system, row, media.get(row.get("media_id"), {})):
                yield from by_config(system, GOOGLE_DRIVE, path)
    for medium in media.values():
        point = medium.get("last_mount_point")
        if medium.get("fs_type") == VIRTUAL and isinstance(point, str):
            yield from _virtual(system, point)


def _places(system: System, row: Row, medium: Row) -> Iterator[str]:
    """Where a root lies: as last seen, or its path below its medium; the first that exists."""
    seen, path, point = row.get("last_seen_absolute_path"), row.get("root_path"), medium.get("last_mount_point")
    options = [seen, path]
    if isinstance(path, str) and isinstance(point, str) and not spelling(system).isabs(path):
        drive = point + "/" if point.endswith(":") else point
        options.append(join(system, drive, path.lstrip("/\\")))
    for option in options:
        if isinstance(option, str) and option and system.is_dir(expanded(system, option)):
            yield option
            return


def _virtual(system: System, point: str) -> Iterator[Root]:
    """A virtual drive; on macOS the file provider shows it, with marks for what is not here, so it may be opened."""
    streaming = system.platform == "windows"
    evidence = _SHOWN if streaming else f"{GOOGLE_DRIVE.name}'s own settings name this folder."
    yield from found(system, GOOGLE_DRIVE, point, evidence, "config", streaming=streaming)


def _from_registry(system: System) -> Iterator[Root]:
    """`PerAccountPreferences`: JSON with `mount_point_path`, which may be a bare letter."""
    try:
        told = json.loads(value(system, "HKCU\\Software\\Google\\DriveFS", "PerAccountPreferences") or "{}")
    except ValueError:
        return
    accounts = told.get("per_account_preferences", ()) if isinstance(told, dict) else ()
    for account in accounts if isinstance(accounts, list) else ():
        inner = account.get("value", account) if isinstance(account, dict) else {}
        point = inner.get("mount_point_path") if isinstance(inner, dict) else None
        if isinstance(point, str) and point:
            yield from _virtual(system, f"{point}:" if len(point) == 1 else point)


def _drive_letters(system: System) -> Iterator[Root]:
    """A drive that carries Google Drive's label or its own folders, whatever the language."""
    for drive in system.mounts():
        own = drive.kind == "fixed" and not set(_DRIVES_OWN).isdisjoint(system.names(drive.point))
        if drive.source.startswith("Google Drive") or own:
            yield from found(system, GOOGLE_DRIVE, drive.point, _SHOWN, "mount", streaming=True)
