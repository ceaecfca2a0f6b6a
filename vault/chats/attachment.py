"""Attachment: a photo, voice note or document that belongs to a message."""

from __future__ import annotations

import msgspec


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """`name` as the export gives it; `included` tells whether its bytes are in the export; `size` in bytes.

    `place` is where they lie: the name of a file in the export, "" where `name` is that already. Whoever wants the
    bytes asks the importer for this place. `sha256` (hex) is given where reading the export tells it for nothing.
    """

    name: str
    included: bool
    size: int | None = None
    kind: str = "file"  # photo, video, audio, sticker, gif, document, contact, file
    place: str = ""
    sha256: str = ""
