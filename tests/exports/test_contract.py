"""WhatsApp's importer under the contract of all importers, as text and as archive, of both phones."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_whatsapp_text import samples
from vault.exports.base import Importer
from vault.exports.whatsapp.importer import WhatsAppImporter


class TestWhatsApp(ImporterContract):
    def importer(self) -> Importer:
        return WhatsAppImporter()

    def samples(self) -> dict[str, bytes]:
        return samples()
