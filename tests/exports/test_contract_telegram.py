"""Telegram's importer under the contract of all importers."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_telegram import samples
from vault.exports.base import Importer
from vault.exports.telegram.importer import TelegramImporter


class _Telegram(ImporterContract):
    names: tuple[str, ...] = ()

    def importer(self) -> Importer:
        return TelegramImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: samples()[name] for name in self.names}


class TestTelegramJson(_Telegram):
    names = ("result.json", "account.json", "ChatExport_2021-04-28.zip")


class TestTelegramHtml(_Telegram):
    names = ("messages.html", "pages.zip")
