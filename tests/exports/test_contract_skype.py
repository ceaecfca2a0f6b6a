"""Skype and Snapchat keep every importer's promises."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_skype, made_snapchat
from vault.exports.base import Importer
from vault.exports.skype.importer import SkypeImporter
from vault.exports.snapchat.importer import SnapchatImporter


class TestSkype(ImporterContract):
    def importer(self) -> Importer:
        return SkypeImporter()

    def samples(self) -> dict[str, bytes]:
        return made_skype.samples()


class TestSnapchat(ImporterContract):
    def importer(self) -> Importer:
        return SnapchatImporter()

    def samples(self) -> dict[str, bytes]:
        return made_snapchat.samples()
