"""What an iPhone backup says about itself: whose it is, whether it is encrypted, whether it was finished.

Manifest.plist has the device, and of an encrypted backup the keybag; Status.plist whether the backup came to its end.
Facts: ../shared/reference/chat-formats.md §3.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vault.errors import ExportDamaged, ExportIncomplete, UnsupportedVersion
from vault.exports.apple_plist import read_plist
from vault.exports.members import Members

APP_NAME = "iPhone backup"
_PLIST, _DATABASE, _STATUS, _OLD = "Manifest.plist", "Manifest.db", "Status.plist", "Manifest.mbdb"
_MOST = 64 * 1024 * 1024
_FINISHED = "finished"
_BEING_WRITTEN = "Snapshot/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`base` stands before the names of the backup's files, with its `/`; `device` tells one phone from another.

    `others` are the folders of further backups among the same files.
    """

    base: str
    others: tuple[str, ...]
    encrypted: bool
    finished: bool
    device: str = field(repr=False)
    device_name: str = field(repr=False)
    date: str
    keybag: bytes = field(repr=False)
    manifest_key: bytes = field(repr=False)

    @property
    def database(self) -> str:
        """The name of Manifest.db."""
        return self.base + _DATABASE


def read_manifest(members: Members) -> Manifest:
    """Find the backup among the files, and read what it says.

    Of several, the one least deep; a copy that a phone was just writing, in a folder of its own, is none. Raises
    ExportIncomplete, ExportDamaged, and UnsupportedVersion for the backups of iOS 9 and before, which have their list
    of files in another form.
    """
    base, *others = _bases(members)
    if base + _DATABASE not in members:
        if base + _OLD in members:
            raise UnsupportedVersion(members.path, APP_NAME, _OLD)
        raise ExportIncomplete(members.path, _DATABASE)
    plist = read_plist(members.content(base + _PLIST, _MOST))
    if plist is None:
        raise ExportDamaged(members.path, _PLIST)
    lockdown = plist.get("Lockdown")
    known = lockdown if isinstance(lockdown, dict) else {}
    date = plist.get("Date")
    return Manifest(
        base=base,
        others=tuple(other for other in others if not other.startswith(f"{base}{_BEING_WRITTEN}")),
        encrypted=bool(plist.get("IsEncrypted")), finished=_is_finished(members, base),
        device=_text(known, "UniqueDeviceID") or _text(known, "SerialNumber"), device_name=_text(known, "DeviceName"),
        date=f"{date:%Y-%m-%d}" if isinstance(date, datetime) else "",
        keybag=_bytes(plist, "BackupKeyBag"), manifest_key=_bytes(plist, "ManifestKey"),
    )  # fmt: skip


def _bases(members: Members) -> list[str]:
    """What stands before each Manifest.plist, the least deep first. Raises ExportIncomplete if there is none."""
    found = [name for name in members.names if name == _PLIST or name.endswith(f"/{_PLIST}")]
    if not found:
        raise ExportIncomplete(members.path, _PLIST)
    return [name.removesuffix(_PLIST) for name in sorted(found, key=lambda name: (name.count("/"), name))]


def _is_finished(members: Members, base: str) -> bool:
    """A backup that does not say is taken for finished."""
    name = base + _STATUS
    status = read_plist(members.content(name, _MOST)) if name in members else None
    state = _text(status or {}, "SnapshotState")
    return state in ("", _FINISHED)


def _text(plist: Mapping[str, Any], key: str) -> str:
    value = plist.get(key)
    return value.strip() if isinstance(value, str) else ""


def _bytes(plist: Mapping[str, Any], key: str) -> bytes:
    value = plist.get(key)
    return value if isinstance(value, bytes) else b""
