"""Google Chat, Hangouts and Google Voice keep every importer's promises."""

from __future__ import annotations

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_google
from vault.exports.base import Importer
from vault.exports.google.chat import GoogleChatImporter
from vault.exports.google.voice import GoogleVoiceImporter


class TestGoogleChat(ImporterContract):
    def importer(self) -> Importer:
        return GoogleChatImporter()

    def samples(self) -> dict[str, bytes]:
        return made_google.chat_samples()


class TestGoogleVoice(ImporterContract):
    def importer(self) -> Importer:
        return GoogleVoiceImporter()

    def samples(self) -> dict[str, bytes]:
        return made_google.voice_samples()
