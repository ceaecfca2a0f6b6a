"""Files of Signal's messages: what they are called, what kind they are, and who can give their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from vault.chats.attachment import Attachment
from vault.chats.message import Moment
from vault.exports.signal.frames import AttachedFile, Pointer

_START = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_799_999  # milliseconds: the last of the year 9999
LONGEST_TEXT = 4 * 1024 * 1024  # bytes of a text that is kept as a file
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/apng": "png", "image/gif": "gif", "image/webp": "webp",
    "image/heic": "heic", "image/heif": "heif", "image/svg+xml": "svg", "image/bmp": "bmp", "video/mp4": "mp4",
    "video/quicktime": "mov", "video/webm": "webm", "video/3gpp": "3gp", "audio/aac": "aac", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/mp3": "mp3", "audio/ogg": "ogg", "audio/opus": "opus", "audio/wav": "wav",
    "audio/x-m4a": "m4a", "application/pdf": "pdf", "application/zip": "zip", "text/plain": "txt",
    "text/x-signal-plain": "txt", "text/vcard": "vcf", "text/x-vcard": "vcf",
}  # fmt: skip
_DOCUMENTS = ("application/", "text/")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a file's bytes are; see Attachment."""

    place: str
    size: int | None
    sha256: str = ""


class Shelf(Protocol):
    """Where the files of a backup are."""

    def find(self, pointer: Pointer) -> Found | None:
        """The bytes of a file; None where the backup has none."""

    def text(self, found: Found) -> str | None:
        """A long text that is kept as a file; None where it cannot be had."""


def moment(milliseconds: int) -> Moment:
    """An instant that is counted from 1970 in UTC; one that no calendar has stays its number."""
    if 0 < milliseconds <= _LATEST:
        return Moment(_START + timedelta(milliseconds=milliseconds), str(milliseconds), "exact")
    return Moment(None, str(milliseconds), "exact")


def kind_of(content_type: str, *, gif: bool = False) -> str:
    """An Attachment's kind by its media type."""
    if gif or content_type == "image/gif":
        return "gif"
    for start, kind in (("image/", "photo"), ("video/", "video"), ("audio/", "audio")):
        if content_type.startswith(start):
            return kind
    if content_type in ("text/vcard", "text/x-vcard"):
        return "contact"
    return "document" if content_type.startswith(_DOCUMENTS) else "file"


def shown_name(file_name: str, content_type: str, sent: int, number: int, word: str = "signal") -> str:
    """The file's own name; else one that tells when it was sent, as Signal makes it on saving."""
    if name := file_name.replace("\0", "").strip():
        return name
    when = moment(sent).utc
    stem = f"{word}-{when:%Y-%m-%d-%H%M%S}" if when else word
    ending = _ENDINGS.get(content_type, "")
    return f"{stem}{f'-{number}' if number > 1 else ''}{f'.{ending}' if ending else ''}"


def attachment(
    file: AttachedFile | None, shelf: Shelf, sent: int, number: int = 1, kind: str = "", word: str = "signal"
) -> Attachment:
    """A message's file; `number` counts those of the message from 1."""
    pointer = (file.pointer if file else None) or Pointer()
    content_type = (pointer.content_type or "").lower()
    found = shelf.find(pointer)
    locator = pointer.locator_info
    size = found.size if found else locator.size if locator and locator.size else None
    gif = file is not None and file.flag in ("GIF", 3)
    return Attachment(
        shown_name(pointer.file_name or "", content_type, sent, number, word),
        found is not None,
        size,
        kind or kind_of(content_type, gif=gif),
        found.place if found else "",
        found.sha256 if found else "",
    )
