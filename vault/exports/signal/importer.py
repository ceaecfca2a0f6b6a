"""Signal: what its phones and its desktop program give out or keep, each format by a file of its own."""

from __future__ import annotations

from dataclasses import dataclass

from vault.exports.base import Answers, Export, Source
from vault.exports.members import Members
from vault.exports.signal.backup import ENDING, open_backup
from vault.exports.signal.desktop import DATABASE, open_desktop
from vault.exports.signal.export import MAIN, open_plain
from vault.exports.signal.folder import open_folder
from vault.exports.signal.people import APP


@dataclass(frozen=True, slots=True)
class SignalImporter:
    """Opens Signal's backups, exports and desktop folder."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"signal-backup", "signal-backups", "signal-desktop", "signal-export"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Open whichever of the formats it is. Raises as base.Importer.open."""
        with Members(source) as members:
            names = [name.lower() for name in members.names]
            head = members.head(members.names[0], 1) if len(names) == 1 else b""
        if any(name == DATABASE or name.endswith(f"/{DATABASE}") for name in names):
            return open_desktop(source, answers)
        if head == b"\0" or (len(names) > 1 and any(name.endswith(ENDING) for name in names)):
            return open_backup(source, answers)
        if head or any(name.rpartition("/")[2] == MAIN for name in names):
            return open_plain(source)
        return open_folder(source, answers)
