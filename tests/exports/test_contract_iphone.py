"""iPhone backups under the contract of all importers, in the open and encrypted."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_iphone
from vault.exports.base import Answers, Importer
from vault.exports.iphone.backup import IPhoneBackupImporter


class TestIPhoneBackup(ImporterContract):
    def importer(self) -> Importer:
        return IPhoneBackupImporter()

    def samples(self) -> dict[str, bytes]:
        return made_iphone.open_samples()

    def apps(self) -> frozenset[str]:
        return frozenset({"imessage", "whatsapp"})


class TestLockedIPhoneBackup(TestIPhoneBackup):
    def samples(self) -> dict[str, bytes]:
        return made_iphone.locked_samples()

    def answers(self) -> Answers:
        return Answers(secret=made_iphone.PASSWORD)
