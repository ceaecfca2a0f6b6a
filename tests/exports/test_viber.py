"""Viber's old database, and what is said of a new one that it locks itself."""

from __future__ import annotations

import pytest

from tests.contracts.importer_contract import CANARY, ImporterContract
from tests.exports import made_viber
from tests.exports.reading import read_all, source_of
from vault.errors import UnsupportedVersion
from vault.exports.base import Importer
from vault.exports.detect import detect
from vault.exports.viber import ViberImporter


class TestViber(ImporterContract):
    def importer(self) -> Importer:
        return ViberImporter()

    def samples(self) -> dict[str, bytes]:
        return made_viber.samples()


def test_chats_people_and_a_photo() -> None:
    found = read_all(source_of(made_viber.database(), "viber.db"))
    assert [c.name for c in found.conversations] == ["Anna", "Family"]
    assert [(m.sender, m.outgoing, m.text, m.kind) for m in found.messages] == [
        ("Anna", False, CANARY, "text"), ("You", True, "back", "text"), ("Ben", False, "look", "omitted"),
    ]  # fmt: skip
    assert f"{found.messages[0].sent.utc:%Y-%m-%d %H:%M}" == "2023-11-14 22:13"
    assert [(s.where, s.why) for s in found.skipped] == [("message 4", "unknown-chat")]


def test_a_database_that_viber_locked_is_said_to_be_one() -> None:
    with pytest.raises(UnsupportedVersion) as caught:
        detect(source_of(bytes(range(256)) * 64 + bytes(4096), "viber.db"))
    assert caught.value.app_name == "Viber"
