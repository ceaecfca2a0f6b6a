"""Attachment: a photo, voice note or document that belongs to a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """`name` as the export gives it; `included` tells whether its bytes are in the export; `size` in bytes."""

    name: str
    included: bool
    size: int | None = None
    kind: str = "file"  # photo, video, audio, sticker, gif, document, contact, file
