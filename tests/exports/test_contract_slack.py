"""Slack's importer under the contract of all importers."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_slack import samples
from vault.exports.base import Importer
from vault.exports.slack.importer import SlackImporter


class TestSlack(ImporterContract):
    def importer(self) -> Importer:
        return SlackImporter()

    def samples(self) -> dict[str, bytes]:
        return samples()
