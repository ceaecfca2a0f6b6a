"""What hangs on a message of Messages: pictures, recordings, stickers, and where their bytes lie.

The database has the path that a file had on its computer or phone: `~/Library/Messages/Attachments/…` or
`~/Library/SMS/Attachments/…`, also from another user's folder. What stands behind `Attachments/` is the same
everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from vault.chats.attachment import Attachment
from vault.errors import ExportDamaged
from vault.exports.database import text
from vault.exports.imessage.rows import FileRow
from vault.exports.members import Members

Find = Callable[[str], tuple[str, int | None] | None]
"""Where a file lies, by the path that the database has: its place in the export and its size in bytes if known."""

FOLDERS = ("Attachments/", "StickerCache/")
_PREVIEW = ".pluginPayloadAttachment"  # a link's own picture, which Messages fetched to show it
_KINDS: Mapping[str, str] = {
    "image/gif": "gif", "text/vcard": "contact", "text/x-vcard": "contact", "text/directory": "contact",
    "text/x-vlocation": "file", "application/pdf": "document",
}  # fmt: skip
_BY_FAMILY: Mapping[str, str] = {"image": "photo", "video": "video", "audio": "audio", "text": "document"}
_ENDINGS: Mapping[str, str] = {
    "jpg": "photo", "jpeg": "photo", "heic": "photo", "png": "photo", "gif": "gif", "mov": "video", "mp4": "video",
    "caf": "audio", "amr": "audio", "m4a": "audio", "vcf": "contact", "pdf": "document",
}  # fmt: skip
_BEHIND_ALL = 2**63
_MOST_OF_ONE = 2000  # attachments of one message


class Files:
    """The attachments of messages that are asked for in the order of their numbers; the next is one of message `at`."""

    def __init__(self, rows: Iterable[FileRow], find: Find) -> None:
        self._rows: Iterator[FileRow] = iter(rows)
        self._find = find
        self._next: FileRow | None = None
        self.at = _BEHIND_ALL
        self.broken = False
        self.named = 0
        self._go_on()

    def take(self, message: int) -> list[FileRow]:
        """The rows of a message; those of messages that were never asked for are passed over."""
        found: list[FileRow] = []
        while self._next is not None and self._next.message <= message:
            if self._next.message == message and len(found) < _MOST_OF_ONE:
                found.append(self._next)
            self._go_on()
        return found

    def _go_on(self) -> None:
        try:
            self._next = next(self._rows, None)
        except ExportDamaged:
            self._next, self.broken = None, True
        self.at = _BEHIND_ALL if self._next is None else self._next.message

    def attachment(self, row: FileRow, recording: bool) -> Attachment | None:
        """What a row says; None for what a person never sent. `recording`: it was spoken into Messages."""
        path, name = text(row.path), text(row.name)
        if name.endswith(_PREVIEW) or path.endswith(_PREVIEW):
            return None
        self.named += 1
        shown = name or path.rpartition("/")[2] or "attachment"
        found = self._find(path) if path else None
        kind = "sticker" if row.sticker else "audio" if recording else _kind(text(row.mime), shown)
        if found is None:
            size = row.size if row.size is not None and row.size > 0 else None
            return Attachment(shown, False, size, kind)
        return Attachment(shown, True, found[1], kind, found[0])


def _kind(mime: str, name: str) -> str:
    if is_location(name):
        return "file"
    known = _KINDS.get(mime) or _BY_FAMILY.get(mime.partition("/")[0])
    return known or _ENDINGS.get(name.rpartition(".")[2].lower(), "file")


def is_location(name: str) -> bool:
    """Whether an attachment is a place on the map that was sent."""
    return name.lower().endswith(".loc.vcf")


class Beside:
    """Finds attachments in folders that were given together with chat.db."""

    def __init__(self, members: Members) -> None:
        self._members = members
        starts: dict[str, None] = {}
        for name in members.names:
            for folder in FOLDERS:
                before, found, _ = name.partition(folder)
                if found and (not before or before.endswith("/")):
                    starts.setdefault(before)
        self._starts = tuple(starts)

    @property
    def given(self) -> bool:
        """Whether there is any such folder."""
        return bool(self._starts)

    def find(self, path: str) -> tuple[str, int | None] | None:
        """See Find. Macs write letters with accents in two ways: each is tried."""
        ending = ending_of(path)
        if not ending:
            return None
        for form in dict.fromkeys((ending, unicodedata.normalize("NFC", ending), unicodedata.normalize("NFD", ending))):
            for start in self._starts:
                if (name := start + form) in self._members:
                    return name, self._members.size(name)
        return None


def ending_of(path: str) -> str:
    """What of a path is the same everywhere: from the folder of attachments on; "" for paths elsewhere."""
    for folder in FOLDERS:
        before, found, rest = path.partition(f"/{folder}")
        if found and rest and before:
            return folder + rest
    return ""
