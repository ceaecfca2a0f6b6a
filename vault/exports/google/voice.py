"""Google Voice, as Google Takeout gives it: a page in HTML for every conversation's stretch, call and voicemail.

Pages are found by what is in them where their folders have names of another language.
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

from dataclasses import dataclass

from vault.errors import ExportIncomplete
from vault.exports.base import Answers, Export, Source
from vault.exports.google.voice_reader import APP, VoiceReader
from vault.exports.members import Members, members_of
from vault.exports.streamed import StreamedExport

_GLANCE = 64 * 1024
_MARKS = (b"hChatLog", b"haudio")


@dataclass(frozen=True, slots=True)
class GoogleVoiceImporter:
    """Opens a takeout, its folders, or one page."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"google-voice"})

    def open(self, source: Source, answers: Answers) -> Export:
        """Raises ExportIncomplete where no page is inside, and the Archive errors."""
        with members_of(source) as members:
            pages = _pages(members)
            if not pages:
                raise ExportIncomplete(source.path, "Voice/Calls")
        return StreamedExport(
            source,
            app=APP,
            app_name="Google Voice",
            format="google-voice",
            key="account",
            chat_name="All chats",
            read=VoiceReader(members, pages).read,
            give=lambda file: members.read(file.place or file.name),
            close=members.close,
        )


def _pages(members: Members) -> tuple[str, ...]:
    pages = tuple(name for name in members.names if name.lower().endswith((".html", ".htm")))
    if len(members.names) == 1:
        return tuple(members.names)
    inside = tuple(name for name in pages if "voice/calls/" in name.lower())
    return inside or tuple(n for n in pages if any(mark in members.head(n, _GLANCE) for mark in _MARKS))
