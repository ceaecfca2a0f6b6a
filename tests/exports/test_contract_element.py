"""Element's importer under the contract of all importers."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports.made_element import samples
from vault.exports.base import Importer
from vault.exports.element.importer import ElementImporter


class TestElement(ImporterContract):
    def importer(self) -> Importer:
        return ElementImporter()

    def samples(self) -> dict[str, bytes]:
        return samples()
