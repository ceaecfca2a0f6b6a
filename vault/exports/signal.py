"""Signal: what its phones and its desktop program give out or keep, each format by a file of its own."""

from __future__ import annotations

from dataclasses import dataclass

from vault.exports.base import Answers, Export, Source
from vault.exports.members import Members
from vault.exports.signal_export import MAIN, open_plain
from vault.exports.signal_folder import open_folder
from vault.exports.signal_people import APP


@dataclass(frozen=True, slots=True)
class SignalImporter:
    """Opens Signal's backups, exports and desktop folder."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"signal-backups", "signal-export"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Open whichever of the formats it is. Raises as base.Importer.open."""
        with Members(source) as members:
            names = members.names
        if any(name.rpartition("/")[2].lower() == MAIN for name in names) or (source.parts is None and len(names) == 1):
            return open_plain(source)
        return open_folder(source, answers)
