"""Programs that copy the whole computer to a cloud: a list of roots cannot show what they take, so one notice is due.

Told by their installed folders alone; whether they run, and what they leave out, is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from vault.exposure.system import Platform, System, in_home, join

PLACES: dict[Platform, tuple[tuple[str, str], ...]] = {
    "windows": (
        ("Backblaze", "%PROGRAMDATA%/Backblaze/bzdata"),
        ("Carbonite", "%PROGRAMDATA%/Carbonite"),
        ("IDrive", "%PROGRAMDATA%/IDrive"),
        ("CrashPlan", "%PROGRAMDATA%/CrashPlan"),
        ("Acronis Cyber Protect", "%PROGRAMDATA%/Acronis/TrueImageHome"),
        ("SpiderOak One Backup", "%LOCALAPPDATA%/SpiderOak"),
        ("Livedrive", "%PROGRAMDATA%/Livedrive"),
        ("Norton Cloud Backup", "%PROGRAMDATA%/Norton/Backup"),
    ),
    "macos": (
        ("Backblaze", "/Library/Backblaze.bzpkg"),
        ("Carbonite", "/Library/Application Support/Carbonite"),
        ("IDrive", "/Applications/IDrive.app"),
        ("CrashPlan", "/Library/Application Support/CrashPlan"),
        ("Acronis Cyber Protect", "/Library/Application Support/Acronis"),
        ("SpiderOak One Backup", "~/Library/Application Support/SpiderOak"),
        ("Arq", "/Applications/Arq.app"),
    ),
    "linux": (
        ("CrashPlan", "/usr/local/crashplan"),
        ("IDrive", "/opt/IDriveForLinux"),
        ("SpiderOak One Backup", "~/.config/SpiderOakONE"),
    ),
}


@dataclass(frozen=True, slots=True)
class BackupProduct:
    """A backup program that is installed here; `evidence` is a sentence."""

    name: str
    evidence: str


def backup_products(system: System) -> tuple[BackupProduct, ...]:
    """The backup programs whose folders are here."""
    here = (name for name, place in PLACES[system.platform] if system.is_dir(_path(system, place)))
    return tuple(
        BackupProduct(name, f"{name} is installed here. It may copy every folder of this computer to the internet.")
        for name in here
    )


def _path(system: System, place: str) -> str:
    if place.startswith("~/"):
        return in_home(system, place[2:])
    if place.startswith("%"):
        variable, _, rest = place[1:].partition("%/")
        return join(system, system.environment(variable) or "C:\\", rest)
    return place
