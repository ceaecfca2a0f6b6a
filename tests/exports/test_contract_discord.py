"""Discord's importer under the contract of all importers."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_discord import samples
from vault.exports.base import Importer
from vault.exports.discord.importer import DiscordImporter


class TestDiscord(ImporterContract):
    def importer(self) -> Importer:
        return DiscordImporter()

    def samples(self) -> dict[str, bytes]:
        return samples()
