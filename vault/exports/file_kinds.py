"""What kind of attachment a file is, by the ending of its name: for exports that do not say it."""

from __future__ import annotations

_KINDS = {
    "photo": (".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp"),
    "gif": (".gif",),
    "video": (".mp4", ".mov", ".webm", ".3gp", ".mkv", ".avi"),
    "audio": (".m4a", ".mp3", ".ogg", ".opus", ".wav", ".amr", ".aac"),
}
_KIND_OF = {ending: kind for kind, endings in _KINDS.items() for ending in endings}


def kind_of_file(called: str) -> str:
    """What kind of attachment a file's name promises."""
    return _KIND_OF.get(f".{called.lower().rpartition('.')[2]}", "document")
