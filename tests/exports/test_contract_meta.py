"""Messenger and Instagram keep every importer's promises."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_meta
from vault.exports.base import Importer
from vault.exports.meta.instagram import InstagramImporter
from vault.exports.meta.messenger import MessengerImporter


class TestMessenger(ImporterContract):
    def importer(self) -> Importer:
        return MessengerImporter()

    def samples(self) -> dict[str, bytes]:
        return made_meta.messenger_samples()


class TestInstagram(ImporterContract):
    def importer(self) -> Importer:
        return InstagramImporter()

    def samples(self) -> dict[str, bytes]:
        return made_meta.instagram_samples()
