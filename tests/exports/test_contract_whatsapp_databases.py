"""WhatsApp's databases under the contract of all importers: both phones, plain and encrypted."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_whatsapp_databases import DIGITS, answers, samples
from vault.exports.base import Answers, Importer
from vault.exports.whatsapp.database import WhatsAppDatabaseImporter


class _Databases(ImporterContract):
    wanted: tuple[str, ...] = ()

    def importer(self) -> Importer:
        return WhatsAppDatabaseImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: data for name, data in samples().items() if name in self.wanted}


class TestAndroid(_Databases):
    wanted = ("msgstore.db", "msgstore-2016-01-01.1.db", "Databases.zip")


class TestIPhone(_Databases):
    wanted = ("ChatStorage.sqlite", "iPhone WhatsApp.zip")


class TestEncryptedWithDigits(_Databases):
    wanted = ("msgstore.db.crypt15", "WhatsApp.zip")

    def answers(self) -> Answers:
        return Answers(zone="UTC", secret=DIGITS)


class TestEncryptedWithKeyFile(_Databases):
    wanted = ("msgstore.db.crypt12", "msgstore.db.crypt14")

    def answers(self) -> Answers:
        return answers()["msgstore.db.crypt14"]
