"""Messages' databases under the contract of all importers."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_imessage
from vault.exports.base import Importer
from vault.exports.imessage.importer import IMessageImporter


class TestIMessage(ImporterContract):
    def importer(self) -> Importer:
        return IMessageImporter()

    def samples(self) -> dict[str, bytes]:
        return made_imessage.samples()
