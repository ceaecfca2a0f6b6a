"""Instagram: the download of one's information in JSON. Its chats are written as Messenger's are, under other roots.

Texts that the app wrote ("Liked a message", "Reacted ❤ to your message") are ordinary text in the account's language.
What a share points to is a link; it is kept as text and never followed.
Facts: ../shared/reference/chat-formats.md §3.11. Downloads from before 2021, one messages.json with "conversation"
lists, are another format and not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from vault.exports.base import Answers, Export, Source
from vault.exports.meta.export import MetaApp, open_download

INSTAGRAM = MetaApp("instagram", "Instagram", "instagram-json", "instagram-zip", "instagram-html")


@dataclass(frozen=True, slots=True)
class InstagramImporter:
    """Opens a download: a zip, several zips, a folder, or one thread's file."""

    app: str = "instagram"
    version: int = 1
    formats: frozenset[str] = frozenset({"instagram-json", "instagram-zip"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises NotReadYet for a download in HTML, ExportIncomplete without any chat, and the Archive errors."""
        return open_download(INSTAGRAM, source, answers)
