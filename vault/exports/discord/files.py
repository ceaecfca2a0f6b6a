"""Attachments of Discord's messages: links to its servers, or files that DiscordChatExporter saved beside its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from vault.chats.attachment import Attachment
from vault.exports.members import Members

_KINDS = {
    "photo": {".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif", ".bmp"},
    "gif": {".gif"},
    "video": {".mp4", ".mov", ".webm", ".mkv", ".avi"},
    "audio": {".mp3", ".ogg", ".m4a", ".wav", ".flac", ".opus"},
    "document": {".pdf", ".txt", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".csv", ".md"},
}
_ENDINGS = {ending: kind for kind, endings in _KINDS.items() for ending in endings}
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Files:
    """Finds what was saved; `folder` is where the document lies, with a slash at its end, "" for the top."""

    members: Members
    folder: str

    def file(self, link: str, called: str, size: int | None, kind: str = "") -> Attachment:
        """One attachment by its link or path."""
        name = called or name_of(link) or "file"
        kind = kind or kind_of(name)
        if "://" not in link[:20]:
            place = next((place for place in self._places(link) if place in self.members), None)
            if place is not None:
                return Attachment(name, True, self.members.size(place), kind, place)
        return Attachment(name, False, size if size is not None and 0 <= size < 1 << 62 else None, kind)

    def _places(self, path: str) -> tuple[str, ...]:
        """Where a path may lead: it is written as part of a link, and on Windows with backslashes."""
        plain = path[:_LONGEST].replace("\\", "/")
        return tuple(self.folder + each for each in (plain, unquote(plain)) if each)


def name_of(link: str) -> str:
    """A file's name in a link, without what stands behind a question mark: that may hold a token."""
    return unquote(link[:_LONGEST].partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2])


def kind_of(name: str) -> str:
    """An Attachment's kind by the name's ending."""
    return _ENDINGS.get(PurePosixPath(name).suffix.lower(), "file")
