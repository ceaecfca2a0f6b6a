"""Photos and files of Element's export: `images/<name>-<date><ending>`, the date in the words of whoever exported.

The date cannot be made again without their language and zone. So of the files with a message's name and ending the
first is taken that is not taken yet and whose numbers hold the minute (but for quarters of an hour, as zones differ)
and the second at which the message was sent; files lie in the order of their messages.
Facts: element-web's Exporter.ts (getFilePath).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vault.chats.attachment import Attachment
from vault.exports.loose_json import Object, mapping, name, text, whole
from vault.exports.members import Members

_FOLDERS: Mapping[str, tuple[str, str]] = {
    "m.image": ("images", "photo"), "m.video": ("videos", "video"), "m.audio": ("audio", "audio"),
    "m.file": ("files", "document"), "m.sticker": ("stickers", "sticker"),
}  # fmt: skip
_NUMBERS = re.compile(r"\d{1,4}")
_QUARTER = 15


@dataclass(slots=True)
class Media:
    """The files of one export; `folder` is where its document lies, with a slash at its end."""

    members: Members
    folder: str
    _places: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list), init=False)

    def __post_init__(self) -> None:
        for place in self.members.names:
            if place.startswith(self.folder):
                kind, _, file = place.removeprefix(self.folder).partition("/")
                if file and kind in ("images", "videos", "audio", "files", "stickers"):
                    self._places[kind, file[:1]].append(place)

    def of(self, kind: str, content: Object, sent: datetime | None) -> Attachment:
        """The file of a message of this msgtype."""
        folder, what = _FOLDERS[kind]
        called = name(content.get("filename")) or name(content.get("body")) or what
        size = whole(mapping(content.get("info")).get("size"))
        if what == "photo" and text(mapping(content.get("info")).get("mimetype")) == "image/gif":
            what = "gif"
        place = self._take(folder, text(content.get("body")), kind == "m.sticker", sent)
        if place is None:
            return Attachment(called, False, size if size is not None and 0 < size < 1 << 62 else None, what)
        return Attachment(called, True, self.members.size(place), what, place)

    def _take(self, folder: str, body: str, sticker: bool, sent: datetime | None) -> str | None:
        stem, dot, ending = body.rpartition(".")
        stem, ending = (stem, dot + ending) if dot else (body, "")
        ending = ".png" if sticker else ending
        places = self._places.get((folder, stem[:1]), [])
        begin = f"{self.folder}{folder}/{stem}-"
        for number, place in enumerate(places):
            if place.startswith(begin) and place.endswith(ending) and _fits(place[len(begin) :], sent):
                del places[number]
                return place
        return None


def _fits(date: str, sent: datetime | None) -> bool:
    """Whether a date in any words may be this instant in some zone."""
    if sent is None:
        return False
    numbers = [int(each) for each in _NUMBERS.findall(date)]
    return sent.second in numbers and any(number < 60 and (number - sent.minute) % _QUARTER == 0 for number in numbers)
