"""Signal's importer under the contract of all importers, in each of its formats."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_signal
from tests.exports.made_signal_backup import keys
from vault.exports.base import Answers, Importer
from vault.exports.signal import backup_file as signal_backup_file
from vault.exports.signal.importer import SignalImporter


@pytest.fixture(autouse=True, scope="module")
def quick_keys() -> Iterator[None]:
    """The thirty digits take a third of a second each time: once is enough here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_backup_file, "passphrase_keys", keys)
        yield


class _Signal(ImporterContract):
    names: tuple[str, ...] = ()

    def importer(self) -> Importer:
        return SignalImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: data for name, data in made_signal.samples().items() if name in self.names}

    def answers(self) -> Answers:
        return made_signal.answers().get(self.names[0], Answers())


class TestSignalExport(_Signal):
    names = ("main.jsonl", made_signal.PLAIN)


class TestSignalFolder(_Signal):
    names = (made_signal.FOLDER,)


class TestSignalBackup(_Signal):
    names = (made_signal.BACKUP, made_signal.OLD_BACKUP)


class TestSignalDesktop(_Signal):
    names = (made_signal.LOCKED_DESKTOP,)


class TestSignalDesktopInTheOpen(_Signal):
    names = (made_signal.DESKTOP,)
