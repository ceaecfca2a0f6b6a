"""Facebook Messenger: the download of one's information in JSON, and the separate one of end-to-end encrypted chats.

The two are made on different pages and hold different chats, or different years of one chat. When both are given they
are two exports. People and chats have names only, no ids: two people of one name cannot be told apart. Messages have
no ids either; the library knows a message again by chat, time, sender and text.
Facts: ../shared/reference/chat-formats.md §3.10.
"""

from __future__ import annotations

from dataclasses import dataclass

from vault.exports.base import Answers, Export, Source
from vault.exports.members import Members
from vault.exports.meta.export import MetaApp, open_download
from vault.exports.meta.messenger_e2ee import is_e2ee, open_e2ee
from vault.exports.meta.threads import threads_of

FACEBOOK = MetaApp("messenger", "Messenger", "messenger-json", "messenger-zip", "messenger-html")


@dataclass(frozen=True, slots=True)
class MessengerImporter:
    """Opens both downloads, told apart by what is in them."""

    app: str = "messenger"
    version: int = 1
    formats: frozenset[str] = frozenset({"messenger-json", "messenger-zip", "messenger-e2ee"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises NotReadYet for a download in HTML, ExportIncomplete without any chat, and the Archive errors."""
        with Members(source) as members:
            encrypted = not threads_of(members.names) and any(is_e2ee(members, name) for name in members.names)
        return open_e2ee(source, answers) if encrypted else open_download(FACEBOOK, source, answers)
