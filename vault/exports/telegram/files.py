"""The files that Telegram's messages name: whether they are in the export, and what they are.

Where a file is not there, its path is a sentence in brackets: "(File not included. Change data exporting settings to
download.)". Paths are relative to the folder of result.json or of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.exports.base import Skipped
from vault.exports.loose_json import Object, text, whole
from vault.exports.members import Members

_KINDS: Mapping[str, str] = {
    "sticker": "sticker", "video_message": "video", "voice_message": "audio", "animation": "gif",
    "video_file": "video", "audio_file": "audio",
}  # fmt: skip
_SAID: Mapping[str, str] = {
    "sticker": "Sticker", "video": "Video", "audio": "Audio", "gif": "GIF", "photo": "Photo", "contact": "Contact card",
}  # fmt: skip
_MOST_MISSING = 1000  # files told one by one


@dataclass(slots=True)
class Files:
    """Finds files of the export; `folder` is where paths begin, with a slash at its end, "" for the top.

    Remembers which are named and not there.
    """

    members: Members
    folder: str
    missing: int = 0
    told: list[str] = field(default_factory=list)

    def of(self, raw: Object) -> tuple[Attachment, ...]:
        """The files of a message in result.json."""
        found = []
        if photo := text(raw.get("photo")):
            found.append(self.file(photo, "photo", "", whole(raw.get("photo_file_size"))))
        if path := text(raw.get("file")):
            kind = kind_of(text(raw.get("media_type")), text(raw.get("mime_type")))
            called = text(raw.get("file_name")) or (text(raw.get("sticker_emoji")) if kind == "sticker" else "")
            found.append(self.file(path, kind, called, whole(raw.get("file_size"))))
        if card := text(raw.get("contact_vcard")):
            found.append(self.file(card, "contact", "", None))
        return tuple(found)

    def file(self, path: str, kind: str, called: str, size: int | None) -> Attachment:
        """One file by its path; `called` is its own name, where the export tells it, `size` what it is said to be."""
        if path.startswith("("):
            return Attachment(called or _SAID.get(kind, "File"), False, _size(size), kind)
        place = self.folder + path.removeprefix("./")
        shown = called or path.rpartition("/")[2] or path
        if place in self.members:
            return Attachment(shown, True, self.members.size(place), kind, place)
        self.missing += 1
        if len(self.told) < _MOST_MISSING:
            self.told.append(place)
        return Attachment(shown, False, _size(size), kind)

    def skipped(self) -> Iterator[Skipped]:
        """Files that are named and not there. Where the export came without its folders, that is said once."""
        if not self.told:
            return
        if len(self.members.names) == 1:
            yield Skipped(self.told[0].rpartition("/")[0] or self.told[0], "media-missing")
            return
        for place in self.told:
            yield Skipped(place, "media-missing")


def kind_of(media_type: str, mime_type: str) -> str:
    """An Attachment's kind."""
    if media_type in _KINDS:
        return _KINDS[media_type]
    family = mime_type.partition("/")[0]
    return {"image": "photo", "video": "video", "audio": "audio"}.get(family, "document" if family else "file")


def _size(size: int | None) -> int | None:
    return size if size is not None and 0 < size < 1 << 62 else None
